"""Documents in other forms: what is read, where each word stood, and clear answers to hostile files."""

from __future__ import annotations

import base64
import json
import random
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleanclaim.app.read_encounters import read_encounters
from cleanclaim.cli.root import root
from cleanclaim.coding import suggest
from cleanclaim.coding.sections import SectionKind, read_sections
from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.intake import pdf_text
from cleanclaim.intake.cda import read_cda
from cleanclaim.intake.clinical_file import read_clinical_file
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.sniffing import FileKind, kind_of
from cleanclaim.model.encounter import CapturedCharge, Document, Encounter, Passage, Setting, Visit
from cleanclaim.model.people import Address, Name, Sex
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.reference.icd10cm import tabular_on
from cleanclaim.reference.section_codes import heading_line
from tests.unit.intake.documents import (
    CDA_BODY,
    CDA_HEADER,
    CDA_TEXT,
    HEADER,
    IN1,
    MDM,
    MDM_TEXT,
    PID,
    PV1,
    TXA,
    cda,
    hl7,
    obx,
    pdf,
)


def written(folder: Path, name: str, content: bytes | str, header: str = "") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if header:
        path.with_suffix(".header").write_text(header, encoding="utf-8")
    return path


def read_one(path: Path, setup: PracticeSetup) -> tuple[Encounter, list[str]]:
    (encounter,), findings = read_clinical_file(path, setup)
    return encounter, [each.rule_id.removeprefix("intake.document.") for each in findings]


def refusals(path: Path, setup: PracticeSetup) -> list[tuple[str, str]]:
    encounters, findings = read_clinical_file(path, setup)
    assert encounters == ()
    return [
        (each.rule_id.removeprefix("intake.document."), " > ".join(each.place.path))
        for each in findings
        if each.severity is Severity.REJECT
    ]


# C-CDA


def test_a_cda_is_read_whole(tmp_path: Path, setup: PracticeSetup) -> None:
    encounter, told = read_one(written(tmp_path, "visit.xml", cda()), setup)
    home = Address("7 Placeholder Way", "Springfield", "IL", "62701", "Unit 2")
    assert encounter.encounter_id == "E77"
    assert encounter.patient.patient_id == "P77"
    assert encounter.patient.name == Name("Sampleton", "Robin", "Q")
    assert (encounter.patient.birth_date, encounter.patient.sex) == (date(1961, 3, 9), Sex.FEMALE)
    assert (encounter.patient.address, encounter.patient.phone) == (home, "555-0177")
    assert encounter.service_dates == Span(date(2026, 5, 14), date(2026, 5, 14))
    assert (encounter.place_of_service, encounter.setting) == ("11", Setting.OFFICE)
    assert (encounter.visit, encounter.rendering) == (Visit.ESTABLISHED, setup.providers[0])
    assert (encounter.coverages, encounter.captured_charges) == ((), ())
    assert told == ["no-coverage", "place-assumed", "visit-assumed"]
    (document,) = encounter.documents
    assert (document.document_id, document.text) == ("note E77", CDA_TEXT)


def test_every_line_of_a_cda_knows_its_section_and_element(tmp_path: Path, setup: PracticeSetup) -> None:
    encounter, _ = read_one(written(tmp_path, "visit.xml", cda()), setup)
    (document,) = encounter.documents

    def place(words: str) -> str:
        start = document.text.index(words)
        quote = Evidence.quote("note E77", document.text, start, start + len(words))
        return encounter.place_in_original(quote)

    assert place("productive cough") == "section 1 (LOINC 10164-2), paragraph 1"
    assert place("line two") == "section 1 (LOINC 10164-2), paragraph 2"
    assert place("Essential hypertension") == "section 2 (LOINC 11450-4), row 2"
    assert place("Assessed today") == "section 3 (LOINC 51848-0)"
    assert place("Type 2 diabetes") == "section 3 (LOINC 51848-0), item 2"
    assert place("Rest.") == "section 3.1, paragraph 1"
    assert place("Assessment (") == ""  # our own words stand nowhere in the original
    assert encounter.place_in_original(Evidence("other", "characters 0-4", "Hist")) == ""
    assert encounter.place_in_original(Evidence("note E77", "row 3", "Hist")) == ""


def test_the_coder_finds_sections_and_quotes_in_a_cda(tmp_path: Path, setup: PracticeSetup) -> None:
    encounter, _ = read_one(written(tmp_path, "visit.xml", cda()), setup)
    text = encounter.documents[0].text
    sections = read_sections(text)
    assert [each.kind for each in sections.all if each.end > each.heading_start] == [
        SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.PAST, SectionKind.ASSESSMENT,
        SectionKind.ASSESSMENT,  # `Assessed today:` inside it
    ]  # fmt: skip
    suggestions = suggest(encounter, tabular_on(date(2026, 5, 14)))
    codes = {each.code for each in suggestions.diagnoses}
    assert icd10cm("J20.9") in codes
    assert not {code for code in codes if code.value.startswith("J18")}, "deleted words were coded"
    assert all(proof.holds_in(text) for each in suggestions.diagnoses for proof in each.evidence)


def test_a_cda_in_another_declared_encoding_is_the_same_text(setup: PracticeSetup) -> None:
    body = CDA_BODY.replace("cough", "co\u00fcgh")
    as_latin = cda(body=body).replace('"UTF-8"', '"ISO-8859-1"').encode("latin-1")
    as_utf16 = cda(body=body).replace('"UTF-8"', '"UTF-16"').encode("utf-16")
    for content in (as_latin, as_utf16):
        problems = Problems("room", "subject")
        found = read_cda(content, problems)
        assert found is not None
        assert "a productive co\u00fcgh" in found.extracted.text
        assert kind_of(content) is FileKind.CDA


def test_an_unstructured_cda_is_opened(tmp_path: Path, setup: PracticeSetup) -> None:
    def body(media: str, content: bytes) -> str:
        packed = base64.encodebytes(content).decode()
        return (
            f'<component><nonXMLBody><text mediaType="{media}" representation="B64">{packed}</text>'
            "</nonXMLBody></component>"
        )

    plain = written(tmp_path, "a.xml", cda(body=body("text/plain", b"CC: cough\r\nA/P: bronchitis")))
    encounter, _ = read_one(plain, setup)
    assert encounter.documents[0].text == "CC: cough\nA/P: bronchitis\n"
    assert encounter.documents[0].place_of(12) == "component > nonXMLBody > text, line 2"
    inside = written(tmp_path, "b.xml", cda(body=body("application/pdf", pdf(["Impression: gout"]))))
    encounter, _ = read_one(inside, setup)
    assert encounter.documents[0].text == "Impression: gout\n"
    assert encounter.documents[0].place_of(0) == "component > nonXMLBody > text > page 1"
    rtf = written(tmp_path, "c.xml", cda(body=body("text/rtf", b"{\\rtf1 gout}")))
    assert refusals(rtf, setup) == [("media-type", "component > nonXMLBody > text")]
    broken = written(tmp_path, "d.xml", cda(body=body("text/plain", b"x").replace("eA==", "e!A==")))
    assert refusals(broken, setup) == [("unfit-base64", "component > nonXMLBody > text")]
    foreign = written(tmp_path, "e.xml", cda(body=body("text/plain", b"caf\xe9")))
    assert refusals(foreign, setup) == [("not-utf8", "component > nonXMLBody > text > byte 3")]


def test_ids_that_fit_no_claim_become_ids_that_do(tmp_path: Path, setup: PracticeSetup) -> None:
    odd = CDA_HEADER.replace('extension="E77"', 'extension="visit/2026-77"').replace('"P77"', '"p 77"')
    encounter, _ = read_one(written(tmp_path, "visit.xml", cda(header=odd)), setup)
    assert encounter.encounter_id == "DAEEB6271BCA4BBA5"
    again, _ = read_one(written(tmp_path, "again.xml", cda(header=odd)), setup)
    assert (again.encounter_id, again.patient.patient_id) == (
        encounter.encounter_id, encounter.patient.patient_id,
    )  # fmt: skip


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (cda(before=LAUGHS, body="<component>&b;</component>"), ("document-type", "")),
        (cda(before=OUTSIDE, body="<component>&f;</component>"), ("document-type", "")),
        (cda(before='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">\n'), ("document-type", "")),
        (cda()[:900], ("not-xml", "line 15 > column 16")),
        (cda().replace("cough &amp;", "cough &nbsp;"), ("not-xml", "line 22 > column 83")),
        (cda().encode().replace(b"cough", b"co\xfcgh"), ("not-xml", "line 22 > column 79")),
        (cda().replace('"UTF-8"', '"KLINGON-1"'), ("unknown-encoding", "")),
        ("<ClinicalDocument>" + "<a>" * 200 + "</a>" * 200 + "</ClinicalDocument>", ("too-deep", "")),
        ("<html><body>note</body></html>", ("kind", "")),
        (cda(body=""), ("empty", "document 1")),
    ],
    ids=["laughs", "entity", "dtd", "cut", "nbsp", "bytes", "encoding", "deep", "html", "bare"],
)
def test_hostile_xml_is_refused_by_name(
    tmp_path: Path, setup: PracticeSetup, content: str | bytes, wanted: tuple[str, str]
) -> None:
    assert refusals(written(tmp_path, "x.xml", content), setup) == [wanted]


def test_a_header_without_the_visit_says_what_is_missing_and_where_to_add_it(
    tmp_path: Path, setup: PracticeSetup
) -> None:
    bare = CDA_HEADER[: CDA_HEADER.index("<componentOf>")].replace("2000000077", "1999999999")
    _, findings = read_clinical_file(written(tmp_path, "x.xml", cda(header=bare)), setup)
    wanted = {each.wanted for each in findings if each.rule_id == "intake.document.missing"}
    assert wanted == {"Date", "Place of service", "Setting"}
    steps = {each.next_step for each in findings if each.rule_id == "intake.document.missing"}
    assert steps == {"add it to a file of the same name that ends in .header"}
    unknown = [each for each in findings if each.rule_id == "intake.document.unknown-provider"]
    assert [each.place.path for each in unknown] == [("author", "assignedAuthor", "id")]
    assert not any("Sampleton" in each.message or "1961" in each.message for each in findings)


# HL7 v2


def test_an_mdm_is_read_whole(tmp_path: Path, setup: PracticeSetup) -> None:
    encounter, told = read_one(written(tmp_path, "visit.hl7", MDM), setup)
    assert encounter.encounter_id == "E77"
    assert encounter.patient.name == Name("Sampleton", "Robin", "Q")
    assert encounter.patient.birth_date == date(1961, 3, 9)
    assert encounter.rendering == setup.providers[0]
    assert encounter.service_dates == Span(date(2026, 5, 14), date(2026, 5, 14))
    (plan,) = encounter.coverages
    assert (plan.payer, plan.member_id, plan.group_number) == (setup.payers[0], "ACM0000077", "G100")
    assert told == ["place-assumed", "visit-assumed"]
    (document,) = encounter.documents
    assert document.text == MDM_TEXT
    assert document.place_of(MDM_TEXT.index("diabetes")) == "segment 7, OBX-5"
    assert document.place_of(MDM_TEXT.index("read back")) == "segment 8, NTE-3"
    assert document.place_of(MDM_TEXT.index("Assessment")) == ""


def test_the_same_message_in_its_frame_and_with_other_line_ends(tmp_path: Path, setup: PracticeSetup) -> None:
    text = MDM.decode()
    for name, each in (
        ("a", "\x0b" + text + "\x1c\r"), ("b", text.replace("\r", "\n")), ("c", text.replace("\r", "\r\n")),
        ("d", "FHS|^~\\&|EHR\r" + text + "FTS|1\r"),
    ):  # fmt: skip
        encounter, _ = read_one(written(tmp_path, f"{name}.hl7", each), setup)
        assert encounter.documents[0].text == MDM_TEXT


def test_other_separators_and_escapes(tmp_path: Path, setup: PracticeSetup) -> None:
    text = MDM.decode().translate(str.maketrans("|^~&\\", "$!*%/"))
    encounter, _ = read_one(written(tmp_path, "x.hl7", text), setup)
    assert encounter.documents[0].text == MDM_TEXT.replace("&", "%")


def test_results_are_lines_with_units_and_flags_and_withdrawn_ones_are_left_out(
    tmp_path: Path, setup: PracticeSetup
) -> None:
    oru = hl7(
        PID, PV1, "OBR|1||R1|4548-4^A1c^LN",
        obx(1, "NM", "4548-4^Hemoglobin A1c^LN", "8.2", "|%|4-6|H|||F"),
        obx(2, "NM", "2345-7^Glucose^LN", "999", "|mg/dL||||| D".replace(" ", "")),
        obx(3, "CWE", "600-7^Culture^LN", "3092008^Staphylococcus aureus^SCT"),
        obx(4, "TX", "18748-4&IMP^Chest film^LN", "No pneumonia."),
        obx(5, "NM", "1-1^Blank^L", ""),
    ).replace(b"MDM^T02", b"ORU^R01")  # fmt: skip
    encounter, told = read_one(written(tmp_path, "x.hl7", oru), setup)
    assert encounter.documents[0].text == (
        "Results:\nHemoglobin A1c: 8.2 % (H)\nCulture: Staphylococcus aureus\n\nImpression:\nNo pneumonia.\n"
    )
    assert told == ["no-coverage", "place-assumed", "visit-assumed", "not-used"]


def test_a_pdf_inside_of_a_message(tmp_path: Path, setup: PracticeSetup) -> None:
    packed = base64.b64encode(pdf(["Assessment: gout"])).decode()
    path = written(
        tmp_path, "x.hl7", hl7(PID, PV1, IN1, TXA, obx(1, "ED", "PDF", f"^AP^PDF^Base64^{packed}"))
    )
    encounter, _ = read_one(path, setup)
    assert encounter.documents[0].text == "Assessment: gout\n"
    assert encounter.documents[0].place_of(0) == "message 1 > segment 6 > OBX-5 > page 1"


def test_several_messages_are_several_encounters_and_one_header_cannot_be_for_all(
    tmp_path: Path, setup: PracticeSetup
) -> None:
    both = MDM + MDM.replace(b"E77", b"E78")
    path = written(tmp_path, "x.hl7", both)
    encounters, _ = read_clinical_file(path, setup)
    assert [each.encounter_id for each in encounters] == ["E77", "E78"]
    assert refusals(written(tmp_path, "x.hl7", both, HEADER), setup) == [("many-documents", "")]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (MDM.replace(b"MDM^T02", b"ADT^A01"), [("message-type", "message 1 > MSH-9")]),
        (MDM.replace(b"MDM^T02", b"MDM^T11"), [("withdrawn", "message 1")]),
        (MDM.replace(b"||AV", b"||CA"), [("withdrawn", "message 1")]),
        (MDM.replace(b"Cough", b"caf\xe9"), [("not-utf8", "byte 423")]),
        (MDM.replace(b"Cough", b"Co\x00gh"), [("nul", "character 422")]),
        (MDM.replace(b"Cough", b"Cough\rand more"), [("no-segment", "message 1 > segment 7")]),
        (b"MSH|^~\\&", [("message-type", "message 1 > MSH-9")]),
        (b"MSH|", [("unfit-separators", "message 1 > MSH")]),
        (b"MSH||||", [("unfit-separators", "message 1 > MSH")]),
        (b"FHS|^~\\&|EHR\rPID|1", [("no-header", "line 2")]),
        (b"FHS|^~\\&|EHR\r", [("no-message", "")]),
        (hl7(PID, PV1, TXA), [("empty", "document 1")]),
        (hl7(PID, PV1, obx(1, "ED", "x", "^text^plain^A^abc")),
         [("unfit-base64", "message 1 > segment 4 > OBX-5")]),
    ],
    ids=["adt", "cancel", "obsolete", "bytes", "nul", "break", "short", "bare", "blank", "order", "none",
         "textless", "encoding"],
)  # fmt: skip
def test_hostile_messages_are_refused_by_name(
    tmp_path: Path, setup: PracticeSetup, content: bytes, wanted: list[tuple[str, str]]
) -> None:
    assert refusals(written(tmp_path, "x.hl7", content), setup) == wanted


def test_a_message_in_latin_letters_says_so(tmp_path: Path, setup: PracticeSetup) -> None:
    content = MDM.replace(b"|P|2.5.1", b"|P|2.5.1||||||8859/1").replace(b"Cough", b"Co\xfcgh")
    encounter, _ = read_one(written(tmp_path, "x.hl7", content), setup)
    assert "Co\u00fcgh & no fever" in encounter.documents[0].text


# PDF


def test_a_pdf_is_read_with_the_header_beside_it(tmp_path: Path, setup: PracticeSetup) -> None:
    content = pdf(["HPI: cough for 3 days", "Assessment:"], ["1. Acute bronchitis"])
    encounter, told = read_one(written(tmp_path, "visit.pdf", content, HEADER), setup)
    assert told == []
    assert encounter.encounter_id == "E77"
    assert encounter.captured_charges == (CapturedCharge(hcpcs("99213"), locator="line 13"),)
    (document,) = encounter.documents
    assert document.text == "HPI: cough for 3 days\nAssessment:\n\n1. Acute bronchitis\n"
    assert document.passages == (Passage(0, "page 1"), Passage(34, ""), Passage(35, "page 2"))
    assert [document.place_of(each) for each in (0, 33, 34, 35, 50)] == [
        "page 1", "page 1", "", "page 2", "page 2",
    ]  # fmt: skip


def test_a_blank_page_is_told_and_a_scan_refused(tmp_path: Path, setup: PracticeSetup) -> None:
    path = written(tmp_path, "x.pdf", pdf(["Impression: gout"], []), HEADER)
    encounters, findings = read_clinical_file(path, setup)
    assert len(encounters) == 1
    assert [(each.rule_id, each.place.path) for each in findings] == [
        ("intake.document.pdf-no-text", ("page 2",))
    ]
    assert refusals(written(tmp_path, "x.pdf", pdf([], []), HEADER), setup)[0] == ("pdf-no-text", "")


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (pdf(["x"], password="secret"), "pdf-locked"),
        (pdf(["x"])[:300], "not-pdf"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "not-pdf"),
    ],
    ids=["locked", "cut", "noise"],
)
def test_a_pdf_that_does_not_open(tmp_path: Path, setup: PracticeSetup, content: bytes, wanted: str) -> None:
    assert refusals(written(tmp_path, "x.pdf", content, HEADER), setup) == [(wanted, "")]


def test_without_the_extra_it_says_how_to_get_it(
    tmp_path: Path, setup: PracticeSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_text, "_ENGINE", "a_module_that_is_not_installed")
    _, (finding,) = read_clinical_file(written(tmp_path, "x.pdf", pdf(["x"]), HEADER), setup)
    assert finding.rule_id == "intake.document.pdf-extra-missing"
    assert finding.next_step == 'install it with: pip install "cleanclaim[pdf]"'


def test_a_pdf_alone_says_that_it_needs_a_header(tmp_path: Path, setup: PracticeSetup) -> None:
    assert refusals(written(tmp_path, "x.pdf", pdf(["Impression: gout"])), setup) == [("no-header", "")]


# all of them


def test_the_header_beside_a_document_adds_and_wins(tmp_path: Path, setup: PracticeSetup) -> None:
    header = "Encounter: E90\nPlace of service: 22\nVisit: new\nCoverage 1: payer SUPP\nDiagnosis: I10\n"
    encounter, told = read_one(written(tmp_path, "x.xml", cda(), header), setup)
    assert (encounter.encounter_id, encounter.place_of_service) == ("E90", "22")
    assert (encounter.setting, encounter.visit) == (Setting.OUTPATIENT_HOSPITAL, Visit.NEW)
    assert [plan.payer for plan in encounter.coverages] == [setup.payers[2]]
    assert encounter.diagnoses == (icd10cm("I10"),)
    assert encounter.patient.name.last == "Sampleton"
    assert encounter.documents[0].document_id == "note E90"
    assert told == []
    wrong = written(tmp_path, "y.xml", cda(), "Encounter: E91\nColour: blue\n")
    assert refusals(wrong, setup) == [("unknown-key", "line 2")]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (cda().encode(), FileKind.CDA), (b"\xef\xbb\xbf" + cda().encode(), FileKind.CDA),
        (b"<?xml version='1.0'?><cda:ClinicalDocument xmlns:cda='urn:hl7-org:v3'/>", FileKind.CDA),
        (b"<?xml?><ClinicalDocuments/>", FileKind.OTHER_XML),
        (b"<NAME> is 61.", FileKind.NOTE), (MDM, FileKind.HL7), (b"\x0b" + MDM, FileKind.HL7),
        (b"MSH$!*/%$", FileKind.HL7), (b"MSHA note", FileKind.NOTE), (pdf(["x"]), FileKind.PDF),
        (b"\n\n%PDF-1.4", FileKind.PDF), (b' {"resourceType": 1}', FileKind.JSON),
        (b"{\\rtf1 x}", FileKind.RTF), (b"PK\x03\x04", FileKind.ZIP), (b"\x1f\x8b", FileKind.GZIP),
        (b"\xff\xd8\xff\xe0", FileKind.IMAGE), (b"Encounter: E1\n", FileKind.NOTE), (b"", FileKind.NOTE),
    ],
)  # fmt: skip
def test_a_kind_is_told_by_bytes(content: bytes, kind: FileKind) -> None:
    assert kind_of(content) is kind


def test_what_is_not_read_is_named(tmp_path: Path, setup: PracticeSetup) -> None:
    (finding,) = read_clinical_file(written(tmp_path, "x.docx", b"PK\x03\x04..."), setup)[1]
    assert finding.message == "this is a zip, or an office document, which is not read"
    assert read_clinical_file(tmp_path / "none.xml", setup)[1][0].rule_id == "intake.document.no-file"


def test_a_folder_of_all_kinds_is_read_in_order_and_an_id_twice_is_refused(
    tmp_path: Path, setup: PracticeSetup
) -> None:
    written(tmp_path, "d.txt", HEADER.replace("E77", "E1") + "---\nImpression: gout\n")
    written(tmp_path, "c.xml", cda(CDA_HEADER.replace("E77", "E2")))
    written(tmp_path, "b.hl7", MDM.replace(b"E77", b"E3"))
    written(tmp_path, "a.pdf", pdf(["Impression: gout"]), HEADER.replace("E77", "E4"))
    written(tmp_path, "notes.md", "nothing to read")
    encounters, findings = read_encounters([tmp_path], setup)
    assert [each.encounter_id for each in encounters] == ["E4", "E3", "E2", "E1"]
    assert not [each for each in findings if each.severity is Severity.REJECT]
    written(tmp_path, "e.xml", cda(CDA_HEADER.replace("E77", "E3")))
    encounters, findings = read_encounters([tmp_path], setup)
    assert [each.encounter_id for each in encounters] == ["E4", "E2", "E1"]
    assert [(each.rule_id, each.place.subject) for each in findings if each.severity is Severity.REJECT] == [
        ("intake.given-twice", "b.hl7"), ("intake.given-twice", "e.xml"),
    ]  # fmt: skip


def test_a_fhir_document_with_a_pdf_or_a_cda_in_it(tmp_path: Path, setup: PracticeSetup) -> None:
    def packed(media: str, content: bytes) -> str:
        attachment = {"contentType": media, "data": base64.b64encode(content).decode()}
        return json.dumps(
            {
                "resourceType": "DocumentReference",
                "status": "current",
                "content": [{"attachment": attachment}],
            }
        )

    as_pdf = written(tmp_path, "a.json", packed("application/pdf", pdf(["Impression: gout"])), HEADER)
    (encounter,), _ = read_encounters([as_pdf], setup)
    assert encounter.documents[0].text == "Impression: gout\n"
    assert encounter.documents[0].place_of(0) == "page 1"
    as_cda = written(tmp_path, "b.json", packed("text/xml", cda().encode()), HEADER)
    (encounter,), _ = read_encounters([as_cda], setup)
    assert encounter.documents[0].text == CDA_TEXT
    for content, rule in (
        (packed("application/pdf", b"%PDF-1.4"), "fhir.attachment-not-pdf"),
        (packed("text/xml", cda(before=LAUGHS).encode()), "fhir.attachment-document-type"),
    ):
        encounters, findings = read_encounters([written(tmp_path, "c.json", content, HEADER)], setup)
        assert encounters == ()
        assert [each.rule_id for each in findings] == [rule]
    alone = written(tmp_path, "d.json", packed("application/pdf", pdf(["Impression: gout"])))
    assert [each.rule_id for each in read_encounters([alone], setup)[1]] == ["intake.document.no-header"]


def test_a_megabyte_is_read_and_mutants_never_crash(tmp_path: Path, setup: PracticeSetup) -> None:
    cells = "<td> </td>" * 60_000
    big = CDA_BODY.replace("<tbody>", f"<tbody><tr>{cells}</tr>").replace(
        "<paragraph>Rest.", "<paragraph>" + "<content>Rest. </content>" * 20_000
    )
    encounter, _ = read_one(written(tmp_path, "big.xml", cda(body=big)), setup)
    assert encounter.documents[0].text.count("Rest.") == 20_000
    lines = [obx(number, "TX", "10164-2", "no fever " * 10) for number in range(9_000)]
    encounter, _ = read_one(written(tmp_path, "big.hl7", hl7(PID, PV1, *lines)), setup)
    assert encounter.documents[0].text.count("no fever") == 90_000
    drawn = random.Random(77)
    for content in (cda().encode(), MDM, pdf(["Impression: gout"])):
        for _ in range(120):
            mutant = bytearray(content)
            for _ in range(drawn.randint(1, 6)):
                mutant[drawn.randrange(len(mutant))] = drawn.randrange(256)
            read_clinical_file(written(tmp_path, "m.bin", bytes(mutant)), setup)


def test_a_heading_keeps_the_authors_title_and_is_known_to_the_coder() -> None:
    assert heading_line("51848-0", "ASSESSMENT") == "Assessment:"
    assert heading_line("51848-0", "Evaluation: (note)") == "Assessment (Evaluation note):"
    assert heading_line("99999-9", " My  part: ") == "My part:"
    assert heading_line("", "") == ""
    kinds = {
        "10154-3": SectionKind.REASON, "46241-6": SectionKind.REASON, "11348-0": SectionKind.PAST,
        "11450-4": SectionKind.PAST, "47519-4": SectionKind.SURGICAL, "10157-6": SectionKind.FAMILY,
        "29762-2": SectionKind.SOCIAL, "10187-3": SectionKind.REVIEW, "29545-1": SectionKind.EXAM,
        "8716-3": SectionKind.VITALS, "30954-2": SectionKind.RESULTS, "51847-2": SectionKind.ASSESSMENT,
        "11535-2": SectionKind.ASSESSMENT, "18776-5": SectionKind.PLAN, "10160-0": SectionKind.MEDICATIONS,
        "48765-2": SectionKind.ALLERGIES, "29554-3": SectionKind.PROCEDURE, "47420-5": SectionKind.OTHER,
        "48768-6": SectionKind.OTHER, "46240-8": SectionKind.OTHER, "59776-5": SectionKind.FINDINGS,
    }  # fmt: skip
    for loinc, kind in kinds.items():
        text = f"{heading_line(loinc, 'Worded by the author')}\nwords\n"
        assert read_sections(text).at(text.index("words")).kind is kind, loinc


def test_a_text_without_passages_is_the_original() -> None:
    assert Document("note E1", "text").place_of(2) == ""
    assert Document("note E1", "text", (Passage(2, "page 2"),)).place_of(1) == ""


def test_the_command_codes_a_cda_and_says_where_each_quote_stood(
    tmp_path: Path, setup: PracticeSetup
) -> None:
    practice = Path(__file__).resolve().parents[3] / "src/cleanclaim/app/demo/practice.toml"
    path = written(tmp_path, "visit.xml", cda())
    result = CliRunner().invoke(root, ["code", str(path), "--practice", str(practice)])
    assert result.exit_code == 0, result.output
    assert '"Acute bronchitis"  (characters 232-248; section 3 (LOINC 51848-0), item 1)' in result.output
    as_json = CliRunner().invoke(root, ["code", str(path), "--practice", str(practice), "--json"])
    told = [json.loads(line) for line in as_json.output.splitlines()]
    (answer,) = [each for each in told if "codes" in each]
    assert answer["id"] == "E77"
    assert answer["codes"][0]["evidence"] == [
        {"start": 232, "end": 248, "text": "Acute bronchitis", "place": "section 3 (LOINC 51848-0), item 1"}
    ]


def test_the_command_codes_documents_without_a_practice(tmp_path: Path) -> None:
    written(tmp_path, "a.pdf", pdf(["A 61 year old woman.", "Assessment: acute bronchitis"]))
    written(tmp_path, "b.hl7", MDM + MDM.replace(b"Acute bronchitis", b"Gout"))
    written(tmp_path, "c.xml", cda(before=LAUGHS))
    result = CliRunner().invoke(root, ["code", str(tmp_path), "--on", "2026-05-14", "--json"])
    assert result.exit_code == 1
    told = [json.loads(line) for line in result.output.splitlines()]
    answers = {
        each["id"]: [(code["code"], code["evidence"][0]["place"]) for code in each["codes"]]
        for each in told
        if "codes" in each
    }
    assert list(answers) == ["a", "b", "b-2"]
    assert answers["a"] == [("J20.9", "page 1")]
    assert answers["b"][0] == ("J20.9", "segment 7, OBX-5")
    assert answers["b-2"][0] == ("M10.9", "segment 7, OBX-5")
    assert "intake.document.document-type" in result.output
    indexed = CliRunner().invoke(root, ["code", str(tmp_path / "b.hl7"), "--mode", "index", "--json"])
    assert indexed.exit_code == 0, indexed.output
    first = json.loads(indexed.output.splitlines()[0])
    assert first["mode"] == "index"
    assert {quote["place"] for code in first["codes"] for quote in code["evidence"]} <= {
        "segment 6, OBX-5", "segment 7, OBX-5",
    }  # fmt: skip
    visit = written(tmp_path, "d.json", json.dumps({"resourceType": "Bundle"}))
    refused = CliRunner().invoke(root, ["code", str(visit), "--on", "2026-05-14"])
    assert refused.exit_code == 1
    assert "fhir.other-resource" in refused.output


def test_run_keeps_a_cda_and_explain_says_where_each_code_stood(tmp_path: Path) -> None:
    practice = Path(__file__).resolve().parents[3] / "src/cleanclaim/app/demo/practice.toml"
    path = written(tmp_path, "visit.xml", cda(), "Coverage 1: payer ACME; member ACM0000077\nCharge: 99213\n")
    kept = ["--dir", str(tmp_path / "desk"), "--today", "2026-05-20"]
    ran = CliRunner().invoke(
        root,
        ["run", str(path), "--practice", str(practice), "--sign-as", "Demo Coder", *kept],
        input="y\n" * 12,
    )
    assert "does J20.9 stand?" in ran.output, ran.output
    again = CliRunner().invoke(root, ["explain", "E77", *kept[:2]])
    assert 'J20.9         "Acute bronchitis"  (section 3 (LOINC 51848-0), item 1)' in again.output
    assert "claim E77A" in again.output
