"""Bank lines into the books, and the two lists of what has not met its other half."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.core.money import ZERO
from cleanclaim.intake.bank_lines import read_bank_lines
from cleanclaim.model.deposit import BankLine
from cleanclaim.model.remittance import Remittance
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

if TYPE_CHECKING:
    from cleanclaim.store.records import KeptRemittance
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
    remittances = work.remittances.all()
    told = [_take(work, line, remittances, today=today) for line in lines if line.amount > ZERO]
    return Taken(told.count("matched"), told.count("waiting"), told.count("known"), len(lines) - len(told))


def _take(work: UnitOfWork, line: BankLine, remittances: tuple[KeptRemittance, ...], *, today: date) -> str:
    if work.entries.find(bank_line_key(line)) is not None:
        return "known"
    fitting = [kept.remittance_key for kept in remittances if fits(line, kept.remittance)]
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
    settled = {bank_line_of(each).line_id for each in work.entries.beginning(DEPOSITS)}
    free = [line for line in fitting if line.line_id not in settled]
    if len(free) != 1:
        return False
    return work.entries.post(deposit_entry(free[0], key, posted_on=today, waited=True))


def list_deposits(work: UnitOfWork) -> Deposits:
    """Every remittance with money to it and every bank line, matched or not."""
    entries = (*work.entries.beginning(BANK_LINES), *work.entries.beginning(DEPOSITS))
    paid = {each.natural_key: bank_line_of(each) for each in entries if each.natural_key.startswith(DEPOSITS)}
    owed = [kept for kept in work.remittances.all() if kept.remittance.payment > ZERO]
    return Deposits(
        matched=tuple(
            (kept.remittance, paid[deposit_key(kept.remittance_key)])
            for kept in owed
            if deposit_key(kept.remittance_key) in paid
        ),
        announced=tuple(kept.remittance for kept in owed if deposit_key(kept.remittance_key) not in paid),
        unexplained=unmatched_lines(entries),
    )
