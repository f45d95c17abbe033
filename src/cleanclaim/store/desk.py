"""One open transaction: every statement of the store is executed here, every refusal put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Executable, Insert, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from cleanclaim.core.errors import MisuseError, StoreError
from cleanclaim.store.engines import READING
from cleanclaim.store.refusals import refusal_of

Values = Mapping[str, object]
_MOST_NAMED = 500


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Some values at a time, as many as a condition may name on either database."""
    for start in range(0, len(values), _MOST_NAMED):
        yield values[start : start + _MOST_NAMED]


_plain_insert = cache(Table.insert)  # one object per table, so that its SQL is made once


@cache
def _insert_once(table: Table, dialect: str) -> Insert:
    """An INSERT that does nothing where any unique key is taken, and tells whether it wrote.

    The count of rows is lost when SQLAlchemy asks for the new sequence (hence inline) or closes the cursor
    first (hence preserve_rowcount).
    """
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True)


@cache
def _compiled(statement: Insert, dialect: Dialect, columns: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The SQL of an insert, and the order of its values where the driver takes them by place."""
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    return str(compiled), tuple(compiled.positiontup or ())


class Desk:
    """A connection inside its transaction. Once a statement failed, the whole transaction is given up."""

    def __init__(self, engine: Engine, *, reading: bool = False) -> None:
        """Begin. Writers on SQLite queue here; readers see one moment of the database throughout."""
        self.dialect = engine.dialect.name
        self._reading = reading
        self._failed = False
        refusal = None
        try:
            self._connection: Connection = engine.connect()
            if reading:
                self._connection.execution_options(**{READING: True}, **_reading_options(self.dialect))
            self._connection.begin()
        except SQLAlchemyError as error:
            refusal = refusal_of(error, "beginning")
        if refusal:  # raised out here, so that the driver's text is not even its context
            self._let_go()
            raise refusal

    def insert(self, table: Table, row: Values) -> bool:
        """Write one row; False when a unique key of it is taken (nothing is written then)."""
        self._refuse_when_reading()
        written = self._run(_insert_once(table, self.dialect), row, about=_named(table, row)).rowcount
        assert written in (0, 1), "the driver must tell whether it wrote"
        return bool(written)

    def insert_new(self, table: Table, rows: Sequence[Values]) -> int:
        """Write those of the rows whose unique keys are free; how many were written."""
        self._refuse_when_reading()
        if not rows:
            return 0
        written = self._run_many(_insert_once(table, self.dialect), table, rows)
        assert 0 <= written <= len(rows), "the driver must tell how many it wrote"
        return written

    def insert_all(self, table: Table, rows: Sequence[Values]) -> None:
        """Write rows whose keys must be free. Raises StoreError when one is taken."""
        self._refuse_when_reading()
        if rows:
            self._run_many(_plain_insert(table), table, rows)

    def change(self, statement: Executable, row: Values, *, about: str) -> Any:
        """Run a statement that changes something and returns one value."""
        self._refuse_when_reading()
        return self._run(statement, row, about=about).scalar_one()

    def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """All rows of a query."""
        found: Sequence[Row[Any]] = self._run(statement, None, about="reading", fetch=True)
        return found

    def first(self, statement: Executable) -> Row[Any] | None:
        """The first row of a query, or None."""
        found = self.rows(statement)
        return found[0] if found else None

    def finish(self) -> None:
        """Commit. Raises StoreError, with nothing written, when an earlier statement or the commit failed."""
        refusal: StoreError | None = None
        if self._failed:
            refusal = StoreError("a statement failed inside this unit of work; nothing of it was written")
        else:
            try:
                self._connection.commit()
            except SQLAlchemyError as error:
                refusal = refusal_of(error, "committing")
        if refusal:
            self.abandon()
            raise refusal
        self._let_go()

    def abandon(self) -> None:
        """Roll back. A connection that cannot even do that is thrown away, which rolls back as well."""
        try:
            self._connection.rollback()
        except SQLAlchemyError:
            self._connection.invalidate()
        self._let_go()

    def _run(self, statement: Executable, parameters: Any, *, about: str, fetch: bool = False) -> Any:
        if self._failed:
            raise StoreError("an earlier statement of this unit of work failed; it will be rolled back")
        try:
            result = self._connection.execute(statement, parameters)
            return result.fetchall() if fetch else result
        except SQLAlchemyError as error:
            refusal = refusal_of(error, about)
        self._failed = True
        raise refusal

    def _run_many(self, statement: Insert, table: Table, rows: Sequence[Values]) -> int:
        """The statement once per row, handed to the driver as they are; how many rows were written."""
        sql, names = _compiled(statement, self._connection.engine.dialect, tuple(rows[0]))
        values = (
            [tuple(row[name] for name in names) for row in rows] if names else [dict(row) for row in rows]
        )
        if self._failed:
            raise StoreError("an earlier statement of this unit of work failed; it will be rolled back")
        try:
            options = {"preserve_rowcount": True}
            done = self._connection.exec_driver_sql(sql, values, execution_options=options)
            return int(done.rowcount)
        except SQLAlchemyError as error:
            refusal = refusal_of(error, _named(table, rows[0]))
        self._failed = True
        raise refusal

    def _refuse_when_reading(self) -> None:
        if self._reading:
            raise MisuseError("this unit of work was opened for reading only")

    def _let_go(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.close()


def _reading_options(dialect: str) -> dict[str, Any]:
    if dialect == "sqlite":
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _named(table: Table, row: Values) -> str:
    """The table and the key ids of a row: never a value of another column."""
    return " ".join((table.name, *(str(row[column]) for column in table.info["key"])))
