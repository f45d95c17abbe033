from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pypdf
import pytest

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.forms.cms1500 import Rectangle, cut_values, rectangle, render
from cleanclaim.forms.cms1500_boxes import FIELDS, FRAMES, Field, Frame, diagnosis_field, line_field
from cleanclaim.forms.cms1500_values import pages, placed_values, printed
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.claim_details import ClaimDate
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank, Subscriber
from cleanclaim.model.encounter import Accident, AccidentCause, Drug
from cleanclaim.model.people import Address, Name, Patient, Relationship, Sex
from cleanclaim.model.provider import Facility, Practice, Provider

HOME = Address("18 Placeholder Way, Apt. #3", "Springfield", "IL", "62701")
OFFICE = Address("100 Example Parkway", "Springfield", "IL", "627010001")
PROOF = (Evidence("note E1", "characters 0-4", "knee"),)
PAYER = Payer("ACME", "Acme Imaginary Health", "DEMO1", PlanType.COMMERCIAL, "CI", "DEMOACME", OFFICE)
MEDICARE = replace(PAYER, payer_id="MEDICARE", name="Pretend Medicare", plan_type=PlanType.MEDICARE)
DX = (
    "M17.11",
    "I10",
    "E11.22",
    "N18.30",
    "Z79.4",
    "E78.5",
    "J44.1",
    "R53.83",
    "Z23",
    "M25.561",
    "K21.9",
    "F17.210",
)


def line(number: int, charge: str = "125.00", **changes: object) -> ServiceLine:
    made = ServiceLine(
        number, f"E1A{number}", f"E1-{number}", hcpcs("99213"), ("25",), 1, Money.parse(charge),
        Span.day(date(2026, 5, 14)), "11", (1, 2, 12), PROOF,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def claim(*lines: ServiceLine, **changes: object) -> Claim:
    lines = lines or (line(1),)
    made = Claim(
        claim_id="E1A",
        encounter_id="E1",
        patient=Patient(
            "P1", Name("Sampleton", "Wren", "Teal"), date(2019, 2, 11), Sex.FEMALE, HOME, "217-555-0118"
        ),
        coverage=Coverage(
            Rank.PRIMARY, PAYER, "ACM0000018", Relationship.CHILD,
            Subscriber(Name("Sampleton", "Dale"), date(1988, 4, 2), Sex.MALE), "G100",
        ),
        practice=Practice(
            "clinic", "Placeholder Medical Group", "2000000010", "000012345", "193200000X", OFFICE,
            "2175550100", "Desk", "DEMO", "14D0000001",
        ),
        rendering=Provider("dr", Name("Quill", "Arabella", "M"), "2000000028"),
        place_of_service="11",
        diagnoses=tuple(ClaimDiagnosis(icd10cm(value), PROOF) for value in DX),
        lines=lines,
        total_charge=Money.total(each.charge for each in lines),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


FULL = claim(
    line(1),
    line(
        2, "1088.50", procedure=hcpcs("J3301"), modifiers=("RT", "JZ", "59", "GA"), units=4,
        drug=Drug("00003029305", Decimal("1.50"), "ML"),
    ),
    *(line(number, "10.00") for number in range(3, 7)),
    line(7, "0.05", service_dates=Span(date(2026, 5, 14), date(2026, 5, 16))),
    referring=Provider("x", Name("Extern", "Gideon"), "2000000085"),
    facility=Facility("f", "Fictional Surgery Center", "2000000101", OFFICE, "24"),
    accident=Accident(AccidentCause.AUTO, date(2026, 5, 13), "IL"),
    prior_authorization="AUTH0001",
    other_coverages=(Coverage(Rank.SECONDARY, MEDICARE, "1AA0AA0AA01"),),
)  # fmt: skip


def words(pdf: bytes, page: int = 0) -> list[tuple[str, float, float]]:
    """Every text drawn on a page with the point where its base line begins."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, _cm: object, matrix: list[float], *_: object) -> None:
        if text.strip():
            found.append((text.strip(), matrix[4], matrix[5]))

    pypdf.PdfReader(io.BytesIO(pdf)).pages[page].extract_text(visitor_text=visit)
    return found


def inside(inner: Rectangle, outer: Rectangle) -> bool:
    slack = 0.01
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def read(pdf: bytes, field: Field, page: int = 0) -> str:
    """What stands within a field's rectangle, measured in the finished PDF."""
    left, bottom, right, top = rectangle(field)
    return "".join(
        text
        for text, x, y in words(pdf, page)
        if left - 0.01 <= x and x + 7.2 * len(text) <= right + 0.01 and bottom < y < top
    )


def test_values_stand_in_their_boxes() -> None:
    pdf = render([FULL], signed_on={"E1A": date(2026, 5, 20)})
    expected = {
        "carrier_1": "ACME IMAGINARY HEALTH",
        "carrier_2": "100 EXAMPLE PARKWAY",
        "carrier_3": "SPRINGFIELD IL 62701-0001",
        "plan_group": "X",
        "plan_other": "",
        "insured_id": "ACM0000018",
        "patient_name": "SAMPLETON, WREN, T",
        "patient_birth_month": "02",
        "patient_birth_day": "11",
        "patient_birth_year": "2019",
        "patient_female": "X",
        "patient_male": "",
        "insured_name": "SAMPLETON, DALE",
        "patient_street": "18 PLACEHOLDER WAY APT 3",
        "patient_area": "217",
        "patient_phone": "5550118",
        "related_child": "X",
        "related_self": "",
        "insured_street": "",
        "other_name": "SAMPLETON, WREN, T",
        "other_policy": "1AA0AA0AA01",
        "other_plan": "PRETEND MEDICARE",
        "employment_no": "X",
        "auto_yes": "X",
        "auto_no": "",
        "auto_state": "IL",
        "group_number": "G100",
        "insured_birth_year": "1988",
        "insured_male": "X",
        "another_plan_yes": "X",
        "onset_day": "13",
        "onset_qualifier": "431",
        "other_provider_role": "DN",
        "other_provider": "GIDEON EXTERN",
        "other_provider_npi": "2000000085",
        "icd_indicator": "0",
        "resubmission": "",
        "authorization": "AUTH0001",
        "tax_id": "000012345",
        "account": "E1A",
        "assignment_yes": "X",
        "total_dollars": "1253",
        "total_cents": "50",
        "renderer": "ARABELLA M QUILL",
        "signed_on": "05 20 2026",
        "facility_1": "FICTIONAL SURGERY CENTER",
        "facility_npi": "2000000101",
        "billing_1": "PLACEHOLDER MEDICAL GROUP",
        "billing_area": "217",
        "billing_phone": "5550100",
        "billing_npi": "2000000010",
    }
    assert {name: read(pdf, FIELDS[name]) for name in expected} == expected
    assert [read(pdf, diagnosis_field(n)) for n in range(1, 13)] == [dx.replace(".", "") for dx in DX]


def test_a_service_line_with_a_drug() -> None:
    pdf = render([FULL])
    expected = {
        "supplement": "N400003029305   ML1.5",
        "from_month": "05", "from_day": "14", "from_year": "26",
        "to_month": "05", "to_day": "14", "to_year": "26",
        "place": "11", "procedure": "J3301",
        "modifier_1": "RT", "modifier_2": "JZ", "modifier_3": "59", "modifier_4": "GA",
        "pointers": "ABL", "charge_dollars": "1088", "charge_cents": "50", "units": "4",
        "renderer_npi": "2000000028",
    }  # fmt: skip
    assert {name: read(pdf, line_field(name, 2)) for name in expected} == expected
    assert read(pdf, line_field("supplement", 1)) == ""


def test_a_seventh_line_takes_a_page_of_its_own_with_its_own_total() -> None:
    pdf = render([FULL])
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2
    assert read(pdf, line_field("charge_cents", 1), page=1) == "05"
    assert read(pdf, line_field("to_day", 1), page=1) == "16"
    assert read(pdf, line_field("procedure", 2), page=1) == ""
    assert (read(pdf, FIELDS["total_dollars"], 1), read(pdf, FIELDS["total_cents"], 1)) == ("0", "05")
    assert read(pdf, FIELDS["patient_name"], page=1) == "SAMPLETON, WREN, T"
    assert [len(page) for page in pages(FULL)] == [6, 1]


def test_every_placed_value_can_be_read_back_from_its_own_rectangle() -> None:
    pdf = render([FULL])
    placed = placed_values(FULL, pages(FULL)[0], signed_on=None)
    assert len(placed) > 130
    for field, text in placed:
        assert read(pdf, field) == text, field


def test_ink_lies_where_the_fields_are_and_nowhere_else() -> None:
    """The finished picture: no dark pixel outside the fields that hold a value."""
    import pypdfium2

    page = pypdfium2.PdfDocument(render([FULL]))[0]
    scale = 2
    picture = page.render(scale=scale, grayscale=True).to_pil()
    allowed = [rectangle(field) for field, _ in placed_values(FULL, pages(FULL)[0], signed_on=None)]
    inked: set[Rectangle] = set()
    pixels = picture.load()
    for y in range(picture.height):
        for x in range(picture.width):
            if pixels[x, y] < 128:
                point = ((x + 0.5) / scale, 792 - (y + 0.5) / scale)
                home = [r for r in allowed if r[0] <= point[0] <= r[2] and r[1] <= point[1] <= r[3]]
                assert home, point
                inked.update(home)
    assert inked == set(allowed)


def test_fields_lie_in_frames_and_neither_overlap() -> None:
    by_box = {frame.box: frame for frame in FRAMES}
    fields = [*FIELDS.values(), *(diagnosis_field(n) for n in range(1, 13))]
    names = ("from_month", "to_year", "place", "procedure", "modifier_4", "pointers", "charge_dollars",
             "charge_cents", "units", "renderer_npi")  # fmt: skip
    fields += [line_field(name, ordinal) for ordinal in (1, 6) for name in names]
    for field in fields:
        assert inside(rectangle(field), rectangle(by_box[field.box])), field
    for one, other in combinations(fields, 2):
        assert not overlap(one, other), (one, other)
    for one_frame, other_frame in combinations(FRAMES, 2):
        assert not overlap(one_frame, other_frame), (one_frame, other_frame)


def overlap(one: Field | Frame, other: Field | Frame) -> bool:
    a, b = rectangle(one), rectangle(other)
    return a[0] < b[2] - 0.01 and b[0] < a[2] - 0.01 and a[1] < b[3] - 0.01 and b[1] < a[3] - 0.01


def test_medicare_first_leaves_the_insured_blank() -> None:
    record = claim(coverage=Coverage(Rank.PRIMARY, MEDICARE, "1AA0AA0AA01"), accept_assignment=False)
    pdf = render([record])
    names = (
        "insured_name",
        "related_self",
        "insured_street",
        "another_plan_no",
        "insured_signature",
        "assignment_yes",
    )
    assert [read(pdf, FIELDS[name]) for name in names] == [""] * 6
    assert read(pdf, FIELDS["group_number"]) == "NONE"
    assert read(pdf, FIELDS["plan_medicare"]) == "X"
    assert read(pdf, FIELDS["assignment_no"]) == "X"
    assert read(pdf, FIELDS["insured_id"]) == "1AA0AA0AA01"


@pytest.mark.parametrize(
    ("procedure", "modifiers", "wanted"),
    [("83036", ("QW",), "14D0000001"), ("80053", (), "14D0000001"), ("99213", ("25",), "")],
)
def test_box_23_names_the_laboratory(procedure: str, modifiers: tuple[str, ...], wanted: str) -> None:
    pdf = render([claim(line(1, procedure=hcpcs(procedure), modifiers=modifiers))])
    assert read(pdf, FIELDS["authorization"]) == wanted


def test_the_insured_at_home_on_a_replacement() -> None:
    record = claim(
        coverage=Coverage(Rank.PRIMARY, PAYER, "M1"), place_of_service="12", frequency="7",
        accident=Accident(AccidentCause.EMPLOYMENT, date(2026, 5, 1)),
    )  # fmt: skip
    pdf = render([record])
    expected = {
        "plan_other": "X", "plan_group": "", "related_self": "X",
        "insured_street": "18 PLACEHOLDER WAY APT 3",
        "insured_area": "217", "resubmission": "7", "facility_1": "", "employment_yes": "X", "auto_no": "X",
    }  # fmt: skip
    assert {name: read(pdf, FIELDS[name]) for name in expected} == expected


def test_the_same_claims_give_the_same_bytes() -> None:
    assert render([FULL, claim()]) == render([FULL, claim()])
    assert render([FULL], with_guides=True) != render([FULL])


def test_guides_are_drawn_only_when_asked_for() -> None:
    plain = pypdf.PdfReader(io.BytesIO(render([claim()]))).pages[0].extract_text()
    guided = pypdf.PdfReader(io.BytesIO(render([claim()], with_guides=True))).pages[0].extract_text()
    assert "diagnoses A to L" not in plain
    assert "21 diagnoses A to L" in guided


def test_a_name_that_is_cut_is_told_and_a_number_is_never_cut() -> None:
    long = replace(FULL.patient, name=Name("Sampleton-Placeholderville", "Wilhelmina"))
    record = claim(patient=long)
    assert read(render([record]), FIELDS["patient_name"]) == "SAMPLETON-PLACEHOLDERVILLE,"
    (finding,) = cut_values([record])
    assert (finding.place.path, finding.found) == (("page 1", "box 2"), "38 characters")
    assert "Sampleton" not in str(finding)
    with pytest.raises(MisuseError, match=r"claim E1A: box 24F has room for 6 characters, its value has 7"):
        render([claim(line(1, "1000000.00"))])
    with pytest.raises(MisuseError, match="box 26 has room for 14"):
        render([claim(claim_id="E" * 15)])
    with pytest.raises(MisuseError, match="more than 12 diagnoses"):
        render([claim(diagnoses=FULL.diagnoses + FULL.diagnoses[:1])])
    with pytest.raises(MisuseError, match="more than 4 modifiers"):
        render([claim(line(1, modifiers=("A1", "A2", "A3", "A4", "A5")))])


def test_no_claims_is_an_empty_but_valid_paper() -> None:
    assert render([]).startswith(b"%PDF")


def test_accents_come_off() -> None:
    assert printed("Núñez-Groß Łukasz") == "NUNEZ-GROSS ?UKASZ"


def test_what_the_wire_carries_of_a_stay_stands_on_the_form_too() -> None:
    timed = line(
        1, "750.00", procedure=hcpcs("00840"), modifiers=("AA",), anesthesia_minutes=93,
        is_emergency=True, description="Odd thing",
    )  # fmt: skip
    record = claim(
        timed,
        *(line(number, "10.00") for number in range(2, 8)),
        frequency="7",
        original_claim_number="PAYER9",
        admitted_on=date(2026, 5, 13),
        patient_paid=Money.parse("25.50"),
        dates=(ClaimDate("484", date(2026, 1, 2)),),
        note="Late by the plan's fault",
    )
    pdf = render([record])
    assert read(pdf, line_field("units", 1)) == "93"
    admitted = [read(pdf, FIELDS[f"admitted_{part}"]) for part in ("month", "day", "year")]
    assert admitted == ["05", "13", "2026"]
    assert (read(pdf, FIELDS["resubmission"]), read(pdf, FIELDS["original_reference"])) == ("7", "PAYER9")
    assert (read(pdf, FIELDS["paid_dollars"]), read(pdf, FIELDS["paid_cents"])) == ("25", "50")
    assert read(pdf, FIELDS["note"]) == "LATE BY THE PLAN'S FAULT"
    assert (read(pdf, FIELDS["onset_month"]), read(pdf, FIELDS["onset_qualifier"])) == ("01", "484")
    assert (read(pdf, line_field("emergency", 1)), read(pdf, line_field("emergency", 2))) == ("Y", "")
    assert read(pdf, line_field("supplement", 1)) == "ZZODD THING"
    # the second page has a total of its own, and the payment is not told twice
    assert read(pdf, FIELDS["paid_dollars"], 1) == ""
    assert read(pdf, FIELDS["original_reference"], 1) == "PAYER9"
