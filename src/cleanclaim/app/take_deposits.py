"""Bank lines into the books, and the two lists of what has not met its other half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.core.money import ZERO, Money
from cleanclaim.intake.bank_lines import read_bank_lines
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.deposit import BankLine
from cleanclaim.model.remittance import PostingState, Remittance
from cleanclaim.remittance.depositing import (
    BANK_LINES,
    DEPOSITS,
    bank_line_key,
    bank_line_of,
    bank_lines_of,
    deposit_entry,
    deposit_key,
    fits,
    unmatched_lines,
    waiting_entry,
)
from cleanclaim.remittance.keys import posting_digest
from cleanclaim.remittance.undoing import UNDO
from cleanclaim.statements.patient_money import BANKED, banked_entry, banked_keys, slip_of, till

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a bank file: how many lines met a remittance, wait for one, were there before, or are no
    money that came in."""

    matched: int
    waiting: int
    known: int
    passed_over: int


@dataclass(frozen=True, slots=True)
class Deposits:
    """Both halves. A remittance without money to it is in none of the lists.

    matched    remittances with the bank line that paid them
    announced  remittances whose money has not been seen
    unexplained  money that no remittance announces
    """

    matched: tuple[tuple[Remittance, BankLine], ...]
    announced: tuple[Remittance, ...]
    unexplained: tuple[BankLine, ...]


def take_deposits(work: UnitOfWork, path: Path, *, today: date) -> Taken:
    """Take a bank file: every credit is booked once, whatever file or format brings it.

    Raises UnreadableFileError; then nothing is taken.
    """
    lines = read_bank_lines(path)
    work.raw_files.keep(path.read_bytes())
    remittances = posted_remittances(work)
    told = [_take(work, line, remittances, today=today) for line in lines if line.amount > ZERO]
    return Taken(told.count("matched"), told.count("waiting"), told.count("known"), len(lines) - len(told))


def _of_patients(work: UnitOfWork, line: BankLine, *, today: date) -> bool:
    """Book a line that is what patients paid under one slip: all of it and to the cent, else nothing."""
    if not line.trace.strip():
        return False
    seen = banked_keys(work.entries.beginning(BANKED))
    payments = [
        each
        for each in work.entries.beginning("patient:pay:")
        if slip_of(each) == line.trace.strip() and each.natural_key not in seen
    ]
    if not payments or Money.total(map(till, payments)) != line.amount:
        return False
    return work.entries.post(banked_entry(payments, line_id=line.line_id, on=today))


PostedRemittance = tuple[str, Remittance]  # the digest of the posting in force, and what was posted


def posted_remittances(work: UnitOfWork) -> tuple[PostedRemittance, ...]:
    """The remittances whose posting is in force, in order of arrival."""
    states = work.remittances.states()
    kept = ((each, states.get(each.remittance_key, PostingState())) for each in work.remittances.all())
    return tuple(
        (posting_digest(each.remittance_key, state.posting), each.remittance)
        for each, state in kept
        if state.stands
    )


def _undone_deposits(work: UnitOfWork) -> tuple[Entry, ...]:
    return work.entries.beginning(f"{UNDO}{DEPOSITS}")


def _take(work: UnitOfWork, line: BankLine, remittances: Sequence[PostedRemittance], *, today: date) -> str:
    if any(work.entries.find(key) for key in (bank_line_key(line), f"{BANKED}{line.line_id}")):
        return "known"
    if _of_patients(work, line, today=today):
        return "matched"
    fitting = [digest for digest, remittance in remittances if fits(line, remittance)]
    found = {key: work.entries.find(deposit_key(key)) for key in fitting}
    if any(entry is not None and bank_line_of(entry).line_id == line.line_id for entry in found.values()):
        return "known"
    free = [key for key, entry in found.items() if entry is None]
    if len(free) != 1:
        work.entries.post(waiting_entry(line, posted_on=today))
        return "waiting"
    work.entries.post(deposit_entry(line, free[0], posted_on=today, waited=False))
    return "matched"


def match_waiting_money(work: UnitOfWork, remittance: Remittance, key: str, *, today: date) -> bool:
    """Give a remittance that was just posted the money that came before it, if just one line fits."""
    booked = (bank_line_of(each) for each in work.entries.beginning(bank_lines_of(remittance.trace_number)))
    fitting = [line for line in booked if fits(line, remittance)]
    if not fitting:
        return False
    books = (*work.entries.beginning(BANK_LINES), *work.entries.beginning(DEPOSITS), *_undone_deposits(work))
    waiting = {line.line_id for line in unmatched_lines(books)}
    free = [line for line in fitting if line.line_id in waiting]
    if len(free) != 1:
        return False
    return work.entries.post(deposit_entry(free[0], key, posted_on=today, waited=True))


def list_deposits(work: UnitOfWork) -> Deposits:
    """Every remittance with money to it and every bank line, matched or not."""
    deposits = (*work.entries.beginning(DEPOSITS), *_undone_deposits(work))
    entries = (*work.entries.beginning(BANK_LINES), *deposits)
    paid = {each.natural_key: bank_line_of(each) for each in entries if each.natural_key.startswith(DEPOSITS)}
    owed = [(digest, each) for digest, each in posted_remittances(work) if each.payment > ZERO]
    return Deposits(
        matched=tuple(
            (each, paid[deposit_key(digest)]) for digest, each in owed if deposit_key(digest) in paid
        ),
        announced=tuple(each for digest, each in owed if deposit_key(digest) not in paid),
        unexplained=unmatched_lines(entries),
    )
