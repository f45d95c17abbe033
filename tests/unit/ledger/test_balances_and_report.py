"""Entries balance or do not exist; balances, reports and components say what the entries say."""

from __future__ import annotations

from datetime import date

import pytest

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import RECEIVABLES, Account
from cleanclaim.ledger.balances import (
    account_balance,
    line_balances,
    open_balances,
    patient_balances,
    receivable,
    trial_balance,
)
from cleanclaim.ledger.components import Component, components_of
from cleanclaim.ledger.entries import Entry, Posting, UnbalancedEntryError, reversal
from cleanclaim.ledger.report import (
    TrialBalance,
    TrialBalanceRow,
    journal,
    render_trial_balance,
    title_of,
    trial_balance_report,
)

DAY = date(2026, 6, 1)


def entry(key: str, *sides: tuple[Account, int], claim: str = "E01A", line: int = 1) -> Entry:
    return Entry(key, DAY, key, tuple(Posting(a, Money(c), claim, line, "PT1", "sure") for a, c in sides))


CHARGE = entry("charge:1", (Account.RECEIVABLE_PRIMARY, 20000), (Account.REVENUE, -20000))
PAID = entry(
    "835:1",
    (Account.CLEARING, 8600),
    (Account.CONTRACTUAL, 6000),
    (Account.RECEIVABLE_PATIENT, 5400),
    (Account.RECEIVABLE_PRIMARY, -20000),
)
HELD = entry("835:2", (Account.CLEARING, 500), (Account.UNAPPLIED, -500), line=0)
BOOKS = [CHARGE, PAID, HELD]


def test_what_does_not_balance_does_not_exist() -> None:
    with pytest.raises(UnbalancedEntryError, match=r"^postings sum to 0\.01, not to zero$"):
        entry("x", (Account.BANK, 100), (Account.REVENUE, -99))
    with pytest.raises(UnbalancedEntryError, match="needs postings"):
        Entry("x", DAY, "x", ())


def test_trial_balance_in_the_order_of_the_chart() -> None:
    assert list(trial_balance(BOOKS).items()) == [
        (Account.CLEARING, Money(9100)),
        (Account.RECEIVABLE_PRIMARY, ZERO),
        (Account.RECEIVABLE_PATIENT, Money(5400)),
        (Account.UNAPPLIED, Money(-500)),
        (Account.REVENUE, Money(-20000)),
        (Account.CONTRACTUAL, Money(6000)),
    ]
    assert account_balance(BOOKS, Account.CLEARING) == Money(9100)
    assert account_balance(BOOKS, Account.BANK) == ZERO


def test_balances_of_lines_patients_and_receivables() -> None:
    lines = line_balances(BOOKS)
    assert list(lines) == [("E01A", 1), ("E01A", 0)]
    assert list(lines["E01A", 1].items()) == [
        (Account.CLEARING, Money(8600)),
        (Account.RECEIVABLE_PRIMARY, ZERO),
        (Account.RECEIVABLE_PATIENT, Money(5400)),
        (Account.REVENUE, Money(-20000)),
        (Account.CONTRACTUAL, Money(6000)),
    ]
    assert lines["E01A", 0] == {Account.CLEARING: Money(500), Account.UNAPPLIED: Money(-500)}
    look = open_balances(BOOKS)
    assert look("E01A", 1) == lines["E01A", 1]
    assert look("E01A", 9) == {}
    assert patient_balances(BOOKS) == {"PT1": Money(5400)}
    assert receivable(lines["E01A", 1]) == Money(5400)
    assert len(RECEIVABLES) == 5


def test_patients_come_in_order_of_id() -> None:
    def owed(patient: str, cents: int) -> Entry:
        sides = (Posting(Account.RECEIVABLE_PATIENT, Money(cents), patient_id=patient),)
        return Entry(patient, DAY, "x", (*sides, Posting(Account.REVENUE, Money(-cents))))

    assert list(patient_balances([owed("PT2", 5), owed("PT1", 7)]).items()) == [
        ("PT1", Money(7)),
        ("PT2", Money(5)),
    ]


def test_a_reversal_is_the_mirror_and_both_stay() -> None:
    undone = reversal(PAID, natural_key="undo:835:1", posted_on=date(2026, 6, 2))
    assert journal(undone) == "CLR -86.00; CONTRA -60.00; AR.PT -54.00; AR.P1 +200.00"
    assert undone.description == "reverses 835:1"
    assert set(trial_balance([PAID, undone]).values()) == {ZERO}
    named = reversal(PAID, natural_key="undo", posted_on=DAY, description="payer took it back")
    assert named.description == "payer took it back"
    with pytest.raises(ValueError, match="key of its own"):
        reversal(PAID, natural_key="835:1", posted_on=DAY)


def test_report_rows_and_text() -> None:
    report = trial_balance_report(BOOKS)
    assert report.rows[0] == TrialBalanceRow(
        Account.CLEARING, "Payments announced, not yet in the bank", Money(9100), ZERO
    )
    assert report.rows[4] == TrialBalanceRow(Account.REVENUE, "Charges", ZERO, Money(20000))
    assert (report.debits, report.credits, report.difference) == (Money(20500), Money(20500), ZERO)
    assert render_trial_balance(report) == (
        "Account                                                 Debit      Credit\n"
        "CLR      Payments announced, not yet in the bank        91.00\n"
        "AR.P1    Owed by first plans\n"
        "AR.PT    Owed by patients                               54.00\n"
        "UNAP     Received, not yet applied                                   5.00\n"
        "REV      Charges                                                   200.00\n"
        "CONTRA   Contractual allowances                         60.00\n"
        "-------------------------------------------------------------------------\n"
        "         Total                                         205.00      205.00\n"
        "The books balance.\n"
    )
    broken = TrialBalance(report.rows[:1])
    assert render_trial_balance(broken).endswith("The books are off by 91.00.\n")


def test_every_account_has_a_title() -> None:
    assert len({title_of(account) for account in Account}) == len(Account)


def test_components_read_back_and_other_evidence_is_passed_over() -> None:
    part = Component("835 cafe", 21, 1, Account.RECEIVABLE_PATIENT, "PR-1", Money(-2000))
    assert part.evidence == Evidence("835 cafe", "segment 21, line 1, AR.PT, PR-1", "-20.00")
    other = Evidence("835 cafe", "segment 10, CLP 1", "CLP01 E01A")
    proven = Entry("k", DAY, "x", PAID.postings, (other, part.evidence))
    assert components_of(proven) == (part,)
    assert components_of(PAID) == ()
