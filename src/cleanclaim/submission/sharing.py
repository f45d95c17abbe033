"""How the claims of a batch are shared out over its transaction sets, and how a set is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


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
