"""Laws of reversals: whatever a payer sends in whatever order, the books hold and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import RECEIVABLES, Account
from cleanclaim.ledger.balances import account_balance, line_balances
from cleanclaim.ledger.entries import Entry, undone_keys
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.remittance import ClaimPayment, ProviderAdjustment, Remittance
from cleanclaim.model.work import WorkItem
from cleanclaim.remittance import remittance_key
from cleanclaim.remittance.standing import standing
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

AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ONE, SECONDED = claim("200.00"), claim("200.00", claim_id="E02A", second=SECOND_PLAN)
CLAIMS = (ONE, SECONDED)
TEXTS = (
    ("CO-45 60.00", "PR-1 20.00", "PR-2 24.00"),
    ("CO-45 50.00", "PR-1 20.00", "PR-2 26.00"),
    ("CO-16 200.00",),
    ("CO-45 60.00", "CO-50 30.00"),
)
PAYMENTS = tuple(answer(one, *texts) for one in CLAIMS for texts in TEXTS)
MOVES = PAYMENTS + tuple(negated(one) for one in PAYMENTS)
FILES = st.lists(st.lists(st.sampled_from(MOVES), min_size=1, max_size=4), min_size=1, max_size=5)
REPLAYS = st.lists(st.integers(0, 4), max_size=3)


def file_of(number: int, payments: list[ClaimPayment]) -> Remittance:
    sent = replace(remittance(*payments), trace_number=f"T{number}")
    if sent.payment < ZERO:
        lift = ProviderAdjustment("FB", "", sent.payment)
        sent = replace(remittance(*payments, provider=[lift]), trace_number=f"T{number}")
    return sent


class Practice:
    """Posts as the application does: once per natural key, every file against the books so far."""

    def __init__(self) -> None:
        self.books: list[Entry] = charged(*CLAIMS)
        self.work: list[WorkItem] = []
        self.posted: dict[str, Remittance] = {}

    def take(self, sent: Remittance) -> None:
        key = remittance_key(sent).digest
        if key in self.posted:
            return
        result = posted(sent, *CLAIMS, books=self.books)
        assert result.cleared == sent.payment
        self.posted[key] = sent
        self.books += result.entries
        self.work += result.work_items


@settings(deadline=None, max_examples=150)
@given(FILES, REPLAYS)
def test_any_sequence_keeps_the_books(files: list[list[ClaimPayment]], replays: list[int]) -> None:
    sent = [file_of(number, payments) for number, payments in enumerate(files)]
    practice = Practice()
    for each in [*sent, *(sent[number] for number in replays if number < len(sent))]:
        practice.take(each)
    books = practice.books
    assert len({entry.natural_key for entry in books}) == len(books)
    assert Money.total(p.amount for entry in books for p in entry.postings) == ZERO
    assert account_balance(books, Account.CLEARING) == Money.total(each.payment for each in sent)
    proof = trace_money(sent, books)
    assert proof.holds, proof.findings
    for (claim_id, _), balances in line_balances(books).items():
        below = [account for account in RECEIVABLES if balances.get(account, ZERO) < ZERO]
        assert not below or claim_id in {item.about for item in practice.work}
    for one in CLAIMS:
        own = [e for e in books if any(p.claim_id == one.claim_id for p in e.postings)]
        assert len(standing(own)) <= 1  # a claim has one answer at a time
        receivable = line_balances(own)[one.claim_id, 1].get(Account.RECEIVABLE_PRIMARY, ZERO)
        assert receivable == (ZERO if standing(own) else one.total_charge)


@settings(deadline=None, max_examples=100)
@given(FILES)
def test_what_is_undone_is_undone_once_and_to_the_cent(files: list[list[ClaimPayment]]) -> None:
    practice = Practice()
    for number, payments in enumerate(files):
        practice.take(file_of(number, payments))
    undone = undone_keys(practice.books)
    by_key = {entry.natural_key: entry for entry in practice.books}
    undoing = [entry for entry in practice.books if undone_keys([entry])]
    assert len(undoing) == len(undone)
    for entry in undoing:
        [key] = undone_keys([entry])
        assert [-p.amount for p in entry.postings] == [p.amount for p in by_key[key].postings]
        assert [p.account for p in entry.postings] == [p.account for p in by_key[key].postings]


@settings(deadline=None, max_examples=60)
@given(st.permutations([PAYMENTS[0], negated(PAYMENTS[0]), PAYMENTS[1]]))
def test_one_remittance_in_any_order_ends_at_the_correction(three: list[ClaimPayment]) -> None:
    result = posted(file_of(0, three), *CLAIMS)
    events = []
    for item in result.outcomes:
        undoes = f"835:{item.undoes}" if item.undoes else ""
        events.append(ClaimEvent("E01A", item.event, AT, f"835:{item.entry_key}", detail=undoes))
    assert state_of(events) is ClaimState.PAID
    assert [item.event for item in result.outcomes].count(ClaimEventKind.REVERSED) == 1
