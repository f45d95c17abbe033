"""The books: entries that balance, and balances computed from their postings in whole cents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, func, select, true

from cleanclaim.core.errors import ConflictError, MisuseError, StoreError
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.period import period_of
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk, chunks
from cleanclaim.store.shelf import Shelf

SHELF = Shelf(
    schema.entries,
    Entry,
    lambda entry: {"natural_key": entry.natural_key, "posting_count": len(entry.postings)},
)
_POSTINGS = schema.postings
_CENTS = cast(func.sum(_POSTINGS.c.cents), BigInteger().with_variant(Integer(), "sqlite"))


class Entries:
    """Append-only. The database refuses an entry that does not balance and a posting that comes later."""

    def __init__(self, desk: Desk, closed: Callable[[], frozenset[str]] = frozenset) -> None:
        """`closed` tells the closed periods (`2026-05`): nothing enters them any more."""
        self._desk = desk
        self._closed = closed

    def post(self, entry: Entry) -> bool:
        """True when it is new, False when an entry of this natural key moves the same money.

        Day, description and evidence may be told differently by a replay; postings may not: then
        ConflictError is raised and nothing is posted. Raises MisuseError for a day in a closed period.
        """
        self._refuse_closed((entry,))
        first, *further = posting_rows(entry)
        # The first posting takes the key: whoever posts the same key at the same moment waits here.
        if not self._desk.insert(_POSTINGS, first):
            return self._posted_before(entry)
        self._desk.insert_all(_POSTINGS, further)
        self._desk.insert_all(SHELF.table, [SHELF.row_of(entry)])
        return True

    def post_all(self, entries: Sequence[Entry]) -> int:
        """Post many in few statements; how many of them are new. Raises as `post` does."""
        self._refuse_closed(entries)
        rows = [posting_rows(entry) for entry in entries]
        # the first postings take the keys, as in `post`
        written = self._desk.insert_new(_POSTINGS, [first for first, *_ in rows])
        if written == len(rows):
            self._desk.insert_all(_POSTINGS, [each for _, *further in rows for each in further])
            self._desk.insert_all(SHELF.table, [SHELF.row_of(entry) for entry in entries])
        elif written:
            raise ConflictError("some of these entries were posted before and others were not")
        else:
            for entry in entries:
                self._posted_before(entry)
        return written

    def of_claims(self, claim_ids: Iterable[str]) -> dict[str, list[Entry]]:
        """The entries with a posting for each of these claims, by claim id, in order of posting."""
        books: dict[str, list[Entry]] = {claim_id: [] for claim_id in claim_ids}
        for some in chunks(sorted(books)):
            touched = select(_POSTINGS.c.claim_id, _POSTINGS.c.natural_key).where(
                _POSTINGS.c.claim_id.in_(some)
            )
            own = touched.distinct().subquery()
            entries = SHELF.table
            query = select(own.c.claim_id, entries).join(entries, entries.c.natural_key == own.c.natural_key)
            for row in self._desk.rows(query.order_by(entries.c.sequence)):
                books[row.claim_id].append(SHELF.read(row))
        return books

    def find(self, natural_key: str) -> Entry | None:
        """The entry of this key, or None."""
        return SHELF.find(self._desk, natural_key=natural_key)

    def all(self) -> tuple[Entry, ...]:
        """Every entry, in order of posting."""
        return SHELF.all(self._desk)

    def of_claim(self, claim_id: str) -> tuple[Entry, ...]:
        """The entries with a posting for this claim, in order of posting."""
        keys = select(_POSTINGS.c.natural_key).where(_POSTINGS.c.claim_id == claim_id)
        query = SHELF.query().where(SHELF.table.c.natural_key.in_(keys))
        return tuple(SHELF.read(row) for row in self._desk.rows(query))

    def of_patient(self, patient_id: str) -> tuple[Entry, ...]:
        """The entries with a posting for this patient, in order of posting."""
        keys = select(_POSTINGS.c.natural_key).where(_POSTINGS.c.patient_id == patient_id)
        query = SHELF.query().where(SHELF.table.c.natural_key.in_(keys))
        return tuple(SHELF.read(row) for row in self._desk.rows(query))

    def beginning(self, prefix: str) -> tuple[Entry, ...]:
        """The entries whose natural key begins so (ASCII), in order of posting."""
        key = SHELF.table.c.natural_key
        query = SHELF.query().where(key >= prefix, key < prefix + "\x7f")
        return tuple(SHELF.read(row) for row in self._desk.rows(query))

    def trial_balance(self) -> dict[Account, Money]:
        """Balance of every account that was touched, in the order of the chart. Sums to zero."""
        return self._balances(true())

    def balances_of_claim(self, claim_id: str) -> dict[Account, Money]:
        """Balance of every account, from the postings of one claim."""
        return self._balances(_POSTINGS.c.claim_id == claim_id)

    def balances_of_patient(self, patient_id: str) -> dict[Account, Money]:
        """Balance of every account, from the postings of one patient."""
        return self._balances(_POSTINGS.c.patient_id == patient_id)

    def _balances(self, condition: ColumnElement[bool]) -> dict[Account, Money]:
        query = select(_POSTINGS.c.account, _CENTS.label("cents")).where(condition)
        rows = self._desk.rows(query.group_by(_POSTINGS.c.account))
        cents = {row.account: int(row.cents) for row in rows}
        return {account: Money(cents[account]) for account in Account if account in cents}

    def _refuse_closed(self, entries: Iterable[Entry]) -> None:
        shut = {period_of(entry.posted_on) for entry in entries} & self._closed()
        if shut:
            raise MisuseError(
                f"the period {min(shut)} is closed; post on a later day, or reopen it with"
                f" `cleanclaim ledger reopen {min(shut)}`"
            )

    def _posted_before(self, entry: Entry) -> bool:
        there = self.find(entry.natural_key)
        if there is None:
            raise StoreError(f"entries {entry.natural_key}: postings without an entry in this unit of work")
        if there.postings != entry.postings:
            raise ConflictError(f"entries {entry.natural_key}: posted before with other amounts or accounts")
        return False


def posting_rows(entry: Entry) -> list[dict[str, Any]]:
    """The rows of an entry's postings, numbered from 1."""
    return [
        {
            "natural_key": entry.natural_key,
            "ordinal": ordinal,
            "account": posting.account.value,
            "cents": posting.amount.cents,
            "claim_id": posting.claim_id,
            "line_number": posting.line_number,
            "patient_id": posting.patient_id,
            "payer_id": posting.payer_id,
        }
        for ordinal, posting in enumerate(entry.postings, start=1)
    ]
