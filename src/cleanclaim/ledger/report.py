"""The books as rows and as plain text. Amounts stay Money in rows, so that exports are numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import trial_balance
from cleanclaim.ledger.entries import Entry, Posting

_TITLES = {
    Account.BANK: "Bank",
    Account.TILL: "Received from patients, not yet in the bank",
    Account.CLEARING: "Payments announced, not yet in the bank",
    Account.RECEIVABLE_PRIMARY: "Owed by first plans",
    Account.RECEIVABLE_SECONDARY: "Owed by second plans",
    Account.RECEIVABLE_TERTIARY: "Owed by third plans",
    Account.RECEIVABLE_DENIED: "Denied or in dispute",
    Account.RECEIVABLE_PATIENT: "Owed by patients",
    Account.UNAPPLIED: "Received, not yet applied",
    Account.RECOUPMENT: "Owed to plans, to be taken back",
    Account.FORWARD_BALANCE: "Carried by plans to a later payment",
    Account.REFUND: "Refunds to patients, approved, not paid out",
    Account.TAX_WITHHELD: "Withheld by plans for third parties",
    Account.REVENUE: "Charges",
    Account.CONTRACTUAL: "Contractual allowances",
    Account.SEQUESTRATION: "Medicare sequestration",
    Account.QUALIFIED_BENEFICIARY: "Shares of qualified Medicare beneficiaries, written off",
    Account.SMALL_BALANCE: "Balances too small to bill",
    Account.INTEREST: "Interest",
    Account.FEE: "Fees, penalties and rebates of plans",
    Account.OPENING: "Balances taken over",
}


@dataclass(frozen=True, slots=True)
class TrialBalanceRow:
    """One account: a debit or a credit balance, the other side zero; both are positive amounts."""

    account: Account
    title: str
    debit: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every touched account in the order of the chart. `difference` is zero in sound books."""

    rows: tuple[TrialBalanceRow, ...]

    @property
    def debits(self) -> Money:
        """Total of the debit balances."""
        return Money.total(row.debit for row in self.rows)

    @property
    def credits(self) -> Money:
        """Total of the credit balances, as a positive amount."""
        return Money.total(row.credit for row in self.rows)

    @property
    def difference(self) -> Money:
        """Debits less credits."""
        return self.debits - self.credits


def title_of(account: Account) -> str:
    """The account's name for people; the account's short name stays its id."""
    return _TITLES[account]


def trial_balance_report(entries: Iterable[Entry]) -> TrialBalance:
    """The trial balance of these entries, one row per touched account."""
    return TrialBalance(tuple(_row(*item) for item in trial_balance(entries).items()))


def render_trial_balance(report: TrialBalance) -> str:
    """Plain text, 72 columns wide, ending in a line that says whether the books balance."""
    lines = [f"{'Account':<8} {'':<40}{'Debit':>12}{'Credit':>12}"]
    lines += [_line(row.account.value, row.title, row.debit, row.credit) for row in report.rows]
    lines.append("-" * 73)
    lines.append(f"{'':<8} {'Total':<40}{report.debits.grouped:>12}{report.credits.grouped:>12}")
    difference = report.difference
    lines.append("The books balance." if not difference else f"The books are off by {difference.grouped}.")
    return "\n".join(lines) + "\n"


def journal(entry: Entry) -> str:
    """An entry in one line, the way accountants write it here: `AR.P1 +200.00; REV -200.00`."""
    return "; ".join(_side(posting) for posting in entry.postings)


def _row(account: Account, balance: Money) -> TrialBalanceRow:
    debit = balance if balance > ZERO else ZERO
    credit = -balance if balance < ZERO else ZERO
    return TrialBalanceRow(account, title_of(account), debit, credit)


def _line(name: str, title: str, debit: Money, credit: Money) -> str:
    shown_debit = debit.grouped if debit else ""
    shown_credit = credit.grouped if credit else ""
    return f"{name:<8} {title:<40}{shown_debit:>12}{shown_credit:>12}".rstrip()


def _side(posting: Posting) -> str:
    sign = "" if posting.amount < ZERO else "+"
    return f"{posting.account.value} {sign}{posting.amount}"
