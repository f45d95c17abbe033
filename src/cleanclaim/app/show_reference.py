"""Everything the reference tables say of a code; two editions compared; the table file verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanclaim.app.load_tables import table_named, tables_of
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding
from cleanclaim.reference.icd10cm import SOURCE_LINE, tabular_on
from cleanclaim.reference.icd10cm.records import Note, NoteKind, TabularCode
from cleanclaim.reference.icd10cm.tabular import Tabular
from cleanclaim.reference.tables.comparing import KeyChange, changes
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table, TableRow
from cleanclaim.reference.tables.verifying import verify

_MODIFIED = ("-26", "-TC", "-53")  # rows of the fee schedule that belong to a code


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What is known of a code on a day.

    diagnoses  the code under its headings, outermost first; empty when it is no ICD-10-CM code
    notes      the notes that bear on it, its own first, then those it inherits
    rows       rows of loaded tables in force on the day
    past       rows of the same editions that are not in force on the day
    uncovered  loaded tables of which no edition covers the day
    """

    code: str
    day: date
    edition: str
    diagnoses: tuple[TabularCode, ...]
    notes: tuple[Note, ...]
    rows: tuple[TableRow, ...]
    past: tuple[TableRow, ...]
    uncovered: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether any table has it on that day."""
        return bool(self.diagnoses or self.rows)

    @property
    def lines(self) -> tuple[str, ...]:
        """For people."""
        return tuple(_lines(self))


def show_code(folder: Path, code: str, day: date) -> ShownCode:
    """All tables asked for one code, on one day."""
    wanted = code.strip().upper()
    tabular = tabular_on(day)
    diagnoses, notes = _tree(tabular, wanted) if tabular else ((), ())
    with tables_of(folder) as tables:
        rows = _rows(tables, wanted, day) if tables else ()
        current = tuple(row for row in rows if day in row.effective)
        past = tuple(row for row in rows if day not in row.effective)
        uncovered = _uncovered(tables, day) if tables else ()
    edition = tabular.edition if tabular else ""
    return ShownCode(wanted, day, edition, diagnoses, notes, current, past, uncovered)


def diff_editions(folder: Path, table: str, before: date, after: date) -> Iterator[KeyChange]:
    """The keys that differ between the editions of two days. Raises MisuseError when one is not loaded."""
    named = table_named(table)
    with tables_of(folder) as tables:
        if tables is None:
            raise MisuseError("no tables are loaded in that folder; begin with `cleanclaim refdata load`")
        found = [tables.edition_on(named, day) for day in (before, after)]
        for edition, day in zip(found, (before, after), strict=True):
            if edition is None:
                raise MisuseError(f"no edition of {named} covers {day}; see `cleanclaim refdata status`")
        if found[0] == found[1]:
            raise MisuseError(f"both days lie in one edition of {named}")
        yield from changes(tables.all_rows(named, before), tables.all_rows(named, after))


def verify_tables(folder: Path) -> tuple[int, tuple[Finding, ...]]:
    """How many editions there are, and what is wrong with the table file."""
    with tables_of(folder) as tables:
        if tables is None:
            raise MisuseError("no tables are loaded in that folder; begin with `cleanclaim refdata load`")
        return len(tables.editions), verify(tables)


def _tree(tabular: Tabular, code: str) -> tuple[tuple[TabularCode, ...], tuple[Note, ...]]:
    """The code with its headings, outermost first, and the notes that bear on it."""
    found = tabular.find(code)
    if found is None:
        return (), ()
    line = [found]
    while line[0].parent and (above := tabular.find(line[0].parent)) is not None:
        line.insert(0, above)
    notes = [note for kind in NoteKind for note in tabular.notes(code, kind)]
    return tuple(line), tuple(notes)


def _rows(tables: Tables, code: str, day: date) -> tuple[TableRow, ...]:
    keys = (code, code.replace(".", ""), *(f"{code}{own}" for own in _MODIFIED))
    return tuple(
        row for table in Table for key in dict.fromkeys(keys) for row in tables.history(table, key, day)
    )


def _uncovered(tables: Tables, day: date) -> tuple[str, ...]:
    loaded = {edition.table for edition in tables.editions}
    return tuple(table for table in Table if table in loaded and tables.edition_on(table, day) is None)


def _lines(shown: ShownCode) -> Iterator[str]:
    for depth, each in enumerate(shown.diagnoses):
        state = "" if each.is_billable else "  (not billable: needs more characters)"
        yield f"{'  ' * depth}{each.code}  {each.title}{state}"
    for note in shown.notes:
        yield f"  {note.kind.label} (at {note.owner}): {note.text}"
    for sevenths in shown.diagnoses[-1:]:
        for character, meaning in sevenths.seventh_characters:
            yield f"  7th character {character}: {meaning}"
    if shown.diagnoses:
        yield f"  from {shown.edition}, {SOURCE_LINE}"
    for row in shown.rows:
        yield f"{row.table}  {row.key}"
        yield from (f"  {name}: {value}" for name, value in row.attributes if value)
        yield f"  from {row.edition}"
    for row in shown.past:
        yield f"{row.table}  {row.key}: not in force on {shown.day}, but {row.effective}"
    for table in shown.uncovered:
        yield f"{table}: no edition covers {shown.day}"
    if not shown.is_known:
        yield f"no table knows {shown.code} on {shown.day}"
