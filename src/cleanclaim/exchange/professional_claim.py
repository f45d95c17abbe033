"""837P, 005010X222A1: claims to bytes. What comes back out of such bytes is in `received_claim`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.claim_loops import claim_segments
from cleanclaim.exchange.claim_parties import (
    RANK_CODES,
    RELATIONSHIP_CODES,
    demographics,
    payer_segments,
    policy_holder,
)
from cleanclaim.exchange.wire import (
    organization,
    person,
    phone_digits,
    postal,
    required_text,
    wire_date,
    wire_text,
)
from cleanclaim.model.claim import Claim
from cleanclaim.model.people import Relationship
from cleanclaim.model.provider import Practice
from cleanclaim.submission.sharing import batch_reference, check_sharing, share_out
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X222A1"


def encode_claims(
    claims: Sequence[Claim],
    *,
    envelope: Envelope,
    set_controls: Sequence[str],
    receiver_name: str = "",
    original_claim_numbers: Mapping[str, str] | None = None,
    line_end: str = "",
) -> bytes:
    """One interchange with the claims shared out evenly over as many ST as there are `set_controls`.

    One set per claim is the usual choice: a 999 rejects whole sets, so a fault then costs one claim and no
    neighbour; the price is about 400 bytes of repeated submitter and billing loops. By claim id,
    `original_claim_numbers` holds the payer's number of the claim that a frequency 7 or 8 replaces or voids
    (REF*F8), unless the claim itself names it. Claims are taken as scrubbed: what the guide requires and a
    claim lacks raises MisuseError.
    """
    if envelope.functional_id != "HC" or envelope.guide != GUIDE:
        raise MisuseError(f"professional claims travel as GS01 HC under {GUIDE}")
    check_sharing(len(claims), len(set_controls))
    extras = _Extras(receiver_name, original_claim_numbers or {})
    sets = [
        TransactionDraft("837", control, tuple(_set_body(group, envelope, control, extras)))
        for control, group in zip(set_controls, share_out(claims, len(set_controls)), strict=True)
    ]
    return write_interchange(envelope, sets, line_end)


@dataclass(frozen=True, slots=True)
class _Extras:
    receiver_name: str
    original_claim_numbers: Mapping[str, str]


def _set_body(
    claims: Sequence[Claim], envelope: Envelope, control: str, extras: _Extras
) -> Iterator[Segment]:
    written = envelope.written_at
    reference = batch_reference(envelope.interchange_control, control)
    yield segment("BHT", "0019", "00", reference, wire_date(written), written.strftime("%H%M"), "CH")
    yield from _submitter(claims[0].practice)
    receiver = claims[0].coverage.payer.receiver_id
    yield organization("40", extras.receiver_name or receiver, qualifier="46", identifier=receiver)
    if any(one.coverage.payer.receiver_id != receiver for one in claims):
        raise MisuseError("claims of one set go to one receiver")
    yield from _hierarchy(claims, extras.original_claim_numbers)


def _submitter(practice: Practice) -> Iterator[Segment]:
    yield organization("41", practice.name, qualifier="46", identifier=practice.submitter_id)
    phone = required_text(phone_digits(practice.phone), "PER04 of the submitter")
    yield segment("PER", "IC", wire_text(practice.contact), "TE", phone)


def _hierarchy(claims: Sequence[Claim], original_claim_numbers: Mapping[str, str]) -> Iterator[Segment]:
    numbers = count(1)
    billing = 0
    for previous, claim in pairwise((None, *claims)):
        assert claim is not None
        if previous is None or previous.practice != claim.practice:
            billing = next(numbers)
            yield from _billing_provider(billing, claim.practice)
        subscriber = next(numbers)
        yield from _subscriber(claim, subscriber, billing)
        if claim.coverage.relationship is not Relationship.SELF:
            yield from _dependent(claim, next(numbers), subscriber)
        yield from claim_segments(claim, original_claim_numbers.get(claim.claim_id, ""))


def _billing_provider(number: int, practice: Practice) -> Iterator[Segment]:
    yield segment("HL", str(number), "", "20", "1")
    if practice.taxonomy:
        yield segment("PRV", "BI", "PXC", practice.taxonomy)
    yield organization("85", practice.name, qualifier="XX", identifier=practice.npi)
    yield from postal(practice.address)
    yield segment("REF", "EI", required_text(practice.tax_id, "REF*EI"))
    # No PER here: it is sent only where it differs from the submitter's [005010X222A1, loop 2010AA], and a
    # practice has one contact for both.


def _subscriber(claim: Claim, number: int, parent: int) -> Iterator[Segment]:
    coverage, patient = claim.coverage, claim.patient
    is_patient = coverage.relationship is Relationship.SELF
    yield segment("HL", str(number), str(parent), "22", "0" if is_patient else "1")
    yield segment(
        "SBR", RANK_CODES[coverage.rank], "18" if is_patient else "", wire_text(coverage.group_number, 50),
        "", coverage.insurance_type, "", "", "", wire_text(coverage.payer.filing_indicator, 2),
    )  # fmt: skip
    yield policy_holder(coverage, patient)
    if is_patient:
        yield from postal(patient.address)
        yield demographics(patient)
    yield from payer_segments(coverage)


def _dependent(claim: Claim, number: int, parent: int) -> Iterator[Segment]:
    yield segment("HL", str(number), str(parent), "23", "0")
    yield segment("PAT", RELATIONSHIP_CODES[claim.coverage.relationship])
    yield person("QC", claim.patient.name)
    yield from postal(claim.patient.address)
    yield demographics(claim.patient)
