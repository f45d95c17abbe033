"""Two editions of one table side by side: what came, what went, what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from cleanclaim.reference.tables.records import TableRow

Attributes = tuple[tuple[str, str], ...]


class Change(StrEnum):
    """What became of a key."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key that differs.

    attributes  (name, before, after) of those that do; of a key with several rows only their number
    """

    key: str
    change: Change
    attributes: tuple[tuple[str, str, str], ...] = ()


def changes(before: Iterator[TableRow], after: Iterator[TableRow]) -> Iterator[KeyChange]:
    """The keys that differ, in order. Both sides come sorted by key, as `Tables.all_rows` gives them."""
    old, new = _by_key(before), _by_key(after)
    left, right = next(old, None), next(new, None)
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None
            yield KeyChange(left[0], Change.REMOVED)
            left = next(old, None)
        elif left is None or right[0] < left[0]:
            yield KeyChange(right[0], Change.ADDED)
            right = next(new, None)
        else:
            found = _differences(left[1], right[1])
            if found:
                yield KeyChange(left[0], Change.CHANGED, found)
            left, right = next(old, None), next(new, None)


def _by_key(rows: Iterator[TableRow]) -> Iterator[tuple[str, list[Attributes]]]:
    for key, group in groupby(rows, lambda row: row.key):
        yield key, [_told(row) for row in group]


def _told(row: TableRow) -> Attributes:
    """The row's attributes with its own days, which are part of what it says."""
    return (*row.attributes, ("days", str(row.effective)))


def _differences(before: list[Attributes], after: list[Attributes]) -> tuple[tuple[str, str, str], ...]:
    if before == after:
        return ()
    if len(before) != 1 or len(after) != 1:
        return (("rows", str(len(before)), str(len(after))),)
    old, new = dict(before[0]), dict(after[0])
    names = dict.fromkeys((*old, *new))
    return tuple(
        (name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name) != new.get(name)
    )
