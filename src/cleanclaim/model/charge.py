"""A priced service, before it becomes a claim line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanclaim.core.code import Code
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.model.encounter import Drug


@dataclass(frozen=True, slots=True)
class Charge:
    """One service of one encounter with its price.

    amount       units x unit price, the practice's full charge
    price_source how the price was found: `fee schedule, 99214` or `price on the captured line`
    """

    charge_id: str
    encounter_id: str
    service_date: date
    procedure: Code
    modifiers: tuple[str, ...]
    units: int
    amount: Money
    diagnoses: tuple[Code, ...]
    place_of_service: str
    evidence: tuple[Evidence, ...]
    price_source: str
    wording: str = ""
    drug: Drug | None = None
