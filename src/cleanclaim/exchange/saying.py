"""What one transaction set says: its records by ST01 and guide, or that nobody here reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding
from cleanclaim.exchange.claim_acknowledgment import decode_claim_acknowledgment
from cleanclaim.exchange.dental_claim import decode_dental_claims
from cleanclaim.exchange.elements import first
from cleanclaim.exchange.eligibility_answer import decode_eligibility_answers
from cleanclaim.exchange.eligibility_inquiry import decode_eligibility_inquiries
from cleanclaim.exchange.enrollment import decode_enrollment
from cleanclaim.exchange.institutional_claim import decode_institutional_claims
from cleanclaim.exchange.premium_payment import decode_premium_payment
from cleanclaim.exchange.received_claim import ReceivedClaim, decode_claims
from cleanclaim.exchange.remittance import decode_remittance
from cleanclaim.exchange.services_review import decode_review_answers
from cleanclaim.exchange.services_review_payer import decode_review_requests
from cleanclaim.exchange.status_answer import decode_claim_status
from cleanclaim.exchange.status_inquiry import decode_claim_inquiries
from cleanclaim.model.claim_inquiry import ClaimInquiry, ClaimStatusAnswer
from cleanclaim.model.dental_claim import DentalClaim
from cleanclaim.model.eligibility import EligibilityAnswer, EligibilityInquiry
from cleanclaim.model.enrollment import Enrollment
from cleanclaim.model.institutional_claim import InstitutionalClaim
from cleanclaim.model.premium import PremiumPayment
from cleanclaim.model.remittance import Remittance
from cleanclaim.model.services_review import ReviewAnswer, ReviewRequest
from cleanclaim.submission.answers import ClaimAnswers
from cleanclaim.x12.acknowledging import EnvelopeAnswer, GroupAnswer, read_999
from cleanclaim.x12.reading import TransactionSet


@dataclass(frozen=True, slots=True)
class ReceivedClaims:
    """The claims of one 837P that somebody sent to us."""

    claims: tuple[ReceivedClaim, ...]


@dataclass(frozen=True, slots=True)
class ReceivedInstitutionalClaims:
    """The claims of one 837I."""

    claims: tuple[InstitutionalClaim, ...]


@dataclass(frozen=True, slots=True)
class ReceivedDentalClaims:
    """The claims of one 837D."""

    claims: tuple[DentalClaim, ...]


@dataclass(frozen=True, slots=True)
class EligibilityInquiries:
    """The questions of one 270 that somebody put to us."""

    inquiries: tuple[EligibilityInquiry, ...]


@dataclass(frozen=True, slots=True)
class ClaimInquiries:
    """The questions of one 276."""

    inquiries: tuple[ClaimInquiry, ...]


@dataclass(frozen=True, slots=True)
class ReviewRequests:
    """The requests of one 278."""

    requests: tuple[ReviewRequest, ...]


@dataclass(frozen=True, slots=True)
class EligibilityAnswers:
    """The answers of one 271."""

    answers: tuple[EligibilityAnswer, ...]


@dataclass(frozen=True, slots=True)
class ClaimStatusAnswers:
    """The answers of one 277 to a 276."""

    answers: tuple[ClaimStatusAnswer, ...]


@dataclass(frozen=True, slots=True)
class ReviewAnswers:
    """The decisions of one 278 response."""

    answers: tuple[ReviewAnswer, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A set of a kind that this project does not read yet: kept, never dropped."""

    set_id: str
    guide: str


Said = (
    EnvelopeAnswer
    | GroupAnswer
    | ClaimAnswers
    | Remittance
    | ReceivedClaims
    | ReceivedInstitutionalClaims
    | ReceivedDentalClaims
    | EligibilityInquiries
    | ClaimInquiries
    | ReviewRequests
    | EligibilityAnswers
    | ClaimStatusAnswers
    | ReviewAnswers
    | Enrollment
    | PremiumPayment
    | NotUnderstood
)
Decoded = tuple[Said | None, tuple[Finding, ...]]


def what_it_says(one: TransactionSet) -> tuple[Said | None, tuple[Finding, ...]]:
    """What a set says, by its ST01 and guide; None with the findings when an element cannot be read."""
    if one.set_id == "999":
        return read_999(one), ()
    for set_id, guide, decode in _DECODERS:
        if one.set_id == set_id and one.guide.startswith(guide):
            try:
                return decode(one)
            except UnreadableFileError as error:
                return None, error.findings
    return NotUnderstood(one.set_id, one.guide), ()


def _claims(one: TransactionSet) -> Decoded:
    return ReceivedClaims(decode_claims(one.segments, subject=one.place.subject, path=one.place.path)), ()


def _institutional(one: TransactionSet) -> Decoded:
    claims = decode_institutional_claims(one.segments, subject=one.place.subject, path=one.place.path)
    return ReceivedInstitutionalClaims(claims), ()


def _dental(one: TransactionSet) -> Decoded:
    claims = decode_dental_claims(one.segments, subject=one.place.subject, path=one.place.path)
    return ReceivedDentalClaims(claims), ()


def _remittance(one: TransactionSet) -> Decoded:
    return decode_remittance(one.segments, subject=one.place.subject, path=one.place.path)


def _acknowledged(one: TransactionSet) -> Decoded:
    return decode_claim_acknowledgment(one.segments, subject=one.place.subject, path=one.place.path)


def _benefits(one: TransactionSet) -> Decoded:
    answers, findings = decode_eligibility_answers(
        one.segments, subject=one.place.subject, path=one.place.path
    )
    return None if answers is None else EligibilityAnswers(answers), findings


def _asked_benefits(one: TransactionSet) -> Decoded:
    asked, findings = decode_eligibility_inquiries(
        one.segments, subject=one.place.subject, path=one.place.path
    )
    return None if asked is None else EligibilityInquiries(asked), findings


def _asked_statuses(one: TransactionSet) -> Decoded:
    asked, findings = decode_claim_inquiries(one.segments, subject=one.place.subject, path=one.place.path)
    return None if asked is None else ClaimInquiries(asked), findings


def _statuses(one: TransactionSet) -> Decoded:
    answers, findings = decode_claim_status(one.segments, subject=one.place.subject, path=one.place.path)
    return None if answers is None else ClaimStatusAnswers(answers), findings


def _review(one: TransactionSet) -> Decoded:
    """Request and answer have one number and one guide: BHT02 tells them apart."""
    if first(one.segments, "BHT").element(2) != "11":
        asked, noted = decode_review_requests(one.segments, subject=one.place.subject, path=one.place.path)
        return None if asked is None else ReviewRequests(asked), noted
    answers, findings = decode_review_answers(one.segments, subject=one.place.subject, path=one.place.path)
    return None if answers is None else ReviewAnswers(answers), findings


def _enrollment(one: TransactionSet) -> Decoded:
    return decode_enrollment(one.segments, subject=one.place.subject, path=one.place.path)


def _premium(one: TransactionSet) -> Decoded:
    return decode_premium_payment(one.segments, subject=one.place.subject, path=one.place.path)


# The 835 has no ST03, and some send one: it is known by its number alone. Two sets are numbered 277.
_DECODERS: tuple[tuple[str, str, Callable[[TransactionSet], Decoded]], ...] = (
    ("835", "", _remittance),
    ("837", "005010X222", _claims),
    ("837", "005010X223", _institutional),
    ("837", "005010X224", _dental),
    ("277", "005010X214", _acknowledged),
    ("277", "005010X212", _statuses),
    ("271", "005010X279", _benefits),
    ("278", "005010X217", _review),
    ("270", "005010X279", _asked_benefits),
    ("276", "005010X212", _asked_statuses),
    ("834", "005010X220", _enrollment),
    ("820", "005010X218", _premium),
)
