"""Exports of the books, read back by readers of their own."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import trial_balance
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.ledger.exporting import beancount_account, beancount_text, csv_text

DAY = date(2026, 6, 1)
ACCOUNT = re.compile(r"(Assets|Liabilities|Equity|Income|Expenses)(:[A-Z0-9][A-Za-z0-9-]*)+")
POSTING = re.compile(r"  (\S+)  (-?[0-9]+\.[0-9]{2}) USD")
BALANCE = re.compile(r"([0-9-]{10}) balance (\S+)  (-?[0-9]+\.[0-9]{2}) USD")
TRANSACTION = re.compile(r'([0-9-]{10}) \* "(?:[^"\\\n]|\\.)*"')


def judged(text: str) -> dict[str, Decimal]:
    """Balances by account, checked as beancount would: open accounts, transactions at zero, assertions."""
    opened, totals = set(), defaultdict[str, Decimal](Decimal)
    current = Decimal(0)
    last_day = ""
    for line in text.splitlines():
        if found := POSTING.fullmatch(line):
            assert found.group(1) in opened
            totals[found.group(1)] += Decimal(found.group(2))
            current += Decimal(found.group(2))
        elif found := TRANSACTION.fullmatch(line):
            assert current == 0
            assert found.group(1) >= last_day
            last_day = found.group(1)
        elif found := BALANCE.fullmatch(line):
            assert found.group(1) > last_day
            assert totals[found.group(2)] == Decimal(found.group(3))
        elif " open " in line:
            account = line.split()[2]
            assert ACCOUNT.fullmatch(account)
            opened.add(account)
        else:
            assert not line or re.fullmatch(r'(option "\w+" "\w+"|\s+[a-z]+: "(?:[^"\\]|\\.)*")', line), line
    assert current == 0
    return dict(totals)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
SIDES = st.lists(
    st.tuples(st.sampled_from(Account), st.integers(-(10**7), 10**7), TEXTS), min_size=1, max_size=4
)


def books_of(many: list[list[tuple[Account, int, str]]]) -> list[Entry]:
    books = []
    for number, sides in enumerate(many):
        postings = [Posting(account, Money(cents), name, 1, name, name) for account, cents, name in sides]
        rest = Posting(Account.UNAPPLIED, -Money.total(each.amount for each in postings))
        day = date(2026, 6, 1 + number % 20)
        books.append(Entry(f"k{number}{sides[0][2]}", day, sides[0][2], (*postings, rest)))
    return books


@settings(deadline=None)
@given(st.lists(SIDES, max_size=6))
def test_beancount_text_is_sound_and_says_the_same_balances(
    many: list[list[tuple[Account, int, str]]],
) -> None:
    books = books_of(many)
    ours = {beancount_account(each): Decimal(str(amount)) for each, amount in trial_balance(books).items()}
    assert judged(beancount_text(books)) == ours


def test_the_judge_can_fail() -> None:
    text = beancount_text(books_of([[(Account.BANK, 100, "x")]]))
    for wrong in (text.replace("1.00 USD", "1.01 USD", 1), text.replace("open Assets:BANK", "open Assets:B")):
        try:
            judged(wrong)
        except AssertionError:
            continue
        raise AssertionError("a wrong text was let through")


def test_beancount_exactly() -> None:
    postings = (
        Posting(Account.RECEIVABLE_PRIMARY, Money(20000), "E01A", 1, "PT1", "sure"),
        Posting(Account.REVENUE, Money(-20000), "E01A", 1, "PT1", "sure"),
    )
    text = beancount_text([Entry("charge:1", DAY, 'a "charge"', postings)])
    assert text.splitlines()[5:9] == [
        '2026-06-01 * "a \\"charge\\""',
        '  key: "charge:1"',
        "  Assets:AR:P1  200.00 USD",
        '    claim: "E01A"',
    ]
    assert text.endswith("2026-06-02 balance Income:REV  -200.00 USD\n")


def test_every_account_has_a_name_of_its_own_that_beancount_takes() -> None:
    names = [beancount_account(account) for account in Account]
    assert len(set(names)) == len(names)
    assert all(ACCOUNT.fullmatch(name) for name in names)


@settings(deadline=None)
@given(st.lists(SIDES, max_size=4), st.sampled_from(["=1+1", "+A1", "-2", "@x", "\tx", "\rx", "plain"]))
def test_no_text_in_csv_runs_as_a_formula(many: list[list[tuple[Account, int, str]]], text: str) -> None:
    books = [replace(each, description=text) for each in books_of(many)]
    header, *rows = csv.reader(io.StringIO(csv_text(books)))
    assert len(rows) == sum(len(each.postings) for each in books)
    amount = header.index("amount")
    total = Decimal(0)
    for row in rows:
        total += Decimal(row[amount])
        others = [cell for number, cell in enumerate(row) if number != amount]
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in others)
        assert not any({"\t", "\r", "\n"} & set(cell) for cell in others)
    assert total == 0
