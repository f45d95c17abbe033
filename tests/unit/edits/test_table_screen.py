"""The arrays never prove a claim quiet that an edit would answer; and they do prove most claims quiet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.examples import (
    COMMERCIAL,
    COVERAGE,
    MEDICARE_COVERAGE,
    PATIENT,
    RENDERING,
    TinyTables,
    a_claim,
    a_context,
    a_line,
    a_row,
)
from cleanclaim.edits.rules import add_on_primary, ncci_pair, unlikely_units
from cleanclaim.edits.service_columns import Numbers, columns_of
from cleanclaim.edits.table_screen import (
    ADD_ON_PRIMARY,
    NCCI_PAIR,
    SCREENED,
    UNLIKELY_UNITS,
    compile_tables,
)
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType
from cleanclaim.reference.tables.records import Table, TableEdition, TableRow

EDITS = {NCCI_PAIR: ncci_pair, UNLIKELY_UNITS: unlikely_units, ADD_ON_PRIMARY: add_on_primary}
CODES = tuple(str(number) for number in range(10001, 10013))
FIRST = date(2019, 6, 24)
MEDICAID = replace(COVERAGE, payer=replace(COMMERCIAL, plan_type=PlanType.MEDICAID))
WORDS = ("59", "XS", "25", "51", "RT", "LT")


@dataclass(frozen=True)
class ListedTables:
    """Tiny tables with the listing that the screen compiles; each table has one edition."""

    tiny: TinyTables

    @property
    def editions(self) -> tuple[TableEdition, ...]:
        there = {row.table for row in self.tiny.all_rows}
        found = (self.tiny.edition_on(table, self.tiny.effective.first) for table in Table if table in there)
        return tuple(each for each in found if each)

    def rows_of(self, edition: TableEdition) -> Iterator[TableRow]:
        return (row for row in self.tiny.all_rows if row.table is edition.table)

    def keys(self, edition: TableEdition) -> Iterator[str]:
        return (row.key for row in self.rows_of(edition))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def some_tables(rng: random.Random) -> TinyTables:
    rows = []
    for table in (Table.PTP_PRACTITIONER, Table.PTP_MEDICAID):
        for _ in range(rng.randint(0, 8)):
            one, other = rng.sample(CODES, 2)
            first = rng.randint(0, 9)
            span = Span(day(first), day(first + rng.randint(0, 5)))
            rows.append(a_row(table, f"{one} {other}", span, modifier_indicator=rng.choice("019")))
    for table, indicators in ((Table.MUE_PRACTITIONER, "123"), (Table.MUE_MEDICAID, " ")):
        for code in rng.sample(CODES, rng.randint(0, 5)):
            indicator = rng.choice(indicators).strip()
            rows.append(a_row(table, code, value=str(rng.randint(0, 4)), indicator=indicator))
    for add_on in rng.sample(CODES, rng.randint(0, 3)):
        for primary in rng.sample([*CODES, "CCCCC"], 2):
            whole = rng.random() < 0.7
            span = Span(date(2000, 1, 1)) if whole else Span(day(2), day(6))
            rows.append(a_row(Table.ADD_ON, add_on, span, primary=primary, type=rng.choice("123")))
    return TinyTables(tuple(rows), Span(day(0), day(11)))  # the last days are beyond every edition


def some_claims(rng: random.Random) -> list[Claim]:
    claims = []
    for number in range(rng.randint(1, 12)):
        lines = []
        for at in range(1, rng.randint(1, 5) + 1):
            first = rng.randint(3, 12)
            last = day(first + rng.choice((0, 0, 0, 1, 3)))
            dates = Span(day(first), rng.choice((last, last, last, None)))
            chosen = tuple(rng.sample(WORDS, rng.choice((0, 0, 1))))
            units = rng.choice((-1, 1, 1, 1, 2, 3))
            code = rng.choice((*CODES, "99213"))
            lines.append(a_line(code, at, units=units, modifiers=chosen, service_dates=dates))
        claim = a_claim(*lines, coverage=rng.choice((MEDICARE_COVERAGE, COVERAGE, MEDICAID)))
        claims.append(
            replace(
                claim,
                claim_id=f"C{number}",
                encounter_id=f"V{rng.randint(0, 3)}",
                patient=replace(PATIENT, patient_id=rng.choice(("P1", "P2"))),
                rendering=replace(RENDERING, npi=rng.choice(("2000000119", "2000000143"))),
                frequency=rng.choice(("1", "1", "1", "7", "8")),
            )
        )
    return claims


def answers(claim: Claim, context: ScrubContext) -> dict[str, bool]:
    return {edit: next(iter(rule.check(claim, context)), None) is not None for edit, rule in EDITS.items()}


def compare(seed: int, count: int) -> tuple[int, int]:
    """How many (claim, edit) were proved quiet, and how many answered."""
    rng = random.Random(seed)
    proved = answered = 0
    for _ in range(count):
        tables, claims = some_tables(rng), some_claims(rng)
        screen = compile_tables(ListedTables(tables))
        suspects = screen.suspects(columns_of(claims, screen.procedures, Numbers()), len(claims))
        for position, claim in enumerate(claims):
            context = a_context(tables=tables, history=tuple(claims[:position]))
            for edit, said in answers(claim, context).items():
                suspected = bool(suspects[edit][position])
                assert suspected or not said, (seed, claim, edit)
                proved += not suspected
                answered += said
    return proved, answered


def test_no_claim_is_proved_quiet_that_an_edit_answers() -> None:
    proved, answered = compare(seed=11, count=700)
    assert proved > 500
    assert answered > 2000


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(8))
def test_no_claim_is_proved_quiet_in_100_000_claims(seed: int) -> None:
    compare(seed=500 + seed, count=2000)


def test_what_the_tables_do_not_touch_is_proved_quiet() -> None:
    rows = (
        a_row(Table.PTP_PRACTITIONER, "11042 97597", modifier_indicator="1"),
        a_row(Table.MUE_PRACTITIONER, "11042", value="2", indicator="3"),
        a_row(Table.ADD_ON, "11045", primary="11042", type="1"),
    )
    screen = compile_tables(ListedTables(TinyTables(rows)))
    claims = [
        a_claim(a_line("11042"), a_line("11045", 2), claim_id="A"),  # an add-on with its primary
        a_claim(a_line("11042"), a_line("97597", 2), claim_id="B", patient=replace(PATIENT, patient_id="B")),
        a_claim(a_line("11042", units=3), claim_id="C", patient=replace(PATIENT, patient_id="C")),
        a_claim(a_line("11045"), claim_id="D", patient=replace(PATIENT, patient_id="D")),
        a_claim(a_line("99213"), claim_id="E", patient=replace(PATIENT, patient_id="E")),
    ]
    found = screen.suspects(columns_of(claims, screen.procedures, Numbers()), len(claims))
    assert {edit: found[edit].tolist() for edit in SCREENED} == {
        NCCI_PAIR: [False, True, False, False, False],
        UNLIKELY_UNITS: [False, False, True, False, False],
        ADD_ON_PRIMARY: [False, False, False, True, False],
    }


def test_nothing_at_all_is_no_claim() -> None:
    screen = compile_tables(ListedTables(TinyTables(())))
    found = screen.suspects(columns_of([], screen.procedures, Numbers()), 0)
    assert {edit: found[edit].tolist() for edit in SCREENED} == {edit: [] for edit in SCREENED}
