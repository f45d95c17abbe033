"""277CA to bytes and back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanclaim.core.money import Money
from cleanclaim.exchange.claim_acknowledgment import (
    AnsweredClaim,
    BatchAcknowledgment,
    decode_claim_acknowledgment,
    encode_claim_acknowledgments,
)
from cleanclaim.exchange.professional_claim import encode_claims
from cleanclaim.exchange.received_claim import ReceivedClaim, decode_claims
from cleanclaim.model.people import Name
from cleanclaim.submission.answers import ClaimAnswer, ClaimAnswers, ClaimStatus
from cleanclaim.x12.writing import Envelope
from tests.unit.exchange.claim_examples import AT, claim, dependent_claim, envelope
from tests.unit.exchange.oracles import pyx12_complaints
from tests.unit.exchange.wire_reading import transaction_sets

ENVELOPE = Envelope("RECV01", "ELMCLINIC", "HN", "005010X214", AT, 8, 8)
ACCEPTED = ClaimAnswer("E01A", True, (ClaimStatus("A2", "20", "PR"),), "PAYER-1", Money(18500))
REFUSED = ClaimAnswer(
    "E02A", False, (ClaimStatus("A7", "164", "IL"), ClaimStatus("A3", "21")), "", Money(18500)
)  # fmt: skip


def batch(*answers: ClaimAnswer) -> BatchAcknowledgment:
    raw = encode_claims([claim(), dependent_claim()], envelope=envelope(), set_controls=["0001"])
    received = decode_claims(transaction_sets(raw)[0])
    answered: list[AnsweredClaim] = list(zip(received, answers, strict=False))
    return BatchAcknowledgment("0001", "CA1", "Sure Health", "60054", tuple(answered))


def encoded(*answers: ClaimAnswer) -> bytes:
    return encode_claim_acknowledgments([batch(*answers)], envelope=ENVELOPE)


def read_back(raw: bytes) -> ClaimAnswers:
    answers, findings = decode_claim_acknowledgment(transaction_sets(raw)[0])
    assert findings == ()
    assert answers is not None
    return answers


@pytest.mark.parametrize(
    "answers", [(ACCEPTED,), (ACCEPTED, REFUSED), (replace(REFUSED, control_number="E01A"),)]
)
def test_pyx12_accepts_it_and_it_comes_back(answers: tuple[ClaimAnswer, ...]) -> None:
    raw = encoded(*answers)
    assert pyx12_complaints(raw) == []
    assert read_back(raw) == ClaimAnswers("0000001010001", True, (ClaimStatus("A1", "19", "PR"),), answers)


def test_the_category_that_decides_is_the_rejecting_one() -> None:
    assert ACCEPTED.category == "A2"
    assert replace(REFUSED, statuses=(ClaimStatus("A1", "19"), ClaimStatus("A6", "21"))).category == "A6"


def test_totals_count_and_sum_both_sides() -> None:
    raw = encoded(ACCEPTED, REFUSED)
    assert b"QTY*90*1~QTY*AA*1~AMT*YU*185~AMT*YY*185~HL*3*2*19" in raw
    assert b"QTY*QA*1~QTY*QC*1~" in raw


def test_a_rejected_line_rejects_its_claim() -> None:
    raw = encoded(ACCEPTED).replace(
        b"DTP*472*D8*20260404~SE", b"DTP*472*D8*20260404~SVC*HC:99214*185**UN*1~STC*A7:454*20260504*U~SE"
    )
    answers, _ = decode_claim_acknowledgment(transaction_sets(raw)[0])
    assert answers is not None
    (one,) = answers.claims
    assert (one.accepted, one.category) == (False, "A7")


def test_wrong_totals_are_told_and_nothing_is_taken_from_them() -> None:
    raw = (
        encoded(ACCEPTED).replace(b"QTY*90*1~", b"QTY*90*2~").replace(b"AMT*YU*185~HL*3", b"AMT*YU*200~HL*3")
    )
    answers, findings = decode_claim_acknowledgment(transaction_sets(raw)[0])
    assert answers is not None
    assert answers.claims == (ACCEPTED,)
    assert [(each.found, each.wanted) for each in findings] == [("2", "1"), ("200", "185")]


def test_a_refused_batch_names_no_claims() -> None:
    whole = encoded(ACCEPTED)
    text = whole.decode()
    cut = text[: text.index("HL*3*")] + "SE*11*0001~GE*1*8~IEA*1*000000008~"
    cut = cut.replace("STC*A1:19:PR*20260504*WQ*", "STC*A3:24:41*20260504*U*")
    answers = read_back(cut.encode())
    assert (answers.accepted, answers.claims) == (False, ())


def test_a_claim_without_status_is_unreadable() -> None:
    raw = encoded(ACCEPTED).replace(b"STC*A2:20:PR*20260504*WQ*185~", b"")
    answers, findings = decode_claim_acknowledgment(transaction_sets(raw)[0])
    assert answers is None
    assert findings[0].place.path[-1] == "STC01"


def test_action_u_rejects_whatever_the_category_says() -> None:
    raw = encoded(ACCEPTED).replace(b"STC*A2:20:PR*20260504*WQ*", b"STC*A2:20:PR*20260504*U*")
    answers, _ = decode_claim_acknowledgment(transaction_sets(raw)[0])
    assert answers is not None
    assert not answers.claims[0].accepted


def test_what_a_payer_cannot_spell_is_answered_all_the_same() -> None:
    whole = batch(ACCEPTED)
    ((received, answer),) = whole.answered
    assert isinstance(received, ReceivedClaim)
    odd = replace(received, patient=Name("\u6e05", "Li"), billing_name="\u6e05")
    lower = replace(answer, control_number="e01a")
    raw = encode_claim_acknowledgments([replace(whole, answered=((odd, lower),))], envelope=ENVELOPE)
    assert pyx12_complaints(raw) == []
    assert b"NM1*QC*1*UNKNOWN*LI****MI*M12345~TRN*2*e01a~" in raw
    assert b"NM1*85*2*UNKNOWN*" in raw
