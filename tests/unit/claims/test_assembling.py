from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.claims.add_ons import STARTER_ADD_ONS
from cleanclaim.claims.assembling import assemble, claim_id_of
from cleanclaim.core.code import Code, hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.assignment import CodeAssignment, Origin
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank
from cleanclaim.model.encounter import Accident, AccidentCause, Drug, Encounter, Setting, Visit
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Practice, Provider

ADDRESS = Address("1 Placeholder Way", "Springfield", "IL", "62701")
PAYER = Payer("plan", "Placeholder Plan", "PLAN1", PlanType.COMMERCIAL, "CI", "PLANRCV")
FIRST = Coverage(Rank.PRIMARY, PAYER, "ABC1")
SECOND = Coverage(Rank.SECONDARY, replace(PAYER, payer_id="other"), "DEF2")
DOCTOR = Provider("dr-a", Name("Quill", "Ada"), "2000000119")
PRACTICE = Practice(
    "demo", "Clinic", "2000000101", "000000001", "207Q00000X", ADDRESS, "5550100", "Desk", "DEMO"
)
ENCOUNTER = Encounter(
    encounter_id="E01",
    patient=Patient("P01", Name("Testcase", "Anna"), date(1950, 2, 3), Sex.FEMALE, ADDRESS),
    service_dates=Span.day(date(2026, 4, 14)),
    place_of_service="11",
    setting=Setting.OFFICE,
    visit=Visit.ESTABLISHED,
    rendering=DOCTOR,
    coverages=(FIRST, SECOND),
    ordering=DOCTOR,
    accident=Accident(AccidentCause.OTHER, date(2026, 4, 1)),
    prior_authorization="AUTH1",
    notice_signed_on=date(2026, 4, 14),
)


def _charge(number: int, *diagnoses: str, procedure: str = "99213") -> Charge:
    return Charge(
        charge_id=f"E01-C{number:02d}",
        encounter_id="E01",
        service_date=date(2026, 4, 14),
        procedure=hcpcs(procedure),
        modifiers=("25",),
        units=2,
        amount=Money(100 * number),
        diagnoses=tuple(icd10cm(code) for code in diagnoses),
        place_of_service="12",
        evidence=(Evidence("note E01", f"characters 0-{number}", "x" * number),),
        price_source="",
        drug=Drug("00003029305", Decimal(1), "ML"),
    )


def _coded(*values: str) -> tuple[CodeAssignment, ...]:
    return tuple(
        CodeAssignment(
            f"E01-D{number:02d}",
            "E01",
            icd10cm(value),
            "",
            "",
            Origin.NOTE,
            (Evidence("note E01", "", value),),
            (),
            90,
        )
        for number, value in enumerate(values, 1)
    )


def _listed(claim: Claim) -> list[str]:
    return [str(diagnosis.code) for diagnosis in claim.diagnoses]


def _many(count: int) -> list[str]:
    return [f"M{10 + number}.9" for number in range(count)]


def test_one_claim_with_everything_on_it() -> None:
    charges = (_charge(1, "N18.31", "E11.22"), _charge(2, "E11.22"))
    (claim,) = assemble(ENCOUNTER, charges, _coded("E11.22", "N18.31"), PRACTICE)
    assert claim.claim_id == "E01A"
    assert _listed(claim) == ["E11.22", "N18.31"]
    assert [line.pointers for line in claim.lines] == [(2, 1), (1,)]
    assert [line.control_number for line in claim.lines] == ["E01AL01", "E01AL02"]
    assert [line.line_number for line in claim.lines] == [1, 2]
    assert claim.total_charge == Money(300)
    assert claim.coverage == FIRST
    assert claim.other_coverages == (SECOND,)
    assert claim.ordering == DOCTOR
    assert claim.accident == ENCOUNTER.accident
    assert claim.prior_authorization == "AUTH1"
    assert claim.notice_signed_on == date(2026, 4, 14)
    assert claim.place_of_service == "11"
    line = claim.lines[0]
    assert (line.charge_id, line.units, line.charge, line.modifiers) == ("E01-C01", 2, Money(100), ("25",))
    assert (line.place_of_service, line.drug) == ("12", charges[0].drug)


def test_evidence_flows_to_lines_and_diagnoses() -> None:
    (claim,) = assemble(ENCOUNTER, (_charge(1, "I10"),), _coded("I10"), PRACTICE)
    assert claim.diagnoses[0].evidence == (Evidence("note E01", "", "I10"),)
    assert claim.lines[0].evidence == (Evidence("note E01", "characters 0-1", "x"),)


def test_what_only_a_charge_names_is_sent_last_and_without_evidence() -> None:
    (claim,) = assemble(ENCOUNTER, (_charge(1, "R07.9", "I10"),), _coded("I10"), PRACTICE)
    assert _listed(claim) == ["I10", "R07.9"]
    assert claim.diagnoses[1].evidence == ()


def test_diagnoses_no_line_points_to_ride_along_in_the_coders_order() -> None:
    (claim,) = assemble(ENCOUNTER, (_charge(1, "I10"),), _coded("E11.9", "I10", "Z79.4"), PRACTICE)
    assert _listed(claim) == ["E11.9", "I10", "Z79.4"]
    assert claim.lines[0].pointers == (2,)


def test_riders_take_the_room_that_the_lines_leave() -> None:
    coded = _coded("Z79.4", *_many(12))
    (claim,) = assemble(
        ENCOUNTER,
        tuple(_charge(number, *_many(12)[number * 4 - 4 : number * 4]) for number in (1, 2, 3)),
        coded,
        PRACTICE,
    )
    assert _listed(claim) == _many(12)


def test_an_external_cause_never_stands_first() -> None:
    (claim,) = assemble(
        ENCOUNTER, (_charge(1, "S52.501A", "W18.30XA"),), _coded("W18.30XA", "S52.501A", "I10"), PRACTICE
    )
    assert _listed(claim) == ["S52.501A", "W18.30XA", "I10"]
    assert claim.lines[0].pointers == (1, 2)


def test_only_external_causes_stay_as_they_are() -> None:
    (claim,) = assemble(ENCOUNTER, (_charge(1, "W18.30XA"),), _coded("W18.30XA"), PRACTICE)
    assert _listed(claim) == ["W18.30XA"]


@pytest.mark.parametrize(
    "encounter",
    [
        replace(ENCOUNTER, restricted=True),
        replace(ENCOUNTER, coverages=()),
        replace(ENCOUNTER, coverages=(replace(FIRST, payer=replace(PAYER, plan_type=PlanType.SELF_PAY)),)),
    ],
    ids=["restricted", "no coverage", "self-pay plan"],
)
def test_where_the_patient_pays_there_is_no_claim(encounter: Encounter) -> None:
    assert assemble(encounter, (_charge(1, "I10"),), _coded("I10"), PRACTICE) == ()


def test_no_charge_no_claim() -> None:
    assert assemble(ENCOUNTER, (), _coded("I10"), PRACTICE) == ()


def test_fifty_lines_are_one_claim_and_fifty_one_are_two() -> None:
    charges = tuple(_charge(number, "I10") for number in range(1, 52))
    assert len(assemble(ENCOUNTER, charges[:50], _coded("I10"), PRACTICE)) == 1
    first, second = assemble(ENCOUNTER, charges, _coded("I10"), PRACTICE)
    assert (len(first.lines), len(second.lines)) == (50, 1)
    assert (first.claim_id, second.claim_id) == ("E01A", "E01B")
    assert second.lines[0].control_number == "E01BL01"
    assert _listed(second) == ["I10"]


def test_a_thirteenth_diagnosis_splits_and_a_twelfth_does_not() -> None:
    codes = _many(13)
    charges = tuple(_charge(at + 1, *codes[at * 4 : at * 4 + 4]) for at in range(4))
    assert len(assemble(ENCOUNTER, charges[:3], _coded(*codes), PRACTICE)) == 1
    first, second = assemble(ENCOUNTER, charges, _coded(*codes), PRACTICE)
    assert (_listed(first), _listed(second)) == (codes[:12], codes[12:])


def test_an_add_on_goes_with_its_primary_across_a_split() -> None:
    filler = [_charge(number, "I10") for number in range(1, 50)]
    primary, add_on = _charge(50, "I10", procedure="96413"), _charge(51, "I10", procedure="96415")
    first, second = assemble(ENCOUNTER, (*filler, primary, add_on), _coded("I10"), PRACTICE)
    assert len(first.lines) == 49
    assert [line.procedure.value for line in second.lines] == ["96413", "96415"]


def test_an_add_on_finds_a_primary_far_before_or_after_it() -> None:
    filler = [_charge(number, "I10") for number in range(2, 51)]
    primary, add_on = _charge(1, "I10", procedure="99291"), _charge(51, "I10", procedure="99292")
    first, second = assemble(ENCOUNTER, (primary, *filler, add_on), _coded("I10"), PRACTICE)
    assert [line.procedure.value for line in first.lines][-1] == "99292"
    assert len(first.lines) == 50
    assert len(second.lines) == 1
    first, second = assemble(ENCOUNTER, (add_on, *filler, primary), _coded("I10"), PRACTICE)
    assert len(first.lines) == 49
    assert [line.procedure.value for line in second.lines] == ["99292", "99291"]


def test_a_chain_of_add_ons_stays_with_the_primary_of_the_first() -> None:
    filler = [_charge(number, "I10") for number in range(1, 49)]
    chain = [_charge(49 + at, "I10", procedure=value) for at, value in enumerate(("96365", "96367", "96366"))]
    first, second = assemble(ENCOUNTER, (*filler, *chain), _coded("I10"), PRACTICE)
    assert len(first.lines) == 48
    assert [line.procedure.value for line in second.lines] == ["96365", "96367", "96366"]


def test_an_add_on_without_a_primary_stands_alone() -> None:
    (claim,) = assemble(ENCOUNTER, (_charge(1, "I10", procedure="96415"),), _coded("I10"), PRACTICE)
    assert len(claim.lines) == 1


@pytest.mark.parametrize(
    ("encounter_id", "number", "wanted"),
    [
        ("E01", 0, "E01A"),
        ("e-01", 1, "E01B"),
        ("E01", 25, "E01Z"),
        ("E01", 26, "E01AA"),
        ("X" * 18, 0, "X" * 18 + "A"),
        ("É01", 0, "01A"),
    ],
)
def test_claim_ids(encounter_id: str, number: int, wanted: str) -> None:
    assert claim_id_of(encounter_id, number) == wanted


def test_long_encounter_ids_stay_apart_and_within_twenty() -> None:
    ids = [claim_id_of("VISIT20260414CLINIC" + tail, 0) for tail in ("1", "2")]
    assert ids[0] != ids[1]
    assert all(len(claim_id) == 19 and claim_id.startswith("VISIT2026") for claim_id in ids)


def test_the_starter_add_ons_are_procedure_numbers() -> None:
    for add_on, primaries in STARTER_ADD_ONS.items():
        assert add_on not in primaries
        assert all(len(value) == 5 for value in (add_on, *primaries))


CODES = ["W18.30XA", "Y92.010", *_many(16)]
CHARGES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CODES), max_size=6), st.sampled_from(["99213", "96365", "96366", "96367"])
    ),
    max_size=70,
)
CODER = st.lists(st.sampled_from(CODES), unique=True, max_size=16)


@given(CHARGES, CODER)
def test_nothing_is_lost_and_no_limit_is_passed(drawn: list[tuple[list[str], str]], coder: list[str]) -> None:
    charges = tuple(_charge(at, *codes, procedure=value) for at, (codes, value) in enumerate(drawn, 1))
    claims = assemble(ENCOUNTER, charges, _coded(*coder), PRACTICE)
    lines = [(claim, line) for claim in claims for line in claim.lines]
    assert sorted(line.charge_id for _, line in lines) == sorted(charge.charge_id for charge in charges)
    assert len({line.control_number for _, line in lines}) == len(lines)
    by_id = {charge.charge_id: charge for charge in charges}
    for claim, line in lines:
        pointed = tuple(claim.diagnoses[pointer - 1].code for pointer in line.pointers)
        assert pointed == tuple(dict.fromkeys(by_id[line.charge_id].diagnoses))[:4]
    for claim in claims:
        codes = [diagnosis.code for diagnosis in claim.diagnoses]
        assert len(codes) == len(set(codes)) <= 12
        assert 1 <= len(claim.lines) <= 50
        assert claim.total_charge == Money.total(line.charge for line in claim.lines)
        assert not _external(codes[:1]) or _external(codes) == codes
    needed = {code for charge in charges for code in tuple(dict.fromkeys(charge.diagnoses))[:4]}
    if charges and len(charges) <= 50 and len(needed) <= 12:
        assert len(claims) == 1


def _external(codes: list[Code]) -> list[Code]:
    return [code for code in codes if code.value[0] in "VWXY"]


def test_a_later_revision_has_ids_of_its_own() -> None:
    assert claim_id_of("E01", 0, 1) == "E01A"
    assert claim_id_of("E01", 0, 2) == "E01AR2"
    long_id = claim_id_of("A" * 40, 27, 12)
    assert len(long_id) == 20
    assert long_id.endswith("ABR12")
