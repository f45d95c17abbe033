"""The month-end pack as one XLSX workbook: numbers as numbers, texts that no spreadsheet runs.

The same books give the same bytes: the workbook carries no time of its making.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import RECEIVABLES, Account
from cleanclaim.ledger.balances import sum_by
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.ledger.exporting import harmless
from cleanclaim.ledger.report import title_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | date | Money
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can tell
_MADE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title of at most 31 characters, its columns and rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def month_end_sheets(entries: Iterable[Entry], *, first: date, last: date) -> tuple[Sheet, ...]:
    """Trial balance at the month's end with the month's movement, receivables by owner, and the journal.

    entries  all of the books; what was posted after `last` is left out
    """
    books = tuple(entry for entry in entries if entry.posted_on <= last)
    month = tuple(entry for entry in books if entry.posted_on >= first)
    return (
        _trial_balance(books, month),
        _owed("Owed by payers", "payer", books, lambda posting: posting.payer_id),
        _owed("Owed by patients", "patient", books, lambda posting: posting.patient_id),
        _journal(month),
    )


def _trial_balance(books: Sequence[Entry], month: Sequence[Entry]) -> Sheet:
    ended, moved = (sum_by(each, lambda posting: posting.account) for each in (books, month))
    rows: list[tuple[Value, ...]] = [
        (
            account.value,
            title_of(account),
            ended[account] - moved.get(account, ZERO),
            moved.get(account, ZERO),
            ended[account],
        )
        for account in Account
        if account in ended
    ]
    totals = (Money.total(ended.values()) - Money.total(moved.values()), Money.total(moved.values()))
    rows.append(("", "Sum", *totals, Money.total(ended.values())))
    return Sheet("Trial balance", ("account", "what", "before", "moved", "at the end"), tuple(rows))


def _owed(title: str, owner: str, books: Sequence[Entry], key: Callable[[Posting], str]) -> Sheet:
    of_patients = owner == "patient"
    accounts = [each for each in RECEIVABLES if (each is Account.RECEIVABLE_PATIENT) is of_patients]
    sums = sum_by(books, lambda posting: (key(posting), posting.account))
    owners = sorted({name for (name, account), amount in sums.items() if account in accounts and amount})
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (name, *(sums.get((name, account), ZERO) for account in accounts)) for name in owners
    )
    return Sheet(title, (owner, *(account.value for account in accounts)), rows)


def _journal(month: Sequence[Entry]) -> Sheet:
    columns = ("day", "natural key", "description", "account", "amount", "claim", "line", "patient", "payer")
    rows = tuple(
        (
            entry.posted_on, entry.natural_key, entry.description, each.account.value, each.amount,
            each.claim_id, each.line_number, each.patient_id, each.payer_id,
        )
        for entry in month
        for each in entry.postings
    )  # fmt: skip
    return Sheet("Journal", columns, rows)


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as an XLSX file. Amounts are numbers with two decimals, days are dates, texts are texts."""
    from openpyxl import Workbook  # slow to import: only when a workbook is asked for

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        _fill(workbook.create_sheet(sheet.title), sheet)
    written = io.BytesIO()
    workbook.save(written)
    return _timeless(written.getvalue())


def _fill(target: Worksheet, sheet: Sheet) -> None:
    for number, row in enumerate((sheet.columns, *sheet.rows), start=1):
        for column, value in enumerate(row, start=1):
            cell: Any = target.cell(number, column)
            if isinstance(value, Money):
                cell.value, cell.number_format = Decimal(value.cents) / 100, "#,##0.00"
            elif isinstance(value, str):
                cell.value = harmless(value)
                cell.data_type = "s"  # a text stays one, whatever it begins with
            else:
                cell.value = value
    target.freeze_panes = "A2"


def _timeless(workbook: bytes) -> bytes:
    made = datetime(*_EPOCH).isoformat().encode() + b"Z"  # noqa: DTZ001  a constant, written with its zone
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/core.xml":
                body = _MADE.sub(rb"\g<1>" + made + rb"\g<2>", body)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
