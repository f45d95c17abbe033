"""Medicare's fees from the practice's tables: one procedure, or all services of a day together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cleanclaim.charges.medicare_adjustments import Clinician
from cleanclaim.charges.medicare_fee import NATIONAL, MedicareFee, Unpriced
from cleanclaim.charges.medicare_pricing import Service, price_services
from cleanclaim.charges.medicare_rates import work_floor
from cleanclaim.charges.medicare_schedule import Terms, cost_indices
from cleanclaim.core.errors import MisuseError
from cleanclaim.reference.place_of_service import is_known
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table


@dataclass(frozen=True, slots=True)
class Question:
    """One unit of one procedure. `locality` is MAC-locality as in 02402-00, or `national`.

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
    service = Service(question.code, question.modifiers, place_of_service=question.place_of_service)
    terms = Terms(question.day, question.locality, question.qualifying, question.clinician)
    return price_day(tables, (service,), terms)[0]


def price_day(
    tables: Tables, services: Sequence[Service], terms: Terms
) -> tuple[MedicareFee | Unpriced, ...]:
    """The fees of one patient's services of a day by one clinician. MisuseError for an unknown place."""
    if not all(is_known(service.place_of_service) for service in services):
        raise MisuseError("there is no such place of service; two digits are wanted, such as 11")
    return price_services(tables, services, terms)


def doubts(tables: Tables, terms: Terms) -> tuple[str, ...]:
    """What a person should know before relying on the amounts: figures that Congress may have changed."""
    indices = cost_indices(tables, terms.locality, terms.day)
    if indices is None or terms.locality == NATIONAL.locality:
        return ()
    if indices.work == 1000 and work_floor(terms.day) is None:
        return (
            f"the work index stands at its floor of 1.000, and it is not known here to hold on {terms.day}",
        )
    return ()


def locality_of_zip(tables: Tables, zip_code: str, day: date) -> str:
    """The payment locality of a ZIP code. Raises MisuseError when unknown or when nine digits are needed."""
    rows = tables.rows(Table.ZIP_LOCALITY, zip_code[:5], day)
    if not rows:
        raise MisuseError(f"no loaded table tells the locality of that ZIP code on {day}; use --locality")
    if rows[0]["plus4_split"] == "1":
        raise MisuseError("parts of that ZIP code lie in another locality; use --locality")
    return rows[0]["locality"]
