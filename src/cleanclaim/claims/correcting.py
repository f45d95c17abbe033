"""May an answered claim be replaced or voided, by which way, and what that does to its clocks?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cleanclaim.clocks import Deadline, deadline
from cleanclaim.model.claim import Claim, ClaimState
from cleanclaim.model.coverage import Payer, PlanType, Rank

_ANSWERED = (ClaimState.PAID, ClaimState.PARTIALLY_PAID, ClaimState.DENIED)


class Way(StrEnum):
    """How an answered claim is put right."""

    CORRECTION = "correction"  # frequency 7 or 8 with the payer's own claim number
    REOPENING = "reopening"  # asked of the contractor by telephone, portal or letter
    NEW_CLAIM = "new claim"  # the old one was never processed (MA130) or takes no replacement (N142)


def way_of(payer: Payer, *, unprocessable: bool) -> Way:
    """By which way this payer has a claim put right.

    unprocessable  whether its answer says that it could not be processed: then there is nothing to replace
    Medicare Part B takes no frequency 7 or 8 [CMS Pub 100-04 ch. 34, reopenings; unverified]. Of other payers
    the practice file says so (`takes_corrections`).
    """
    if unprocessable:
        return Way.NEW_CLAIM
    if payer.plan_type is PlanType.MEDICARE:
        return Way.REOPENING
    return Way.CORRECTION if payer.takes_corrections else Way.NEW_CLAIM


def why_not_correctable(claim: Claim, state: ClaimState) -> str:
    """Why the claim cannot be replaced or voided now, '' when it can."""
    if claim.coverage.rank is not Rank.PRIMARY:
        return "it bills a further plan; correct the first plan's claim, or ask that plan"
    if state in (ClaimState.CORRECTED, ClaimState.CLOSED):
        return "it was replaced or voided before; correct the claim that took its place"
    if state not in _ANSWERED:
        return f"it is {state}: only a claim that a remittance has answered is replaced or voided"
    return ""


@dataclass(frozen=True, slots=True)
class ClockEffect:
    """What a correction does to one clock: nothing, as a rule, and that has to be known.

    limit  None where the length is not known
    """

    clock: str
    limit: Deadline | None
    says: str


def filing_limit(claim: Claim) -> Deadline | None:
    """The last day on which the claim may arrive, by its earliest line; None when the days are not known."""
    payer = claim.coverage.payer
    first_day = min(line.service_dates.first for line in claim.lines)
    if payer.plan_type is PlanType.MEDICARE:
        return deadline("medicare.timely-filing", first_day)
    if payer.filing_limit_days:
        return deadline("contract.timely-filing", first_day, days=payer.filing_limit_days)
    return None


def effects_on_clocks(claim: Claim, answered_on: date) -> tuple[ClockEffect, ...]:
    """The filing and appeal clocks beside a replacement or void.

    answered_on  payment date of the remittance that answers the claim
    """
    payer, filing = claim.coverage.payer, filing_limit(claim)
    appeal = deadline("contract.appeal", answered_on, days=payer.appeal_limit_days)
    if payer.plan_type is PlanType.MEDICARE:
        appeal = deadline("medicare.appeal.redetermination", answered_on)
    return (
        ClockEffect("filing", filing, "runs on from the service; a correction must arrive in time as well"),
        ClockEffect("appeal", appeal, "runs on from the first answer; a correction does not stop it"),
    )
