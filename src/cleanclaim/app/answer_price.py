"""What services, or a stored claim's lines, should be allowed, as a person asks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cleanclaim.app.contract_files import contracts_in
from cleanclaim.app.expected_amounts import Amount, PriceBooks, by_contract, expected_amounts
from cleanclaim.app.load_tables import tables_of
from cleanclaim.app.price_code import doubts, locality_of_zip, price_day
from cleanclaim.app.workspace import open_workspace
from cleanclaim.charges.benefits import Benefits, benefit_shares
from cleanclaim.charges.contracts import contract_on
from cleanclaim.charges.medicare_adjustments import Clinician, percent_of
from cleanclaim.charges.medicare_fee import NATIONAL, Unpriced
from cleanclaim.charges.medicare_pricing import Service
from cleanclaim.charges.medicare_schedule import Terms
from cleanclaim.charges.medicare_share import LIMITING_PERCENT, medicare_share, shortage_bonus
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import ZERO, Money
from cleanclaim.reference.tables.lookup import Tables

_SERVICE = re.compile(r"([0-9A-Z]{5})((?:-[0-9A-Z]{2})*)(?:X([1-9][0-9]{0,3}))?")


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """What all services asked for share.

    locality, zip_code  one of them, or neither for the national amount
    payer_id            '' = Medicare; else the payer whose contract decides
    charge              of each service; None = not told
    minutes, base_units  of anesthesia
    benefits            None = do not split; of Medicare's part B only the deductible that is left counts
    shortage_area       a physician in a shortage area: the split tells the bonus
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
    benefits: Benefits | None = None
    shortage_area: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """Who pays an allowed amount, with the steps. `bonus` is Medicare's own, beside the payment."""

    plan_pays: Money
    patient: Money
    formula: tuple[str, ...]
    bonus: Money = ZERO


@dataclass(frozen=True, slots=True)
class PricedService:
    """One answer. `service` as asked, in capitals; `notes` what to know before relying on the amount.

    limiting_charge  the most that an unassigned claim may charge, when the clinician does not participate
    """

    service: str
    amount: Amount
    notes: tuple[str, ...] = ()
    limiting_charge: Money | None = None
    split: Split | None = None


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
    splits = _splits(amounts, request)
    return tuple(
        PricedService(text.upper(), amount, notes, _limit(amount, terms), split)
        for text, amount, split in zip(texts, amounts, splits, strict=True)
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


def _splits(amounts: Sequence[Amount], request: PriceRequest) -> list[Split | None]:
    """The split of every priced service, in order: what one uses of the benefits is gone for the next."""
    benefits = request.benefits
    found: list[Split | None] = []
    for amount in amounts:
        if benefits is None or isinstance(amount, Unpriced):
            found.append(None)
        elif request.payer_id:
            (share,), benefits = benefit_shares([amount.amount], benefits)
            found.append(Split(share.plan_pays, share.patient, share.formula))
        else:
            split, benefits = _medicare_split(amount.amount, request, benefits)
            found.append(split)
    return found


def _medicare_split(fee: Money, request: PriceRequest, benefits: Benefits) -> tuple[Split, Benefits]:
    charge = fee if request.charge is None else request.charge
    share = medicare_share(charge, fee, request.day, deductible_left=benefits.deductible_left)
    used = Money.total(
        amount for group, reason, amount in share.adjustments if (group, reason) == ("PR", "1")
    )
    bonus = shortage_bonus(share.paid) if request.shortage_area else ZERO
    left = replace(benefits, deductible_left=benefits.deductible_left - used)
    return Split(share.paid, share.patient, share.formula, bonus), left
