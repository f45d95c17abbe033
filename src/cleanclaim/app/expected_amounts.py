"""What a claim's lines should be allowed: by the payer's contract, or by Medicare's own fees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cleanclaim.app.price_code import locality_of_zip
from cleanclaim.charges.contracts import Allowed, Contract, ContractLine, contract_amounts, contract_on
from cleanclaim.charges.medicare_adjustments import Clinician
from cleanclaim.charges.medicare_fee import MedicareFee, Unpriced
from cleanclaim.charges.medicare_pricing import Service, price_services
from cleanclaim.charges.medicare_schedule import Terms
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import Money
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import PlanType
from cleanclaim.reference.tables.lookup import Tables

# taxonomies of nurse practitioners, physician assistants, clinical social workers
_CLINICIANS = (
    ("363L", Clinician.NURSE_PRACTITIONER_OR_PHYSICIAN_ASSISTANT),
    ("363A", Clinician.NURSE_PRACTITIONER_OR_PHYSICIAN_ASSISTANT),
    ("1041C", Clinician.CLINICAL_SOCIAL_WORKER),
)
Amount = Allowed | MedicareFee | Unpriced


@dataclass(frozen=True, slots=True)
class PriceBooks:
    """What amounts rest on. `locality` '' = that of each claim's ZIP code; `tables` None = none loaded."""

    tables: Tables | None
    contracts: tuple[Contract, ...] = ()
    locality: str = ""
    qualifying: bool = False


def expected_amounts(claim: Claim, books: PriceBooks) -> tuple[Amount, ...]:
    """The allowed amount of every line of the claim, in its order, or why it is not known.

    Lines of one day are priced together. A contract in force on the day goes before Medicare's own fees.
    """
    amounts: dict[int, Amount] = {}
    for day in sorted({line.service_dates.first for line in claim.lines}):
        lines = [line for line in claim.lines if line.service_dates.first == day]
        for line, amount in zip(lines, _of_day(claim, lines, day, books), strict=True):
            amounts[line.line_number] = amount
    return tuple(amounts[line.line_number] for line in claim.lines)


def clinician_of(claim: Claim) -> Clinician:
    """Who is paid, by the taxonomy of the rendering provider."""
    taxonomy = claim.rendering.taxonomy
    return next((kind for start, kind in _CLINICIANS if taxonomy.startswith(start)), Clinician.PHYSICIAN)


def _of_day(claim: Claim, lines: list[ServiceLine], day: date, books: PriceBooks) -> Sequence[Amount]:
    payer = claim.coverage.payer
    contract = contract_on(books.contracts, payer.payer_id, day)
    if contract is None and payer.plan_type is not PlanType.MEDICARE:
        return [Unpriced(f"no contract with {payer.payer_id} covers the service date")] * len(lines)
    services = [_service(line) for line in lines]
    terms = _terms(claim, day, books)
    if contract is None:
        return _medicare(books, services, terms)
    charges = [line.charge for line in lines]
    return by_contract(books, contract, services, terms=terms, charges=charges)


def by_contract(
    books: PriceBooks,
    contract: Contract,
    services: Sequence[Service],
    *,
    terms: Terms | Unpriced,
    charges: Sequence[Money | None],
) -> tuple[Allowed | Unpriced, ...]:
    """The contract's amounts of one day. One that ranks procedures itself takes Medicare's unranked fees."""
    if isinstance(terms, Terms) and contract.medicare_as_of is not None:
        terms = replace(terms, day=contract.medicare_as_of)
    if contract.several is None:
        fees = _medicare(books, services, terms)
    else:
        fees = [_medicare(books, [service], terms)[0] for service in services]
    lines = [
        ContractLine(service.code, service.modifiers, service.units, charge, fee)
        for service, charge, fee in zip(services, charges, fees, strict=True)
    ]
    return contract_amounts(contract, lines)


def _service(line: ServiceLine) -> Service:
    return Service(line.procedure.value, line.modifiers, line.units, line.place_of_service)


def _terms(claim: Claim, day: date, books: PriceBooks) -> Terms | Unpriced:
    locality = books.locality or _locality(claim, day, books.tables)
    if isinstance(locality, Unpriced):
        return locality
    return Terms(day, locality, books.qualifying, clinician_of(claim))


def _locality(claim: Claim, day: date, tables: Tables | None) -> str | Unpriced:
    """Of the place where the service was rendered [CMS Pub 100-04 ch. 1 s. 10.1.1]."""
    where = claim.facility.address if claim.facility else claim.practice.address
    if tables is None:
        return Unpriced("no reference tables are loaded: cleanclaim refdata load")
    try:
        return locality_of_zip(tables, where.postal_code, day)
    except MisuseError as error:
        return Unpriced(str(error))


def _medicare(
    books: PriceBooks, services: Sequence[Service], terms: Terms | Unpriced
) -> Sequence[MedicareFee | Unpriced]:
    if isinstance(terms, Unpriced):
        return [terms] * len(services)
    if books.tables is None:
        return [Unpriced("no reference tables are loaded: cleanclaim refdata load")] * len(services)
    return price_services(books.tables, services, terms)
