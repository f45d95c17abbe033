"""Who pays: payers and a patient's coverage by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from cleanclaim.model.people import Address, Name, Relationship, Sex


class PlanType(StrEnum):
    """The kind of plan; it decides the order of benefits, deadlines and which rules apply."""

    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICAID = "medicaid"
    COMMERCIAL = "commercial"
    SELF_PAY = "self_pay"


class Rank(IntEnum):
    """The order in which plans pay (X12 SBR01 P, S, T)."""

    PRIMARY = 1
    SECONDARY = 2
    TERTIARY = 3


@dataclass(frozen=True, slots=True)
class Payer:
    """A health plan as the practice files claims with it.

    identifier         the payer id in 837 loop 2010BB NM109
    filing_indicator   the claim filing indicator in SBR09, e.g. MB, MC, CI
    receiver_id        the trading partner that takes the file (ISA08, GS03, 1000B NM109)
    filing_limit_days  days from the service date in which a claim must arrive; 0 = by statute (Medicare)
    appeal_limit_days  days from the remittance in which a denial can be appealed
    takes_corrections  whether replacements and voids (frequency 7 and 8) can be sent to it
    """

    payer_id: str
    name: str
    identifier: str
    plan_type: PlanType
    filing_indicator: str
    receiver_id: str
    address: Address | None = None
    filing_limit_days: int = 0
    appeal_limit_days: int = 120
    takes_corrections: bool = True


@dataclass(frozen=True, slots=True)
class Subscriber:
    """The person who holds the policy, when that is not the patient."""

    name: Name
    birth_date: date | None = None
    sex: Sex = Sex.UNKNOWN
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One patient's membership of one plan. `member_id` is '' when the practice does not know it.

    insurance_type  SBR05, only where Medicare is not the first to pay: 12 working aged, 13 renal disease ...
    """

    rank: Rank
    payer: Payer
    member_id: str
    relationship: Relationship = Relationship.SELF
    subscriber: Subscriber | None = None
    group_number: str = ""
    insurance_type: str = ""
