"""270, 276 and 278 requests: what stands in them, and that another program reads them as meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Report
from cleanclaim.exchange.eligibility_inquiry import encode_eligibility_inquiries
from cleanclaim.exchange.services_review import encode_review_requests
from cleanclaim.exchange.status_inquiry import encode_claim_inquiries
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from tests.unit.exchange.claim_examples import envelope
from tests.unit.exchange.inquiry_examples import asked_eligibility, asked_review, asked_status
from tests.unit.exchange.oracles import x12sdk_segments

GOLDEN = Path(__file__).parents[2] / "golden"


def eligibility(line_end: str = "") -> bytes:
    header = envelope(functional_id="HS", guide="005010X279A1")
    return encode_eligibility_inquiries(
        asked_eligibility(), envelope=header, set_control="0001", reference="ELIG1", line_end=line_end
    )


def status(line_end: str = "") -> bytes:
    header = envelope(functional_id="HR", guide="005010X212")
    return encode_claim_inquiries(
        asked_status(), envelope=header, set_control="0001", reference="STAT1", line_end=line_end
    )


def review(line_end: str = "") -> bytes:
    header = envelope(functional_id="HI", guide="005010X217")
    return encode_review_requests([asked_review()], envelope=header, set_controls=["0001"], line_end=line_end)


WRITTEN = {
    "270-subscriber-and-child": eligibility,
    "276-subscriber-and-child": status,
    "278-knee-in-hospital": review,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_it_is_clean_and_written_as_its_golden_file(name: str) -> None:
    assert check(read(WRITTEN[name]())) == Report()
    assert WRITTEN[name]("\n") == (GOLDEN / f"exchange-{name}.x12").read_bytes()


def test_another_program_reads_who_asks_about_whom() -> None:
    found = x12sdk_segments(eligibility())
    assert [(one.name_last_or_organization_name, one.name_first) for one in found["NM1"]] == [
        ("PLAN ONE", None), ("HARBOR FAMILY MEDICINE", None), ("TESTER", "ALMA"), ("SPECIMEN", "CY"),
        ("SPECIMEN", "BO"),
    ]  # fmt: skip
    assert [one.reference_identification_1 for one in found["TRN"]] == ["TRACE0001", "TRACE0002"]
    assert [one.service_type_code for one in found["EQ"]] == [["30", "98"], ["30"]]


def test_another_program_reads_which_claims_are_asked_after() -> None:
    found = x12sdk_segments(status())
    assert [one.reference_identification_1 for one in found["TRN"]] == ["A1001", "B2002"]
    assert [str(one.monetary_amount) for one in found["AMT"]] == ["300", "90"]
    assert [one.reference_identification for one in found["REF"]] == ["ICN1", "A1001"]


def test_questions_to_another_payer_begin_a_level_of_their_own() -> None:
    one, two = asked_eligibility()
    other = replace(two, payer=replace(two.payer, identifier="PLAN9"))
    header = envelope(functional_id="HS", guide="005010X279A1")
    raw = encode_eligibility_inquiries([one, other], envelope=header, set_control="0001", reference="ELIG1")
    levels = [part for part in raw.decode().split("~") if part.startswith("HL*")]
    assert levels == [
        "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "HL*4**20*1", "HL*5*4*21*1", "HL*6*5*22*1", "HL*7*6*23*0",
    ]  # fmt: skip


def test_what_cannot_be_asked_is_refused() -> None:
    wrong = envelope()
    with pytest.raises(MisuseError):
        encode_eligibility_inquiries(
            asked_eligibility(), envelope=wrong, set_control="0001", reference="ELIG1"
        )
    with pytest.raises(MisuseError):
        encode_claim_inquiries(asked_status(), envelope=wrong, set_control="0001", reference="STAT1")
    with pytest.raises(MisuseError):
        encode_review_requests([asked_review()], envelope=wrong, set_controls=["0001"])
    short = replace(asked_eligibility()[0], originator="123")
    header = envelope(functional_id="HS", guide="005010X279A1")
    with pytest.raises(MisuseError):
        encode_eligibility_inquiries([short], envelope=header, set_control="0001", reference="ELIG1")
