"""Records that only the store makes: sets that are kept whole, and what surrounds a kept record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cleanclaim.core.finding import Report
from cleanclaim.model.assignment import CodeAssignment
from cleanclaim.model.charge import Charge
from cleanclaim.model.remittance import ClaimPayment, Remittance


@dataclass(frozen=True, slots=True)
class AssignmentSet:
    """The code assignments of one encounter, as one run of the coder made them, in its order."""

    encounter_id: str
    assignments: tuple[CodeAssignment, ...]


@dataclass(frozen=True, slots=True)
class ChargeSet:
    """The charges of one encounter, in line order."""

    encounter_id: str
    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class FindingSet:
    """What a set of checks said about one thing.

    about_kind, about_id  e.g. `claim`, `E01A`
    known_on              the day whose table editions the checks were asked with (law 3)
    """

    about_kind: str
    about_id: str
    known_on: date
    report: Report


@dataclass(frozen=True, slots=True)
class KeptRemittance:
    """A remittance under its natural key, and the file it came in (sha256 of the raw bytes)."""

    remittance_key: str
    raw_sha256: str
    remittance: Remittance


@dataclass(frozen=True, slots=True)
class KeptPayment:
    """One claim payment of a kept remittance."""

    remittance_key: str
    payment: ClaimPayment


@dataclass(frozen=True, slots=True)
class WorkClosing:
    """A person's closing of a work item."""

    work_item_id: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """Control numbers that a partner has used, and the hash of what they carried."""

    envelope_key: str
    content_sha256: str
