"""The diagnosis edits against the tabular list that ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cleanclaim.core.finding import Finding
from cleanclaim.core.span import Span
from cleanclaim.edits.context import Tabular
from cleanclaim.edits.examples import a_claim, a_context, a_line
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import Claim
from cleanclaim.reference.icd10cm import tabular_on

SERVICE_DAY = date(2026, 4, 14)
TABULAR: Tabular | None = tabular_on(SERVICE_DAY)
CODING = ("edit.icd10cm", "edit.first-listed", "edit.modifier-side")


def _told(claim: Claim) -> list[tuple[str, str]]:
    report = scrub(claim, a_context(tabular=TABULAR))
    return [(each.rule_id, each.found) for each in report.findings if each.rule_id.startswith(CODING)]


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (("E11.22", "N18.31", "Z79.4"), []),
        (("S52.501A", "W18.30XA"), []),
        (("S52.501", "I10"), [("edit.icd10cm-complete", "S52.501")]),
        (("N18.3",), [("edit.icd10cm-complete", "N18.3")]),
        (("S52.501Z",), [("edit.icd10cm-valid-on-date", "S52.501Z")]),
        (("I10", "E11.ZZ"), [("edit.icd10cm-valid-on-date", "E11.ZZ")]),
        (("F02.80", "G30.9"), [("edit.first-listed-diagnosis", "F02.80")]),
        (("B96.20", "N39.0"), [("edit.first-listed-diagnosis", "B96.20")]),
        (("N39.0", "B96.20"), []),
        (("E10.9", "E11.9"), [("edit.icd10cm-excludes1", "E10.9 with E11.9")]),
    ],
)
def test_codes_of_the_edition(codes: tuple[str, ...], told: list[tuple[str, str]]) -> None:
    assert _told(a_claim(diagnoses=codes)) == told


def test_a_side_is_read_from_the_title_and_the_heart_has_none() -> None:
    left_joint = a_line("20610", modifiers=("LT",))
    assert _told(a_claim(left_joint, diagnoses=("M17.11",))) == [("edit.modifier-side-agrees", "left")]
    assert _told(a_claim(left_joint, diagnoses=("M17.12",))) == []
    assert _told(a_claim(a_line("71046", modifiers=("RT",)), diagnoses=("I50.1",))) == []


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 10, 1)])
def test_outside_the_edition_the_claim_is_held(day: date) -> None:
    claim = a_claim(a_line(service_dates=Span.day(day)))
    context = a_context(tabular=TABULAR, today=day)
    held = [each for each in scrub(claim, context).rejects if each.rule_id == "edit.icd10cm-edition-loaded"]
    assert [each.wanted for each in held] == [f"an edition that covers {day.isoformat()}"]


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 9, 30)])
def test_first_and_last_day_of_the_edition_are_inside(day: date) -> None:
    claim = replace(a_claim(a_line(service_dates=Span.day(day))))
    report = scrub(claim, a_context(tabular=TABULAR, today=day))
    assert "edit.icd10cm-edition-loaded" not in {each.rule_id for each in report.findings}
    assert "edit.icd10cm-complete" not in {each.rule_id for each in report.not_checked}


def test_a_finding_of_the_tabular_names_its_edition_and_its_row() -> None:
    report = scrub(a_claim(diagnoses=("E10.9", "E11.9")), a_context(tabular=TABULAR))
    conflict: Finding = next(each for each in report.findings if each.rule_id == "edit.icd10cm-excludes1")
    assert conflict.edition == "ICD-10-CM FY2026 April"
    assert conflict.evidence[0].locator.endswith("Excludes1")
    assert str(conflict.place) == "claim E01A > diagnosis 2"
