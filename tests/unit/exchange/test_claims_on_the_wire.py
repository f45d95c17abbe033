"""837P bytes: what an independent validator says of them, and what stands in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.professional_claim import encode_claims
from cleanclaim.exchange.wire import wire_text
from cleanclaim.model.claim import Claim
from cleanclaim.model.people import Name
from tests.unit.exchange.claim_examples import (
    PATIENT,
    PRACTICE,
    RENDERING,
    SURE,
    claim,
    dependent_claim,
    envelope,
    every_claim,
    laboratory_claim,
    line,
)
from tests.unit.exchange.oracles import pyx12_complaints


def encoded(*claims: Claim, sets: int = 0, line_end: str = "") -> bytes:
    controls = [f"{number:04d}" for number in range(1, (sets or len(claims)) + 1)]
    return encode_claims(
        claims,
        envelope=envelope(),
        set_controls=controls,
        original_claim_numbers={"E07A": "PAYER1"},
        line_end=line_end,
    )


@pytest.mark.parametrize("one", every_claim(), ids=lambda one: str(one.claim_id))
def test_pyx12_accepts_each_kind_of_claim(one: Claim) -> None:
    assert pyx12_complaints(encoded(one)) == []


def test_pyx12_accepts_all_in_one_set_and_in_many() -> None:
    assert pyx12_complaints(encoded(*every_claim(), sets=1)) == []
    assert pyx12_complaints(encoded(*every_claim())) == []
    assert pyx12_complaints(encoded(*every_claim()).replace(b"HL*1**20*1", b"HL*1**20*7", 1)) != []


GOLDEN = Path(__file__).parents[2] / "golden"
NAMED = {
    "E01A": "patient-is-subscriber",
    "E02A": "dependent-child",
    "E03A": "secondary-plan-named",
    "E04A": "drug-with-ndc",
    "E05A": "laboratory-referral-and-facility",
    "E06A": "auto-accident-over-two-days",
    "E07A": "replacement",
}


@pytest.mark.parametrize("one", every_claim(), ids=lambda one: str(one.claim_id))
def test_each_kind_of_claim_is_written_as_its_golden_file(one: Claim) -> None:
    golden = GOLDEN / f"exchange-837p-{NAMED[one.claim_id]}.x12"
    assert encoded(one, line_end="\n") == golden.read_bytes()


def test_text_is_plain_ascii_and_never_holds_a_delimiter() -> None:
    odd = replace(claim(), patient=replace(PATIENT, name=Name("Nuñez*~:^ d’Ångström", "Zoë  Ω")))
    assert b"~NM1*IL*1*NUNEZ D'ANGSTROM*ZOE****MI*M12345~" in encoded(odd)


@pytest.mark.parametrize("text", ["ß Æ ø Ł đ Þ", "“x” – …"])
def test_letters_that_unicode_keeps_whole_are_spelled_out(text: str) -> None:
    assert wire_text(text) in ("SS AE O L D TH", '"X" - ...')


def test_a_set_for_each_claim_unless_told_otherwise() -> None:
    assert encoded(*every_claim()).count(b"~ST*837*") == 7
    assert encoded(*every_claim(), sets=3).count(b"~ST*837*") == 3


def test_a_laboratory_number_and_an_orderer_only_where_they_belong() -> None:
    assert b"REF*X4" not in encoded(claim())
    raw = encoded(laboratory_claim())
    assert raw.count(b"REF*X4*14D0000001~") == 1
    assert b"REF*6R*E05A-1~NM1*DK*1*O'NEIL*PAT*Q***XX*1111111112~LX*2~" in raw
    assert raw.count(b"NM1*DK*") == 1


def test_a_rendering_provider_who_bills_is_not_named_twice() -> None:
    assert b"NM1*82" in encoded(claim())
    assert b"NM1*82" not in encoded(replace(claim(), rendering=replace(RENDERING, npi=PRACTICE.npi)))


def test_two_practices_are_two_billing_providers() -> None:
    other = replace(claim("E09A"), practice=replace(PRACTICE, npi="1111111112"))
    raw = encoded(claim(), other, sets=1)
    assert raw.count(b"*20*1~") == 2
    assert b"HL*3**20*1~" in raw
    assert b"HL*4*3*22*0~" in raw


NO_SUBSCRIBER = replace(dependent_claim().coverage, subscriber=None)


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (replace(claim(), lines=()), "1-50 lines"),
        (replace(claim(), diagnoses=claim().diagnoses * 7), "1-12 diagnoses"),
        (replace(claim(), lines=(replace(line(1, "99213", 1), pointers=()),)), "one to four pointers"),
        (replace(claim(), lines=(replace(line(1, "99213", 1), control_number="a"),)), "REF\\*6R must be"),
        (replace(claim(), claim_id="E" * 21), "CLM01 must be"),
        (replace(claim(), frequency="8"), "REF\\*F8 is missing"),
        (replace(dependent_claim(), coverage=NO_SUBSCRIBER), "no subscriber"),
        (replace(claim(), coverage=replace(claim().coverage, member_id="")), "member id is missing"),
        (replace(claim(), patient=replace(PATIENT, name=Name("\u6e05", "A"))), "last name is missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_without_naming_anyone(broken: Claim, complaint: str) -> None:
    with pytest.raises(MisuseError, match=complaint) as caught:
        encoded(broken)
    assert "Testcase" not in str(caught.value)
    assert "M12345" not in str(caught.value)


def test_an_envelope_of_another_kind_is_refused() -> None:
    with pytest.raises(MisuseError, match="GS01 HC"):
        encode_claims([claim()], envelope=envelope(functional_id="HP"), set_controls=["0001"])
    with pytest.raises(MisuseError, match="at least one claim"):
        encode_claims([], envelope=envelope(), set_controls=["0001"])
    far = replace(claim(), coverage=replace(claim().coverage, payer=replace(SURE, receiver_id="FAR")))
    with pytest.raises(MisuseError, match="one receiver"):
        encoded(claim(), far, sets=1)
