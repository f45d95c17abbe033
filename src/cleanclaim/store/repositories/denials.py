"""Denials, one per denied line of a remittance."""

from __future__ import annotations

from collections.abc import Sequence

from cleanclaim.model.denial import Denial
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.shelf import Shelf

SHELF = Shelf(
    schema.denials, Denial, lambda denial: {"denial_id": denial.denial_id, "claim_id": denial.claim_id}
)


class Denials:
    """Append-only: what becomes of a denial is told by claim events and work items."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, denial: Denial) -> bool:
        """True when it is new, False when it is there already. Raises ConflictError for other content."""
        return SHELF.keep(self._desk, denial)

    def keep_all(self, denials: Sequence[Denial]) -> int:
        """Keep many; how many are new. Raises ConflictError for other content."""
        return SHELF.keep_all(self._desk, denials)

    def of(self, claim_id: str) -> tuple[Denial, ...]:
        """The denials of one claim, in order of arrival."""
        return SHELF.all(self._desk, claim_id=claim_id)

    def all(self) -> tuple[Denial, ...]:
        """Every denial, in order of arrival."""
        return SHELF.all(self._desk)
