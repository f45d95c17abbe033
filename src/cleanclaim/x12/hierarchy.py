"""The numbers of the hierarchical levels: counted up, pointing at the level they lie in (SNIP type 4)."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Finding
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.reports import advise, reject
from cleanclaim.x12.segments import Segment

_TYPE_4 = ("SNIP", "4")


def check_hierarchy(transaction_set: TransactionSet, root: Loop) -> list[Finding]:
    """HL01 runs 1, 2, 3; HL02 names the level the loop lies in; HL04 says whether levels follow below it.

    A level that points elsewhere would put its claims under another provider or subscriber, so that is
    refused; a wrong HL04 misleads nobody and advises.
    """
    findings = list(_levels(transaction_set, root, ""))
    levels = [segment for segment in transaction_set.segments if segment.name == "HL"]
    for number, level in enumerate(levels, start=1):
        if level.element(1) != str(number):
            findings.append(
                _fault(transaction_set, level, 1, message="not the next number", wanted=str(number))
            )
    return findings


def _levels(transaction_set: TransactionSet, loop: Loop, parent: str) -> Iterator[Finding]:
    level = loop.opening if loop.opening.name == "HL" else None
    if level is not None:
        if level.element(2) != parent:
            message = "does not name the level that this one lies in"
            yield _fault(transaction_set, level, 2, message=message, wanted=parent or "nothing")
        below = any(child.opening.name == "HL" for child in loop.children)
        if level.element(4) == ("0" if below else "1"):
            place = transaction_set.place_of(level, loop.loop_id, "HL04")
            message = "HL04 does not say rightly whether levels follow below"
            codes = (_TYPE_4, *_codes(level, 4, loop.loop_id))
            yield advise("hierarchy.children", place, message, found=level.element(4), codes=codes)
        parent = level.element(1)
    for child in loop.children:
        yield from _levels(transaction_set, child, parent)


def _fault(
    transaction_set: TransactionSet, level: Segment, number: int, *, message: str, wanted: str
) -> Finding:
    return reject(
        "hierarchy.number",
        transaction_set.place_of(level, f"HL{number:02d}"),
        f"HL{number:02d}: {message}",
        found=level.element(number),
        wanted=wanted,
        citation="ASC X12 HL segment: levels in order, each under its parent",
        codes=(_TYPE_4, *_codes(level, number, "")),
    )


def _codes(level: Segment, number: int, loop_id: str) -> tuple[tuple[str, str], ...]:
    data_element = {1: "628", 2: "734", 4: "736"}[number]
    return (
        ("IK304", "8"),
        ("IK301", level.name),
        ("LOOP", loop_id),
        ("IK403", "7"),
        ("IK402", data_element),
        ("ELEMENT", str(number)),
    )
