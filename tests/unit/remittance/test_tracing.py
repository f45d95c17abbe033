"""The proof of the money holds for sound books and for no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.model.deposit import BankLine
from cleanclaim.model.remittance import ProviderAdjustment
from cleanclaim.remittance import remittance_key
from cleanclaim.remittance.depositing import deposit_entry
from cleanclaim.remittance.tracing import DayOfMoney, trace_money
from tests.unit.remittance.remittance_examples import (
    POSTED_ON,
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

ONE, TWO = claim("200.00"), claim("300.00", "200.00", claim_id="E02A")
ORIGINAL = answer(ONE, "CO-45 60.00", "PR-1 20.00", "PR-2 24.00", "PR-3 10.00")
PAIR = payment(TWO, paid_line(TWO.lines[0], "CO-45 120.00"), paid_line(TWO.lines[1], "PR-1 20.00"))
FIRST = remittance(ORIGINAL, PAIR, provider=[ProviderAdjustment("L6", "", money("-1.25"))])
CORRECTION = answer(ONE, "CO-45 50.00", "PR-1 56.00")
SECOND = replace(remittance(negated(ORIGINAL), CORRECTION), trace_number="TRACE2")
SENT = (FIRST, SECOND)
LINE = BankLine("l1", date(2026, 6, 13), FIRST.payment, "TRACE1")


def sound() -> list[Entry]:
    books = charged(ONE, TWO)
    for each in SENT:
        books += posted(each, ONE, TWO, books=books).entries
    key = remittance_key(FIRST).digest
    return [*books, deposit_entry(LINE, key, posted_on=POSTED_ON, waited=False)]


def test_sound_books_hold_and_show_the_day() -> None:
    proof = trace_money(SENT, sound())
    assert proof.findings == ()
    assert proof.holds
    paid = money("86") + money("360") + money("8")
    assert proof.days == (
        DayOfMoney(
            date(2026, 6, 12), 2, paid, paid, money("1.25"), money("455.25"), money("447.25"), money("8.00")
        ),
    )


def moved(entry: Entry, cents: int) -> Entry:
    """One entry with some cents taken from its first posting and given to its last: it still balances."""
    first, *middle, last = entry.postings
    shifted = (
        replace(first, amount=first.amount - Money(cents)),
        *middle,
        replace(last, amount=last.amount + Money(cents)),
    )
    return replace(entry, postings=shifted)


def swapped_lines(entry: Entry) -> Entry:
    """A cent moved from one service line to the other: the claim still adds up."""
    by = {1: Money(1), 2: Money(-1)}
    accounts = (Account.CLEARING, Account.RECEIVABLE_PRIMARY)
    turned = {Account.CLEARING: 1, Account.RECEIVABLE_PRIMARY: -1}
    return replace(
        entry,
        postings=tuple(
            replace(each, amount=each.amount + by[each.line_number] * turned[each.account])
            if each.account in accounts
            else each
            for each in entry.postings
        ),
    )


Break = Callable[[list[Entry]], list[Entry]]
CHARGES = 3  # entries before the first remittance


@pytest.mark.parametrize(
    ("broken", "rules"),
    [
        (lambda books: [*books[:CHARGES], *books[CHARGES + 1 :]], {"claim-missing", "clearing", "mirror"}),
        (lambda books: [*books[: CHARGES + 2], *books[CHARGES + 3 :]], {"provider-missing", "clearing"}),
        (lambda books: [*books, replace(books[-2], natural_key="835:x:y")], {"stray", "clearing"}),
        (lambda books: [*books, replace(books[-1], natural_key="deposit:x")], {"stray", "clearing"}),
        (lambda books: [*books[:-2], moved(books[-2], 1), books[-1]], {"claim", "line", "clearing"}),
        (lambda books: [*books[:-1], moved(books[-1], 1)], {"deposit"}),
        (
            lambda books: [*books[:-3], moved(books[-3], 1), *books[-2:]],
            {"claim", "line", "clearing", "mirror"},
        ),
        (
            lambda books: [*books[: CHARGES + 1], swapped_lines(books[CHARGES + 1]), *books[CHARGES + 2 :]],
            {"line"},
        ),
        (
            lambda books: [
                *books,
                Entry(
                    "x",
                    POSTED_ON,
                    "crossed lines",
                    (
                        Posting(Account.RECEIVABLE_PATIENT, Money(5), "E01A", 1),
                        Posting(Account.RECEIVABLE_PATIENT, Money(-5), "E02A", 1),
                    ),
                ),
            ],
            {"subledger"},
        ),
    ],
)
def test_broken_books_do_not_hold(broken: Break, rules: set[str]) -> None:
    proof = trace_money(SENT, broken(sound()))
    assert not proof.holds
    assert {finding.rule_id.removeprefix("ledger.prove.") for finding in proof.findings} == rules


def test_a_remittance_that_was_never_kept_is_found() -> None:
    proof = trace_money(SENT[1:], sound())
    assert {finding.rule_id for finding in proof.findings} >= {"ledger.prove.stray"}


def test_what_a_payer_kept_beyond_its_due_is_told_and_the_books_hold() -> None:
    taking = remittance(PAIR, provider=[ProviderAdjustment("FB", "", money("5.00"))])
    books = charged(TWO)
    books += posted(taking, TWO, books=books).entries
    proof = trace_money([taking], books)
    assert proof.holds
    [finding] = proof.findings
    assert (finding.rule_id, finding.found, str(finding.place)) == (
        "ledger.prove.kept-by-payer",
        "5.00",
        "payer 60054 > FWD",
    )
