"""Encounters: a changed one is a new version beside the old."""

from __future__ import annotations

from sqlalchemy import func, select

from cleanclaim.model.encounter import Encounter
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.shelf import Shelf

SHELF = Shelf(schema.encounters, Encounter, lambda record: {"encounter_id": record.encounter_id})


class Encounters:
    """Kept under `encounter_id`; the latest version is the one that stands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, encounter: Encounter) -> bool:
        """True when it is new or changed, False when the latest version is identical."""
        return SHELF.keep_next(self._desk, encounter, number="version", encounter_id=encounter.encounter_id)

    def get(self, encounter_id: str) -> Encounter:
        """The latest version. Raises MisuseError when there is none."""
        return self.find(encounter_id) or SHELF.get(self._desk, encounter_id=encounter_id)

    def find(self, encounter_id: str) -> Encounter | None:
        """The latest version, or None."""
        return SHELF.latest(self._desk, number="version", encounter_id=encounter_id)

    def versions(self, encounter_id: str) -> tuple[Encounter, ...]:
        """Every version, oldest first."""
        return SHELF.all(self._desk, encounter_id=encounter_id)

    def all(self) -> tuple[Encounter, ...]:
        """The latest version of every encounter, sorted by id."""
        table = SHELF.table
        newest = select(table.c.encounter_id, func.max(table.c.version).label("version"))
        newest_of_each = newest.group_by(table.c.encounter_id).subquery()
        query = (
            select(table)
            .join(
                newest_of_each,
                (table.c.encounter_id == newest_of_each.c.encounter_id)
                & (table.c.version == newest_of_each.c.version),
            )
            .order_by(table.c.encounter_id)
        )
        return tuple(SHELF.read(row) for row in self._desk.rows(query))
