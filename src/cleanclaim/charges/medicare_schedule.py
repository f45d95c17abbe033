"""The physician fee schedule as loaded: its rows, indices and factor on one day in one locality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cleanclaim.charges.medicare_adjustments import Clinician
from cleanclaim.charges.medicare_fee import (
    NATIONAL,
    CostIndices,
    MedicareFee,
    RelativeValues,
    Unpriced,
    medicare_fee,
)
from cleanclaim.charges.medicare_rates import ConversionFactor, conversion_factor, work_floor
from cleanclaim.core.money import Money
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table

_OWN_ROWS = ("26", "TC", "53")  # modifiers that can have a row of their own


@dataclass(frozen=True, slots=True)
class Terms:
    """What all services of the day share.

    locality       MAC-locality as in 02402-00, or `national`
    qualifying     the clinician is a qualifying participant of an advanced payment model (from 2026 on)
    participating  takes the schedule as full payment; others are allowed 95 %
    """

    day: date
    locality: str = NATIONAL.locality
    qualifying: bool = False
    clinician: Clinician = Clinician.PHYSICIAN
    participating: bool = True


@dataclass(frozen=True, slots=True)
class Schedule:
    """The tables on one day in one locality. Rows and fees that were asked for are remembered."""

    tables: Tables
    day: date
    indices: CostIndices
    factor: ConversionFactor
    _values: dict[tuple[str, str], RelativeValues | None] = field(default_factory=dict)
    _fees: dict[tuple[str, str], MedicareFee | Unpriced] = field(default_factory=dict)

    def values(self, code: str, modifiers: Sequence[str] = ()) -> RelativeValues | None:
        """The row for the code with its own modifier; a code without a row for 53 is looked up alone."""
        own = next((each for each in modifiers if each in _OWN_ROWS), "")
        if (code, own) not in self._values:
            self._values[code, own] = self._read(code, own)
        return self._values[code, own]

    def _read(self, code: str, own: str) -> RelativeValues | None:
        keys = [f"{code}-{own}"] if own else []
        if own in ("", "53"):
            keys.append(code)
        rows = [row for key in keys for row in self.tables.rows(Table.MPFS, key, self.day)]
        return RelativeValues.of(rows[0]) if rows else None

    def fee(self, values: RelativeValues, place: str) -> MedicareFee | Unpriced:
        """One unit, before anything else."""
        key = (values.key, place)
        if key not in self._fees:
            self._fees[key] = medicare_fee(values, self.indices, self.factor, place)
        return self._fees[key]

    def part(self, code: str, modifier: str, place: str) -> Money | None:
        """The fee of the row for 26 or TC; None when it has none."""
        values = self.values(code, (modifier,))
        fee = self.fee(values, place) if values else None
        return fee.amount if isinstance(fee, MedicareFee) else None


def schedule_for(tables: Tables, terms: Terms) -> Schedule | Unpriced:
    """What a day and locality are priced from, or which table, factor or row is missing."""
    needed = (Table.MPFS,) if terms.locality == NATIONAL.locality else (Table.MPFS, Table.GPCI)
    for table in needed:
        if tables.edition_on(table, terms.day) is None:
            return Unpriced(f"no edition of {table} covers {terms.day}: cleanclaim refdata load")
    factor = conversion_factor(terms.day, qualifying=terms.qualifying)
    if factor is None:
        return Unpriced(f"the conversion factor of {terms.day.year} is not known here")
    indices = cost_indices(tables, terms.locality, terms.day)
    if indices is None:
        return Unpriced(f"the tables have no row for locality {terms.locality}")
    return Schedule(tables, terms.day, indices, factor)


def cost_indices(tables: Tables, locality: str, day: date) -> CostIndices | None:
    """The indices of a locality, work not below the floor on days on which one is known to hold."""
    if locality == NATIONAL.locality:
        return NATIONAL
    rows = tables.rows(Table.GPCI, locality, day)
    if not rows:
        return None
    indices = CostIndices.of(rows[0])
    floor = work_floor(day) or 0
    return replace(indices, work=floor) if indices.work < floor else indices
