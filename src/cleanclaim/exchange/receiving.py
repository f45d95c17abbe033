"""From bytes to records: what a received file is, what it says, and what of it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.exchange.received_claim import ReceivedClaim
from cleanclaim.exchange.saying import (
    ClaimStatusAnswers,
    EligibilityAnswers,
    NotUnderstood,
    ReceivedClaims,
    ReceivedDentalClaims,
    ReceivedInstitutionalClaims,
    ReviewAnswers,
    Said,
    what_it_says,
)
from cleanclaim.model.claim_inquiry import ClaimStatusAnswer
from cleanclaim.model.dental_claim import DentalClaim
from cleanclaim.model.eligibility import EligibilityAnswer
from cleanclaim.model.enrollment import Enrollment
from cleanclaim.model.institutional_claim import InstitutionalClaim
from cleanclaim.model.premium import PremiumPayment
from cleanclaim.model.remittance import Remittance
from cleanclaim.model.services_review import ReviewAnswer
from cleanclaim.x12.acknowledging import read_ta1
from cleanclaim.x12.reading import Group, Interchange, TransactionSet, lies_in, read
from cleanclaim.x12.validation import check

__all__ = [
    "Content",
    "NotUnderstood",
    "ReceivedClaims",
    "Said",
    "Understood",
    "UnderstoodInterchange",
    "refuses",
    "understand",
]

Record = TypeVar("Record")
_BALANCE = ("SNIP", "3")


@dataclass(frozen=True, slots=True)
class Content:
    """What one transaction set, or one TA1, says.

    set_id        `TA1`, `999`, `271`, `277`, `278`, `820`, `834`, `835`, `837`
    envelope_key  (ISA06, ISA08, ISA13, GS06, ST02): the same key with other bytes is a reason for quarantine
    findings      what was noted about the set though it was taken; for an 835, amounts that do not add up
                  are among them: posting decides whether one claim or the whole payment is held
    """

    set_id: str
    envelope_key: tuple[str, str, str, str, str]
    said: Said
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class UnderstoodInterchange:
    """One interchange: taken whole, or refused whole with the findings that say why."""

    sender: str
    receiver: str
    control: str
    contents: tuple[Content, ...]
    refusals: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing of it was taken."""
        return bool(self.refusals)


@dataclass(frozen=True, slots=True)
class Understood:
    """A received file.

    report  everything that was found, of taken and refused parts alike
    """

    sha256: str
    canonical_sha256: str
    interchanges: tuple[UnderstoodInterchange, ...]
    report: Report

    @property
    def refused(self) -> bool:
        """Whether no interchange of it was taken."""
        return all(interchange.refused for interchange in self.interchanges)

    @property
    def contents(self) -> tuple[Content, ...]:
        """What the taken interchanges say, in the order of the file."""
        return tuple(content for interchange in self.interchanges for content in interchange.contents)

    def said(self, kind: type[Record]) -> tuple[Record, ...]:
        """What is said in records of one kind: `file.said(GroupAnswer)`."""
        return tuple(content.said for content in self.contents if isinstance(content.said, kind))

    @property
    def claims(self) -> tuple[ReceivedClaim, ...]:
        """The professional claims (837P)."""
        return tuple(claim for each in self.said(ReceivedClaims) for claim in each.claims)

    @property
    def institutional_claims(self) -> tuple[InstitutionalClaim, ...]:
        """The institutional claims (837I)."""
        return tuple(claim for each in self.said(ReceivedInstitutionalClaims) for claim in each.claims)

    @property
    def dental_claims(self) -> tuple[DentalClaim, ...]:
        """The dental claims (837D)."""
        return tuple(claim for each in self.said(ReceivedDentalClaims) for claim in each.claims)

    @property
    def remittances(self) -> tuple[Remittance, ...]:
        """The payments (835)."""
        return self.said(Remittance)

    @property
    def benefits(self) -> tuple[EligibilityAnswer, ...]:
        """What patients are covered for (271), one answer a person."""
        return tuple(answer for each in self.said(EligibilityAnswers) for answer in each.answers)

    @property
    def statuses(self) -> tuple[ClaimStatusAnswer, ...]:
        """Where claims stand (277), one answer a claim."""
        return tuple(answer for each in self.said(ClaimStatusAnswers) for answer in each.answers)

    @property
    def reviews(self) -> tuple[ReviewAnswer, ...]:
        """What was authorised (278), one answer an event."""
        return tuple(answer for each in self.said(ReviewAnswers) for answer in each.answers)

    @property
    def enrollments(self) -> tuple[Enrollment, ...]:
        """Who is enrolled in what (834)."""
        return self.said(Enrollment)

    @property
    def premiums(self) -> tuple[PremiumPayment, ...]:
        """Premiums paid (820)."""
        return self.said(PremiumPayment)


def understand(raw: bytes, *, subject: str | None = None) -> Understood:
    """What a file says. Never raises for what is wrong with it: that is in the report.

    Each interchange is taken or refused on its own: a finding of severity reject in it, or an element that
    cannot be read, refuses all of it, so that nothing is half-understood. Amounts that do not add up (SNIP
    type 3) refuse nothing here; they stand beside their set.
    """
    reading = read(raw, subject=subject)
    report = check(reading)
    findings: list[Finding] = []
    interchanges = []
    for interchange in reading.interchanges:
        one, more = _interchange(interchange, report)
        interchanges.append(one)
        findings += more
    complete = Report.of((*report.findings, *findings), report.not_checked)
    return Understood(reading.sha256, reading.canonical_sha256, tuple(interchanges), complete)


def _interchange(
    interchange: Interchange, report: Report
) -> tuple[UnderstoodInterchange, tuple[Finding, ...]]:
    within = [finding for finding in report.findings if lies_in(finding, interchange)]
    refusals = [finding for finding in within if refuses(finding)]
    contents: tuple[Content, ...] = ()
    decoded: list[Finding] = []
    if not refusals:
        contents = tuple(_contents(interchange, within, decoded))
        refusals = [finding for finding in decoded if finding.severity is Severity.REJECT]
    one = UnderstoodInterchange(
        sender=interchange.sender,
        receiver=interchange.receiver,
        control=interchange.control,
        contents=() if refusals else contents,
        refusals=tuple(refusals),
    )
    return one, tuple(decoded)


def refuses(finding: Finding) -> bool:
    """Whether a finding refuses what it lies in: every reject but one about sums."""
    return finding.severity is Severity.REJECT and _BALANCE not in finding.codes


def _contents(interchange: Interchange, within: list[Finding], decoded: list[Finding]) -> Iterator[Content]:
    for each in interchange.loose_named("TA1"):
        key = (interchange.sender, interchange.receiver, interchange.control, "", "")
        yield Content("TA1", key, read_ta1(each))
    for group in interchange.groups:
        for one in group.sets:
            said, findings = what_it_says(one)
            decoded += findings
            if said is not None:
                noted = (*(finding for finding in within if lies_in(finding, one)), *findings)
                yield Content(one.set_id, _key(interchange, group, one), said, noted)


def _key(interchange: Interchange, group: Group, one: TransactionSet) -> tuple[str, str, str, str, str]:
    return (interchange.sender, interchange.receiver, interchange.control, group.control, one.control)
