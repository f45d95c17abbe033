"""What people still have to do, and what they have done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cleanclaim.core.errors import MisuseError
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk, chunks
from cleanclaim.store.records import WorkClosing
from cleanclaim.store.shelf import Shelf

ITEMS = Shelf(
    schema.work_items,
    WorkItem,
    lambda item: {"work_item_id": item.work_item_id, "kind": item.kind.value, "about": item.about},
)
CLOSINGS = Shelf(schema.work_closings, WorkClosing, lambda closing: {"work_item_id": closing.work_item_id})


class WorkItems:
    """Items are never changed; closing one is an event of its own. A closed item does not open again: what
    comes back is a new item with an id of its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, item: WorkItem) -> bool:
        """True when it is new. False when an item of this id was ever opened; that one stays as it is."""
        return self._desk.insert(ITEMS.table, ITEMS.row_of(item))

    def open_all(self, items: Sequence[WorkItem]) -> int:
        """Open many; how many are new."""
        return self._desk.insert_new(ITEMS.table, [ITEMS.row_of(item) for item in items])

    def close(self, work_item_id: str, by: str, at: datetime, reason: str) -> bool:
        """True when this closed it, False when it was closed before (that closing stands).

        Raises MisuseError for an unknown item.
        """
        if self.find(work_item_id) is None:
            raise MisuseError(f"no work item {work_item_id} in the store")
        closing = WorkClosing(work_item_id, by, at, reason)
        return self._desk.insert(CLOSINGS.table, CLOSINGS.row_of(closing))

    def close_all(self, closings: Sequence[WorkClosing]) -> int:
        """Close those of these items that exist and are open; how many. Others are passed over."""
        there: set[str] = set()
        for some in chunks(sorted({closing.work_item_id for closing in closings})):
            ids = select(ITEMS.table.c.work_item_id).where(ITEMS.table.c.work_item_id.in_(some))
            there |= {row.work_item_id for row in self._desk.rows(ids)}
        first = {each.work_item_id: each for each in reversed(closings) if each.work_item_id in there}
        return self._desk.insert_new(CLOSINGS.table, [CLOSINGS.row_of(each) for each in first.values()])

    def find(self, work_item_id: str) -> WorkItem | None:
        """The item, open or closed, or None."""
        return ITEMS.find(self._desk, work_item_id=work_item_id)

    def closing_of(self, work_item_id: str) -> WorkClosing | None:
        """Who closed the item, when and why; None while it is open."""
        return CLOSINGS.find(self._desk, work_item_id=work_item_id)

    def open_items(self, kind: WorkKind | None = None) -> tuple[WorkItem, ...]:
        """The items nobody has closed, of one queue or all, in order of opening."""
        key = {} if kind is None else {"kind": kind.value}
        closed = select(CLOSINGS.table.c.work_item_id)
        query = ITEMS.query(**key).where(ITEMS.table.c.work_item_id.not_in(closed))
        return tuple(ITEMS.read(row) for row in self._desk.rows(query))

    def all(self) -> tuple[WorkItem, ...]:
        """Every item ever opened, in order of opening."""
        return ITEMS.all(self._desk)
