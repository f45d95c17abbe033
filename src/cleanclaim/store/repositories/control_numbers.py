"""Control numbers for outgoing envelopes."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from cleanclaim.core.errors import StoreError
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk

LARGEST = 999_999_999  # ISA13 has nine digits

_TABLE = schema.control_numbers


class ControlNumbers:
    """A counter per sender, receiver and kind, which starts at 1 and never gives a number twice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def next(self, sender: str, receiver: str, kind: str) -> int:
        """The next number, taken inside this unit of work: a rollback gives it back, since nothing left with
        it. Two writers at once get different numbers. Raises StoreError after 999,999,999."""
        insert = sqlite.insert(_TABLE) if self._desk.dialect == "sqlite" else postgresql.insert(_TABLE)
        statement = insert.on_conflict_do_update(
            index_elements=[_TABLE.c.sender, _TABLE.c.receiver, _TABLE.c.kind],
            set_={"last_number": _TABLE.c.last_number + 1},
        ).returning(_TABLE.c.last_number)
        row = {"sender": sender, "receiver": receiver, "kind": kind, "last_number": 1}
        number = int(self._desk.change(statement, row, about=f"control_numbers {sender} {receiver} {kind}"))
        if number > LARGEST:
            raise StoreError(f"control numbers {sender} {receiver} {kind} are used up")
        return number
