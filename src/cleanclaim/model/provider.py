"""Who renders, refers, supervises and bills, and where."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.model.people import Address, Name


@dataclass(frozen=True, slots=True)
class Provider:
    """A person with an NPI: rendering, referring, ordering or supervising."""

    provider_id: str
    name: Name
    npi: str
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class Facility:
    """Where the service was rendered, when that is not the practice's own office."""

    facility_id: str
    name: str
    npi: str
    address: Address
    place_of_service: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """The billing provider. `tax_id` is nine digits (EIN); `clia` is '' without a laboratory."""

    practice_id: str
    name: str
    npi: str
    tax_id: str
    taxonomy: str
    address: Address
    phone: str
    contact: str
    submitter_id: str
    clia: str = ""
