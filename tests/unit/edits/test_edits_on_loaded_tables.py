"""From an official file to a finding: what is loaded is what the edits ask, by the day of service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ReferenceTables
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_context, a_line
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.lookup import Tables
from tests.unit.reference.official_files import mue, pprrvu, ptp

Q2 = Span(date(2026, 4, 1), date(2026, 6, 30))


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[ReferenceTables]:
    files = {
        "ccipra-v321r0-f1.txt": ptp("11042\t97597\t\t20100101\t*\t1\tInvented reason"),
        "MUE_PractitionerServices_2026q2.csv": mue("11042,1,3 Date of Service Edit: Clinical,Invented"),
        "PPRRVU26_APR.csv": pprrvu({"code": "11042", "days": "000", "bilat": "0"}, {"code": "99213"}),
        "LEIE202604.csv": "NPI,EXCLTYPE,EXCLDATE,REINDATE\n2000000119,1128a1,20200301,00000000\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.write_text(text, newline="")
        load(tmp_path / "t.sqlite", path)
    opened = Tables(tmp_path / "t.sqlite")
    yield opened
    opened.close()


def findings(tables: ReferenceTables, day: date) -> dict[str, Finding]:
    days = Span.day(day)
    lines = (
        a_line("99213", 1, service_dates=days),
        a_line("11042", 2, service_dates=days, units=2, modifiers=("50",)),
        a_line("97597", 3, service_dates=days),
    )
    claim = a_claim(*lines, coverage=MEDICARE_COVERAGE)
    context = a_context(tables=tables, tabular=None)
    return {each.rule_id: each for each in scrub(claim, context).findings}


RULES = {
    "edit.ncci-pair": ("11042 with 97597", "claim E01A > line 3"),
    "edit.unlikely-units": ("11042 x 2", "claim E01A > line 2 > units"),
    "edit.global-period": ("99213, day 0 of 11042", "claim E01A > line 1 > modifiers"),
    "edit.bilateral-modifier": ("11042-50", "claim E01A > line 2 > modifiers"),
    "edit.excluded-provider": ("2000000119", "claim E01A > rendering provider"),
}


def test_each_finding_names_its_row_its_edition_and_what_it_would_earn(tables: ReferenceTables) -> None:
    told = findings(tables, date(2026, 4, 14))
    assert {rule: (told[rule].found, str(told[rule].place)) for rule in RULES} == RULES
    pair = told["edit.ncci-pair"]
    assert pair.evidence == (
        Evidence(
            "ncci-ptp-practitioner 2026-04-01..2026-06-30 (ccipra-v321r0-f1.txt)",
            "ncci-ptp-practitioner 11042 97597",
            "modifier_indicator=1; rationale=Invented reason",
        ),
    )
    assert pair.edition == pair.evidence[0].source
    assert (pair.code("CARC"), pair.code("patient_billable"), pair.severity) == (
        "236",
        "no",
        Severity.DENY_RISK,
    )
    assert told["edit.excluded-provider"].severity is Severity.REJECT


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 7, 1)])
def test_a_day_before_and_after_the_editions_nothing_is_found_and_all_is_not_checked(
    tables: ReferenceTables, day: date
) -> None:
    assert RULES.keys().isdisjoint(findings(tables, day))
    claim = a_claim(
        a_line("11042", service_dates=Span.day(day), modifiers=("50",)),
        a_line("97597", 2, service_dates=Span.day(day)),
        coverage=MEDICARE_COVERAGE,
    )
    report = scrub(claim, a_context(tables=tables, today=day))
    reasons = {entry.rule_id: entry.reason for entry in report.not_checked}
    assert reasons["edit.ncci-pair"] == f"no edition of ncci-ptp-practitioner covers {day}"
    assert RULES.keys() <= reasons.keys()


@pytest.mark.parametrize("day", [Q2.first, date(2026, 6, 30)])
def test_first_and_last_day_of_the_editions_are_inside(tables: ReferenceTables, day: date) -> None:
    expected = RULES.keys() - {"edit.excluded-provider"}  # its list is of one month
    assert expected <= findings(tables, day).keys()
