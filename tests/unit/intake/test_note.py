from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.intake.note import read_note, read_notes
from cleanclaim.intake.practice import read_practice
from cleanclaim.model.coverage import Coverage, Rank, Subscriber
from cleanclaim.model.encounter import (
    Accident,
    AccidentCause,
    CapturedCharge,
    Document,
    Drug,
    Encounter,
    Setting,
    Signed,
    Visit,
)
from cleanclaim.model.people import Address, Guarantor, Name, Patient, Relationship, Sex
from cleanclaim.model.setup import PracticeSetup

HEADER = """\
Encounter: E18
Patient: P18
Name: Sampleton, Wren T
Birth date: 2019-02-11
Sex: F
Address: 18 Placeholder Way; Springfield; IL; 62701
Phone: 555-0118
Coverage 1: payer ACME; member ACM0000018; group G100; relationship child; \
subscriber Sampleton, Dale; born 1988-04-02; sex M
Coverage 2: payer SUPP
Guarantor: Sampleton, Dale; 18 Placeholder Way; Springfield; IL; 62701
Date: 2026-05-14..2026-05-16
Place of service: 11
Setting: office
Visit: established
Rendering: dr-quill
Referring: np-nib
Supervising:
Facility: surgery-center
Prior authorization: AUTH0001
Accident: other 2026-05-13 IL
ABN: 2026-05-12
Restricted: yes
Charge: J3301-RT-JZ x4 dx=M17.11,M25.561 ndc=00003029305 4 ML price=88.00
Charge: 99213
Diagnosis: S52.501
Diagnosis: I10; S52.501
Signed by: dr-quill 2026-05-14
"""
SUBSCRIBER = "subscriber Sampleton, Dale; born 1988-04-02; sex M"
BODY = "  CC: ear pain\n\nA/P: otitis media \u2013 amoxicillin.\n---\nsigned\n"
NOTE = f"{HEADER}---\n{BODY}"
SMALL = "\n".join(
    line for line in HEADER.splitlines()
    if line.partition(":")[0] in {
        "Encounter", "Patient", "Name", "Birth date", "Sex", "Address", "Date", "Place of service", "Setting",
        "Visit", "Rendering",
    }
) + "\n---\nnote\n"  # fmt: skip
HOME = Address("18 Placeholder Way", "Springfield", "IL", "62701")


def refused(text: str, setup: PracticeSetup) -> tuple[Finding, ...]:
    with pytest.raises(UnreadableFileError) as caught:
        read_note(text, setup, subject="note x")
    assert str(caught.value).startswith("the note cannot be read: ")
    return caught.value.findings


def test_a_note_is_read_whole(setup: PracticeSetup) -> None:
    dale = Name("Sampleton", "Dale")
    quill, nib = setup.providers
    acme, _, supp = setup.payers
    assert read_note(NOTE, setup, subject="note E18.txt") == Encounter(
        encounter_id="E18",
        patient=Patient(
            "P18", Name("Sampleton", "Wren", "T"), date(2019, 2, 11), Sex.FEMALE, HOME, "555-0118",
            Guarantor(dale, HOME, Relationship.OTHER),
        ),
        service_dates=Span(date(2026, 5, 14), date(2026, 5, 16)),
        place_of_service="11",
        setting=Setting.OFFICE,
        visit=Visit.ESTABLISHED,
        rendering=quill,
        coverages=(
            Coverage(Rank.PRIMARY, acme, "ACM0000018", Relationship.CHILD,
                     Subscriber(dale, date(1988, 4, 2), Sex.MALE), "G100"),
            Coverage(Rank.SECONDARY, supp, ""),
        ),
        referring=nib,
        facility=setup.facilities[0],
        documents=(Document("note E18", BODY),),
        captured_charges=(
            CapturedCharge(
                hcpcs("J3301"), ("RT", "JZ"), 4, (icd10cm("M17.11"), icd10cm("M25.561")),
                Drug("00003029305", Decimal(4), "ML"), Money(8800), "line 23",
            ),
            CapturedCharge(hcpcs("99213"), locator="line 24"),
        ),
        diagnoses=(icd10cm("S52.501"), icd10cm("I10")),
        signed=Signed("dr-quill", date(2026, 5, 14)),
        restricted=True,
        notice_signed_on=date(2026, 5, 12),
        accident=Accident(AccidentCause.OTHER, date(2026, 5, 13), "IL"),
        prior_authorization="AUTH0001",
    )  # fmt: skip


def test_a_small_note_and_its_defaults(setup: PracticeSetup) -> None:
    found = read_note(SMALL, setup, subject="note x")
    assert found.coverages == ()
    assert (found.signed, found.restricted, found.patient.guarantor) == (None, False, None)
    assert found.service_dates == Span(date(2026, 5, 14), date(2026, 5, 16))


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(
    setup: PracticeSetup, line_end: str, mark: str
) -> None:
    text = mark + NOTE.replace("\n", line_end)
    assert read_note(text, setup, subject="x") == read_note(NOTE, setup, subject="x")


def test_keys_are_read_in_any_letter_case_and_spacing(setup: PracticeSetup) -> None:
    text = NOTE.replace("Birth date:", "BIRTH  DATE :").replace("Encounter:", "\nencounter:")
    found = read_note(text, setup, subject="x")
    assert replace(found, captured_charges=()) == replace(
        read_note(NOTE, setup, subject="x"), captured_charges=()
    )


@settings(max_examples=200)
@given(body=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1))
def test_the_document_is_the_text_after_the_divider_verbatim(setup: PracticeSetup, body: str) -> None:
    text = SMALL.partition("---\n")[0] + "Charge: 99213\n---\n" + body
    found = read_note(text, setup, subject="x")
    if body.strip():
        (document,) = found.documents
        assert document.text == body
        assert Evidence.quote("note E18", document.text, 0, len(body)).holds_in(body)
    else:
        assert found.documents == ()


@pytest.mark.parametrize(
    ("old", "new", "rule", "path"),
    [
        ("Sex: F", "Sex: X", "unfit-value", ("line 5", "Sex")),
        ("Sex: F\n", "", "missing", ("header",)),
        ("Sex: F", "Sex:", "missing", ("header",)),
        ("Phone: 555-0118", "Fax: F", "unknown-key", ("line 7",)),
        ("Phone: 555-0118", "Wren Sampleton", "no-key", ("line 7",)),
        ("Phone: 555-0118", "Sex: F", "given-twice", ("line 7", "Sex")),
        ("2019-02-11", "2019-02-29", "unfit-value", ("line 4", "Birth date")),
        ("2019-02-11", "20190211", "unfit-value", ("line 4", "Birth date")),
        ("Encounter: E18", "Encounter: E-18", "unfit-value", ("line 1", "Encounter")),
        ("Sampleton, Wren T", "Wren T Sampleton", "unfit-name", ("line 3", "Name")),
        ("Springfield; IL; 62701\nPhone", "Springfield\nPhone", "unfit-address", ("line 6", "Address")),
        ("IL; 62701\nPhone", "Illinois; 62701\nPhone", "unfit-value", ("line 6", "Address")),
        ("payer ACME", "payer NONE", "unknown-payer", ("line 8", "Coverage 1")),
        ("payer ACME; ", "", "missing", ("header",)),
        ("group G100", "grp G100", "unknown-word", ("line 8", "Coverage 1")),
        ("relationship child", "relationship niece", "unfit-value", ("line 8", "Coverage 1")),
        ("relationship child", "relationship self", "subscriber-contradiction", ("line 8", "Coverage 1")),
        (f"; {SUBSCRIBER}", "", "subscriber-missing", ("line 8", "Coverage 1")),
        ("Coverage 2", "Coverage 3", "coverage-gap", ()),
        ("Coverage 2", "Coverage 4", "unknown-key", ("line 9",)),
        ("2026-05-14..2026-05-16", "2026-05-14..2026-05-13", "dates-reversed", ("line 11", "Date")),
        ("2026-05-14..2026-05-16", "2026-05-14..", "unfit-value", ("line 11", "Date")),
        ("Rendering: dr-quill", "Rendering: dr-none", "unknown-provider", ("line 15", "Rendering")),
        ("Facility: surgery-center", "Facility: x", "unknown-facility", ("line 18", "Facility")),
        ("Accident: other 2026-05-13 IL", "Accident: auto 2026-05-13", "missing", ("header",)),
        ("Accident: other 2026-05-13 IL", "Accident: other", "unfit-value", ("line 20", "Accident")),
        ("Restricted: yes", "Restricted: maybe", "unfit-value", ("line 22", "Restricted")),
        ("x4", "x0", "unfit-value", ("line 23", "Charge")),
        ("x4", "4", "unfit-charge", ("line 23", "Charge")),
        ("x4", "x4 x4", "given-twice", ("line 23", "Charge")),
        ("4 ML price", "4 LITER price", "unfit-value", ("line 23", "Charge")),
        ("4 ML price", "4 price", "missing", ("line 23", "Charge")),
        ("price=88.00", "price=8E1", "unfit-value", ("line 23", "Charge")),
        ("dx=M17.11", "dx=knee", "unfit-value", ("line 23", "Charge")),
        ("J3301-RT-JZ", "J3301-RT-JZ-59-25-GA", "unfit-value", ("line 23", "Charge")),
        ("Charge: 99213", "Charge: 9921", "unfit-value", ("line 24", "Charge")),
        ("Signed by: dr-quill 2026-05-14", "Signed by: dr-quill", "unfit-value", ("line 27", "Signed by")),
        ("Signed by: dr-quill", "Signed by: dr-x", "unknown-provider", ("line 27", "Signed by")),
    ],
)  # fmt: skip
def test_one_flaw_gives_one_finding_at_its_line(
    setup: PracticeSetup, old: str, new: str, rule: str, path: tuple[str, ...]
) -> None:
    assert old in NOTE
    (finding,) = refused(NOTE.replace(old, new, 1), setup)
    assert (finding.rule_id, finding.place.path) == (f"intake.note.{rule}", path)


@pytest.mark.parametrize("empty", [";", "; ;", "relationship ;"])
def test_a_guarantor_of_nothing_is_a_finding_and_no_crash(setup: PracticeSetup, empty: str) -> None:
    line = next(line for line in NOTE.splitlines() if line.startswith("Guarantor:"))
    with pytest.raises(UnreadableFileError):
        read_note(NOTE.replace(line, f"Guarantor: {empty}"), setup, subject="x")


@settings(max_examples=300, deadline=None)
@given(
    number=st.integers(0, len(HEADER.splitlines()) - 1),
    value=st.one_of(st.text(max_size=12), st.text(" ;,.=-xX0123456789;", max_size=12)),
    keep_key=st.booleans(),
)
def test_no_header_line_makes_it_crash(setup: PracticeSetup, number: int, value: str, keep_key: bool) -> None:
    lines = NOTE.split("\n")
    lines[number] = lines[number].partition(":")[0] + ": " + value if keep_key else value
    with contextlib.suppress(UnreadableFileError):
        read_note("\n".join(lines), setup, subject="x")


def test_all_flaws_are_listed_in_the_order_of_the_lines(setup: PracticeSetup) -> None:
    text = NOTE.replace("Sex: F\n", "").replace("2019-02-11", "11 Feb").replace("Charge: 99213", "Charge: x")
    assert [str(each.place) for each in refused(text, setup)] == [
        "note x > header",
        "note x > line 4 > Birth date",
        "note x > line 23 > Charge",
    ]


def test_messages_never_repeat_a_value(setup: PracticeSetup) -> None:
    text = NOTE.replace("2019-02-11", "11 Feb 2019").replace("Sampleton, Wren T", "Wren Sampleton")
    text = text.replace("Phone: 555-0118", "Wren, tel 555-0118")
    for finding in refused(text, setup):
        told = f"{finding.place} {finding.message} {finding.wanted} {finding.next_step}"
        assert not [word for word in ("Wren", "Sampleton", "2019", "555") if word in told]


def test_a_signature_needs_something_to_stand_over(setup: PracticeSetup) -> None:
    text = SMALL.replace("---", "Signed by: dr-quill 2026-05-14\n---")
    assert [each.rule_id for each in refused(text, setup)] == ["intake.note.nothing-signed"]


def test_a_note_without_divider_or_without_anything(setup: PracticeSetup) -> None:
    assert [each.rule_id for each in refused(SMALL.replace("---\nnote\n", ""), setup)] == [
        "intake.note.no-divider"
    ]
    assert [each.rule_id for each in refused(SMALL.replace("note\n", " \n"), setup)] == ["intake.note.empty"]
    assert "intake.note.no-divider" in [each.rule_id for each in refused("", setup)]


def test_a_patient_who_answers_for_herself(setup: PracticeSetup) -> None:
    text = SMALL.replace("---", "Guarantor: Sampleton, Wren; PO Box 1; Springfield; IL; 62702\n---")
    found = read_note(text, setup, subject="x").patient.guarantor
    assert found is not None
    assert found.relationship is Relationship.SELF
    text = text.replace("IL; 62702", "IL; 62702; relationship spouse")
    other = read_note(text, setup, subject="x").patient.guarantor
    assert other is not None
    assert other.relationship is Relationship.SPOUSE


def test_one_bad_note_does_not_lose_the_others(setup: PracticeSetup, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(SMALL.replace("E18", "E2").encode())
    (tmp_path / "a.txt").write_bytes(
        b"\xef\xbb\xbf" + SMALL.replace("E18", "E1").replace("\n", "\r\n").encode()
    )
    (tmp_path / "c.txt").write_bytes(SMALL.replace("Sex: F", "Sex: ?").encode())
    (tmp_path / "d.txt").write_bytes(SMALL.encode() + b"\xff")
    (tmp_path / "e.txt").write_bytes(SMALL.encode() + b"\0")
    (tmp_path / "f.md").write_bytes(SMALL.encode())
    encounters, findings = read_notes([tmp_path, tmp_path / "b.txt", tmp_path / "none.txt"], setup)
    assert [each.encounter_id for each in encounters] == ["E1", "E2"]
    assert [(each.place.subject, each.rule_id) for each in findings] == [
        ("note c.txt", "intake.note.unfit-value"),
        ("note d.txt", "intake.note.not-utf8"),
        ("note e.txt", "intake.note.nul"),
        ("note none.txt", "intake.note.no-file"),
    ]


def test_two_notes_of_one_encounter_are_both_refused(setup: PracticeSetup, tmp_path: Path) -> None:
    for name, encounter_id in (("a", "E1"), ("b", "E1"), ("c", "E2")):
        (tmp_path / f"{name}.txt").write_text(SMALL.replace("E18", encounter_id))
    encounters, findings = read_notes([tmp_path], setup)
    assert [each.encounter_id for each in encounters] == ["E2"]
    assert [(each.place.subject, each.rule_id) for each in findings] == [
        ("note a.txt", "intake.note.given-twice"),
        ("note b.txt", "intake.note.given-twice"),
    ]


def test_an_empty_folder_is_told(setup: PracticeSetup, tmp_path: Path) -> None:
    encounters, (finding,) = read_notes([tmp_path], setup)
    assert (encounters, finding.rule_id) == ((), "intake.note.no-notes")


def test_the_example_in_the_docs_is_read(setup: PracticeSetup) -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "note-format.md"
    example = page.read_text(encoding="utf-8").partition("```text\n")[2].partition("```")[0]
    found = read_note(example, setup, subject="docs")
    assert (found.encounter_id, len(found.captured_charges), len(found.coverages)) == ("E18", 2, 1)


def test_the_demo_is_read_whole() -> None:
    demo = Path(__file__).resolve().parents[3] / "src" / "cleanclaim" / "app" / "demo"
    if not (demo / "practice.toml").exists():
        pytest.skip("the demo's files are not in this tree")
    demo_setup = read_practice(demo / "practice.toml")
    encounters, findings = read_notes([demo / "notes"], demo_setup)
    assert findings == ()
    assert len(encounters) == len(list((demo / "notes").glob("*.txt")))
