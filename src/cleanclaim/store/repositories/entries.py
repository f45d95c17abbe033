"""The books: entries that balance, and balances computed from their postings in whole cents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, func, select, true

from cleanclaim.core.errors import ConflictError, StoreError
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
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

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def post(self, entry: Entry) -> bool:
        """True when it is new, False when an entry of this natural key moves the same money.

        Day, description and evidence may be told differently by a replay; postings may not: then
        ConflictError is raised and nothing is posted.
        """
        first, *further = posting_rows(entry)
        # The first posting takes the key: whoever posts the same key at the same moment waits here.
        if not self._desk.insert(_POSTINGS, first):
            return self._posted_before(entry)
        self._desk.insert_all(_POSTINGS, further)
        self._desk.insert_all(SHELF.table, [SHELF.row_of(entry)])
        return True

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
