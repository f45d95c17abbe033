"""How this room writes its findings: one maker, so that every one carries its SNIP type and its place."""

from __future__ import annotations

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place

TYPE_1 = ("SNIP", "1")  # syntax
TYPE_2 = ("SNIP", "2")  # what the implementation guide asks for
TYPE_3 = ("SNIP", "3")  # balance
TYPE_4 = ("SNIP", "4")  # situations
TYPE_6 = ("SNIP", "6")  # lines of business
TYPE_7 = ("SNIP", "7")  # what one payer asks for


def reject(
    rule: str,
    place: Place,
    message: str,
    *,
    found: str = "",
    wanted: str = "",
    next_step: str = "",
    citation: str = "",
    codes: tuple[tuple[str, str], ...] = (TYPE_1,),
) -> Finding:
    """A finding that refuses the file, the interchange or the transaction set it lies in."""
    return Finding(
        f"x12.{rule}",
        Severity.REJECT,
        place,
        message,
        shown(found),
        wanted,
        next_step=next_step,
        citation=citation,
        codes=codes,
    )


def advise(
    rule: str,
    place: Place,
    message: str,
    *,
    found: str = "",
    wanted: str = "",
    next_step: str = "",
    codes: tuple[tuple[str, str], ...] = (TYPE_1,),
) -> Finding:
    """A finding about something that was read all the same."""
    return Finding(
        f"x12.{rule}", Severity.ADVISE, place, message, shown(found), wanted, next_step=next_step, codes=codes
    )


def shown(text: str) -> str:
    """A value as it can be printed: control characters escaped, at most 80 characters."""
    safe = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text[:80])
    return safe if len(text) <= 80 else safe + "..."
