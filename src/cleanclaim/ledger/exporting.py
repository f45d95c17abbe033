"""The books for other programs: beancount text, which checks itself, and CSV with numbers as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from cleanclaim.ledger.accounts import RECEIVABLES, Account
from cleanclaim.ledger.balances import trial_balance
from cleanclaim.ledger.entries import Entry, Posting

_ROOTS = {
    Account.BANK: "Assets",
    Account.TILL: "Assets",
    Account.CLEARING: "Assets",
    Account.TAX_WITHHELD: "Assets",
    Account.UNAPPLIED: "Liabilities",
    Account.RECOUPMENT: "Liabilities",
    Account.FORWARD_BALANCE: "Liabilities",
    Account.REFUND: "Liabilities",
    Account.FEE: "Expenses",
    Account.OPENING: "Equity",
    **dict.fromkeys(RECEIVABLES, "Assets"),
}
_COLUMNS = ("day", "natural key", "description", "account", "amount", "claim", "line", "patient", "payer")
_FORMULA = ("=", "+", "-", "@")


def beancount_account(account: Account) -> str:
    """`AR.P1` -> `Assets:AR:P1`. Contra accounts and interest stand under Income, beside the charges."""
    return f"{_ROOTS.get(account, 'Income')}:{account.value.replace('.', ':')}"


def beancount_text(entries: Iterable[Entry]) -> str:
    """The books in beancount's plain text, ending in a balance assertion per account.

    Each transaction carries its natural key, each posting its claim, line, patient and payer. Whoever loads
    it finds an error when an entry is off or when the balances are not ours.
    """
    books = tuple(entries)
    return "\n".join(_beancount_lines(books)) + "\n"


def _beancount_lines(books: tuple[Entry, ...]) -> Iterator[str]:
    yield 'option "title" "cleanclaim"'
    yield 'option "operating_currency" "USD"'
    if not books:
        return
    balances = trial_balance(books)
    first, last = min(each.posted_on for each in books), max(each.posted_on for each in books)
    for account in balances:
        yield f"{first} open {beancount_account(account)} USD"
    for entry in sorted(books, key=lambda each: each.posted_on):
        yield ""
        yield from _transaction(entry)
    yield ""
    for account, amount in balances.items():
        yield f"{_day_after(last)} balance {beancount_account(account)}  {amount} USD"


def _transaction(entry: Entry) -> Iterator[str]:
    yield f"{entry.posted_on} * {_quoted(entry.description)}"
    yield f"  key: {_quoted(entry.natural_key)}"
    for posting in entry.postings:
        yield f"  {beancount_account(posting.account)}  {posting.amount} USD"
        for name, value in _subledgers(posting):
            yield f"    {name}: {_quoted(value)}"


def _subledgers(posting: Posting) -> Iterator[tuple[str, str]]:
    line = str(posting.line_number) if posting.line_number else ""
    named = (
        ("claim", posting.claim_id), ("line", line), ("patient", posting.patient_id),
        ("payer", posting.payer_id),
    )  # fmt: skip
    return (each for each in named if each[1])


def _quoted(text: str) -> str:
    plain = " ".join(text.split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def csv_text(entries: Iterable[Entry]) -> str:
    """One row per posting. Amounts are plain numbers; no text can run as a formula in a spreadsheet."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for entry in entries:
        for each in entry.postings:
            texts = [entry.posted_on.isoformat(), entry.natural_key, entry.description, each.account.value]
            owners = [each.patient_id, each.payer_id]
            rows.writerow(
                [
                    *map(harmless, texts),
                    str(each.amount),
                    harmless(each.claim_id),
                    each.line_number,
                    *map(harmless, owners),
                ]
            )
    return written.getvalue()


def harmless(text: str) -> str:
    """A leading apostrophe keeps spreadsheets from running a text as a formula; control characters go."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) else plain
