"""Who is enrolled in what (834)."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.eligibility import DatedEvent
from cleanclaim.model.party import Party, Reference
from cleanclaim.model.people import Address


@dataclass(frozen=True, slots=True)
class EnrolledAmount:
    """AMT: what it is (P3 premium, B9 coinsurance, C1 copayment, D2 deductible ...) and how much."""

    qualifier: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OtherInsurance:
    """COB: another plan of the member.

    rank       P, S, T or U
    coordination  COB03: 1 coordinated, 5 unknown, 6 none
    """

    rank: str
    policy_number: str
    coordination: str
    service_types: tuple[str, ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    insurers: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrolledCoverage:
    """HD: one line of coverage.

    maintenance    HD01: 001 change, 002 delete, 021 add, 024 cancel, 025 reinstate, 030 audit ...
    line           HD03: HLT health, DEN dental, VIS vision, HMO ...
    dates          348 benefit begin, 349 benefit end, 303 maintenance effective ...
    """

    maintenance: str
    line: str
    plan: str = ""
    level: str = ""
    dates: tuple[DatedEvent, ...] = ()
    amounts: tuple[EnrolledAmount, ...] = ()
    references: tuple[Reference, ...] = ()
    providers: tuple[Party, ...] = ()
    other_insurances: tuple[OtherInsurance, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrolledMember:
    """INS: one member, subscriber or dependent.

    relationship       INS02, wire code: 18 self, 01 spouse, 19 child ...
    maintenance, reason  INS03 and INS04
    benefit_status     INS05: A active, C COBRA, S surviving insured, T TEFRA
    subscriber_number  REF*0F: what ties dependents to their subscriber
    related            other people named: under a wrong name before (70), responsible person ...
    """

    is_subscriber: bool
    relationship: str
    maintenance: str
    reason: str
    benefit_status: str
    subscriber_number: str
    member: Party
    group_number: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    amounts: tuple[EnrolledAmount, ...] = ()
    mailing_address: Address | None = None
    related: tuple[Party, ...] = ()
    coverages: tuple[EnrolledCoverage, ...] = ()

    def coverage_dates(self, line: str) -> Span | None:
        """From benefit begin (348) to benefit end (349) of a line of coverage; None without a begin."""
        dates = [each for one in self.coverages if one.line == line for each in one.dates]
        begins = [each.days.first for each in dates if each.qualifier == "348"]
        ends = [each.days.first for each in dates if each.qualifier == "349"]
        return Span(min(begins), max(ends) if ends else None) if begins else None


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One 834.

    purpose  BGN01: 00 original, 15 resubmission, 22 information copy
    action   BGN08: 2 changes, 4 verify, RX replace
    """

    purpose: str
    reference: str
    action: str
    sponsor: Party
    payer: Party
    members: tuple[EnrolledMember, ...]
    group_number: str = ""
    dates: tuple[DatedEvent, ...] = ()
