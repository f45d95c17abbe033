"""Laws of the books, for any entries and any remittance a payer may send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import account_balance, line_balances, sum_by, trial_balance
from cleanclaim.ledger.entries import Entry, Posting, UnbalancedEntryError, reversal
from cleanclaim.ledger.report import trial_balance_report
from cleanclaim.model.claim import Claim, ClaimEventKind
from cleanclaim.model.remittance import Adjustment, ClaimPayment, LinePayment, ProviderAdjustment
from cleanclaim.remittance import Posted
from cleanclaim.statements import billed_lines, statement
from tests.unit.remittance.remittance_examples import (
    PATIENT,
    PRACTICE,
    SECOND_PLAN,
    charged,
    claim,
    payment,
    posted,
    remittance,
)

DAY = date(2026, 6, 1)
CENTS = st.integers(min_value=-(10**9), max_value=10**9)
SIDES = st.lists(
    st.tuples(st.sampled_from(Account), CENTS, st.sampled_from(["A", "B"]), st.integers(0, 3)),
    min_size=1,
    max_size=6,
)


def balanced(key: str, sides: list[tuple[Account, int, str, int]]) -> Entry:
    """Any sides, made to balance by a last one."""
    postings = [Posting(account, Money(cents), name, line) for account, cents, name, line in sides]
    rest = Money.total(posting.amount for posting in postings)
    return Entry(key, DAY, key, (*postings, Posting(Account.UNAPPLIED, -rest)))


BOOKS = st.lists(SIDES, max_size=8).map(
    lambda many: [balanced(f"k{number}", sides) for number, sides in enumerate(many)]
)


@settings(deadline=None)
@given(BOOKS)
def test_all_books_sum_to_zero(books: list[Entry]) -> None:
    assert Money.total(trial_balance(books).values()) == ZERO
    assert trial_balance_report(books).difference == ZERO


@settings(deadline=None)
@given(SIDES, CENTS.filter(bool))
def test_no_entry_is_off_by_a_cent(sides: list[tuple[Account, int, str, int]], off: int) -> None:
    sound = balanced("k", sides)
    first = replace(sound.postings[0], amount=sound.postings[0].amount + Money(off))
    with pytest.raises(UnbalancedEntryError):
        replace(sound, postings=(first, *sound.postings[1:]))


@settings(deadline=None)
@given(BOOKS)
def test_order_of_entries_does_not_matter(books: list[Entry]) -> None:
    assert trial_balance(books) == trial_balance(list(reversed(books)))


@settings(deadline=None)
@given(BOOKS)
def test_reversing_everything_leaves_nothing(books: list[Entry]) -> None:
    undone = [reversal(one, natural_key=f"undo:{one.natural_key}", posted_on=DAY) for one in books]
    assert all(not balance for balance in trial_balance([*books, *undone]).values())


@settings(deadline=None)
@given(BOOKS)
def test_subledgers_add_up_to_the_accounts(books: list[Entry]) -> None:
    totals: dict[Account, Money] = {}
    for balances in line_balances(books).values():
        for account, amount in balances.items():
            totals[account] = totals.get(account, ZERO) + amount
    assert totals == sum_by(books, lambda posting: posting.account)


# any answer of a payer, sensible or not

REASONS = ("1", "2", "3", "16", "23", "45", "50", "96", "133", "144", "253", "9999")
ADJUSTMENTS = st.lists(
    st.builds(
        Adjustment,
        group=st.sampled_from(("CO", "CO", "PR", "PR", "OA", "PI", "CR")),
        reason=st.sampled_from(REASONS),
        amount=st.integers(-500, 9000).map(Money),
    ),
    max_size=3,
).map(tuple)
REMARKS = st.sampled_from(((), (), ("N781",), ("MA18",), ("N290", "M27")))


@st.composite
def answers(draw: st.DrawFn, one: Claim) -> ClaimPayment:
    """A claim payment to `one`: its lines balance, mostly; some are left out, turned or changed."""
    lines = [draw(line_answers(one, position)) for position in range(len(one.lines))]
    status = draw(st.sampled_from(("1", "1", "1", "4", "2", "19", "22", "25")))
    made = payment(one, *lines, claim_status=status)
    if draw(st.sampled_from((False, False, False, True))):
        made = replace(made, paid=made.paid + Money(draw(st.sampled_from((1, -1, 500)))))
    return replace(made, control_number=draw(st.sampled_from((one.claim_id, one.claim_id, "NOBODY"))))


@st.composite
def line_answers(draw: st.DrawFn, one: Claim, position: int) -> LinePayment:
    ours = one.lines[position]
    adjustments = draw(ADJUSTMENTS)
    return LinePayment(
        ordinal=position + 1,
        qualifier="HC",
        procedure=ours.procedure.value,
        modifiers=draw(st.sampled_from((ours.modifiers, ()))),
        charge=ours.charge,
        paid=ours.charge - Money.total(item.amount for item in adjustments),
        adjustments=adjustments,
        control_number=draw(st.sampled_from((ours.control_number, ""))),
        remarks=draw(REMARKS),
    )


CLAIMS = (
    claim("200.00", claim_id="A"),
    claim("120.00", "80.00", claim_id="B", second=SECOND_PLAN),
    claim("75.00", "75.00", "0.00", claim_id="C"),
)
ANSWERS = st.lists(st.sampled_from(CLAIMS).flatmap(answers), max_size=5)
PROVIDER = st.lists(
    st.builds(
        ProviderAdjustment,
        st.sampled_from(("WO", "L6", "FB", "CS", "IR", "??")),
        st.just("R"),
        CENTS.map(Money),
    ),
    max_size=2,
)


def answered(payments: list[ClaimPayment], provider: Iterable[ProviderAdjustment]) -> Posted:
    """Post them; a payment below zero is lifted to zero by a forward balance, as payers do."""
    sent = remittance(*payments, provider=provider)
    if sent.payment < ZERO:
        lift = ProviderAdjustment("FB", "R", sent.payment)
        sent = remittance(*payments, provider=[*sent.provider_adjustments, lift])
    result = posted(sent, *CLAIMS)
    assert not result.quarantined
    assert result.cleared == sent.payment
    return result


@settings(deadline=None)
@given(ANSWERS, PROVIDER)
def test_clearing_always_ends_at_the_payment(
    payments: list[ClaimPayment], provider: list[ProviderAdjustment]
) -> None:
    result = answered(payments, provider)
    assert len(result.outcomes) == len(payments)
    assert len({entry.natural_key for entry in result.entries}) == len(result.entries)
    held = [item for item in result.work_items if item.kind.value == "suspense"]
    unexplained = [each for each in provider if each.reason in ("CS", "??")]
    assert len(held) == len(result.suspended) + len(unexplained)


@settings(deadline=None)
@given(ANSWERS)
def test_a_suspended_payment_touches_no_receivable(payments: list[ClaimPayment]) -> None:
    result = answered(payments, ())
    by_key = {entry.natural_key: entry for entry in result.entries}
    for outcome in result.suspended:
        accounts = {posting.account for posting in by_key[outcome.entry_key].postings}
        assert accounts == {Account.CLEARING, Account.UNAPPLIED}


@settings(deadline=None)
@given(ANSWERS)
def test_a_posted_claim_leaves_nothing_with_the_first_plan_and_invents_nothing(
    payments: list[ClaimPayment],
) -> None:
    result = answered(payments, ())
    books = [*charged(*CLAIMS), *result.entries]
    balances = line_balances(books)
    done = {item.claim_id for item in result.outcomes if item.event is not ClaimEventKind.SUSPENDED}
    for one in CLAIMS:
        for line in one.lines:
            accounts = balances.get((one.claim_id, line.line_number), {})
            left = accounts.get(Account.RECEIVABLE_PRIMARY, ZERO)
            assert left == (ZERO if one.claim_id in done else line.charge)
            assert accounts.get(Account.RECEIVABLE_PATIENT, ZERO) >= ZERO
            assert accounts.get(Account.RECEIVABLE_DENIED, ZERO) >= ZERO
            assert Money.total(accounts.values()) == ZERO


@settings(deadline=None)
@given(ANSWERS)
def test_only_pr_1_2_3_reach_the_patient_and_every_dispute_is_listed(payments: list[ClaimPayment]) -> None:
    result = answered(payments, ())
    posted_ordinals = {item.ordinal for item in result.outcomes if item not in result.suspended}
    share = Money.total(
        item.amount
        for ordinal, one in enumerate(payments, start=1)
        if ordinal in posted_ordinals
        for line in one.lines
        for item in line.adjustments
        if item.group == "PR" and item.reason in ("1", "2", "3")
    )
    assert account_balance(result.entries, Account.RECEIVABLE_PATIENT) <= share
    disputed = Money.total(item.amount for item in result.disputed)
    assert account_balance(result.entries, Account.RECEIVABLE_DENIED) == disputed


@settings(deadline=None)
@given(ANSWERS, PROVIDER)
def test_posting_is_a_pure_function(payments: list[ClaimPayment], provider: list[ProviderAdjustment]) -> None:
    assert answered(payments, provider) == answered(payments, provider)


@settings(deadline=None)
@given(ANSWERS)
def test_a_statement_can_always_be_made_and_adds_up(payments: list[ClaimPayment]) -> None:
    books = [*charged(*CLAIMS), *answered(payments, ()).entries]
    lines = [line for one in CLAIMS for line in billed_lines(one, wordings={})]
    found = statement(lines, entries=books, patient=PATIENT, practice=PRACTICE, today=DAY)
    assert found.balance == account_balance(books, Account.RECEIVABLE_PATIENT)


@settings(deadline=None)
@given(ANSWERS.filter(bool), st.sampled_from([1, -1, 900]))
def test_an_unbalanced_remittance_posts_nothing(payments: list[ClaimPayment], off: int) -> None:
    sent = remittance(*payments)
    result = posted(replace(sent, payment=sent.payment + Money(off)), *CLAIMS)
    assert (result.quarantined, result.entries, result.disputed) == (True, (), ())
