"""Bytes of ours as segments, without the reader under test elsewhere."""

from __future__ import annotations

from cleanclaim.x12.segments import Segment


def transaction_sets(raw: bytes) -> list[list[Segment]]:
    """The sets of a file written with our own delimiters, each from ST to SE."""
    sets: list[list[Segment]] = []
    offset = 0
    for text in raw.decode("ascii").split("~")[:-1]:
        name, *elements = text.split("*")
        if name == "ST":
            sets.append([])
        if sets and name not in ("GE", "IEA"):
            sets[-1].append(Segment(name, tuple(elements), ordinal=len(sets[-1]) + 1, offset=offset))
        offset += len(text) + 1
    return sets
