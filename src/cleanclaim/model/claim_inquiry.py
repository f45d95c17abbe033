"""Asking a payer where a claim stands (276), and what it answers (277)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.party import Party


@dataclass(frozen=True, slots=True)
class ClaimInquiry:
    """One question about one claim.

    receiver       who asks for the provider (NM1*41): the practice or its clearing house
    trace_number   TRN02: the answer repeats it. Our claim id is the natural choice
    control_number our claim id as the payer knows it (REF*EJ), '' to leave it out
    payer_claim_number  the payer's own number (REF*1K), when it is known
    """

    payer: Party
    receiver: Party
    provider: Party
    subscriber: Party
    trace_number: str
    charge: Money
    service_dates: Span
    dependent: Party | None = None
    control_number: str = ""
    payer_claim_number: str = ""
    bill_type: str = ""


@dataclass(frozen=True, slots=True)
class StatusCode:
    """One status: category (A1, F0, P1 ...), what about (a claim status code) and whom (an entity code)."""

    category: str
    claim_status: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One STC.

    effective_on  the day the status is of
    paid_on, check_number  of a claim that was paid: day of the payment, number of check or transfer
    adjudicated_on  STC06
    """

    statuses: tuple[StatusCode, ...]
    effective_on: date | None = None
    charge: Money | None = None
    paid: Money | None = None
    adjudicated_on: date | None = None
    paid_on: date | None = None
    check_number: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class LineStatus:
    """What became of one line; `control_number` is ours (REF*FJ) when it came back."""

    qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Money
    paid: Money | None
    reports: tuple[StatusReport, ...]
    revenue_code: str = ""
    units: Decimal | None = None
    control_number: str = ""
    service_dates: Span | None = None


@dataclass(frozen=True, slots=True)
class ClaimStatusAnswer:
    """What the payer says about one claim, or about a question it could not answer at all.

    level         claim, provider or receiver: where the answer stands
    trace_number  ours come back
    """

    level: str
    trace_number: str
    payer: Party
    provider: Party | None
    subscriber: Party | None
    dependent: Party | None
    reports: tuple[StatusReport, ...]
    payer_claim_number: str = ""
    control_number: str = ""
    service_dates: Span | None = None
    lines: tuple[LineStatus, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether adjudication is over: every status of the last report is of a category F."""
        last = self.reports[-1].statuses if self.reports else ()
        return bool(last) and all(each.category.startswith("F") for each in last)
