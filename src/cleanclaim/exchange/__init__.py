"""The domain on the wire: records of the model as X12 transaction sets and back, one file per set.

From bytes to records:

    from pathlib import Path
    from cleanclaim import exchange

    file = exchange.understand(Path("inbox/file.x12").read_bytes())
    for claim in file.claims:
        print(claim.control_number, claim.charge)

`file.remittances`, `file.benefits`, `file.statuses`, `file.reviews`, `file.enrollments` and `file.premiums`
hold the other kinds, `file.report` all that was found, and `file.contents` everything, in the order of the
file. What is wrong with a file is a finding and never an exception.

From records to bytes: the `encode_...` functions. They take an `Envelope` with control numbers that the
caller keeps unique, and raise MisuseError for what a record lacks. `text_findings` tells beforehand which
characters of a record the wire cannot carry.

Names are loaded when they are first used: importing this room reads no other module.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleanclaim.exchange.cleaning import TextPolicy, text_findings
    from cleanclaim.exchange.dental_claim import encode_dental_claims
    from cleanclaim.exchange.eligibility_answer import encode_eligibility_answers
    from cleanclaim.exchange.eligibility_inquiry import encode_eligibility_inquiries
    from cleanclaim.exchange.institutional_claim import encode_institutional_claims
    from cleanclaim.exchange.professional_claim import encode_claims
    from cleanclaim.exchange.receiving import Content, Understood, UnderstoodInterchange, understand
    from cleanclaim.exchange.remittance import encode_remittances
    from cleanclaim.exchange.services_review import encode_review_requests
    from cleanclaim.exchange.services_review_payer import encode_review_answers
    from cleanclaim.exchange.status_answer import encode_claim_status
    from cleanclaim.exchange.status_inquiry import encode_claim_inquiries
    from cleanclaim.x12.writing import Envelope

__all__ = [
    "Content",
    "Envelope",
    "TextPolicy",
    "Understood",
    "UnderstoodInterchange",
    "encode_claim_inquiries",
    "encode_claim_status",
    "encode_claims",
    "encode_dental_claims",
    "encode_eligibility_answers",
    "encode_eligibility_inquiries",
    "encode_institutional_claims",
    "encode_remittances",
    "encode_review_answers",
    "encode_review_requests",
    "text_findings",
    "understand",
]

_HOMES = {
    "Content": "cleanclaim.exchange.receiving",
    "Envelope": "cleanclaim.x12.writing",
    "TextPolicy": "cleanclaim.exchange.cleaning",
    "Understood": "cleanclaim.exchange.receiving",
    "UnderstoodInterchange": "cleanclaim.exchange.receiving",
    "encode_claim_inquiries": "cleanclaim.exchange.status_inquiry",
    "encode_claim_status": "cleanclaim.exchange.status_answer",
    "encode_claims": "cleanclaim.exchange.professional_claim",
    "encode_dental_claims": "cleanclaim.exchange.dental_claim",
    "encode_eligibility_answers": "cleanclaim.exchange.eligibility_answer",
    "encode_eligibility_inquiries": "cleanclaim.exchange.eligibility_inquiry",
    "encode_institutional_claims": "cleanclaim.exchange.institutional_claim",
    "encode_remittances": "cleanclaim.exchange.remittance",
    "encode_review_answers": "cleanclaim.exchange.services_review_payer",
    "encode_review_requests": "cleanclaim.exchange.services_review",
    "text_findings": "cleanclaim.exchange.cleaning",
    "understand": "cleanclaim.exchange.receiving",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
