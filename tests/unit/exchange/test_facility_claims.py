"""837I and 837D: claims to bytes and back, and what others say of the bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.core.finding import Report
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.exchange.dental_claim import decode_dental_claims, encode_dental_claims
from cleanclaim.exchange.institutional_claim import (
    decode_institutional_claims,
    encode_institutional_claims,
)
from cleanclaim.model.dental_claim import DentalClaim, DentalLine, Tooth
from cleanclaim.model.documents import from_json, to_json
from cleanclaim.model.institutional_claim import (
    DiagnosisRole,
    InstitutionalClaim,
    InstitutionalDiagnosis,
    InstitutionalProcedure,
    Occurrence,
    OccurrenceSpan,
    RevenueLine,
    ValueAmount,
)
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from tests.unit.exchange.claim_examples import envelope
from tests.unit.exchange.facility_examples import braces, filling, inpatient_claim, outpatient_claim
from tests.unit.exchange.oracles import pyx12_complaints
from tests.unit.exchange.wire_reading import transaction_sets

GOLDEN = Path(__file__).parents[2] / "golden"
HOSPITAL = {"inpatient-every-code": inpatient_claim(), "outpatient-child-second-plan": outpatient_claim()}
DENTAL = {"filling-of-a-child": filling(), "braces-predetermined": braces()}


def institutional(*claims: InstitutionalClaim, line_end: str = "") -> bytes:
    header = envelope(guide="005010X223A2")
    return encode_institutional_claims(claims, envelope=header, set_controls=["0001"], line_end=line_end)


def dental(*claims: DentalClaim, line_end: str = "") -> bytes:
    header = envelope(guide="005010X224A2")
    return encode_dental_claims(claims, envelope=header, set_controls=["0001"], line_end=line_end)


def hospital_back(*claims: InstitutionalClaim) -> tuple[InstitutionalClaim, ...]:
    return decode_institutional_claims(transaction_sets(institutional(*claims))[0])


def dental_back(*claims: DentalClaim) -> tuple[DentalClaim, ...]:
    return decode_dental_claims(transaction_sets(dental(*claims))[0])


@pytest.mark.parametrize("name", HOSPITAL)
def test_an_institutional_claim_is_accepted_kept_and_written_as_its_golden_file(name: str) -> None:
    one = HOSPITAL[name]
    assert pyx12_complaints(institutional(one)) == []
    assert check(read(institutional(one))) == Report()
    assert hospital_back(one) == (one,)
    assert from_json(InstitutionalClaim, to_json(one)) == one
    assert institutional(one, line_end="\n") == (GOLDEN / f"exchange-837i-{name}.x12").read_bytes()


@pytest.mark.parametrize("name", DENTAL)
def test_a_dental_claim_is_clean_kept_and_written_as_its_golden_file(name: str) -> None:
    one = DENTAL[name]
    assert check(read(dental(one))) == Report()
    assert dental_back(one) == (one,)
    assert from_json(DentalClaim, to_json(one)) == one
    assert dental(one, line_end="\n") == (GOLDEN / f"exchange-837d-{name}.x12").read_bytes()


def test_several_claims_of_one_set_come_back_in_order() -> None:
    claims = (inpatient_claim(), outpatient_claim(), inpatient_claim())
    assert hospital_back(*claims) == claims
    assert pyx12_complaints(institutional(*claims)) == []
    assert dental_back(filling(), braces()) == (filling(), braces())


def test_what_cannot_be_a_claim_is_not_written() -> None:
    with pytest.raises(MisuseError):
        institutional(replace(inpatient_claim(), diagnoses=()))
    with pytest.raises(MisuseError):
        institutional(replace(inpatient_claim(), conditions=("09",) * 25))
    with pytest.raises(MisuseError):
        institutional(replace(inpatient_claim(), bill_type="0111"))
    with pytest.raises(MisuseError):
        dental(replace(filling(), diagnoses=("K0262",) * 5))
    with pytest.raises(MisuseError):
        encode_dental_claims([filling()], envelope=envelope(), set_controls=["0001"])


def test_a_date_that_is_none_in_a_code_refuses_the_claim_and_says_where() -> None:
    raw = institutional(inpatient_claim()).replace(b"BH:11:D8:20260419", b"BH:11:D8:20260431")
    with pytest.raises(UnreadableFileError) as caught:
        decode_institutional_claims(transaction_sets(raw)[0])
    (finding,) = caught.value.findings
    assert (finding.place.path, finding.found) == (("HI01",), "BH:11:D8:20260431")


def test_a_claim_under_no_subscriber_is_refused() -> None:
    raw = institutional(inpatient_claim()).replace(b"HL*2*1*22*0", b"HL*2**22*0")
    with pytest.raises(UnreadableFileError) as caught:
        decode_institutional_claims(transaction_sets(raw)[0])
    assert next(each.place.path for each in caught.value.findings) == ("HL02",)


days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
spans = st.tuples(days, days).map(lambda two: Span(min(two), max(two)))
cents = st.integers(0, 10**8).map(Money)
counts = st.decimals(Decimal(0), Decimal(99999), places=2).map(lambda one: Decimal(f"{one.normalize():f}"))
poa = st.sampled_from(["", "Y", "N", "U", "W"])
roles = st.builds(
    InstitutionalDiagnosis, st.just(DiagnosisRole.OTHER), st.sampled_from(["E119", "I10", "Z794"]), poa
)
revenue = st.builds(
    RevenueLine, st.just(1), st.sampled_from(["0120", "0250"]), cents, counts, st.sampled_from(["UN", "DA"]),
    procedure=st.just("99283"), modifiers=st.sampled_from([(), ("25",), ("25", "59", "RT", "GA")]),
    noncovered=st.none() | cents, service_dates=st.none() | spans, control_number=st.sampled_from(["", "L1"]),
)  # fmt: skip


@given(
    st.builds(
        replace,
        st.just(inpatient_claim()),
        charge=cents,
        statement_dates=spans,
        diagnoses=st.lists(roles, max_size=24).map(
            lambda found: (InstitutionalDiagnosis(DiagnosisRole.PRINCIPAL, "K3580", "Y"), *found)
        ),
        lines=st.lists(revenue, min_size=1, max_size=5).map(tuple),
        procedures=st.lists(
            st.builds(InstitutionalProcedure, st.sampled_from(["0DTJ4ZZ", "3E0T3BZ"]), days), max_size=25
        ).map(tuple),
        occurrence_spans=st.lists(st.builds(OccurrenceSpan, st.just("74"), spans), max_size=24).map(tuple),
        occurrences=st.lists(st.builds(Occurrence, st.just("11"), days), max_size=24).map(tuple),
        value_amounts=st.lists(st.builds(ValueAmount, st.just("80"), counts), max_size=24).map(tuple),
        conditions=st.lists(st.sampled_from(["09", "21"]), max_size=24).map(tuple),
    )
)
def test_any_institutional_claim_comes_back(one: InstitutionalClaim) -> None:
    assert hospital_back(one) == (one,)


surfaces = st.lists(st.sampled_from("BDFILMO"), max_size=5, unique=True).map(tuple)
dental_lines = st.builds(
    DentalLine, st.just(1), st.sampled_from(["D2392", "D0220"]), cents, counts,
    place_of_service=st.sampled_from(["", "22"]), prosthesis=st.sampled_from(["", "I", "R"]),
    pointers=st.lists(st.integers(1, 4), max_size=4).map(tuple),
    teeth=st.lists(st.builds(Tooth, st.sampled_from(["1", "32", "A"]), surfaces), max_size=32).map(tuple),
    service_date=st.none() | days, prior_placement=st.none() | days,
)  # fmt: skip


@given(st.lists(dental_lines, min_size=1, max_size=6).map(tuple), st.none() | cents, st.none() | spans)
def test_any_dental_claim_comes_back(
    lines: tuple[DentalLine, ...], patient_paid: Money | None, service_dates: Span | None
) -> None:
    one = replace(filling(), lines=lines, patient_paid=patient_paid, service_dates=service_dates)
    assert dental_back(one) == (one,)
