"""Charges, kept as the set of one encounter."""

from __future__ import annotations

from collections.abc import Iterable

from cleanclaim.model.charge import Charge
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.records import ChargeSet
from cleanclaim.store.shelf import Shelf

SETS = Shelf(schema.charge_sets, ChargeSet, lambda kept: {"encounter_id": kept.encounter_id})


class Charges:
    """The latest set of an encounter is the one that stands; earlier ones stay readable."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, encounter_id: str, charges: Iterable[Charge]) -> bool:
        """True when the set is new or changed, False when the latest one is identical."""
        kept = ChargeSet(encounter_id, tuple(charges))
        return SETS.keep_next(self._desk, kept, number="version", encounter_id=encounter_id)

    def of(self, encounter_id: str) -> tuple[Charge, ...]:
        """The latest set, in line order; empty when nothing was charged."""
        latest = SETS.latest(self._desk, number="version", encounter_id=encounter_id)
        return latest.charges if latest else ()

    def versions(self, encounter_id: str) -> tuple[tuple[Charge, ...], ...]:
        """Every set, oldest first."""
        return tuple(kept.charges for kept in SETS.all(self._desk, encounter_id=encounter_id))
