"""One encounter: who was seen, when, where, what was written and what was captured."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cleanclaim.core.code import Code
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.coverage import Coverage
from cleanclaim.model.people import Patient
from cleanclaim.model.provider import Facility, Provider


class Setting(StrEnum):
    """Where care was given, as coding guidelines tell settings apart."""

    OFFICE = "office"
    TELEHEALTH = "telehealth"
    URGENT_CARE = "urgent_care"
    EMERGENCY = "emergency"
    OUTPATIENT_HOSPITAL = "outpatient_hospital"
    SURGERY_CENTER = "surgery_center"
    INPATIENT = "inpatient"
    HOME = "home"


class Visit(StrEnum):
    """New or established patient (CMS Pub 100-04 ch. 12 s. 30.6.7)."""

    NEW = "new"
    ESTABLISHED = "established"


class AccidentCause(StrEnum):
    """X12 CLM11 related causes."""

    AUTO = "auto"
    EMPLOYMENT = "employment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Accident:
    """An accident the condition comes from; `state` is required for an auto accident."""

    cause: AccidentCause
    occurred_on: date
    state: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """From `start` on, a document's text was taken from this place of the original.

    locator  `page 2`, `section 3 (LOINC 51848-0), item 1`, `segment 7, OBX-5`; '' for words that we added,
             such as the heading of a section
    """

    start: int
    locator: str


@dataclass(frozen=True, slots=True)
class Document:
    """A clinical document. `text` never changes: every span of evidence points into it.

    passages         for text taken out of a PDF, XML or message: where each part stood, by rising `start`
    original_sha256  of the bytes it was taken from
    """

    document_id: str
    text: str
    passages: tuple[Passage, ...] = ()
    original_sha256: str = ""

    def place_of(self, offset: int) -> str:
        """Where in the original the character at an offset stood; '' when the text is the original."""
        number = bisect_right(self.passages, offset, key=lambda passage: passage.start)
        return self.passages[number - 1].locator if number else ""


@dataclass(frozen=True, slots=True)
class Drug:
    """The drug behind a J or Q code: 11-digit NDC, quantity and unit (F2, GR, ME, ML, UN)."""

    ndc: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class CapturedCharge:
    """A charge line as the practice captured it (superbill, CSV, FHIR Procedure)."""

    procedure: Code
    modifiers: tuple[str, ...] = ()
    units: int = 1
    diagnoses: tuple[Code, ...] = ()
    drug: Drug | None = None
    unit_price: Money | None = None
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """The provider's own signature over the codes that arrived with the encounter."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Encounter:
    """One visit with everything the claim will need.

    coverages       in order of benefits; empty = self-pay
    diagnoses       codes that arrived with the encounter, first-listed first
    signed          set when the provider signed the arriving codes: they are scrubbed, not recoded
    restricted      the patient paid in full and asked that the plan not be told (45 CFR 164.522(a)(1)(vi)):
                    nothing about the encounter may leave in any outbound message
    notice_signed_on  the date an advance beneficiary notice was signed, if one is on file
    """

    encounter_id: str
    patient: Patient
    service_dates: Span
    place_of_service: str
    setting: Setting
    visit: Visit
    rendering: Provider
    coverages: tuple[Coverage, ...] = ()
    referring: Provider | None = None
    supervising: Provider | None = None
    ordering: Provider | None = None
    facility: Facility | None = None
    documents: tuple[Document, ...] = ()
    captured_charges: tuple[CapturedCharge, ...] = ()
    diagnoses: tuple[Code, ...] = ()
    signed: Signed | None = None
    restricted: bool = False
    notice_signed_on: date | None = None
    accident: Accident | None = None
    prior_authorization: str = ""

    def place_in_original(self, evidence: Evidence) -> str:
        """`page 2` and the like for a quote from a document that was taken out of another form; else ''."""
        span = evidence.characters
        for document in self.documents:
            if span and document.document_id == evidence.source:
                return document.place_of(span[0])
        return ""

    @property
    def billed_plan(self) -> Coverage | None:
        """The plan a claim goes to, or None when the patient pays: no coverage, or a restricted encounter."""
        return None if self.restricted or not self.coverages else self.coverages[0]
