"""`cleanclaim price`: what a service should be paid, with its formula."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanclaim.cli.options import folder_option, json_option

if TYPE_CHECKING:
    from cleanclaim.app.answer_price import PricedService, PriceRequest
    from cleanclaim.charges.benefits import Benefits
    from cleanclaim.core.money import Money

_CLINICIANS = {
    "physician": "PHYSICIAN",
    "np-pa": "NURSE_PRACTITIONER_OR_PHYSICIAN_ASSISTANT",
    "csw": "CLINICAL_SOCIAL_WORKER",
}


@click.command()
@click.argument("services", nargs=-1, metavar="CODE[-MOD...][xUNITS]...")
@click.option("--claim", "claim_id", default="", help="Price the lines of a stored claim instead.")
@click.option("--on", "on_day", default="", metavar="YYYY-MM-DD", help="Day of service.")
@click.option("--locality", default="", help="MAC-locality such as 02402-00 (default: national).")
@click.option("--zip", "zip_code", default="", help="ZIP code of the place, instead of --locality.")
@click.option("--pos", "place", default="11", show_default=True, help="Place of service.")
@click.option("--payer", "payer_id", default="", help="By the contract with this payer (FOLDER/contracts).")
@click.option("--units", type=click.IntRange(1, 9999), default=1, help="Units, where xUNITS tells none.")
@click.option("--charge", default="", help="The charge of each service, for contracts that look at it.")
@click.option("--minutes", type=click.IntRange(0), default=0, help="Anesthesia time.")
@click.option("--base-units", type=click.IntRange(0), default=None, help="Anesthesia base units.")
@click.option("--clinician", type=click.Choice(list(_CLINICIANS)), default="physician", show_default=True)
@click.option("--qualifying", is_flag=True, help="Qualifying participant of a payment model (2026 on).")
@click.option("--non-participating", is_flag=True, help="Allowed 95 %, with the limiting charge.")
@click.option("--split", "is_split", is_flag=True, help="Also who pays: plan and patient.")
@click.option("--deductible-left", default="0", help="Of the year, for --split.")
@click.option("--copay", default="0", help="Of the visit, for --split with --payer.")
@click.option("--coinsurance", type=click.IntRange(0, 100), default=0, help="Percent, with --payer.")
@click.option("--out-of-pocket-left", default="", help="Of the year, with --payer (default: no maximum).")
@click.option("--shortage-area", is_flag=True, help="Physician in a shortage area (AQ): the bonus.")
@click.option("--explain", is_flag=True, help="Also every attribute of the rows behind it.")
@folder_option
@json_option
@click.pass_context
def price(
    context: click.Context,
    /,
    services: tuple[str, ...],
    *,
    claim_id: str,
    explain: bool,
    folder: Path,
    as_json: bool,
    **asked: Any,
) -> None:
    """What Medicare, or a payer by its contract, should allow: services of one day are priced together.

    Exit code 1: one of them has no price; the reason is told.

    \b
    Example:  cleanclaim price 99213-25 97110x2 --on 2025-10-01 --zip 62701
    Example:  cleanclaim price --claim E01A
    """
    from cleanclaim.app.answer_price import price_claim, price_request
    from cleanclaim.charges.medicare_fee import Unpriced
    from cleanclaim.cli.output import print_json
    from cleanclaim.core.errors import MisuseError

    if bool(services) == bool(claim_id):
        raise MisuseError("name either services, such as 99213-25, or a claim with --claim")
    if claim_id:
        told = price_claim(folder, claim_id, locality=asked["locality"], qualifying=asked["qualifying"])
    else:
        told = price_request(folder, services, _request(**asked))
    for each in told:
        if as_json:
            print_json(each)
        else:
            _print(each, explain=explain)
    if not as_json:
        _print_total(told)
    context.exit(1 if any(isinstance(each.amount, Unpriced) for each in told) else 0)


def _request(
    *, on_day: str, place: str, charge: str, clinician: str, is_split: bool, **asked: Any
) -> PriceRequest:
    from cleanclaim.app.answer_price import PriceRequest
    from cleanclaim.charges.benefits import Benefits
    from cleanclaim.charges.medicare_adjustments import Clinician
    from cleanclaim.core.errors import MisuseError

    taking_part = not asked.pop("non_participating")
    told = [asked.pop(name) for name in ("deductible_left", "copay", "coinsurance", "out_of_pocket_left")]
    benefits = _benefits(*told)
    if not asked["payer_id"] and benefits != Benefits(benefits.deductible_left):
        raise MisuseError("copay, coinsurance and a maximum go with --payer; Medicare takes its own 20 %")
    return PriceRequest(
        day=_day(on_day),
        place_of_service=place,
        charge=_amount(charge, "--charge") if charge else None,
        benefits=benefits if is_split or benefits != Benefits() else None,
        clinician=Clinician[_CLINICIANS[clinician]],
        participating=taking_part,
        **asked,
    )


def _day(text: str) -> date:
    from cleanclaim.core.errors import MisuseError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MisuseError("--on wants a day such as 2025-10-01") from None


def _benefits(deductible_left: str, copay: str, coinsurance: int, out_of_pocket_left: str) -> Benefits:
    from decimal import Decimal

    from cleanclaim.charges.benefits import Benefits

    return Benefits(
        _amount(deductible_left, "--deductible-left"),
        _amount(copay, "--copay"),
        Decimal(coinsurance),
        _amount(out_of_pocket_left, "--out-of-pocket-left") if out_of_pocket_left else None,
    )


def _amount(text: str, option: str) -> Money:
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.core.money import ZERO, Money

    try:
        amount = Money.parse(text)
    except ValueError:
        amount = -Money(1)
    if amount < ZERO:
        raise MisuseError(f"{option} wants an amount such as 150.00")
    return amount


def _print(each: PricedService, *, explain: bool) -> None:
    from cleanclaim.charges.medicare_fee import Unpriced

    if isinstance(each.amount, Unpriced):
        print(f"{each.service}  unpriced: {each.amount.reason}")
        return
    print(f"{each.service}  {each.amount.amount.grouped}")
    for step in each.amount.formula:
        print(f"  {step}")
    if each.limiting_charge is not None:
        print(f"  limiting charge of an unassigned claim: 115 % = {each.limiting_charge}")
    if each.split is not None:
        for step in each.split.formula:
            print(f"    {step}")
        bonus = f", bonus {each.split.bonus}" if each.split.bonus else ""
        print(f"  plan pays {each.split.plan_pays}, patient {each.split.patient}{bonus}")
    for note in each.notes:
        print(f"  note: {note}")
    for proof in each.amount.evidence:
        print(f"  from {proof.source}: {proof.locator}" + (f"\n    {proof.text}" if explain else ""))


def _print_total(told: tuple[PricedService, ...]) -> None:
    from cleanclaim.charges.medicare_fee import Unpriced
    from cleanclaim.core.money import Money

    amounts = [each.amount.amount for each in told if not isinstance(each.amount, Unpriced)]
    if len(told) > 1:
        left = len(told) - len(amounts)
        print(f"total {Money.total(amounts).grouped}" + (f", without {left} unpriced" if left else ""))
