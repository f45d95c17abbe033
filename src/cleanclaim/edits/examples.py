"""A small claim to build the edits' examples from, and the shape of an example.

Everything is invented: national provider identifiers begin with 2, the people and plans do not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cleanclaim.core.code import Code, hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Severity
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Practice, Provider
from cleanclaim.reference.tables.records import Table, TableEdition, TableRow

SERVICE_DAY = date(2026, 4, 14)
TODAY = date(2026, 4, 20)
TINY_SPAN = Span(date(2015, 10, 1), date(2026, 9, 30))
NOTE_ID = "note E01"
NOTE = "Type 2 diabetes with stage 3a kidney disease. Office visit, moderate decision making."

ADDRESS = Address("1 Placeholder Way", "Springfield", "IL", "627010001")
PATIENT = Patient("P01", Name("Testcase", "Anna"), date(1950, 2, 3), Sex.FEMALE, ADDRESS)
PRACTICE = Practice(
    practice_id="demo",
    name="Placeholder Clinic",
    npi="2000000101",
    tax_id="000000001",
    taxonomy="207Q00000X",
    address=ADDRESS,
    phone="5550100",
    contact="Front Desk",
    submitter_id="DEMO",
    clia="14D0000001",
)
RENDERING = Provider("dr-a", Name("Quill", "Ada"), "2000000119", "207Q00000X")
ORDERING = Provider("dr-b", Name("Stylus", "Ben"), "2000000127")
COMMERCIAL = Payer("plan", "Placeholder Plan", "PLAN1", PlanType.COMMERCIAL, "CI", "PLANRCV", None, 180)
MEDICARE = Payer("medicare", "Placeholder Medicare", "MCR1", PlanType.MEDICARE, "MB", "MCRRCV")
COVERAGE = Coverage(Rank.PRIMARY, COMMERCIAL, "ABC123456")
MEDICARE_COVERAGE = Coverage(Rank.PRIMARY, MEDICARE, "1AA0AA0AA01")


@dataclass(frozen=True, slots=True)
class Example:
    """One case that an edit's test runs and its page shows.

    found        the `found` of every finding, in order; () = quiet
    severity     what each of them weighs; None = what the edit's head says
    not_checked  whether the edit says that it could not be asked
    """

    says: str
    claim: Claim
    context: ScrubContext
    found: tuple[str, ...] = ()
    severity: Severity | None = None
    not_checked: bool = False


def fires(
    says: str,
    claim: Claim,
    *found: str,
    context: ScrubContext | None = None,
    severity: Severity | None = None,
) -> Example:
    """The edit fires; `found` are the values its findings report, in order."""
    return Example(says, claim, context or a_context(), found or ("",), severity)


def quiet(says: str, claim: Claim, *, context: ScrubContext | None = None) -> Example:
    """The edit is content."""
    return Example(says, claim, context or a_context())


def unasked(says: str, claim: Claim, *, context: ScrubContext | None = None) -> Example:
    """The edit says that it could not be asked."""
    return Example(says, claim, context or a_context(), not_checked=True)


def a_row(table: Table, key: str, effective: Span = TINY_SPAN, **attributes: str) -> TableRow:
    """One row of a tiny table, in force from 2015-10-01 to 2026-09-30 unless said otherwise."""
    return TableRow(table, key, tuple(attributes.items()), effective, f"tiny {table}")


def with_tables(*rows: TableRow, **changes: Any) -> ScrubContext:
    """A context in which the tables of these rows are loaded, and no others; fields by name change it."""
    return a_context(tables=TinyTables(rows), **changes)


def a_context(**changes: Any) -> ScrubContext:
    """Today 2026-04-20, the tiny tabular, the note, nothing else; fields by name change it."""
    return replace(ScrubContext(TODAY, TinyTabular(), documents={NOTE_ID: NOTE}), **changes)


def a_line(procedure: str = "99214", number: int = 1, **changes: Any) -> ServiceLine:
    """One line for 150.00 on 2026-04-14 pointing to the first diagnosis; fields by name change it."""
    line = ServiceLine(
        line_number=number,
        control_number=f"E01AL{number:02d}",
        charge_id=f"E01-C{number:02d}",
        procedure=hcpcs(procedure),
        modifiers=(),
        units=1,
        charge=Money(15000),
        service_dates=Span.day(SERVICE_DAY),
        place_of_service="11",
        pointers=(1,),
        evidence=(_quote("Office visit"),),
    )
    return replace(line, **changes)


def a_claim(*lines: ServiceLine, diagnoses: tuple[str, ...] = ("E11.22", "N18.31"), **changes: Any) -> Claim:
    """A clean claim of one visit; give lines, diagnosis codes or any field to change it."""
    lines = lines or (a_line(),)
    claim = Claim(
        claim_id="E01A",
        encounter_id="E01",
        patient=PATIENT,
        coverage=COVERAGE,
        practice=PRACTICE,
        rendering=RENDERING,
        place_of_service="11",
        diagnoses=tuple(ClaimDiagnosis(icd10cm(code), (_quote("diabetes"),)) for code in diagnoses),
        lines=lines,
        total_charge=Money.total(line.charge for line in lines),
    )
    return replace(claim, **changes)


def _quote(words: str) -> Evidence:
    start = NOTE.index(words)
    return Evidence.quote(NOTE_ID, NOTE, start, start + len(words))


@dataclass(frozen=True, slots=True)
class TinyTables:
    """A handful of rows; a table without a row is not loaded."""

    all_rows: tuple[TableRow, ...]
    effective: Span = TINY_SPAN

    def edition_on(self, table: Table, day: date) -> TableEdition | None:
        """The one edition of a table that has rows."""
        count = sum(row.table is table for row in self.all_rows)
        if not count or day not in self.effective:
            return None
        return TableEdition(table, f"tiny {table}", self.effective, "nobody", "", "", "", count)

    def rows(self, table: Table, key: str, day: date) -> tuple[TableRow, ...]:
        """The rows of a key in force on the day."""
        return tuple(row for row in self.history(table, key, day) if day in row.effective)

    def history(self, table: Table, key: str, day: date) -> tuple[TableRow, ...]:
        """The rows of a key whatever their days."""
        inside = day in self.effective
        return tuple(row for row in self.all_rows if inside and row.table is table and row.key == key)


@dataclass(frozen=True, slots=True)
class TinyCode:
    """A code of the tiny tabular."""

    title: str
    is_billable: bool = True
    seventh_characters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TinyTabular:
    """A dozen codes with our own short titles: enough for examples, useless for anything else."""

    edition: str = "tiny example edition"
    effective: Span = TINY_SPAN

    def find(self, code: Code) -> TinyCode | None:
        """The row of a code, or None."""
        return _TINY.get(code.value)

    def why_invalid(self, code: Code) -> str:
        """'' for a code that may be billed, else why not."""
        found = self.find(code)
        if found is None:
            return "not in the edition"
        return "" if found.is_billable else "more characters are needed"

    def excludes1_conflict(self, a: Code, b: Code) -> Evidence | None:
        """The one pair of this edition that excludes each other."""
        if {a.value, b.value} != {"E11.9", "E10.9"}:
            return None
        return Evidence(self.edition, f"{a} > Excludes1", str(b))


_TINY = {
    "E10.9": TinyCode("type 1 diabetes, no complications"),
    "E11.22": TinyCode("type 2 diabetes with chronic kidney disease"),
    "E11.9": TinyCode("type 2 diabetes, no complications"),
    "F02.80": TinyCode("dementia in other diseases classified elsewhere"),
    "G30.9": TinyCode("Alzheimer's disease"),
    "I10": TinyCode("high blood pressure"),
    "M17.11": TinyCode("arthritis of right knee"),
    "M17.12": TinyCode("arthritis of left knee"),
    "N18.3": TinyCode("kidney disease, stage 3", is_billable=False),
    "N18.31": TinyCode("kidney disease, stage 3a"),
    "O80": TinyCode("uncomplicated delivery"),
    "S52.501": TinyCode(
        "fracture of right radius, lower end", is_billable=False, seventh_characters=("A", "D", "S")
    ),
    "S52.501A": TinyCode("fracture of right radius, lower end, first care"),
    "W18.30XA": TinyCode("fall on same level, first care"),
}
