from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import Money
from cleanclaim.intake.charges_csv import read_charges, read_charges_file
from cleanclaim.intake.csv_columns import (
    COVERAGE_COLUMNS,
    ENCOUNTER_COLUMNS,
    LINE_COLUMNS,
    column_key,
    known_columns,
)
from cleanclaim.model.coverage import Rank
from cleanclaim.model.encounter import CapturedCharge, Drug, Setting, Signed, Visit
from cleanclaim.model.people import Address, Name, Relationship, Sex
from cleanclaim.model.setup import PracticeSetup

VISIT = {
    "encounter": "V1", "service_date": "5/14/2026", "place_of_service": "11", "visit": "new",
    "rendering": "2000000028", "patient": "P-1", "last_name": "Sampleton", "first_name": "Wren",
    "birth_date": "2019-02-11", "sex": "Female", "street": "18 Way, Unit 2", "city": "Springfield",
    "state": "IL", "zip": "62701-0001", "payer": "DEMO00904", "member": "ACM1", "relationship": "child",
    "subscriber_last_name": "Sampleton", "subscriber_first_name": "Dale",
    "procedure": "99203", "modifiers": "25", "units": "1", "diagnoses": "H66.001;Z77.22",
    "line_charge": "168.00", "ndc": "", "ndc_quantity": "", "ndc_unit": "", "signed_by": "", "signed_on": "",
}  # fmt: skip


def table(*rows: dict[str, str]) -> str:
    paper = io.StringIO()
    writer = csv.DictWriter(paper, list(VISIT))
    writer.writeheader()
    writer.writerows({**VISIT, **row} for row in rows)
    return paper.getvalue()


def rejects(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [
        (finding.rule_id.removeprefix("intake.csv."), " > ".join(finding.place.path))
        for finding in findings
        if finding.severity is Severity.REJECT
    ]


def test_rows_become_an_encounter(setup: PracticeSetup) -> None:
    drug = {
        "procedure": "J3301", "modifiers": "RT JZ", "units": "4.0", "diagnoses": "H66.001",
        "line_charge": "$1,088.40", "ndc": "00003-0293-05", "ndc_quantity": "1.5", "ndc_unit": "ml",
    }  # fmt: skip
    blank = dict.fromkeys(("last_name", "birth_date", "member", "visit"), "")
    (found,), findings = read_charges(table({}, {**blank, **drug}), setup, subject="charges x.csv")
    assert findings == ()
    assert (found.encounter_id, found.service_dates.first) == ("V1", date(2026, 5, 14))
    assert (found.setting, found.visit, found.rendering) == (Setting.OFFICE, Visit.NEW, setup.providers[0])
    assert (found.patient.name, found.patient.sex) == (Name("Sampleton", "Wren"), Sex.FEMALE)
    assert found.patient.address == Address("18 Way, Unit 2", "Springfield", "IL", "627010001")
    (plan,) = found.coverages
    assert (plan.rank, plan.payer, plan.relationship) == (Rank.PRIMARY, setup.payers[0], Relationship.CHILD)
    ear, smoke = icd10cm("H66.001"), icd10cm("Z77.22")
    assert found.diagnoses == (ear, smoke)
    assert found.captured_charges == (
        CapturedCharge(hcpcs("99203"), ("25",), 1, (ear, smoke), None, Money(16800), "row 2"),
        CapturedCharge(
            hcpcs("J3301"), ("RT", "JZ"), 4, (ear,), Drug("00003029305", Decimal("1.5"), "ML"),
            Money(27210), "row 3",
        ),
    )  # fmt: skip
    assert found.signed is None
    assert found.documents == ()


def test_codes_are_signed_when_both_columns_are_filled(setup: PracticeSetup) -> None:
    (found,), _ = read_charges(
        table({"signed_by": "dr-quill", "signed_on": "05/15/2026"}), setup, subject="x"
    )
    assert found.signed == Signed("dr-quill", date(2026, 5, 15))
    encounters, findings = read_charges(table({"signed_by": "dr-quill"}), setup, subject="x")
    assert (encounters, rejects(findings)) == ((), [("missing", "row 2")])


def test_an_encounter_with_an_error_is_not_half_read_and_the_others_survive(setup: PracticeSetup) -> None:
    text = table({}, {"encounter": "V2"}, {"encounter": "V2", "units": "two"}, {"encounter": "V3"})
    encounters, findings = read_charges(text, setup, subject="charges x.csv")
    assert [each.encounter_id for each in encounters] == ["V1", "V3"]
    assert rejects(findings) == [("unfit-value", "row 4 > units")]


@pytest.mark.parametrize(
    ("change", "rule", "path"),
    [
        ({"service_date": "14.05.2026"}, "unfit-value", "row 2 > service_date"),
        ({"service_date": "2/30/2026"}, "unfit-value", "row 2 > service_date"),
        ({"sex": "?"}, "unfit-value", "row 2 > sex"),
        ({"rendering": "2000000099"}, "unknown-provider", "row 2 > rendering"),
        ({"payer": "DEMO"}, "unknown-payer", "row 2 > payer"),
        ({"procedure": ""}, "missing", "row 2"),
        ({"diagnoses": "H66.001 fever"}, "unfit-value", "row 2 > diagnoses"),
        ({"line_charge": "-5"}, "unfit-value", "row 2 > line_charge"),
        ({"line_charge": "100.00", "units": "3"}, "line-charge", "row 2 > line_charge"),
        ({"place_of_service": "99"}, "missing", "row 2"),
        ({"ndc": "00003029305"}, "missing", "row 2"),
    ],
)
def test_a_bad_cell_is_told_with_row_and_column(
    setup: PracticeSetup, change: dict[str, str], rule: str, path: str
) -> None:
    encounters, findings = read_charges(table(change), setup, subject="x")
    assert encounters == ()
    assert set(rejects(findings)) == {(rule, path)}


def test_rows_of_one_encounter_must_agree(setup: PracticeSetup) -> None:
    encounters, findings = read_charges(table({}, {"birth_date": "2019-02-12"}), setup, subject="x")
    assert (encounters, rejects(findings)) == ((), [("rows-disagree", "row 3 > birth_date")])


def test_headers_of_other_systems_are_understood(setup: PracticeSetup) -> None:
    text = (
        "Visit ID;DOS;POS;Provider NPI;MRN;Patient Last Name;Patient First Name;DOB;Gender;Address 1;City;"
        "State;Zip Code;Insurance ID;Policy Number;CPT;Mod1;Mod 2;Qty;DX1;Dx 2;Charge Amount;Balance\n"
        "V7;05/14/2026;2;2000000077;77;Mockwell;Ann;01/17/1974;F;4 Drive;Springfield;IL;62704;MEDICARE;1AA0;"
        "99213;25;GT;1;I10;E11.9;96.00;12\n"
    )
    (found,), findings = read_charges(text, setup, subject="x")
    assert (found.place_of_service, found.setting, found.visit) == (
        "02",
        Setting.TELEHEALTH,
        Visit.ESTABLISHED,
    )
    assert found.captured_charges == (
        CapturedCharge(
            hcpcs("99213"), ("25", "GT"), 1, (icd10cm("I10"), icd10cm("E11.9")), None, Money(9600), "row 2"
        ),
    )
    assert [(each.rule_id, each.severity, each.place.path) for each in findings] == [
        ("intake.csv.unused-column", Severity.ADVISE, ("row 1", "Balance")),
        ("intake.csv.visit-assumed", Severity.ADVISE, ("row 2",)),
    ]


def test_a_file_that_cannot_be_trusted_as_a_whole_gives_nothing(setup: PracticeSetup) -> None:
    good = table({}, {"encounter": "V2"})
    broken = good.replace('"18 Way, Unit 2"', '"18 Way, Unit 2', 2)
    for text, rule, path in (
        ("", "not-csv", "row 1"),
        (broken, "not-csv", "row 2"),
        (good.replace("service_date,", "x,"), "no-column", "row 1"),
        (good.replace("signed_on", "birth_date"), "column-twice", "row 1 > birth_date"),
    ):
        encounters, findings = read_charges(text, setup, subject="x")
        assert encounters == ()
        assert rejects(findings) == [(rule, path)]


def test_a_cut_row_is_refused(setup: PracticeSetup) -> None:
    text = table({}, {"encounter": "V2"})
    for cut in range(len(text) - 4, len(text) - 40, -1):
        encounters, findings = read_charges(text[:cut], setup, subject="x")
        assert [each.encounter_id for each in encounters] == ["V1"]
        assert "row-width" in [rule for rule, _ in rejects(findings)]


@settings(max_examples=300, deadline=None)
@given(column=st.sampled_from(sorted(VISIT)), value=st.text(max_size=12))
def test_no_cell_makes_it_crash(setup: PracticeSetup, column: str, value: str) -> None:
    encounters, findings = read_charges(table({}, {column: value}), setup, subject="x")
    assert encounters or rejects(findings)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200))
def test_no_text_makes_it_crash(setup: PracticeSetup, text: str) -> None:
    encounters, findings = read_charges(text, setup, subject="x")
    assert encounters == ()
    assert rejects(findings)


def test_messages_never_repeat_a_value(setup: PracticeSetup) -> None:
    rows = ({"birth_date": "11 Feb", "zip": "6270"}, {"last_name": "Other"})
    _, findings = read_charges(table(*rows), setup, subject="x")
    assert len(rejects(findings)) >= 3
    for finding in findings:
        told = f"{finding.place} {finding.message} {finding.wanted} {finding.next_step}"
        assert not [word for word in ("Sampleton", "Other", "Feb", "6270") if word in told]


def test_a_row_without_an_encounter_is_told(setup: PracticeSetup) -> None:
    encounters, findings = read_charges(table({}, {"encounter": ""}), setup, subject="x")
    assert len(encounters) == 1
    assert rejects(findings) == [("no-encounter", "row 3")]


def test_a_file_is_read_as_its_text_is(setup: PracticeSetup, tmp_path: Path) -> None:
    file = tmp_path / "charges.csv"
    file.write_bytes(b"\xef\xbb\xbf" + table({}).encode())
    encounters, findings = read_charges_file(file, setup)
    assert (len(encounters), findings) == (1, ())
    encounters, findings = read_charges_file(tmp_path / "none.csv", setup)
    assert (encounters, rejects(findings)) == ((), [("no-file", "")])


def test_no_header_means_two_things() -> None:
    fields = [
        *ENCOUNTER_COLUMNS,
        *LINE_COLUMNS,
        *(f"{name}_{n}" for name in COVERAGE_COLUMNS for n in (1, 2, 3)),
    ]
    known = known_columns()
    assert {field: known[column_key(field)] for field in fields} == {field: field for field in fields}
    keys = [
        column_key(header)
        for columns in (ENCOUNTER_COLUMNS, LINE_COLUMNS, COVERAGE_COLUMNS)
        for field, aliases in columns.items()
        for header in (field, *aliases)
    ]
    assert len(keys) == len(set(keys))


def test_the_example_in_the_docs_is_read(setup: PracticeSetup) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "csv-format.md").read_text(encoding="utf-8")
    example = page.partition("```csv\n")[2].partition("```")[0]
    (found,), findings = read_charges(example, setup, subject="docs")
    assert (found.encounter_id, len(found.captured_charges), findings) == ("V1", 2, ())


def test_the_docs_show_every_column_and_alias() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "csv-format.md").read_text(encoding="utf-8")
    for columns in (ENCOUNTER_COLUMNS, COVERAGE_COLUMNS, LINE_COLUMNS):
        for field, aliases in columns.items():
            assert f"| `{field}` | {', '.join(aliases)} |" in page, field
