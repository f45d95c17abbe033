"""Money in the bank against money announced: a bank line meets a remittance by trace number and amount.

`BANK +414.00; CLR -414.00` when the line finds its remittance at once. A line that finds none is booked as
received and not yet applied, `BANK +414.00; UNAP -414.00`, and moved when the remittance arrives,
`UNAP +414.00; CLR -414.00`. Nothing is matched by amount alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting, undone_keys
from cleanclaim.model.deposit import BankLine
from cleanclaim.model.remittance import Remittance

BANK_LINES, DEPOSITS = "bank:", "deposit:"
_LOCATOR = re.compile(r"([0-9-]{10}), ([0-9.]+), trace (.*)", re.DOTALL)


def bank_line_key(line: BankLine) -> str:
    """Natural key of a line without a remittance: `bank:<trace>:<line>`, the trace as a digest."""
    return f"{bank_lines_of(line.trace)}{line.line_id}"


def bank_lines_of(trace: str) -> str:
    """How the keys of all bank lines with this trace begin."""
    return f"{BANK_LINES}{hashlib.sha256(trace.strip().encode()).hexdigest()[:16]}:"


def deposit_key(remittance_key: str) -> str:
    """Natural key of the one deposit of a remittance."""
    return f"{DEPOSITS}{remittance_key}"


def fits(line: BankLine, remittance: Remittance) -> bool:
    """Whether the line is the payment of the remittance: TRN02 and BPR02, both exactly, and money at all."""
    same_trace = bool(line.trace) and line.trace.strip() == remittance.trace_number.strip()
    return same_trace and line.amount == remittance.payment and line.amount > ZERO


def waiting_entry(line: BankLine, *, posted_on: date) -> Entry:
    """Money that came in and that no remittance announces yet."""
    return _entry(bank_line_key(line), line, (Account.BANK, Account.UNAPPLIED), posted_on=posted_on)


def deposit_entry(line: BankLine, remittance_key: str, *, posted_on: date, waited: bool) -> Entry:
    """The deposit of a remittance. `waited`: the line was booked before as money without a remittance."""
    source = Account.UNAPPLIED if waited else Account.BANK
    return _entry(deposit_key(remittance_key), line, (source, Account.CLEARING), posted_on=posted_on)


def booked_directly(entry: Entry) -> bool:
    """Whether a deposit came into the books with its bank line, which had not waited for its remittance."""
    return any(posting.account is Account.BANK for posting in entry.postings)


def bank_line_of(entry: Entry) -> BankLine:
    """The bank line that an entry of this module rests on."""
    said, words = entry.evidence[-2:]
    found = _LOCATOR.fullmatch(said.locator)
    assert found, "the evidence is written by _entry"
    day, amount, trace = found.groups()
    line_id = said.source.removeprefix("bank line ")
    return BankLine(line_id, date.fromisoformat(day), Money.parse(amount), trace, words.text)


def unmatched_lines(entries: Iterable[Entry]) -> tuple[BankLine, ...]:
    """The lines that were booked without a remittance and have found none since."""
    books = tuple(entries)
    undone = undone_keys(books)
    deposits = (each for each in books if each.natural_key.startswith(DEPOSITS))
    settled = {bank_line_of(each).line_id for each in deposits if each.natural_key not in undone}
    lines = (bank_line_of(each) for each in books if each.natural_key.startswith(BANK_LINES))
    return tuple(line for line in lines if line.line_id not in settled)


def _entry(key: str, line: BankLine, sides: tuple[Account, Account], *, posted_on: date) -> Entry:
    debit, credit = sides
    source = f"bank line {line.line_id}"
    return Entry(
        natural_key=key,
        posted_on=posted_on,
        description="bank line" if key.startswith(BANK_LINES) else "deposit of a remittance",
        postings=(Posting(debit, line.amount), Posting(credit, -line.amount)),
        evidence=(
            Evidence(source, f"{line.booked_on.isoformat()}, {line.amount}, trace {line.trace}", source),
            Evidence(source, "text", line.text),
        ),
    )
