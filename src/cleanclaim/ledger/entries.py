"""Entries that balance or do not exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account

_LEDGER, _UNDOES = "ledger", "undoes"
_UNDOES_LINES = re.compile(r"undoes lines ([0-9]+(?:,[0-9]+)*)", re.ASCII)


class UnbalancedEntryError(ValueError):
    """Postings that do not sum to zero: a fault of the program, never of a document."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry: a debit when positive, a credit when negative; and whose balance it moves.

    claim_id, line_number  the claim line it belongs to; '' and 0 where it belongs to none
    patient_id, payer_id   the subledgers; '' where none
    """

    account: Account
    amount: Money
    claim_id: str = ""
    line_number: int = 0
    patient_id: str = ""
    payer_id: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the books. Never edited: a mistake is answered by a reversing entry.

    natural_key  what happened, once and for ever, e.g. `charge:E01A-1` or `835:<remit>:claim:3`: a second
                 entry of the same key changes nothing
    posted_on    the day it enters the books
    evidence     what it rests on: the segment of the remittance, the charge, the deposit
    """

    natural_key: str
    posted_on: date
    description: str
    postings: tuple[Posting, ...]
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not self.postings:
            raise UnbalancedEntryError("an entry needs postings")
        off_by = Money.total(posting.amount for posting in self.postings)
        if off_by:
            raise UnbalancedEntryError(f"postings sum to {off_by}, not to zero")


def reversal(
    entry: Entry,
    *,
    natural_key: str,
    posted_on: date,
    description: str = "",
    evidence: tuple[Evidence, ...] = (),
) -> Entry:
    """The entry that undoes another: every posting with its sign turned, the same evidence.

    The undone entry stays; its mirror stands beside it under a key of its own and names it (`undone_key`).
    evidence  what the undoing rests on; it goes before the evidence of the undone entry
    """
    if natural_key == entry.natural_key:
        raise ValueError("a reversing entry needs a natural key of its own")
    return Entry(
        natural_key=natural_key,
        posted_on=posted_on,
        description=description or f"reverses {entry.natural_key}",
        postings=tuple(replace(posting, amount=-posting.amount) for posting in entry.postings),
        evidence=(*evidence, Evidence(_LEDGER, _UNDOES, entry.natural_key), *entry.evidence),
    )


def partial_reversal(
    entry: Entry,
    lines: Collection[int],
    *,
    natural_key: str,
    posted_on: date,
    description: str = "",
    evidence: tuple[Evidence, ...] = (),
) -> Entry:
    """The entry that undoes some lines of another, whose postings sum to zero by themselves.

    It names the entry and the lines (`undone_part`); the other lines stand.
    """
    kept = [posting for posting in entry.postings if posting.line_number in lines]
    named = ",".join(map(str, sorted(lines)))
    return Entry(
        natural_key=natural_key,
        posted_on=posted_on,
        description=description or f"reverses lines {named} of {entry.natural_key}",
        postings=tuple(replace(posting, amount=-posting.amount) for posting in kept),
        evidence=(*evidence, Evidence(_LEDGER, f"undoes lines {named}", entry.natural_key)),
    )


def undone_key(entry: Entry) -> str:
    """The natural key of the entry that this one undoes, '' when it undoes none."""
    named = (item.text for item in entry.evidence if (item.source, item.locator) == (_LEDGER, _UNDOES))
    return next(named, "")


def undone_part(entry: Entry) -> tuple[str, frozenset[int]]:
    """The natural key of the entry of which this one undoes lines, and the lines; '' and none otherwise."""
    for item in entry.evidence:
        found = _UNDOES_LINES.fullmatch(item.locator) if item.source == _LEDGER else None
        if found:
            return item.text, frozenset(map(int, found[1].split(",")))
    return "", frozenset()


def undone_keys(entries: Iterable[Entry]) -> frozenset[str]:
    """The natural keys of all entries that any of these undo, in order of posting.

    An undoing entry that was undone itself later counts for nothing: what it undid stands again.
    """
    undone: set[str] = set()
    for entry in reversed(tuple(entries)):
        if entry.natural_key not in undone:
            undone.add(undone_key(entry))
    return frozenset(undone - {""})
