"""How the claims of a batch are shared out over its transaction sets, and how a set is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from cleanclaim.core.errors import MisuseError

Item = TypeVar("Item")
CLAIMS_PER_SET = 5000  # the most that the 837 guides advise for one ST (unverified); a partner may take fewer


def sets_for(claims: int, *, per_set: int = CLAIMS_PER_SET) -> int:
    """How many transaction sets a partner wants for so many claims, who takes at most `per_set` in one.

    One or more for one or more claims, none for none.
    """
    if claims < 0 or not 1 <= per_set <= CLAIMS_PER_SET:
        raise MisuseError(f"want a count of claims, and a limit of 1 to {CLAIMS_PER_SET} for each set")
    return -(-claims // per_set)


def check_sharing(claims: int, sets: int) -> None:
    """Whether so many sets can carry so many claims: none empty, none over the limit; else MisuseError."""
    if not 1 <= sets <= claims:
        raise MisuseError("want at least one claim, and one to as many set control numbers as claims")
    if sets < sets_for(claims):
        raise MisuseError(f"{claims} claims want at least {sets_for(claims)} set control numbers")


def share_out(items: Sequence[Item], parts: int) -> tuple[tuple[Item, ...], ...]:
    """`items` in their order over `parts` runs whose lengths differ by at most one, the longer ones first.

    Writing a batch and matching its 999 both use this, so which claims lay in which set follows from the
    two counts that a transmission keeps.
    """
    if not 1 <= parts <= max(len(items), 1):
        raise ValueError("want between one part and as many as there are items")
    size, longer = divmod(len(items), parts)
    runs, start = [], 0
    for number in range(parts):
        end = start + size + (1 if number < longer else 0)
        runs.append(tuple(items[start:end]))
        start = end
    return tuple(runs)


def batch_reference(interchange_control: int | str, set_control: str) -> str:
    """BHT03 of a set, which its 277CA returns: both control numbers, so no two batches of ours share one."""
    return f"{int(interchange_control):09d}{set_control}"
