"""How one kind of record lies in one table: canonical JSON, its hash, and the columns that queries need."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Row, Select, Table, and_, select

from cleanclaim.core.errors import ConflictError, MisuseError, StoreDamagedError, StoreError
from cleanclaim.model.documents import from_json, to_json
from cleanclaim.store.desk import Desk

Record = TypeVar("Record")
Key = Mapping[str, str | int]

_TRIES = 100  # of taking the next number of a series while others take numbers too


@dataclass(frozen=True, slots=True)
class Shelf(Generic[Record]):
    """One table of records.

    kind        the record's type
    columns_of  the columns that can be computed from the record alone; `verify` compares them with the row
    """

    table: Table
    kind: type[Record]
    columns_of: Callable[[Record], Key]

    def row_of(self, record: Record, **further: str | int) -> dict[str, str | int]:
        """All columns of a record. Raises MisuseError for text that no UTF-8 can hold."""
        return self.row_with(to_json(record), record, **further)

    def row_with(self, document: str, record: Record, **further: str | int) -> dict[str, str | int]:
        """The same, with the canonical JSON of the record at hand."""
        return {**self.columns_of(record), **further, "document": document, "sha256": hash_of(document)}

    def read(self, row: Row[Any]) -> Record:
        """The record of a row. Raises StoreDamagedError when it does not match its hash or type."""
        if hash_of(row.document) != row.sha256:
            raise StoreDamagedError(f"{self.name_of(row)}: the record does not match its hash")
        try:
            return from_json(self.kind, row.document)
        except Exception:  # noqa: S110  what the reader raises quotes the record; the next line does not
            pass
        raise StoreDamagedError(f"{self.name_of(row)}: the record cannot be read as {self.kind.__name__}")

    def name_of(self, row: Row[Any]) -> str:
        """The table and the ids of a row, as they may be told."""
        return " ".join((self.table.name, *(str(row._mapping[name]) for name in self.table.info["key"])))

    def query(self, **key: str | int) -> Select[Any]:
        """Rows with these key columns, in order of arrival."""
        return select(self.table).where(self.matching(key)).order_by(self.table.c.sequence)

    def matching(self, key: Key) -> Any:
        """The condition that all these columns are equal; true for no columns."""
        return and_(True, *(self.table.c[name] == value for name, value in key.items()))  # noqa: FBT003

    def find(self, desk: Desk, **key: str | int) -> Record | None:
        """The record with this key, or None."""
        row = desk.first(self.query(**key))
        return None if row is None else self.read(row)

    def get(self, desk: Desk, **key: str | int) -> Record:
        """The record with this key. Raises MisuseError when there is none."""
        record = self.find(desk, **key)
        if record is None:
            raise MisuseError(f"no {self.table.name} {' '.join(map(str, key.values()))} in the store")
        return record

    def all(self, desk: Desk, **key: str | int) -> tuple[Record, ...]:
        """The records with these key columns, in order of arrival."""
        return tuple(self.read(row) for row in desk.rows(self.query(**key)))

    def keep(
        self,
        desk: Desk,
        record: Record,
        *,
        same: Callable[[Record, Record], bool] | None = None,
        **further: str,
    ) -> bool:
        """Keep a record for ever under its key. True when it is new, False when it was there already.

        `same` tells which differences do not matter; by default every one does.
        Raises ConflictError when the key, or another unique column, is taken by something else.
        """
        row = self.row_of(record, **further)
        if desk.insert(self.table, row):
            return True
        key = {name: row[name] for name in self.table.info["key"]}
        there = self.find(desk, **key)
        agrees = (lambda old, new: old == new) if same is None else same
        if there is None or not agrees(there, record):
            raise ConflictError(
                f"{self.table.name} {' '.join(map(str, key.values()))}: the key is taken by something else"
            )
        return False

    def keep_all(
        self,
        desk: Desk,
        records: Sequence[Record],
        *,
        same: Callable[[Record, Record], bool] | None = None,
    ) -> int:
        """Keep many records in few statements; how many of them are new.

        Raises ConflictError as `keep` does.
        """
        written = desk.insert_new(self.table, [self.row_of(record) for record in records])
        if written != len(records):  # rarely: then each of them is looked at
            for record in records:
                self.keep(desk, record, same=same)
        return written

    def keep_next(self, desk: Desk, record: Record, *, number: str, **series: str) -> bool:
        """Keep a record as the next of its series (`number` names the counting column, from 1).

        False when it equals the latest one, which then stays the latest.
        """
        row = self.row_of(record, **series)
        for _ in range(_TRIES):
            latest = self.latest_row(desk, number=number, **series)
            if latest is not None and latest.sha256 == row["sha256"]:
                return False
            next_number = 1 if latest is None else latest._mapping[number] + 1
            if desk.insert(self.table, {**row, number: next_number}):
                return True
        raise StoreError(f"{self.table.name}: others keep writing the same series; try again")

    def latest_row(self, desk: Desk, *, number: str, **series: str) -> Row[Any] | None:
        """The row with the highest number in a series."""
        counting: Column[Any] = self.table.c[number]
        query = select(self.table).where(self.matching(series)).order_by(counting.desc()).limit(1)
        return desk.first(query)

    def latest(self, desk: Desk, *, number: str, **series: str) -> Record | None:
        """The latest record of a series, or None."""
        row = self.latest_row(desk, number=number, **series)
        return None if row is None else self.read(row)


def hash_of(document: str) -> str:
    """sha256 of a canonical JSON document, hex. Raises MisuseError when it is not valid Unicode."""
    try:
        octets = document.encode()
    except UnicodeEncodeError:
        octets = b""
    if not octets:
        raise MisuseError("a record holds text that is not valid Unicode")
    return hashlib.sha256(octets).hexdigest()
