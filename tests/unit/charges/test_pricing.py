from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.charges.pricing import Priced, price
from cleanclaim.core.code import Code, hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Severity
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.assignment import CodeAssignment, Origin
from cleanclaim.model.encounter import CapturedCharge, Drug, Encounter, Setting, Visit
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Provider
from cleanclaim.model.setup import Fee

QUOTE = Evidence("note E01", "characters 0-5", "words")
PATIENT = Patient(
    "P01", Name("Testcase", "Anna"), date(1950, 2, 3), Sex.FEMALE, Address("1 A", "B", "IL", "62701")
)
FEES = (
    Fee(hcpcs("99214"), Money(18000), wording="Office visit"),
    Fee(hcpcs("93000"), Money(5000)),
    Fee(hcpcs("93000"), Money(2000), modifier="26"),
    Fee(hcpcs("J3301"), Money(275)),
)


def _encounter(*captured: CapturedCharge, diagnoses: tuple[Code, ...] = ()) -> Encounter:
    return Encounter(
        encounter_id="E01",
        patient=PATIENT,
        service_dates=Span(date(2026, 4, 14), date(2026, 4, 15)),
        place_of_service="11",
        setting=Setting.OFFICE,
        visit=Visit.ESTABLISHED,
        rendering=Provider("dr-a", Name("Quill", "Ada"), "2000000119"),
        captured_charges=captured,
        diagnoses=diagnoses,
    )


def _procedure(
    value: str,
    *modifiers: str,
    units: int = 1,
    pointers: tuple[Code, ...] = (icd10cm("I10"),),
    number: int = 1,
) -> CodeAssignment:
    return CodeAssignment(
        assignment_id=f"E01-P{number:02d}",
        encounter_id="E01",
        code=hcpcs(value),
        title="",
        edition="",
        origin=Origin.CAPTURED,
        evidence=(QUOTE,),
        reasons=(),
        confidence=100,
        modifiers=modifiers,
        units=units,
        pointers=pointers,
    )


def _diagnosis(value: str) -> CodeAssignment:
    return CodeAssignment("E01-D01", "E01", icd10cm(value), "", "", Origin.NOTE, (QUOTE,), (), 90)


def _told(priced: Priced) -> list[tuple[str, Severity, str]]:
    return [(finding.rule_id, finding.severity, finding.found) for finding in priced.findings]


def test_a_charge_is_units_times_the_fee() -> None:
    priced = price(_encounter(), (_procedure("J3301", "JZ", units=4),), FEES)
    (charge,) = priced.charges
    assert charge.charge_id == "E01-C01"
    assert charge.amount == Money(1100)
    assert charge.units == 4
    assert charge.modifiers == ("JZ",)
    assert charge.price_source == "fee schedule, J3301"
    assert charge.service_date == date(2026, 4, 14)
    assert charge.evidence == (QUOTE,)
    assert priced.findings == ()


def test_the_fee_of_the_modifier_wins_over_the_fee_of_the_code() -> None:
    (charge,) = price(_encounter(), (_procedure("93000", "59", "26"),), FEES).charges
    assert (charge.amount, charge.price_source) == (Money(2000), "fee schedule, 93000-26")


def test_the_wording_of_the_fee_is_carried() -> None:
    (charge,) = price(_encounter(), (_procedure("99214"),), FEES).charges
    assert charge.wording == "Office visit"


def test_the_first_of_two_equal_fees_counts() -> None:
    fees = (Fee(hcpcs("99214"), Money(1)), Fee(hcpcs("99214"), Money(2)))
    (charge,) = price(_encounter(), (_procedure("99214"),), fees).charges
    assert charge.amount == Money(1)


def test_a_price_on_the_captured_line_wins_even_over_no_fee_at_all() -> None:
    known = CapturedCharge(hcpcs("99214"), unit_price=Money(999))
    unknown = CapturedCharge(hcpcs("97110"), units=2, unit_price=Money(450))
    procedures = (_procedure("99214"), _procedure("97110", units=2, number=2))
    priced = price(_encounter(known, unknown), procedures, FEES)
    assert [(charge.amount, charge.price_source) for charge in priced.charges] == [
        (Money(999), "price on the captured line"),
        (Money(900), "price on the captured line"),
    ]
    assert priced.findings == ()


def test_no_fee_is_a_reject_and_the_others_are_still_priced() -> None:
    priced = price(_encounter(), (_procedure("97110", "GP"), _procedure("99214", number=2)), FEES)
    assert [charge.charge_id for charge in priced.charges] == ["E01-C02"]
    assert _told(priced) == [("charge.fee-missing", Severity.REJECT, "97110-GP")]
    assert str(priced.findings[0].place) == "encounter E01 > E01-P01"


def test_units_that_are_not_positive_make_no_charge() -> None:
    priced = price(_encounter(), (_procedure("99214", units=0),), FEES)
    assert priced.charges == ()
    assert _told(priced) == [("charge.units-not-positive", Severity.REJECT, "0")]


def test_the_drug_comes_from_the_matching_captured_line_and_each_line_is_taken_once() -> None:
    first, second = (Drug("00003029305", Decimal(number), "ML") for number in (1, 2))
    captured = (
        CapturedCharge(hcpcs("J3301"), ("JZ",), 4, drug=first),
        CapturedCharge(hcpcs("J3301"), ("JZ",), 8, drug=second),
    )
    procedures = (_procedure("J3301", "JZ", units=8), _procedure("J3301", "JZ", units=4, number=2))
    charges = price(_encounter(*captured), procedures, FEES).charges
    assert [charge.drug for charge in charges] == [second, first]


def test_a_changed_modifier_still_finds_its_captured_line() -> None:
    drug = Drug("00003029305", Decimal(1), "ML")
    captured = CapturedCharge(hcpcs("J3301"), (), 4, drug=drug)
    procedures = (_procedure("J3301", "JZ", units=4), _procedure("J3301", "JZ", units=4, number=2))
    charges = price(_encounter(captured), procedures, FEES).charges
    assert [charge.drug for charge in charges] == [drug, None]


def test_own_pointers_come_first_and_are_kept_in_order() -> None:
    pointers = (icd10cm("N18.31"), icd10cm("I10"), icd10cm("N18.31"))
    (charge,) = price(
        _encounter(), (_procedure("99214", pointers=pointers), _diagnosis("E11.22")), FEES
    ).charges
    assert charge.diagnoses == (icd10cm("N18.31"), icd10cm("I10"))


def test_without_pointers_the_coded_diagnoses_stand_in_without_external_causes() -> None:
    coded = [_diagnosis(value) for value in ("W18.30XA", "S52.501A", "I10", "E11.9", "N18.31", "R07.9")]
    (charge,) = price(_encounter(), (*coded, _procedure("99214", pointers=())), FEES).charges
    assert [str(code) for code in charge.diagnoses] == ["S52.501A", "I10", "E11.9", "N18.31"]


def test_without_pointers_and_coded_diagnoses_those_of_the_encounter_stand_in() -> None:
    arrived = (icd10cm("I10"), icd10cm("E11.9"))
    (charge,) = price(_encounter(diagnoses=arrived), (_procedure("99214", pointers=()),), FEES).charges
    assert charge.diagnoses == arrived


def test_a_fifth_pointer_is_cut_and_told() -> None:
    five = tuple(icd10cm(value) for value in ("I10", "E11.9", "N18.31", "R07.9", "M17.11"))
    priced = price(_encounter(), (_procedure("99214", pointers=five),), FEES)
    assert priced.charges[0].diagnoses == five[:4]
    assert _told(priced) == [("charge.pointers-cut", Severity.ADVISE, "I10, E11.9, N18.31, R07.9, M17.11")]


PROCEDURES = st.lists(
    st.tuples(st.sampled_from(["99214", "93000", "J3301", "97110"]), st.integers(-1, 9)), max_size=12
)


@given(PROCEDURES)
def test_every_procedure_becomes_a_charge_or_a_reject(drawn: list[tuple[str, int]]) -> None:
    procedures = tuple(
        _procedure(value, units=units, number=number) for number, (value, units) in enumerate(drawn, 1)
    )
    priced = price(_encounter(), procedures, FEES)
    charged = {charge.charge_id for charge in priced.charges}
    refused = {finding.place.path[0].replace("-P", "-C") for finding in priced.findings}
    assert len(charged) == len(priced.charges)
    assert charged | refused == {f"E01-C{number:02d}" for number in range(1, len(drawn) + 1)}
    assert not charged & refused
