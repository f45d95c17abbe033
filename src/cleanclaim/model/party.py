"""Parties as transactions name them: a person or an organisation with what stands beside the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanclaim.model.people import Address, Name, Sex


@dataclass(frozen=True, slots=True)
class Reference:
    """One further identification: its qualifier (REF01) and value (REF02)."""

    qualifier: str
    value: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call; `phone` is ten digits."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Party:
    """One NM1 with what belongs to it.

    entity      NM101: IL subscriber, PR payer, 85 billing provider, 82 rendering provider ...
    name        an organisation's name stands whole in `last`
    qualifier   what kind of number `identifier` is (NM108): XX an NPI, MI a member id, PI a payer id
    """

    entity: str
    name: Name
    is_person: bool = True
    qualifier: str = ""
    identifier: str = ""
    address: Address | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    taxonomy: str = ""
    references: tuple[Reference, ...] = ()
    contact: Contact | None = None

    def reference(self, *qualifiers: str) -> str:
        """The first reference of one of these qualifiers, '' when there is none."""
        return next((each.value for each in self.references if each.qualifier in qualifiers), "")


@dataclass(frozen=True, slots=True)
class Membership:
    """How a plan stands in the order of benefits (the SBR segment).

    rank            SBR01: P, S, T ...
    relationship    of the patient to the subscriber as a wire code: 18 self, 01 spouse, 19 child, G8 other
    insurance_type  SBR05: why Medicare is not first (12, 13, 14, 15, 16, 41, 42, 43, 47)
    """

    rank: str
    relationship: str = "18"
    group_number: str = ""
    group_name: str = ""
    insurance_type: str = ""
    filing_indicator: str = ""


@dataclass(frozen=True, slots=True)
class BilledParties:
    """Who sends a claim to whom, for whom.

    submitter, receiver  loops 1000A and 1000B
    patient              None when the subscriber is the patient
    """

    submitter: Party
    receiver: Party
    billing: Party
    payer: Party
    membership: Membership
    subscriber: Party
    patient: Party | None = None
