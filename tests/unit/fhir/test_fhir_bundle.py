from __future__ import annotations

import base64
import copy
import hashlib
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.core.span import Span
from cleanclaim.fhir.bundle import read_bundle
from cleanclaim.fhir.lone_document import is_lone_document, read_lone_document
from cleanclaim.fhir.narrative import stripped
from cleanclaim.model.coverage import Payer, PlanType, Rank
from cleanclaim.model.encounter import CapturedCharge, Document, Encounter, Passage, Setting, Signed, Visit
from cleanclaim.model.extracted import Extracted
from cleanclaim.model.people import Address, Name, Relationship, Sex
from cleanclaim.model.provider import Facility, Practice, Provider
from cleanclaim.model.setup import PracticeSetup

OFFICE = Address("100 Example Parkway", "Springfield", "IL", "627010001")
QUILL = Provider("dr-quill", Name("Quill", "Arabella", "M"), "2000000028", "207Q00000X")
CENTER = Facility("surgery-center", "Fictional Surgery Center", "2000000101", OFFICE, "24")
ACME = Payer("ACME", "Acme Imaginary Health", "DEMO00904", PlanType.COMMERCIAL, "CI", "DEMOACME")
NIMBUS = Payer("NIMBUS", "Nimbus Pretend Plan", "DEMO00905", PlanType.COMMERCIAL, "CI", "DEMONIMB")
SETUP = PracticeSetup(
    Practice(
        "clinic", "Placeholder Group", "2000000010", "000012345", "193200000X", OFFICE, "", "D", "DEMO"
    ),
    (QUILL,), (CENTER,), (ACME, NIMBUS), (), "Demo Coder",
)  # fmt: skip
BASE = "https://ehr.invalid/fhir"
CPT, ICD = "http://www.ama-assn.org/go/cpt", "http://hl7.org/fhir/sid/icd-10-cm"
NPI = "http://hl7.org/fhir/sid/us-npi"
ALL_CODES = ["Condition/K1", "Condition/K2", "Procedure/S1"]
ELSEWHERE = "https://other.invalid/fhir/Patient/P18"
NO_CONDITION = [{"condition": {"reference": "Condition/none"}}]
NOTE = "HPI: Right ear pain.\r\nA/P: otitis media \u2013 amoxicillin.\r\n"


def reference(target: str) -> dict[str, str]:
    return {"reference": target}


def concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def entry(resource: dict[str, Any]) -> dict[str, Any]:
    return {"fullUrl": f"{BASE}/{resource['resourceType']}/{resource['id']}", "resource": resource}


def person(kind: str, own_id: str, family: str, given_: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": own_id, "name": [{"family": family, "given": [given_]}], **more}


def npi(value: str) -> list[dict[str, str]]:
    return [{"system": NPI, "value": value}]


def bundle() -> dict[str, Any]:
    """An invented visit: a child with an ear infection, on a parent's plan."""
    encounter_of = {"subject": reference("Patient/P18"), "encounter": reference("Encounter/E18")}
    resources: list[dict[str, Any]] = [
        person(
            "Patient", "P18", "Sampleton", "Wren", gender="female", birthDate="2019-02-11",
            address=[{"use": "home", "line": ["18 Placeholder Way", "Unit 2"], "city": "Springfield",
                      "state": "IL", "postalCode": "62701-0001"}],
            telecom=[{"system": "phone", "value": "555-0118"}], maritalStatus={"text": "never"},
        ),
        person("RelatedPerson", "R1", "Sampleton", "Dale", gender="male", birthDate="1988-04-02"),
        person("Practitioner", "D1", "Quill", "Arabella", identifier=npi("2000000028")),
        person("Practitioner", "D2", "Extern", "Gideon", identifier=npi("2000000085")),
        {"resourceType": "Organization", "id": "O1", "name": "any", "identifier": [{"value": "DEMO00904"}]},
        {
            "resourceType": "Coverage", "id": "C1", "status": "active",
            "beneficiary": reference("Patient/P18"), "subscriber": reference("RelatedPerson/R1"),
            "subscriberId": "ACM0000018",
            "relationship": concept("http://terminology.hl7.org/CodeSystem/subscriber-relationship", "child"),
            "payor": [reference("Organization/O1")], "period": {"start": "2026-01-01"},
            "class": [{"type": concept("x", "group"), "value": "G100"}],
        },
        {
            "resourceType": "Encounter", "id": "E18", "status": "finished", "class": {"code": "AMB"},
            "type": [concept(
                "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set", "11"
            )],
            "subject": reference("Patient/P18"),
            "participant": [
                {"type": [concept("x", "REF")], "individual": reference("Practitioner/D2")},
                {"type": [concept("x", "PPRF")], "individual": reference("Practitioner/D1")},
            ],
            "period": {"start": "2026-05-14T23:30:00-05:00", "end": "2026-05-14T23:59:00-05:00"},
            "diagnosis": [{"condition": reference("Condition/K2"), "rank": 1}],
        },
        {"resourceType": "Condition", "id": "K1", "code": concept(ICD, "Z7722"), **encounter_of},
        {"resourceType": "Condition", "id": "K2", "code": concept(ICD, "H66.001"), **encounter_of},
        {
            "resourceType": "Procedure", "id": "S1", "status": "completed", "code": concept(CPT, "99213"),
            "reasonReference": [reference("Condition/K2")], "performedDateTime": "2026-05-14", **encounter_of,
        },
        {
            "resourceType": "DocumentReference", "id": "N1", "status": "current",
            "subject": reference("Patient/P18"), "context": {"encounter": [reference("Encounter/E18")]},
            "content": [{"attachment": {
                "contentType": "text/plain", "data": base64.b64encode(NOTE.encode()).decode()
            }}],
        },
    ]  # fmt: skip
    return {"resourceType": "Bundle", "type": "collection", "entry": [entry(each) for each in resources]}


def body(made: dict[str, Any], kind: str, own_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each["resource"]
        for each in made["entry"]
        if (each["resource"]["resourceType"], each["resource"]["id"]) == (kind, own_id)
    )
    return found


def read(made: Any) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    return read_bundle(made if isinstance(made, str) else json.dumps(made), SETUP)


def rejects(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule_id for finding in findings if finding.severity is Severity.REJECT]


def advice(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [
        (finding.rule_id, finding.place.path[0], finding.found)
        for finding in findings
        if finding.severity is Severity.ADVISE
    ]


def test_a_visit_is_read_whole() -> None:
    (found,), findings = read(bundle())
    assert rejects(findings) == []
    assert (found.encounter_id, found.service_dates) == ("E18", Span.day(date(2026, 5, 14)))
    assert (found.place_of_service, found.setting, found.visit) == ("11", Setting.OFFICE, Visit.ESTABLISHED)
    patient = found.patient
    assert (patient.patient_id, patient.name, patient.sex) == ("P18", Name("Sampleton", "Wren"), Sex.FEMALE)
    assert patient.address == Address("18 Placeholder Way", "Springfield", "IL", "627010001", "Unit 2")
    assert (patient.birth_date, patient.phone) == (date(2019, 2, 11), "555-0118")
    assert found.rendering == QUILL
    assert found.referring == Provider("npi-2000000085", Name("Extern", "Gideon"), "2000000085")
    (plan,) = found.coverages
    assert (plan.rank, plan.payer, plan.member_id, plan.group_number) == (
        Rank.PRIMARY,
        ACME,
        "ACM0000018",
        "G100",
    )
    assert plan.relationship is Relationship.CHILD
    assert plan.subscriber is not None
    assert (plan.subscriber.name, plan.subscriber.birth_date) == (Name("Sampleton", "Dale"), date(1988, 4, 2))
    assert found.diagnoses == (icd10cm("H66.001"), icd10cm("Z77.22"))
    assert found.captured_charges == (
        CapturedCharge(hcpcs("99213"), diagnoses=(icd10cm("H66.001"),), locator="entry 10"),
    )
    assert found.documents == (Document("note E18", NOTE.replace("\r\n", "\n")),)
    assert found.signed is None
    assert advice(findings) == [
        ("fhir.elements-not-used", "entry 1", "maritalStatus"),
        ("fhir.visit-assumed", "entry 7", ""),
    ]


def test_findings_name_no_particulars() -> None:
    made = bundle()
    for kind, own_id in (("Patient", "P18"), ("Coverage", "C1")):
        body(made, kind, own_id)["modifierExtension"] = [{"url": "x"}]
    body(made, "Patient", "P18")["birthDate"] = "2019"
    _, findings = read(made)
    told = " ".join(f"{finding.place} {finding.message}" for finding in findings)
    assert not [word for word in ("Sampleton", "Wren", "P18", "2019", "ACM0000018") if word in told]
    assert rejects(findings) == [
        "fhir.incomplete-patient", "fhir.modifier-extension", "fhir.modifier-extension",
    ]  # fmt: skip


@pytest.mark.parametrize("target", ["Encounter/E18", "codes"])
def test_a_provenance_signs_when_it_covers_all_codes(target: str) -> None:
    made = bundle()
    targets = [target] if target != "codes" else ALL_CODES
    made["entry"].append(entry({
        "resourceType": "Provenance", "id": "V1", "target": [reference(each) for each in targets],
        "recorded": "2026-05-15T08:00:00Z",
        "agent": [{"type": concept("x", "author"), "who": reference("Practitioner/D1")}],
        "signature": [{"when": "2026-05-14T18:00:00-05:00", "who": reference("Practitioner/D1")}],
    }))  # fmt: skip
    (found,), _ = read(made)
    assert found.signed == Signed("dr-quill", date(2026, 5, 14))


@pytest.mark.parametrize("flaw", ["part", "author only", "stranger"])
def test_less_than_a_signature_over_all_codes_is_told_and_signs_nothing(flaw: str) -> None:
    made = bundle()
    provenance: dict[str, Any] = {
        "resourceType": "Provenance", "id": "V1", "target": [reference("Encounter/E18")],
        "recorded": "2026-05-15T08:00:00Z", "agent": [],
        "signature": [{"when": "2026-05-14T18:00:00-05:00", "who": reference("Practitioner/D1")}],
    }  # fmt: skip
    if flaw == "part":
        provenance["target"] = [reference("Procedure/S1")]
    if flaw == "author only":
        provenance["agent"] = [{"type": concept("x", "author"), "who": reference("Practitioner/D1")}]
        del provenance["signature"]
    if flaw == "stranger":
        provenance["signature"][0]["who"] = reference("Practitioner/D2")
    made["entry"].append(entry(provenance))
    (found,), findings = read(made)
    assert found.signed is None
    assert ("fhir.not-signed", "entry 12", "") in advice(findings)


def test_a_composition_gives_its_sections_as_text_and_its_attester_signs() -> None:
    made = bundle()
    div = "<div xmlns='http://www.w3.org/1999/xhtml'><p>Ear  pain &amp; fever</p><script>x()</script></div>"
    made["entry"].append(entry({
        "resourceType": "Composition", "id": "T1", "status": "final", "subject": reference("Patient/P18"),
        "encounter": reference("Encounter/E18"),
        "attester": [{"mode": "legal", "time": "2026-05-14", "party": reference("Practitioner/D1")}],
        "section": [
            {"title": "HPI", "text": {"div": div},
             "section": [{"title": "Inner", "text": {"div": "<div>a<br/>b</div>"}}]},
            {"title": "Codes", "entry": [reference(each) for each in ALL_CODES]},
        ],
    }))  # fmt: skip
    (found,), findings = read(made)
    (_, note) = found.documents
    assert (note.document_id, note.text) == ("note E18 2", "HPI:\nEar pain & fever\n\nInner:\na\nb\n\n")
    places = [note.place_of(note.text.index(word)) for word in ("HPI", "fever", "b\n")]
    assert places == [
        "", "entry 12 > Composition > section 1", "entry 12 > Composition > section 1.1",
    ]  # fmt: skip
    assert found.signed == Signed("dr-quill", date(2026, 5, 14))
    assert rejects(findings) == []


def test_what_is_not_used_is_told() -> None:
    made = bundle()
    condition = body(made, "Condition", "K1")
    condition["verificationStatus"] = concept("x", "provisional")
    body(made, "Procedure", "S1")["code"]["coding"].append({"system": "http://snomed.info/sct", "code": "1"})
    attachment = {"contentType": "application/pdf", "url": "https://elsewhere.invalid/x.pdf"}
    body(made, "DocumentReference", "N1")["content"].append({"attachment": attachment})
    made["entry"].append(entry({"resourceType": "Observation", "id": "B1"}))
    (found,), findings = read(made)
    assert found.diagnoses == (icd10cm("H66.001"),)
    assert {each for each in advice(findings) if each[0] in ("fhir.not-used", "fhir.coding-not-used")} == {
        ("fhir.not-used", "entry 12", ""),
        ("fhir.not-used", "entry 8", "provisional"),
        ("fhir.not-used", "entry 11", "application/pdf"),
        ("fhir.coding-not-used", "entry 10", "http://snomed.info/sct"),
    }


@pytest.mark.parametrize(
    ("kind", "own_id", "change", "rule"),
    [
        ("Encounter", "E18", {"subject": reference(ELSEWHERE)}, "dangling-reference"),
        ("Encounter", "E18", {"subject": reference("Patient/none")}, "dangling-reference"),
        ("Encounter", "E18", {"period": {"start": "2026-05"}}, "no-dates"),
        ("Encounter", "E18", {"period": {"start": "2026-05-14", "end": "2026-05-13"}}, "no-dates"),
        ("Encounter", "E18", {"type": [], "class": {"code": "FLD"}}, "no-place"),
        ("Encounter", "E18", {"participant": []}, "no-rendering"),
        ("Encounter", "E18", {"diagnosis": NO_CONDITION}, "dangling-reference"),
        ("Organization", "O1", {"identifier": [{"value": "ELSE"}]}, "unknown-payer"),
        ("Coverage", "C1", {"subscriber": reference("RelatedPerson/none")}, "no-subscriber"),
        ("Procedure", "S1", {"performedDateTime": "2026-05-15"}, "other-day"),
        ("Procedure", "S1", {"code": concept(CPT, "99 13")}, "unfit-code"),
        ("Condition", "K1", {"code": concept(ICD, "fever")}, "unfit-code"),
        ("DocumentReference", "N1", {"content": [{"attachment": {"contentType": "text/plain", "data": "%"}}]},
         "unreadable-attachment"),
    ],
)  # fmt: skip
def test_an_encounter_that_cannot_be_read_is_refused(
    kind: str, own_id: str, change: dict[str, Any], rule: str
) -> None:
    made = bundle()
    body(made, kind, own_id).update(change)
    encounters, findings = read(made)
    assert encounters == ()
    assert rejects(findings) == [f"fhir.{rule}"]


def test_one_bad_encounter_does_not_lose_the_other() -> None:
    made = bundle()
    second = copy.deepcopy(body(made, "Encounter", "E18"))
    second.update(id="E19", participant=[])
    made["entry"].append(entry(second))
    encounters, findings = read(made)
    assert [each.encounter_id for each in encounters] == ["E18"]
    assert rejects(findings) == ["fhir.no-rendering"]


def test_an_id_that_no_claim_can_carry_is_replaced_by_one_that_stays_the_same() -> None:
    made = bundle()
    text = json.dumps(made).replace("E18", "3f2a90c1-aaaa-bbbb-cccc-000000000001")
    (first,), _ = read(text)
    assert first.encounter_id == read(text)[0][0].encounter_id
    assert len(first.encounter_id) == 17
    assert first.encounter_id.isalnum()
    assert first.encounter_id.isupper()


@pytest.mark.parametrize(
    ("text", "rule", "path"),
    [
        ("", "not-json", ("line 1", "column 1")),
        ('{"resourceType": "Bundle",', "not-json", ("line 1", "column 27")),
        ("[" * 100_000, "not-json", ()),
        ('{"resourceType": "Bundle", "entry": NaN}', "not-json", ()),
        ("[]", "not-a-bundle", ()),
        ('{"resourceType": "Patient"}', "not-a-bundle", ()),
        ('{"resourceType": "Bundle"}', "no-entries", ("entry",)),
        ('{"resourceType": "Bundle", "entry": []}', "no-encounter", ()),
        ('{"resourceType": "Bundle", "entry": [{"resource": []}]}', "no-resource", ("entry 1",)),
        ('{"resourceType": "Bundle", "entry": ["\\ud800"]}', "not-unicode", ()),
        ('{"resourceType": "Bundle", "entry": ["\\u0000"]}', "nul", ()),
    ],
)
def test_what_is_no_bundle_is_a_finding(text: str, rule: str, path: tuple[str, ...]) -> None:
    encounters, findings = read(text)
    assert encounters == ()
    assert [(each.rule_id, each.place.path) for each in findings] == [(f"fhir.{rule}", path)]


def test_two_entries_of_one_url_refuse_the_bundle() -> None:
    made = bundle()
    made["entry"].append(made["entry"][0])
    encounters, findings = read(made)
    assert encounters == ()
    assert rejects(findings) == ["fhir.given-twice"]


def test_a_new_patient_at_a_facility_of_the_practice_on_her_own_plan() -> None:
    made = bundle()
    encounter = body(made, "Encounter", "E18")
    encounter["type"] = [concept(CPT, "99203")]
    encounter["class"] = {"code": "EMER"}
    encounter["contained"] = [{"resourceType": "Organization", "id": "o", "identifier": npi("2000000101")}]
    encounter["serviceProvider"] = reference("#o")
    coverage = body(made, "Coverage", "C1")
    del coverage["relationship"], coverage["subscriber"], coverage["subscriberId"]
    coverage.update(identifier=[{"value": "M2"}], payor=[{"display": "Nimbus Pretend Plan"}])
    made["entry"].append(entry({**coverage, "id": "C2", "order": 1, "identifier": [{"value": "M1"}]}))
    made["entry"].append(entry({**coverage, "id": "C3", "period": {"end": "2026-05-13"}}))
    made["entry"].append(entry({**coverage, "id": "C4", "status": "cancelled"}))
    (found,), findings = read(made)
    assert (found.visit, found.facility) == (Visit.NEW, CENTER)
    assert (found.place_of_service, found.setting) == ("23", Setting.EMERGENCY)
    assert [(plan.rank, plan.member_id, plan.payer) for plan in found.coverages] == [
        (Rank.PRIMARY, "M1", NIMBUS),
        (Rank.SECONDARY, "M2", NIMBUS),
    ]
    assert {
        each for each in advice(findings) if each[0] not in ("fhir.elements-not-used", "fhir.not-used")
    } == {
        ("fhir.place-assumed", "entry 7", "23"),
        ("fhir.coding-not-used", "entry 7", "99203"),
    }
    told = [each for each in advice(findings) if each[0] == "fhir.not-used"]
    assert {each[1] for each in told} == {"entry 2", "entry 5", "entry 13", "entry 14"}


@pytest.mark.parametrize(
    ("kind", "own_id", "change", "entry_number"),
    [
        ("Procedure", "S1", {"status": "not-done"}, 10),
        ("Condition", "K1", {"category": concept("x", "problem-list-item")}, 8),
        ("Condition", "K1", {"code": {"text": "smoke at home"}}, 8),
        ("DocumentReference", "N1", {"status": "superseded"}, 11),
    ],
)  # fmt: skip
def test_what_did_not_happen_is_told_and_not_taken(
    kind: str, own_id: str, change: dict[str, Any], entry_number: int
) -> None:
    made = bundle()
    body(made, kind, own_id).update(change)
    (found,), findings = read(made)
    assert len(found.diagnoses) + len(found.captured_charges) + len(found.documents) == 3
    assert [each[1] for each in advice(findings) if each[0] == "fhir.not-used"] == [f"entry {entry_number}"]


def test_an_encounter_that_was_cancelled_is_told() -> None:
    made = bundle()
    body(made, "Encounter", "E18")["status"] = "cancelled"
    encounters, findings = read(made)
    assert (encounters, rejects(findings)) == ((), [])
    assert ("fhir.not-used", "entry 7", "") in advice(findings)


def test_conditional_and_logical_references_find_a_provider_by_npi() -> None:
    made = bundle()
    encounter = body(made, "Encounter", "E18")
    encounter["participant"][1]["individual"] = reference(f"Practitioner?identifier={NPI}|2000000028")
    encounter["participant"][0]["individual"] = {"identifier": {"system": NPI, "value": "2000000085"}}
    (found,), _ = read(made)
    assert found.rendering == QUILL
    assert found.referring is not None
    assert found.referring.npi == "2000000085"


def paths(node: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here] + [path for key, child in children for path in paths(child, (*here, key))]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([path for path in paths(bundle()) if path]),
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2),
        st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
        st.lists(st.lists(st.text()), max_size=2),
    ),
)  # fmt: skip
def test_no_shape_makes_it_crash(path: tuple[Any, ...], value: Any) -> None:
    made = bundle()
    node = made
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    encounters, findings = read(made)
    assert encounters or rejects(findings) or advice(findings)


def test_narrative_is_plain_text() -> None:
    assert (
        stripped("<p>a &lt; b</p><p>c\n  d</p><table><tr><td>1</td><td>2</td></tr></table>")
        == "a < b\n\nc d\n\n- 1 | 2"
    )
    assert stripped("<style>p{}</style>x<!-- no --><b>y</b>") == "xy"
    rows = (
        "<table><tr><th>a</th><th>b</th></tr><tr><td><p>c</p></td><td><ul><li>d</li></ul></td></tr></table>"
    )
    assert stripped(f"x{rows}y") == "x\n- a | b\n- c | d\n\ny"
    assert stripped("<ul><li></li><li>a<ul><li>b</li></ul></li></ul>") == "- a\n- b"
    odd = "T < 38 &amp; a<5, <B CLASS='x'>b</B> <img alt=\"c > d\"/>e<br>f<!--g"
    assert stripped(odd) == "T < 38 & a<5, b e\nf"
    assert stripped("<!-- a --><!DOCTYPE html><?x y?>b<!-- c -->d<script>if (a<b) {}</script>") == "bd"
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><div>&b;</div>'
    assert "aaaa" not in stripped(bomb.partition("]>")[2])


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<li>", "<!x", "<?", "</", '<a b="', "&", "<td>", "<script>", '>""']
)
def test_a_megabyte_of_any_one_piece_is_read_to_the_end(piece: str) -> None:
    text = stripped("first" + piece * (1_000_000 // len(piece)))
    assert text.startswith("first")


def test_a_section_is_headed_by_its_loinc_number_and_items_stay_apart() -> None:
    made = bundle()
    div = "<div><p>Today:</p><ul><li>No fever</li><li><p>Otitis</p></li></ul></div>"
    made["entry"].append(entry({
        "resourceType": "Composition", "id": "T1", "status": "final", "encounter": reference("Encounter/E18"),
        "section": [
            {"title": "Evaluation", "code": concept("http://loinc.org", "51848-0"), "text": {"div": div}},
        ],
    }))  # fmt: skip
    (_, note) = read(made)[0][0].documents
    assert note.text == "Assessment (Evaluation):\nToday:\n\n- No fever\n- Otitis\n\n"
    assert note.place_of(note.text.index("Otitis")) == "entry 12 > Composition > section 1 (LOINC 51848-0)"


def test_an_attachment_in_another_form_is_read_by_the_reader_that_is_handed_in() -> None:
    def reader(content: bytes) -> tuple[Extracted | None, tuple[Finding, ...]]:
        if content != b"page":
            finding = Finding("room.torn", Severity.REJECT, Place("x", ("page 2",)), "torn")
            return None, (finding,)
        return Extracted("Impression: gout\n", (Passage(0, "page 1"),)), ()

    made = bundle()
    packed = base64.b64encode(b"page").decode()
    content = body(made, "DocumentReference", "N1")["content"]
    content.append({"attachment": {"contentType": "application/pdf", "data": packed}})
    (found,), _ = read_bundle(json.dumps(made), SETUP, readers={"application/pdf": reader})
    assert found.documents[1] == Document(
        "note E18 2", "Impression: gout\n", (Passage(0, "page 1"),), hashlib.sha256(b"page").hexdigest()
    )
    content[1]["attachment"]["data"] = base64.b64encode(b"else").decode()
    none, findings = read_bundle(json.dumps(made), SETUP, readers={"application/pdf": reader})
    assert none == ()
    (told,) = [each for each in findings if each.severity is Severity.REJECT]
    assert (told.rule_id, told.place.path) == (
        "fhir.attachment-torn", ("entry 11", "DocumentReference", "content", "page 2"),
    )  # fmt: skip


def test_a_document_on_its_own_is_its_texts() -> None:
    alone = body(bundle(), "DocumentReference", "N1")
    (text,), findings = read_lone_document(json.dumps(alone), subject="x.json")
    assert (text.extracted.text, findings) == (NOTE.replace("\r\n", "\n"), ())
    assert is_lone_document(json.dumps(alone))
    assert not is_lone_document(json.dumps(bundle()))
    assert not is_lone_document("{}")
    for made, rule in (
        ({"resourceType": "Composition", "status": "final"}, "fhir.no-text"),
        ({"resourceType": "Patient"}, "fhir.other-resource"),
        ([], "fhir.other-resource"),
    ):
        texts, told = read_lone_document(json.dumps(made), subject="x.json")
        assert texts == ()
        assert rejects(told) == [rule]
    assert rejects(read_lone_document("{", subject="x.json")[1]) == ["fhir.not-json"]
