"""The second plan's answer: journal 3b, both ways to count what came before, and what waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanclaim.ledger.balances import trial_balance
from cleanclaim.ledger.entries import Entry
from cleanclaim.ledger.report import journal
from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.model.coverage import Coverage, Rank
from cleanclaim.model.remittance import Remittance
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance import Cause
from cleanclaim.remittance.tracing import trace_money
from tests.unit.remittance.remittance_examples import (
    SECOND_PLAN,
    answer,
    charged,
    claim,
    negated,
    posted,
    remittance,
)

ONE = claim("200.00", second=SECOND_PLAN)
FIRST = remittance(answer(ONE, "CO-45 60.00", "PR-1 20.00", "PR-2 24.00", "PR-3 10.00"))


def second(*texts: str, trace: str = "S1", remarks: tuple[str, ...] = ()) -> Remittance:
    payment = replace(answer(ONE, *texts, remarks=remarks), claim_status="2")
    return replace(remittance(payment), trace_number=trace, payer_identifier=SECOND_PLAN.identifier)


def books() -> list[Entry]:
    before = charged(ONE)
    return [*before, *posted(FIRST, ONE, books=before).entries]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("OA-23 146.00", "PR-3 10.00"), "CLR +44.00; AR.PT +10.00; AR.P2 -54.00"),
        (("OA-23 86.00", "CO-45 60.00", "PR-3 10.00"), "CLR +44.00; AR.PT +10.00; AR.P2 -54.00"),
        (("OA-23 86.00", "CO-45 70.00", "PR-3 4.00"), "CLR +40.00; CONTRA +10.00; AR.PT +4.00; AR.P2 -54.00"),
        (("OA-23 146.00", "CO-45 54.00"), "CONTRA +54.00; AR.P2 -54.00"),
        (("OA-23 146.00",), "CLR +54.00; AR.P2 -54.00"),
        # no OA-23: the discount holds all that came before, and is capped at what stood open
        (("CO-45 156.00",), "CLR +44.00; CONTRA +10.00; AR.P2 -54.00"),
        (("CO-45 146.00", "PR-3 10.00"), "CLR +44.00; AR.PT +10.00; AR.P2 -54.00"),
    ],
)
def test_3b(texts: tuple[str, ...], expected: str) -> None:
    result = posted(second(*texts), ONE, books=books())
    assert [journal(entry) for entry in result.entries] == [expected]
    assert result.outcomes[0].event is ClaimEventKind.PAID
    assert result.outcomes[0].by_later_plan
    assert (result.work_items, result.disputed) == ((), ())
    assert {each.payer_id for each in result.entries[0].postings} <= {"next", ""}
    after = [*books(), *result.entries]
    assert not trace_money([FIRST, second(*texts)], after).findings
    assert {a.value: str(m) for a, m in trial_balance(after).items()}["AR.P2"] == "0.00"


@pytest.mark.parametrize(
    ("texts", "cause"),
    [
        (("OA-23 145.00", "PR-3 10.00"), Cause.PRIOR_PAYER),
        (("CO-45 60.00",), Cause.PRIOR_PAYER),
        (("CO-45 145.99",), Cause.PRIOR_PAYER),  # it pays a cent more than stood open
        (("OA-23 86.00", "CO-45 59.99"), Cause.PRIOR_PAYER),
        (("OA-23 146.00", "CO-16 54.00"), Cause.LATER_PLAN),
        (("OA-23 146.00", "PR-96 54.00"), Cause.LATER_PLAN),
        (("CO-23 146.00",), Cause.LATER_PLAN),
        (("OA-23 146.00", "PR-3 -10.00"), Cause.NEGATIVE_AMOUNT),
    ],
)
def test_what_does_not_tie_to_the_first_plan_waits(texts: tuple[str, ...], cause: Cause) -> None:
    sent = second(*texts)
    assert posted(sent, ONE, books=books()).outcomes[0].cause == cause.value


def test_without_an_answer_of_the_first_plan_or_a_second_time_it_waits() -> None:
    assert posted(second("OA-23 146.00"), ONE).outcomes[0].cause == Cause.NOT_OPEN.value
    once = [*books(), *posted(second("OA-23 146.00"), ONE, books=books()).entries]
    again = posted(second("OA-23 146.00", trace="S2"), ONE, books=once)
    assert again.outcomes[0].cause == Cause.NOT_OPEN.value


def test_a_plan_that_is_not_the_second_one_waits() -> None:
    stranger = replace(second("OA-23 146.00"), payer_identifier="99999")
    assert posted(stranger, ONE, books=books()).outcomes[0].cause == Cause.LATER_PLAN.value


def test_a_first_plan_that_takes_its_payment_back_afterwards_leaves_a_credit_to_see() -> None:
    paid = [*books(), *posted(second("OA-23 146.00", "PR-3 10.00"), ONE, books=books()).entries]
    back = replace(remittance(negated(FIRST.claims[0]), answer(ONE)), trace_number="T9")
    result = posted(back, ONE, books=paid)
    [credit] = [item for item in result.work_items if item.kind is WorkKind.CREDIT]
    assert credit.detail == "line 1 AR.P2 -54.00"


THIRD_PLAN = replace(SECOND_PLAN, payer_id="last", identifier="80082")
THREE = replace(ONE, other_coverages=(*ONE.other_coverages, Coverage(Rank.TERTIARY, THIRD_PLAN, "M3")))


def test_a_third_plan_pays_what_two_plans_left() -> None:
    before = charged(THREE)
    before += posted(FIRST, THREE, books=before).entries
    two = posted(second("OA-23 146.00", "PR-3 10.00"), THREE, books=before)
    assert journal(two.entries[0]) == "CLR +44.00; AR.P3 +10.00; AR.P2 -54.00"
    [item] = two.work_items
    assert item.work_item_id == f"secondary:E01A:{two.entries[0].natural_key}"
    assert item.detail == "10.00 left by the second plan; next payer last"
    before += two.entries
    payment = replace(answer(THREE, "OA-23 190.00", "PR-3 4.00"), claim_status="3")
    sent = replace(remittance(payment), trace_number="T3", payer_identifier=THIRD_PLAN.identifier)
    three = posted(sent, THREE, books=before)
    assert journal(three.entries[0]) == "CLR +6.00; AR.PT +4.00; AR.P3 -10.00"
    assert {each.payer_id for each in three.entries[0].postings} == {"last", ""}
    again = posted(replace(sent, trace_number="T4"), THREE, books=[*before, *three.entries])
    assert again.outcomes[0].cause == Cause.NOT_OPEN.value
