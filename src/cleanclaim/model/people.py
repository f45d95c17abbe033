"""Patients, guarantors and their names and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """As the claim carries it (X12 element 1068)."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class Relationship(StrEnum):
    """The patient's relationship to the subscriber or guarantor."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in parts."""

    last: str
    first: str
    middle: str = ""
    suffix: str = ""

    @property
    def shown(self) -> str:
        """`First M Last`, for papers the person receives."""
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Address:
    """A US postal address; `postal_code` is five or nine digits without a hyphen."""

    street: str
    city: str
    state: str
    postal_code: str
    street2: str = ""


@dataclass(frozen=True, slots=True)
class Guarantor:
    """Who answers for the patient's share: the patient or, for a minor, usually a parent."""

    name: Name
    address: Address
    relationship: Relationship = Relationship.SELF


@dataclass(frozen=True, slots=True)
class Patient:
    """The person who was treated."""

    patient_id: str
    name: Name
    birth_date: date
    sex: Sex
    address: Address
    phone: str = ""
    guarantor: Guarantor | None = None

    @property
    def bill_to(self) -> Guarantor:
        """Who receives the statement."""
        return self.guarantor or Guarantor(self.name, self.address)
