"""The examples inside every edit file, run as tests, and the framework around them."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from types import ModuleType

import pytest

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, NotChecked, Report, Severity
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.edits import folder
from cleanclaim.edits.examples import Example, a_claim, a_context, a_line
from cleanclaim.edits.folder import EditFile, all_edits
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import ClaimSignature
from cleanclaim.model.documents import sha256_of, to_json

CASES = [
    pytest.param(edit_file, example, id=f"{edit_file.edit.edit_id}: {example.says}")
    for edit_file in all_edits()
    for example in edit_file.examples
]


@pytest.mark.parametrize(("edit_file", "example"), CASES)
def test_example_holds(edit_file: EditFile, example: Example) -> None:
    answers = list(edit_file.check(example.claim, example.context))
    findings = [answer for answer in answers if isinstance(answer, Finding)]
    assert tuple(finding.found for finding in findings) == example.found
    assert {finding.severity for finding in findings} <= {example.severity or edit_file.edit.severity}
    if not example.found:
        assert any(isinstance(answer, NotChecked) for answer in answers) is example.not_checked
    for answer in answers:
        assert answer.rule_id == edit_file.edit.edit_id
        assert answer.place.subject == f"claim {example.claim.claim_id}"


@pytest.mark.parametrize(("edit_file", "example"), CASES)
def test_scrub_tells_what_the_edit_told(edit_file: EditFile, example: Example) -> None:
    edit_id = edit_file.edit.edit_id
    report = scrub(example.claim, example.context)
    told = [finding for finding in report.findings if finding.rule_id == edit_id]
    assert sorted(finding.found for finding in told) == sorted(example.found)


@pytest.mark.parametrize("edit_file", all_edits(), ids=lambda edit_file: edit_file.edit.edit_id)
def test_every_edit_is_whole(edit_file: EditFile) -> None:
    edit, examples = edit_file.edit, edit_file.examples
    assert edit.title
    assert edit.citation
    assert edit.next_step
    assert any(example.found for example in examples), "no example that fires"
    assert any(not example.found for example in examples), "no example that is quiet"
    assert len({example.says for example in examples}) == len(examples)


def test_every_finding_carries_all_a_reader_needs() -> None:
    for edit_file in all_edits():
        for example in edit_file.examples:
            for answer in edit_file.check(example.claim, example.context):
                if isinstance(answer, Finding):
                    assert answer.message.endswith(".")
                    assert answer.next_step
                    assert answer.citation


def test_no_message_repeats_who_the_patient_is() -> None:
    claim, context = a_claim(), a_context()
    particulars = [claim.patient.name.last, claim.coverage.member_id, claim.patient.birth_date.isoformat()]
    for edit_file in all_edits():
        for example in edit_file.examples:
            for answer in edit_file.check(example.claim, context):
                text = answer.message if isinstance(answer, Finding) else answer.reason
                assert not any(particular in text for particular in particulars)


def test_the_edits_come_in_the_order_of_their_names() -> None:
    ids = [edit_file.edit.edit_id for edit_file in all_edits()]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))
    assert len(ids) >= 30


def _fully_known(today: date = date(2026, 4, 20)) -> Report:
    claim = a_claim()
    signature = ClaimSignature("E01A", sha256_of(claim), "Demo Coder", datetime(2026, 4, 20, tzinfo=UTC))
    codes = frozenset({*(each.code for each in claim.diagnoses), *(line.procedure for line in claim.lines)})
    context = a_context(
        today=today, signature=signature, decided=codes, restricted_encounters=frozenset[str]()
    )
    return scrub(claim, context)


def test_a_clean_claim_is_clean_and_says_what_nobody_could_check() -> None:
    report = _fully_known()
    assert report.findings == ()
    assert [entry.rule_id for entry in report.not_checked] == [
        "edit.add-on-primary",
        "edit.excluded-provider",
        "edit.procedure-valid-on-date",
        "edit.unlikely-units",
    ]


def test_without_an_edition_the_claim_is_held_and_the_checks_say_they_were_not_made() -> None:
    report = scrub(a_claim(), a_context(tabular=None))
    holds = [finding.rule_id for finding in report.rejects]
    assert holds == ["edit.icd10cm-edition-loaded", "edit.sign-off"]
    not_made = {entry.rule_id for entry in report.not_checked}
    wanted = {"edit.icd10cm-valid-on-date", "edit.icd10cm-complete", "edit.icd10cm-excludes1"}
    assert wanted <= not_made


def test_a_report_is_complete_and_sorted_by_severity() -> None:
    broken = a_claim(
        a_line("E0143", units=0, pointers=(9,), modifiers=("25", "25")),
        diagnoses=("W18.30XA", "E11.ZZ"),
        total_charge=Money(1),
    )
    report = scrub(broken, a_context())
    told = [(finding.severity, finding.rule_id) for finding in report.findings]
    assert told == [
        (Severity.REJECT, "edit.first-listed-diagnosis"),
        (Severity.REJECT, "edit.icd10cm-valid-on-date"),
        (Severity.REJECT, "edit.modifier-combination"),
        (Severity.REJECT, "edit.modifier-fits-procedure"),
        (Severity.REJECT, "edit.pointer-integrity"),
        (Severity.REJECT, "edit.units-plausible"),
        (Severity.REJECT, "edit.sign-off"),
        (Severity.REJECT, "edit.claim-total"),
        (Severity.DENY_RISK, "edit.ordering-provider"),
    ]


def test_findings_stand_where_the_fault_is() -> None:
    faulty = a_claim(
        a_line(),
        a_line("9921", 2, pointers=(3,), evidence=()),
        diagnoses=("M17.11", "N18.3", "E11.ZZ", "M17.11"),
    )
    context = a_context(decided=frozenset({icd10cm("M17.11"), hcpcs("99214"), hcpcs("9921")}))
    places = {(each.rule_id, each.found): str(each.place) for each in scrub(faulty, context).findings}
    assert places == {
        ("edit.codes-decided", "E11.ZZ"): "claim E01A > diagnosis 3",
        ("edit.codes-decided", "N18.3"): "claim E01A > diagnosis 2",
        ("edit.diagnosis-count", "M17.11"): "claim E01A > diagnosis 4",
        ("edit.evidence-present", "9921"): "claim E01A > line 2",
        ("edit.icd10cm-complete", "N18.3"): "claim E01A > diagnosis 2",
        ("edit.icd10cm-valid-on-date", "E11.ZZ"): "claim E01A > diagnosis 3",
        ("edit.procedure-valid-on-date", "9921"): "claim E01A > line 2 > procedure",
        ("edit.sign-off", "none"): "claim E01A > signature",
    }


def test_an_edit_that_is_not_in_force_is_not_checked() -> None:
    before_icd10 = a_claim(a_line(service_dates=Span.day(date(2015, 9, 30))))
    first_day = a_claim(a_line(service_dates=Span.day(date(2015, 10, 1))))
    reasons = {entry.rule_id: entry.reason for entry in scrub(before_icd10, a_context()).not_checked}
    assert reasons["edit.icd10cm-complete"] == "the rule is in force for services of 2015-10-01.."
    assert "edit.icd10cm-complete" not in {
        entry.rule_id for entry in scrub(first_day, a_context()).not_checked
    }


def test_a_claim_without_lines_breaks_no_edit() -> None:
    report = scrub(a_claim(lines=()), a_context())
    assert "edit.claim-shape" in {finding.rule_id for finding in report.rejects}


def test_scrubbing_twice_gives_the_same_bytes() -> None:
    claim = a_claim(a_line(units=0), diagnoses=("N18.3", "N18.3"))
    assert to_json(scrub(claim, a_context())) == to_json(scrub(claim, a_context()))


@pytest.mark.parametrize("part", ["EDIT", "check", "EXAMPLES", "__doc__"])
def test_a_file_that_lacks_a_part_stops_the_run(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = _edit_module("cleanclaim.edits.rules.half_an_edit", "edit.half-an-edit")
    setattr(module, part, None)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with pytest.raises(MisuseError, match=rf"half_an_edit is not an edit: it lacks {part}"):
        folder._read(module.__name__)


def test_an_id_that_is_not_the_file_name_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    module = _edit_module("cleanclaim.edits.rules.my_edit", "edit.your-edit")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with pytest.raises(MisuseError, match=r"must have the id edit\.my-edit"):
        folder._read(module.__name__)


def _edit_module(name: str, edit_id: str) -> ModuleType:
    pattern = all_edits()[0]
    module = ModuleType(name, "A page.")
    module.EDIT = replace(pattern.edit, edit_id=edit_id)  # type: ignore[attr-defined]
    module.check = pattern.check  # type: ignore[attr-defined]
    module.EXAMPLES = pattern.examples  # type: ignore[attr-defined]
    return module
