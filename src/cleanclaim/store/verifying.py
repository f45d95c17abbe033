"""Verification: every page, every record against its hash, every entry against zero.

What is wrong with a store is a `Finding` like any other, with ids for its place; a store that is damaged in
one table is still looked at in all others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import Any

from sqlalchemy import Row, Select, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from cleanclaim.core.errors import StoreDamagedError, StoreError
from cleanclaim.core.finding import Finding, NotChecked, Report, Severity
from cleanclaim.core.money import Money
from cleanclaim.core.place import Place
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.guarding import missing_guards
from cleanclaim.store.opening import Store
from cleanclaim.store.refusals import refusal_of
from cleanclaim.store.repositories import (
    assignments,
    charges,
    claims,
    denials,
    encounters,
    entries,
    envelopes,
    findings,
    periods,
    remittances,
    transmissions,
    work_items,
)
from cleanclaim.store.repositories.raw_files import RawFiles
from cleanclaim.store.shelf import Shelf

SHELVES: tuple[Shelf[Any], ...] = (
    encounters.SHELF,
    assignments.SETS,
    assignments.DECISIONS,
    charges.SETS,
    claims.CLAIMS,
    claims.EVENTS,
    claims.SIGNATURES,
    findings.SHELF,
    transmissions.SENT,
    transmissions.RECEIVED,
    envelopes.SHELF,
    remittances.REMITTANCES,
    remittances.PAYMENTS,
    remittances.STEPS,
    periods.SHELF,
    entries.SHELF,
    denials.SHELF,
    work_items.ITEMS,
    work_items.CLOSINGS,
)
_BATCH = 500  # rows in memory at once
_NEXT_STEP = "Stop writing to this store and restore the last backup that verifies"


def verify(store: Store) -> Report:
    """Look at everything. A store without findings is whole; each finding is of severity `reject`."""
    found = list(_pages(store))
    for table in schema.metadata.sorted_tables:
        found += _looked_at(store, table.name, _checks_of(table))
    found += _looked_at(store, "guards", _guards)
    found += _looked_at(store, "books", _books)
    found += _looked_at(store, "references", _references)
    unasked = []
    if not store.is_embedded:
        reason = "a PostgreSQL server looks after its own pages"
        unasked = [NotChecked("store.page", Place("store"), reason, needs="pg_amcheck, data checksums")]
    return Report.of(found, unasked)


def page_damage(connection: Any, database: str = "main") -> tuple[str, ...]:
    """What SQLCipher and SQLite say about the pages of an attached database (a driver connection)."""
    ciphered = [row[0] for row in connection.execute(f"PRAGMA {database}.cipher_integrity_check")]
    if ciphered:  # reading on would only stumble over the same pages
        return tuple(ciphered)
    return tuple(row[0] for row in connection.execute(f"PRAGMA {database}.integrity_check") if row[0] != "ok")


def _finding(rule: str, place: Place, message: str, *, found: str = "", wanted: str = "") -> Finding:
    return Finding(f"store.{rule}", Severity.REJECT, place, message, found, wanted, next_step=_NEXT_STEP)


def _pages(store: Store) -> Iterator[Finding]:
    if not store.is_embedded:
        return
    import sqlcipher3.dbapi2 as driver

    try:
        with closing(store.engine.raw_connection()) as pooled:
            damage = page_damage(pooled.driver_connection)
    except (SQLAlchemyError, driver.Error) as error:
        damage = (str(refusal_of(error, "pages")),)
    for told in damage:
        yield _finding("page", Place("store", ("pages",)), "A page of the database is damaged.", found=told)


def _looked_at(store: Store, name: str, check: Callable[[Desk], Iterator[Finding]]) -> list[Finding]:
    """One check with a transaction of its own; what it cannot read is a finding too."""
    found = []
    try:
        with store.reading() as work:
            for finding in check(work.desk):
                found.append(finding)
    except StoreError as error:
        found.append(_finding("unreadable", Place("store", (name,)), str(error)))
    return found


def _checks_of(table: Table) -> Callable[[Desk], Iterator[Finding]]:
    for shelf in SHELVES:
        if shelf.table is table:
            return partial(_records, shelf=shelf)
    checks: dict[str, Callable[[Desk], Iterator[Finding]]] = {
        "raw_files": _raw_files,
        "postings": _postings,
        "control_numbers": partial(_rows, table=table),
        "claim_traits": _traits,
    }
    return checks[table.name]


def _batches(desk: Desk, table: Table) -> Iterator[list[Row[Any]]]:
    """The rows of a table of records, in order of arrival, some at a time."""
    last = 0
    while rows := list(desk.rows(_after(table, last))):
        yield rows
        last = rows[-1].sequence


def _after(table: Table, last: int) -> Select[Any]:
    return select(table).where(table.c.sequence > last).order_by(table.c.sequence).limit(_BATCH)


def _records(desk: Desk, shelf: Shelf[Any]) -> Iterator[Finding]:
    for rows in _batches(desk, shelf.table):
        for row in rows:
            yield from _record(shelf, row)


def _record(shelf: Shelf[Any], row: Row[Any]) -> Iterator[Finding]:
    place = Place("store", (shelf.name_of(row),))
    try:
        record = shelf.read(row)
    except StoreDamagedError as error:
        yield _finding("record", place, str(error))
        return
    for name, value in shelf.columns_of(record).items():
        if row._mapping[name] != value:
            yield _finding("column", place.within(name), "A column does not say what its record says.")


def _raw_files(desk: Desk) -> Iterator[Finding]:
    files = RawFiles(desk)
    for sha256 in files.all():
        try:
            files.read(sha256)
        except StoreDamagedError:
            place = Place("store", (f"raw_files {sha256}",))
            yield _finding("raw-file", place, "The bytes of a file do not match their hash.", wanted=sha256)


def _rows(desk: Desk, table: Table) -> Iterator[Finding]:
    """A table that only needs to be readable."""
    desk.rows(select(table))
    yield from ()


def _postings(desk: Desk) -> Iterator[Finding]:
    """The postings are those of their entries: none more, none less, none other."""
    table = schema.postings
    for rows in _batches(desk, schema.entries):
        keys = [row.natural_key for row in rows]
        lying = defaultdict(list)
        for posting in desk.rows(
            select(table).where(table.c.natural_key.in_(keys)).order_by(table.c.ordinal)
        ):
            lying[posting.natural_key].append(dict(posting._mapping))
        for row in rows:
            yield from _entry(row, lying[row.natural_key])


def _traits(desk: Desk) -> Iterator[Finding]:
    """The traits that claims are found by are those of the claims."""
    table = schema.claim_traits
    for rows in _batches(desk, schema.claims):
        ids = [row.claim_id for row in rows]
        lying: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for trait in desk.rows(select(table).where(table.c.claim_id.in_(ids))):
            lying[trait.claim_id].add((trait.trait, trait.value))
        for row in rows:
            try:
                wanted = {
                    (each["trait"], each["value"]) for each in claims.traits_of(claims.CLAIMS.read(row))
                }
            except StoreDamagedError:
                continue  # the table of claims tells
            if wanted != lying[row.claim_id]:
                place = Place("store", (f"claim_traits {row.claim_id}",))
                yield _finding("traits", place, "What a claim can be found by does not match its record.")


def _entry(row: Row[Any], lying: list[dict[str, Any]]) -> Iterator[Finding]:
    place = Place("store", (f"entries {row.natural_key}",))
    off_by = Money(sum(posting["cents"] for posting in lying))
    if off_by or not lying:
        yield _finding("balance", place, "An entry does not sum to zero.", found=str(off_by), wanted="0.00")
    try:
        wanted = entries.posting_rows(entries.SHELF.read(row))
    except StoreDamagedError:
        return  # the table of entries tells
    if lying != wanted:
        yield _finding("postings", place, "The postings of an entry are not those of its record.")


def _guards(desk: Desk) -> Iterator[Finding]:
    for name in missing_guards(desk):
        place = Place("store", (f"guard {name}",))
        yield _finding("guard", place, "A guard of the database was dropped, disabled or changed.")


def _books(desk: Desk) -> Iterator[Finding]:
    rows = desk.rows(
        select(schema.postings.c.account, func.sum(schema.postings.c.cents).label("cents")).group_by(
            schema.postings.c.account
        )
    )
    totals = Counter({row.account: int(row.cents) for row in rows})
    off_by = Money(totals.total())
    if off_by:
        yield _finding(
            "trial-balance",
            Place("store", ("books",)),
            "The trial balance is not zero.",
            found=str(off_by),
            wanted="0.00",
        )


def _references(desk: Desk) -> Iterator[Finding]:
    """Every row that names another one finds it, whatever the database made of its foreign keys."""
    for table in schema.metadata.sorted_tables:
        for reference in sorted(table.foreign_keys, key=lambda each: each.parent.name):
            wanted = reference.column
            lost = reference.parent.not_in(select(wanted))
            for row in desk.rows(select(reference.parent.label("id")).where(lost).distinct().order_by("id")):
                place = Place("store", (f"{table.name} {row.id}",))
                yield _finding(
                    "reference", place, f"A row names something that is not in {wanted.table.name}."
                )
