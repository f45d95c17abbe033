"""What services, or a stored claim's lines, should be allowed, as a person asks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanclaim.app.contract_files import contracts_in
from cleanclaim.app.expected_amounts import Amount, PriceBooks, by_contract, expected_amounts
from cleanclaim.app.load_tables import tables_of
from cleanclaim.app.price_code import doubts, locality_of_zip, price_day
from cleanclaim.app.workspace import open_workspace
from cleanclaim.charges.contracts import contract_on
from cleanclaim.charges.medicare_adjustments import Clinician, percent_of
from cleanclaim.charges.medicare_fee import NATIONAL, Unpriced
from cleanclaim.charges.medicare_pricing import Service
from cleanclaim.charges.medicare_schedule import Terms
from cleanclaim.charges.medicare_share import LIMITING_PERCENT
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import Money
from cleanclaim.reference.tables.lookup import Tables

_SERVICE = re.compile(r"([0-9A-Z]{5})((?:-[0-9A-Z]{2})*)(?:X([1-9][0-9]{0,3}))?")


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """What all services asked for share.

    locality, zip_code  one of them, or neither for the national amount
    payer_id            '' = Medicare; else the payer whose contract decides
    charge              of each service; None = not told
    minutes, base_units  of anesthesia
    """

    day: date
    locality: str = ""
    zip_code: str = ""
    place_of_service: str = "11"
    payer_id: str = ""
    units: int = 1
    charge: Money | None = None
    minutes: int = 0
    base_units: int | None = None
    clinician: Clinician = Clinician.PHYSICIAN
    qualifying: bool = False
    participating: bool = True


@dataclass(frozen=True, slots=True)
class PricedService:
    """One answer. `service` as asked, in capitals; `notes` what to know before relying on the amount.

    limiting_charge  the most that an unassigned claim may charge, when the clinician does not participate
    """

    service: str
    amount: Amount
    notes: tuple[str, ...] = ()
    limiting_charge: Money | None = None


def price_request(folder: Path, texts: Sequence[str], request: PriceRequest) -> tuple[PricedService, ...]:
    """Price services such as `97110-GPx2` of one day together. MisuseError for what cannot be asked."""
    services = [_service(text, request) for text in texts]
    with tables_of(folder) as tables:
        if tables is None:
            raise MisuseError("no tables are loaded in that folder; begin with `cleanclaim refdata load`")
        terms = _terms(tables, request)
        if request.payer_id:
            amounts = _by_payer(folder, tables, services, (request, terms))
        else:
            amounts = price_day(tables, services, terms)
        notes = doubts(tables, terms)
    return tuple(
        PricedService(text.upper(), amount, notes, _limit(amount, terms))
        for text, amount in zip(texts, amounts, strict=True)
    )


def price_claim(
    folder: Path, claim_id: str, *, locality: str = "", qualifying: bool = False
) -> tuple[PricedService, ...]:
    """Price every line of a stored claim: by the contract of its payer, or by Medicare's fees."""
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        claim = work.claims.get(claim_id)
    with tables_of(folder) as tables:
        books = PriceBooks(tables, contracts_in(folder), locality, qualifying=qualifying)
        amounts = expected_amounts(claim, books)
    told = []
    for line, amount in zip(claim.lines, amounts, strict=True):
        units = f"X{line.units}" if line.units > 1 else ""
        told.append(PricedService("-".join((line.procedure.value, *line.modifiers)) + units, amount))
    return tuple(told)


def _service(text: str, request: PriceRequest) -> Service:
    found = _SERVICE.fullmatch(text.upper())
    if not found:
        raise MisuseError("a service is CODE, CODE-MODIFIER or CODE-MODIFIERxUNITS, such as 97110-GPx2")
    return Service(
        found[1],
        tuple(found[2].split("-")[1:]),
        int(found[3]) if found[3] else request.units,
        place_of_service=request.place_of_service,
        minutes=request.minutes,
        base_units=request.base_units,
    )


def _terms(tables: Tables, request: PriceRequest) -> Terms:
    where = request.locality or NATIONAL.locality
    if request.zip_code:
        where = locality_of_zip(tables, request.zip_code, request.day)
    return Terms(request.day, where, request.qualifying, request.clinician, request.participating)


def _by_payer(
    folder: Path, tables: Tables, services: Sequence[Service], asked: tuple[PriceRequest, Terms]
) -> Sequence[Amount]:
    request, terms = asked
    contracts = contracts_in(folder)
    contract = contract_on(contracts, request.payer_id, request.day)
    if contract is None:
        raise MisuseError(f"no contract with {request.payer_id} covers {request.day}; they are in contracts/")
    charges = [request.charge] * len(services)
    return by_contract(PriceBooks(tables, contracts), contract, services, terms=terms, charges=charges)


def _limit(amount: Amount, terms: Terms) -> Money | None:
    """115 % of what one who does not participate is allowed [42 CFR 414.48]."""
    if terms.participating or isinstance(amount, Unpriced):
        return None
    return percent_of(amount.amount, LIMITING_PERCENT)
