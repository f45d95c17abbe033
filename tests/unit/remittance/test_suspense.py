"""What must not be posted in the plain way goes into suspense, with its cause, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.report import journal
from cleanclaim.model.claim import Claim, ClaimEventKind
from cleanclaim.model.coverage import Coverage, Rank
from cleanclaim.model.remittance import ClaimPayment, ProviderAdjustment, Remittance
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance import Cause
from tests.unit.remittance.remittance_examples import (
    PLAN,
    SECOND_PLAN,
    adjustments,
    answer,
    charged,
    claim,
    money,
    negated,
    paid_line,
    payment,
    posted,
    remittance,
)

ONE = claim("200.00")
TWO = claim("300.00", "200.00")
SECONDED = claim("200.00", second=SECOND_PLAN)
PLAIN = answer(ONE, "CO-45 60.00", "PR-1 20.00")
Change = Callable[[ClaimPayment], ClaimPayment]


def status(value: str) -> Change:
    return lambda item: replace(item, claim_status=value)


def only_cause(one: Remittance, *claims: Claim) -> str:
    """Post, check that the money is in suspense and touches nothing else, and give the cause."""
    result = posted(one, *claims)
    [outcome] = result.outcomes
    [entry] = result.entries
    [item] = result.work_items
    assert outcome.event is ClaimEventKind.SUSPENDED
    assert outcome in result.suspended
    assert [(p.account, p.amount) for p in entry.postings] == [
        (Account.CLEARING, outcome.paid),
        (Account.UNAPPLIED, -outcome.paid),
    ]
    assert {p.line_number for p in entry.postings} == {0}
    assert (item.kind, item.due_rule) == (WorkKind.SUSPENSE, "work.suspense")
    assert item.work_item_id == f"suspense:{entry.natural_key}"
    assert result.disputed == ()
    return outcome.cause


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (status("2"), Cause.LATER_PLAN),
        (status("3"), Cause.LATER_PLAN),
        (status("19"), Cause.FORWARDED_UNKNOWN),
        (status("20"), Cause.FORWARDED),
        (status("21"), Cause.FORWARDED),
        (status("23"), Cause.FORWARDED),
        (status("25"), Cause.PREDETERMINATION),
        (status("5"), Cause.OTHER_STATUS),
        (status(""), Cause.OTHER_STATUS),
        (lambda item: replace(item, control_number="NOBODY"), Cause.UNKNOWN_CLAIM),
        (lambda item: replace(item, paid=item.paid + Money(1)), Cause.UNBALANCED),
        (lambda item: replace(item, crossover_name="OTHER PLAN"), Cause.FORWARDED_UNKNOWN),
        (lambda item: replace(item, remarks=("MA18",)), Cause.FORWARDED_UNKNOWN),
    ],
)
def test_claim_payment_that_is_not_plain(change: Change, cause: Cause) -> None:
    assert only_cause(remittance(change(PLAIN)), ONE) == cause.value


@pytest.mark.parametrize(
    ("sent", "cause"),
    [
        (("CO-45 60.00", "OA-23 40.00"), Cause.PRIOR_PAYER),
        (("CR-45 60.00",), Cause.UNKNOWN_GROUP),
        (("PR-1 -10.00",), Cause.NEGATIVE_AMOUNT),
        (("CO-16 -10.00",), Cause.NEGATIVE_AMOUNT),
        (("CO-45 230.00",), Cause.NEGATIVE_AMOUNT),
    ],
)
def test_adjustments_that_are_not_plain(sent: tuple[str, ...], cause: Cause) -> None:
    one = replace(answer(ONE, *sent))
    more = remittance(one, provider=[ProviderAdjustment("L6", "", money("-500.00"))])
    assert posted(more, ONE).outcomes[0].cause == cause.value


def test_a_contract_bonus_below_zero_is_posted_with_the_sign_sent() -> None:
    [entry] = posted(remittance(answer(ONE, "CO-45 60.00", "CO-144 -5.00")), ONE).entries
    assert journal(entry) == "CLR +145.00; CONTRA +55.00; AR.P1 -200.00"


def test_charge_differs() -> None:
    other = claim("201.00")
    assert only_cause(remittance(PLAIN), other) == Cause.CHARGE_DIFFERS.value


def test_payee_is_another_provider() -> None:
    one = replace(remittance(PLAIN), payee_npi="2222222220")
    assert only_cause(one, ONE) == Cause.OTHER_PAYEE.value
    for ours in ("", "991234567"):
        assert posted(replace(remittance(PLAIN), payee_npi=ours), ONE).suspended == ()


def test_a_later_plan_that_pays_as_if_it_were_the_first() -> None:
    one = replace(remittance(PLAIN), payer_identifier=SECOND_PLAN.identifier)
    assert only_cause(one, SECONDED) == Cause.OTHER_PLAN.value
    later = replace(ONE, coverage=Coverage(Rank.SECONDARY, PLAN, "M1"))
    assert only_cause(remittance(PLAIN), later) == Cause.LATER_PLAN.value


def test_a_claim_paid_before_is_not_paid_again() -> None:
    books = charged(ONE)
    first = posted(remittance(PLAIN), ONE, books=books)
    again = posted(replace(remittance(PLAIN), trace_number="TRACE2"), ONE, books=[*books, *first.entries])
    assert again.outcomes[0].cause == Cause.NOT_OPEN.value
    assert journal(again.entries[0]) == "CLR +120.00; UNAP -120.00"


def test_a_line_already_billed_to_the_patient_is_not_paid() -> None:
    assert posted(remittance(PLAIN), ONE, books=[]).outcomes[0].cause == Cause.NOT_OPEN.value


def test_money_that_waits_for_a_claim_is_placed_first() -> None:
    books = charged(ONE)
    books += posted(remittance(status("19")(PLAIN)), ONE, books=books).entries
    again = posted(replace(remittance(PLAIN), trace_number="TRACE2"), ONE, books=books)
    assert again.outcomes[0].cause == Cause.MONEY_IN_SUSPENSE.value


def test_a_reversal_alone_waits() -> None:
    unstated = replace(negated(PLAIN), patient_responsibility=money("0.00"))
    lifted = remittance(unstated, provider=[ProviderAdjustment("FB", "", money("-120.00"))])
    result = posted(lifted, ONE)
    assert result.outcomes[0].cause == Cause.REVERSAL.value
    assert [journal(entry) for entry in result.entries] == [
        "CLR -120.00; UNAP +120.00",
        "CLR +120.00; FWD -120.00",
    ]
    assert result.cleared == money("0.00")
    assert {finding.severity.value for finding in result.findings} == {"review"}


@pytest.mark.parametrize("reversal_first", [True, False])
def test_reversal_and_correction_in_one_remittance_both_wait(reversal_first: bool) -> None:
    pair = [negated(PLAIN), answer(ONE, "CO-45 50.00", "PR-1 20.00")]
    result = posted(remittance(*(pair if reversal_first else reversed(pair))), ONE)
    causes = {outcome.cause for outcome in result.outcomes}
    assert causes == {Cause.REVERSAL.value, Cause.REVERSED_HERE.value}
    assert {p.account for e in result.entries for p in e.postings} == {Account.CLEARING, Account.UNAPPLIED}
    assert result.cleared == money("10.00")


def test_a_correction_waits_while_its_reversal_waits() -> None:
    books = charged(ONE)
    books += posted(
        replace(remittance(negated(PLAIN), provider=[ProviderAdjustment("FB", "", money("-120"))]),
                trace_number="TRACE2"),
        ONE,
        books=books,
    ).entries  # fmt: skip
    correction = replace(remittance(answer(ONE, "CO-45 50.00")), trace_number="TRACE3")
    assert posted(correction, ONE, books=books).outcomes[0].cause == Cause.MONEY_IN_SUSPENSE.value


def test_the_same_claim_twice_posts_once_and_holds_the_other() -> None:
    result = posted(remittance(PLAIN, PLAIN), ONE)
    assert [item.cause for item in result.outcomes] == ["", Cause.REPEATED.value]
    assert len({entry.natural_key for entry in result.entries}) == 2
    assert result.cleared == money("240.00")


def test_one_unbalanced_claim_is_held_alone() -> None:
    good, bad = claim("200.00", claim_id="GOOD"), claim("100.00", claim_id="BAD")
    off = replace(answer(bad, "CO-45 30.00"), paid=money("71.00"))
    result = posted(remittance(off, answer(good, "CO-45 60.00")), good, bad)
    assert not result.quarantined
    assert [journal(entry) for entry in result.entries] == [
        "CLR +71.00; UNAP -71.00",
        "CLR +140.00; CONTRA +60.00; AR.P1 -200.00",
    ]
    [finding] = [item for item in result.findings if item.severity.value == "reject"]
    assert finding.rule_id == "remittance.balance.claim"
    assert finding.code("equation") == "CLP03 100.00 - CAS 30.00 = 70.00, CLP04 71.00"


def test_provider_adjustments_keep_clearing_at_the_payment() -> None:
    provider = [
        ProviderAdjustment("CS", "ICN7", money("25.00"), segment=40),
        ProviderAdjustment("ZZ", "", money("-3.10"), segment=40),
    ]
    result = posted(remittance(PLAIN, provider=provider), ONE)
    assert [journal(entry) for entry in result.entries[1:]] == [
        "CLR -25.00; UNAP +25.00",
        "CLR +3.10; UNAP -3.10",
    ]
    assert result.cleared == money("98.10")
    assert [item.kind for item in result.work_items] == [WorkKind.SUSPENSE] * 2
    assert [entry.natural_key for entry in result.entries[1:]] == [
        f"835:{result.key.digest}:plb:1",
        f"835:{result.key.digest}:plb:2",
    ]


def test_zero_suspense_still_holds_its_key() -> None:
    one = status("19")(answer(ONE, "CO-45 200.00"))
    [entry] = posted(remittance(one, method="NON"), ONE).entries
    assert [p.amount for p in entry.postings] == [ZERO, ZERO]
    assert entry.natural_key.startswith("835:")


def test_claim_level_adjustments_are_spread_only_when_there_is_one_line() -> None:
    whole = replace(payment(ONE), charge=money("200"), paid=money("140"), adjustments=adjustments("CO-45 60"))
    [entry] = posted(remittance(whole), ONE).entries
    assert journal(entry) == "CLR +140.00; CONTRA +60.00; AR.P1 -200.00"
    line = paid_line(ONE.lines[0], "CO-45 60")
    both = replace(payment(ONE, line), paid=money("137.20"), adjustments=adjustments("CO-253 2.80"))
    [entry] = posted(remittance(both), ONE).entries
    assert journal(entry) == "CLR +137.20; CONTRA +60.00; SEQ +2.80; AR.P1 -200.00"
    several = replace(
        payment(TWO), charge=money("500"), paid=money("440"), adjustments=adjustments("CO-45 60")
    )
    assert only_cause(remittance(several), TWO) == Cause.LINES_UNCLEAR.value
    lines = [paid_line(line) for line in TWO.lines]
    mixed = replace(payment(TWO, *lines), paid=money("440"), adjustments=adjustments("CO-45 60"))
    assert only_cause(remittance(mixed), TWO) == Cause.LINES_UNCLEAR.value
