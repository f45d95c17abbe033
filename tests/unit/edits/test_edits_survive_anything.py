"""Whatever a claim holds, every edit answers and none fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.code import Code, CodeSystem
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ReferenceTables, Tabular
from cleanclaim.edits.examples import (
    COVERAGE,
    MEDICARE_COVERAGE,
    ORDERING,
    PRACTICE,
    TinyTabular,
    a_claim,
    a_context,
    a_line,
    a_row,
    with_tables,
)
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import Claim, ClaimDiagnosis
from cleanclaim.model.encounter import Drug
from cleanclaim.reference.icd10cm import tabular_on
from cleanclaim.reference.tables.records import Table

TEXT = st.text(max_size=6) | st.sampled_from(
    ["", "2000000101", "25", "RT", "LT", "GA", "99213", "J3301", "83036"]
)
DAYS = st.dates() | st.dates(date(2025, 1, 1), date(2026, 12, 31))
SPANS = st.builds(Span, DAYS) | DAYS.map(Span.day)
TODAYS = st.dates(date(2016, 1, 1), date(2040, 12, 31))
FEES: dict[str, Any] = {
    "pctc_ind": "0",
    "bilat_surg": "1",
    "asst_surg": "1",
    "co_surg": "0",
    "team_surg": "0",
}
TABLES = with_tables(
    *(a_row(Table.MPFS, code, global_days="090", **FEES) for code in ("25", "99213", "J3301", "")),
    a_row(Table.PTP_PRACTITIONER, "83036 J3301", modifier_indicator="1"),
    a_row(Table.MUE_PRACTITIONER, "J3301", value="1", indicator="3"),
    a_row(Table.ADD_ON, "83036", primary="99213", type="1"),
    a_row(Table.HCPCS, "J3301"),
    a_row(Table.LEIE, "2000000101", exclusion_type=""),
).tables
TABULARS = (None, TinyTabular(), tabular_on(date(2026, 4, 14)))
TABLES_AND_TABULARS = [(tabular, tables) for tabular in TABULARS for tables in (None, TABLES)]
NUMBERS = st.sampled_from([Decimal(1), Decimal(0), Decimal("NaN"), Decimal("-Infinity"), Decimal("1E+9")])
PROOF = st.tuples() | st.tuples(st.builds(Evidence, TEXT, TEXT, TEXT))
CODES = (TEXT | st.sampled_from(["I10", "W18.30XA", "F02.80", "S52.501"])).map(
    lambda v: Code(CodeSystem.ICD10CM, v)
)
LINES = st.fixed_dictionaries(
    {
        "number": st.integers(-1, 60),
        "procedure": TEXT.map(lambda value: Code(CodeSystem.HCPCS, value)),
        "modifiers": st.lists(TEXT, max_size=6).map(tuple),
        "units": st.integers(-3, 10**6),
        "charge": st.integers(-(10**6), 10**6).map(Money),
        "service_dates": SPANS,
        "place_of_service": TEXT,
        "pointers": st.lists(st.integers(-2, 14), max_size=6).map(tuple),
        "evidence": PROOF,
        "drug": st.none() | st.builds(Drug, TEXT, NUMBERS, TEXT),
    }
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    lines = []
    for fields in draw(st.lists(LINES, max_size=4)):
        changes: dict[str, Any] = dict(fields)
        number = changes.pop("number")
        lines.append(replace(a_line(), line_number=number, **changes))
    return replace(
        a_claim(),
        claim_id=draw(TEXT),
        lines=tuple(lines),
        diagnoses=tuple(draw(st.lists(st.builds(ClaimDiagnosis, CODES, PROOF), max_size=14))),
        coverage=replace(draw(st.sampled_from([COVERAGE, MEDICARE_COVERAGE])), member_id=draw(TEXT)),
        practice=replace(PRACTICE, npi=draw(TEXT), taxonomy=draw(TEXT), clia=draw(TEXT), tax_id=draw(TEXT)),
        ordering=draw(st.none() | st.just(ORDERING)),
        frequency=draw(st.sampled_from(["1", "7", "x"])),
    )


@settings(max_examples=150, deadline=None)
@given(claims(), TODAYS, st.lists(claims(), max_size=2), st.sampled_from(TABLES_AND_TABULARS))
def test_every_edit_answers(
    claim: Claim, today: date, history: list[Claim], loaded: tuple[Tabular | None, ReferenceTables | None]
) -> None:
    tabular, tables = loaded
    context = a_context(today=today, history=tuple(history), tabular=tabular, tables=tables)
    report = scrub(claim, context)
    assert scrub(claim, context) == report
    assert "edit.sign-off" in {finding.rule_id for finding in report.rejects}
