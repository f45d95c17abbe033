"""The Medicare fee of a procedure from the practice's tables, with its formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanclaim.charges.medicare_adjustments import Clinician, adjusted
from cleanclaim.charges.medicare_fee import (
    NATIONAL,
    CostIndices,
    MedicareFee,
    RelativeValues,
    Unpriced,
    medicare_fee,
)
from cleanclaim.charges.medicare_rates import conversion_factor
from cleanclaim.core.errors import MisuseError
from cleanclaim.reference.place_of_service import is_known
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table

_OWN_ROWS = ("26", "TC", "53")  # modifiers that can have a row of their own


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be priced. `locality` is MAC-locality as in 02402-00, or `national`.

    qualifying  the clinician is a qualifying participant of an advanced payment model (from 2026 on)
    """

    code: str
    modifiers: tuple[str, ...]
    day: date
    locality: str = NATIONAL.locality
    place_of_service: str = "11"
    qualifying: bool = False
    clinician: Clinician = Clinician.PHYSICIAN


def price_code(tables: Tables, question: Question) -> MedicareFee | Unpriced:
    """The fee of one unit. Unpriced when a table, a row or the year's factor is missing, never a guess."""
    if not is_known(question.place_of_service):
        raise MisuseError("there is no such place of service; two digits are wanted, such as 11")
    needed = (Table.MPFS,) if question.locality == NATIONAL.locality else (Table.MPFS, Table.GPCI)
    for table in needed:
        if tables.edition_on(table, question.day) is None:
            return Unpriced(f"no edition of {table} covers {question.day}: cleanclaim refdata load")
    factor = conversion_factor(question.day, qualifying=question.qualifying)
    if factor is None:
        return Unpriced(f"the conversion factor of {question.day.year} is not known here")
    values, indices = _values(tables, question), _indices(tables, question)
    if values is None or indices is None:
        missing = question.code if values is None else f"locality {question.locality}"
        return Unpriced(f"the tables have no row for {missing}")
    fee = medicare_fee(values, indices, factor, question.place_of_service)
    if isinstance(fee, Unpriced):
        return fee
    return adjusted(fee, values, question.modifiers, question.clinician)


def locality_of_zip(tables: Tables, zip_code: str, day: date) -> str:
    """The payment locality of a ZIP code. Raises MisuseError when unknown or when nine digits are needed."""
    rows = tables.rows(Table.ZIP_LOCALITY, zip_code[:5], day)
    if not rows:
        raise MisuseError(f"no loaded table tells the locality of that ZIP code on {day}; use --locality")
    if rows[0]["plus4_split"] == "1":
        raise MisuseError("parts of that ZIP code lie in another locality; use --locality")
    return rows[0]["locality"]


def _values(tables: Tables, question: Question) -> RelativeValues | None:
    own = next((each for each in question.modifiers if each in _OWN_ROWS), "")
    keys = [f"{question.code}-{own}"] if own else []
    if own in ("", "53"):
        keys.append(question.code)
    rows = [row for key in keys for row in tables.rows(Table.MPFS, key, question.day)]
    return RelativeValues.of(rows[0]) if rows else None


def _indices(tables: Tables, question: Question) -> CostIndices | None:
    if question.locality == NATIONAL.locality:
        return NATIONAL
    rows = tables.rows(Table.GPCI, question.locality, question.day)
    return CostIndices.of(rows[0]) if rows else None
