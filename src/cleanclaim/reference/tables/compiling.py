"""Official files compiled into the practice's table file: one SQLite file of public rows, written only here.

A load is one transaction: all of a file or nothing, and two loads at once queue. Editions of one table may
not overlap; the same bytes again change nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.layout import (
    MOST_BAD_LINES,
    BadLine,
    Layout,
    Lines,
    Row,
    all_layouts,
    is_dental,
)
from cleanclaim.reference.tables.lookup import edition_of
from cleanclaim.reference.tables.records import Table, TableEdition
from cleanclaim.reference.tables.source import READ_FAILURES, Document, documents_in, sheets_in

_SCHEMA = """
CREATE TABLE IF NOT EXISTS edition (
    id INTEGER PRIMARY KEY, system TEXT NOT NULL, name TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
    publisher TEXT NOT NULL, source_file TEXT NOT NULL, sha256 TEXT NOT NULL, licence TEXT NOT NULL,
    row_count INTEGER NOT NULL, dropped_count INTEGER NOT NULL, attributes TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS entry (
    edition INTEGER NOT NULL, key TEXT NOT NULL, ordinal INTEGER NOT NULL, first TEXT NOT NULL,
    last TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (edition, key, ordinal)
) STRICT, WITHOUT ROWID;
"""
_AS_PUBLISHED = "Offer the official file as published; nothing of this one was kept."
CITATION = "docs/how-to/load-reference-tables.md"


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that a layout recognises, with the table and the days it is taken for."""

    document: Document
    layout: Layout
    table: Table
    effective: Span


@dataclass(frozen=True, slots=True)
class Loaded:
    """One text that is in the table file now. `is_new` False: the same bytes were there before."""

    edition: TableEdition
    is_new: bool
    is_verified: bool


def load(
    table_file: Path,
    offered: Path,
    *,
    effective: Span | None = None,
    table: Table | None = None,
    verified_only: bool = False,
) -> tuple[Loaded, ...]:
    """Compile an official file, zipped or not, into `table_file`, which is made when it is not there.

    `effective` and `table` say what neither the file's name nor its heading tells; `verified_only` refuses a
    layout that was never run on a real file. Raises UnreadableFileError
    with findings when the file is unknown, damaged or wrong in any line, when its days are not known, or when
    it overlaps an edition that is loaded; then nothing of it was kept.
    """
    offers = _offers(offered, effective, table)
    unverified = next((each for each in offers if not each.layout.verified), None)
    if verified_only and unverified is not None:
        message = "Its layout was written from a description and never run on a real file."
        raise _refused(unverified.document.name, "refdata.unverified-layout", message, wanted="--unverified")
    with _writing(table_file) as connection:
        return tuple(_compile(connection, offer, _digest(offer.document)) for offer in offers)


def _offers(offered: Path, effective: Span | None, table: Table | None) -> tuple[Offer, ...]:
    """What of the file is to be loaded: of a table that does not come in parts only the first text."""
    try:
        found = _known(documents_in(offered)) or _known(sheets_in(offered))
        offers: dict[tuple[Table, str], Offer] = {}
        for document, layout in found:
            offer = _offer(document, layout, effective, table)
            offers.setdefault((offer.table, document.name if layout.in_parts else ""), offer)
    except (*READ_FAILURES, ValueError) as error:
        raise _refused(offered.name, "refdata.unreadable", f"It cannot be read: {_words(error)}.") from None
    if not offers:
        known = "; ".join(each.title for each in all_layouts())
        message = "No layout we know begins like it."
        raise _refused(offered.name, "refdata.unknown-file", message, wanted=known)
    return tuple(offers.values())


def _known(documents: tuple[Document, ...]) -> list[tuple[Document, Layout]]:
    """Those of the documents that a layout recognises."""
    found = [(document, _layout_of(document)) for document in documents]
    return [(document, layout) for document, layout in found if layout is not None]


def _digest(document: Document) -> str:
    try:
        return document.sha256()
    except READ_FAILURES as error:
        raise _refused(document.name, "refdata.unreadable", f"It breaks off: {_words(error)}.") from None


def _layout_of(document: Document) -> Layout | None:
    sample = document.sample()
    return next((each for each in all_layouts() if each.recognises(sample)), None)


def _offer(document: Document, layout: Layout, effective: Span | None, table: Table | None) -> Offer:
    named = table if table in layout.tables else layout.table_of(document.sample())
    if named is None:
        message = "Neither its name nor its heading tells which of several tables it is."
        choices = ", ".join(layout.tables)
        raise _refused(document.name, "refdata.which-table", message, wanted=f"--table {choices}")
    span = effective or layout.span_of(document.name) or layout.span_of(document.path.name)
    if span is None:
        message = "Its name does not tell on which service dates it is in force."
        wanted = "--effective 2025-10-01..2025-12-31"
        raise _refused(document.name, "refdata.days-unknown", message, wanted=wanted)
    return Offer(document, layout, named, span)


def _compile(connection: sqlite3.Connection, offer: Offer, digest: str) -> Loaded:
    standing = [
        (number, edition)
        for number, edition in _standing(connection, offer.table)
        if edition.effective.overlaps(offer.effective)
    ]
    for _, edition in standing:
        if edition.effective == offer.effective and digest in edition.sha256.split(" + "):
            return Loaded(edition, is_new=False, is_verified=offer.layout.verified)
    joins = offer.layout.in_parts and all(each.effective == offer.effective for _, each in standing)
    if standing and not joins:
        raise _refused(
            offer.document.name,
            "refdata.overlap",
            "Its days overlap an edition that is loaded; give a correction its own days with --effective.",
            found=f"{offer.table} {offer.effective}",
            wanted=f"days outside of {', '.join(edition.name for _, edition in standing)}",
        )
    number, before = standing[0] if standing else (_next_number(connection), None)
    kept, dropped = _fill(connection, offer, number)
    edition = _described(offer, digest, (kept, dropped), before)
    _keep_edition(connection, number, edition, offer.layout.attributes)
    return Loaded(edition, is_new=True, is_verified=offer.layout.verified)


def _described(
    offer: Offer, digest: str, counts: tuple[int, int], before: TableEdition | None
) -> TableEdition:
    kept, dropped = counts
    names, hashes = [offer.document.name], [digest]
    if before is not None:
        names.insert(0, before.source_file)
        hashes.insert(0, before.sha256)
        kept, dropped = kept + before.row_count, dropped + before.dropped_count
    source = " + ".join(names)
    return TableEdition(
        table=offer.table,
        name=f"{offer.table} {offer.effective} ({source})",
        effective=offer.effective,
        publisher=offer.layout.publisher,
        source_file=source,
        sha256=" + ".join(hashes),
        licence=offer.layout.licence,
        row_count=kept,
        dropped_count=dropped,
    )


def _fill(connection: sqlite3.Connection, offer: Offer, edition: int) -> tuple[int, int]:
    """Stream the rows in. Returns rows kept and rows dropped; raises when any line is bad or none is good."""
    counts = _Counts()
    try:
        with offer.document.lines() as lines:
            connection.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", counts.rows(offer.layout, lines, edition)
            )
    except (*READ_FAILURES, ValueError) as error:
        raise _refused(
            offer.document.name, "refdata.unreadable", f"It breaks off: {_words(error)}."
        ) from None
    except sqlite3.IntegrityError:
        raise _refused(
            offer.document.name, "refdata.part-twice", "A row of it is in another part of this edition."
        ) from None
    if counts.bad or not counts.kept:
        raise _bad_lines(offer.document.name, counts.bad)
    return counts.kept, counts.dropped


class _Counts:
    """Counts rows on their way into the database."""

    def __init__(self) -> None:
        self.kept = self.dropped = 0
        self.bad: list[BadLine] = []

    def rows(
        self, layout: Layout, lines: Lines, edition: int
    ) -> Iterator[tuple[int, str, int, str, str, str]]:
        """Rows as the table takes them; the ordinal makes rows of one key distinct."""
        for row in layout.read(lines):
            if isinstance(row, BadLine):
                self.bad.append(row)
                if len(self.bad) >= MOST_BAD_LINES:
                    return
            elif layout.drops_dental and is_dental(row.key):
                self.dropped += 1
            elif not self.bad:
                self.kept += 1
                yield (edition, row.key, self.kept, *_days(row), _content(row.values))


def _days(row: Row) -> tuple[str, str]:
    return (row.first.isoformat() if row.first else "", row.last.isoformat() if row.last else "")


def _content(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def _standing(connection: sqlite3.Connection, table: Table) -> list[tuple[int, TableEdition]]:
    rows = connection.execute("SELECT * FROM edition WHERE system = ? ORDER BY first", (table,))
    return [(row[0], edition_of(row)) for row in rows]


def _next_number(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM edition").fetchone()[0])


def _keep_edition(
    connection: sqlite3.Connection, number: int, edition: TableEdition, attributes: tuple[str, ...]
) -> None:
    last = edition.effective.last
    connection.execute(
        "INSERT OR REPLACE INTO edition VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            edition.table,
            edition.name,
            edition.effective.first.isoformat(),
            last.isoformat() if last else "",
            edition.publisher,
            edition.source_file,
            edition.sha256,
            edition.licence,
            edition.row_count,
            edition.dropped_count,
            _content(attributes),
        ),
    )


@contextmanager
def _writing(table_file: Path) -> Iterator[sqlite3.Connection]:
    table_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(table_file, isolation_level=None, timeout=60)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    finally:
        connection.close()


def _refused(name: str, rule: str, message: str, *, found: str = "", wanted: str = "") -> UnreadableFileError:
    finding = Finding(
        rule_id=rule,
        severity=Severity.REJECT,
        place=Place(f"file {name}"),
        message=message,
        found=found,
        wanted=wanted,
        next_step=f"Say it with {wanted}." if wanted.startswith("--") else _AS_PUBLISHED,
        citation=CITATION,
    )
    return UnreadableFileError(f"{name} was not loaded", (finding,))


def _bad_lines(name: str, bad: list[BadLine]) -> UnreadableFileError:
    if not bad:
        return _refused(name, "refdata.no-rows", "It has the heading of its layout and not one row.")
    findings = [
        Finding(
            rule_id="refdata.bad-line",
            severity=Severity.REJECT,
            place=Place(f"file {name}", (f"line {each.number}",)),
            message=f"The line does not fit the layout: {each.reason}.",
            next_step=_AS_PUBLISHED,
            citation=CITATION,
        )
        for each in bad
    ]
    return UnreadableFileError(f"{name} was not loaded", findings)


def _words(error: Exception) -> str:
    """Our own ValueErrors are told; of the rest only the kind, since their texts may hold machine paths."""
    return str(error) if type(error) is ValueError else type(error).__name__
