"""Asking a payer what a patient is covered for (270), and what it answers (271)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.party import Party, Reference

ACTIVE = ("1", "2", "3", "4", "5")  # EB01: active coverage in its variants
INACTIVE = ("6", "7", "8")


@dataclass(frozen=True, slots=True)
class EligibilityInquiry:
    """One question about one person.

    payer, provider  who is asked (PR) and who asks (1P)
    dependent        the person asked about, when that is not the subscriber (NM1*03)
    trace_number     TRN02, at most 50 characters: the answer repeats it; originator is TRN03, ten characters
    service_types    EQ01 codes: 30 health plan coverage, 98 office visit ...
    service_dates    the day the answer is wanted for; None = today as the payer sees it
    """

    payer: Party
    provider: Party
    subscriber: Party
    trace_number: str
    originator: str
    service_types: tuple[str, ...] = ("30",)
    dependent: Party | None = None
    service_dates: Span | None = None


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A date with what it is of: 291 plan, 346 plan begin, 356 eligibility begin, 357 end ... (DTP01)."""

    qualifier: str
    days: Span


@dataclass(frozen=True, slots=True)
class BenefitDelivery:
    """How often a benefit may be used (HSD), as coded."""

    quantity_qualifier: str = ""
    quantity: Decimal | None = None
    measure: str = ""
    per: Decimal | None = None
    period: str = ""
    periods: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """One statement about coverage (EB and what hangs on it).

    kind           EB01: 1 active, 6 inactive, A coinsurance, B copayment, C deductible, I not covered ...
    coverage_level EB02: IND, FAM ...
    service_types  EB03, every one
    period         EB06: 23 calendar year, 27 visit, 29 remaining ...
    percent        EB08 as a share: 0.2 is 20 per cent
    authorization_required, in_network  EB11 and EB12: Y, N, U (W = both) or ''
    procedure      EB13: qualifier, code and modifiers
    details        III: (list, code) or ('', text)
    """

    kind: str
    coverage_level: str = ""
    service_types: tuple[str, ...] = ()
    insurance_type: str = ""
    plan_description: str = ""
    period: str = ""
    amount: Money | None = None
    percent: Decimal | None = None
    quantity_qualifier: str = ""
    quantity: Decimal | None = None
    authorization_required: str = ""
    in_network: str = ""
    procedure: tuple[str, ...] = ()
    deliveries: tuple[BenefitDelivery, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    messages: tuple[str, ...] = ()
    details: tuple[Reference, ...] = ()
    related: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class InquiryRefusal:
    """Why a question was not answered (AAA).

    level      where it stands: source, receiver, subscriber, dependent, benefit
    valid      AAA01: whether the request was valid though unanswered
    reason     AAA03: 42 no answer now, 72 member id, 73 name, 75 subscriber not found ...
    follow_up  AAA04: C correct and send again, N do not, R may send again, S not in this system ...
    """

    level: str
    valid: bool
    reason: str
    follow_up: str


@dataclass(frozen=True, slots=True)
class EligibilityAnswer:
    """What the payer says about one person.

    trace_numbers  every TRN02 of kind 2, which is ours come back
    dates          those of the person, e.g. 346 plan begin
    """

    payer: Party
    provider: Party
    subscriber: Party
    dependent: Party | None = None
    trace_numbers: tuple[str, ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    refusals: tuple[InquiryRefusal, ...] = ()

    @property
    def is_active(self) -> bool | None:
        """Whether coverage is active; None when the answer does not say, or says both."""
        kinds = {benefit.kind for benefit in self.benefits}
        active, inactive = bool(kinds & set(ACTIVE)), bool(kinds & set(INACTIVE))
        return None if active == inactive else active

    def covered_on(self, day: date) -> bool | None:
        """`is_active`, and False where the plan's own dates (291, 307, 346/347, 356/357) exclude the day."""
        if self.is_active is not True:
            return self.is_active
        spans = [each.days for each in self.dates if each.qualifier in ("291", "307")]
        begins = [each.days.first for each in self.dates if each.qualifier in ("346", "356")]
        ends = [each.days.first for each in self.dates if each.qualifier in ("347", "357")]
        outside = bool(spans) and not any(day in span for span in spans)
        return not (outside or any(day < begin for begin in begins) or any(day > end for end in ends))
