"""Loops 2300 to 2420 of a professional claim: the claim, its providers, further plans, its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanclaim.core.code import Code
from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.adjudicated import (
    decided_segments,
    line_payment_segments,
    payment_segments,
    remark_segments,
)
from cleanclaim.exchange.claim_details import (
    attachment_segments,
    drug_segments,
    equipment_days,
    equipment_segments,
    trip_places,
    trip_segments,
)
from cleanclaim.exchange.claim_parties import (
    RANK_CODES,
    RELATIONSHIP_CODES,
    payer_segments,
    policy_holder,
    provider,
    service_facility,
)
from cleanclaim.exchange.parties import reference_segment
from cleanclaim.exchange.wire import exact_text, required_text, wire_date, wire_quantity, wire_span, wire_text
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import Coverage
from cleanclaim.model.encounter import AccidentCause
from cleanclaim.x12.segments import Segment, segment

_ACCIDENT_CODES = {AccidentCause.AUTO: "AA", AccidentCause.EMPLOYMENT: "EM", AccidentCause.OTHER: "OA"}
_LABORATORY = re.compile(r"8[0-9]{4}|[0-9]{4}[UM]")
_RADIOLOGY = re.compile(r"7[0-9]{4}")
_EQUIPMENT_AND_SUPPLIES = re.compile(r"(?:A[4-9]|E|K|L)[0-9]+")


def is_laboratory(procedure: Code) -> bool:
    """Whether a CLIA number belongs on the claim: CPT 80000-89999 and the U and M laboratory codes.

    42 CFR 493; by code range (unverified at its edges: some codes in the range are waived from the rule).
    """
    return bool(_LABORATORY.fullmatch(procedure.value))


def is_ordered(procedure: Code) -> bool:
    """Whether another provider orders such a service: supplies and equipment, laboratory, imaging."""
    kinds = (_LABORATORY, _RADIOLOGY, _EQUIPMENT_AND_SUPPLIES)
    return any(kind.fullmatch(procedure.value) for kind in kinds)


def claim_segments(claim: Claim, original_claim_number: str) -> Iterator[Segment]:
    """One claim from CLM to its last line."""
    if not 1 <= len(claim.lines) <= 50 or not 1 <= len(claim.diagnoses) <= 12:
        raise MisuseError(f"claim {claim.claim_id}: a professional claim holds 1-50 lines and 1-12 diagnoses")
    named = {coverage.payer.identifier for coverage in claim.other_coverages}
    if any(payment.payer_identifier not in named for payment in claim.prior_payments):
        raise MisuseError(
            f"claim {claim.claim_id}: a prior payment is of a plan that the claim does not name"
        )
    yield _claim(claim)
    if claim.accident is not None:
        yield segment("DTP", "439", "D8", wire_date(claim.accident.occurred_on))
    if claim.admitted_on is not None:
        yield segment("DTP", "435", "D8", wire_date(claim.admitted_on))
    for told in claim.dates:
        yield segment("DTP", told.qualifier, "D8", wire_date(told.day))
    yield from attachment_segments(claim.attachments)
    if claim.patient_paid:
        yield segment("AMT", "F5", claim.patient_paid.shortest)
    yield from _references(claim, original_claim_number or claim.original_claim_number)
    for reference in claim.references:
        yield reference_segment(reference)
    if claim.note:
        yield segment("NTE", "ADD", wire_text(claim.note, 80))
    yield from trip_segments(claim.ambulance)
    yield _diagnoses(claim)
    yield from _providers(claim)
    for coverage in claim.other_coverages:
        yield from _other_plan(claim, coverage)
    for line in claim.lines:
        yield from _line(claim, line)


def _claim(claim: Claim) -> Segment:
    accident = claim.accident
    causes = ("", "", "", "")
    if accident is not None:
        state = wire_text(accident.state, 2) if accident.cause is AccidentCause.AUTO else ""
        causes = (_ACCIDENT_CODES[accident.cause], "", "", state)
    return segment(
        "CLM", exact_text(claim.claim_id, "CLM01", 20), claim.total_charge.shortest, "", "",
        (claim.place_of_service, "B", claim.frequency),
        "Y", "A" if claim.accept_assignment else "C", "Y", "Y", "", causes,
        *("",) * 8, claim.delay_reason,
    )  # fmt: skip


def _references(claim: Claim, original_claim_number: str) -> Iterator[Segment]:
    if claim.prior_authorization:
        yield segment("REF", "G1", required_text(claim.prior_authorization, "REF*G1", 50))
    if claim.frequency in ("7", "8"):
        yield segment("REF", "F8", required_text(original_claim_number, "REF*F8", 50))
    if claim.practice.clia and any(is_laboratory(line.procedure) for line in claim.lines):
        yield segment("REF", "X4", claim.practice.clia)


def _diagnoses(claim: Claim) -> Segment:
    composites = [
        ("ABK" if position == 0 else "ABF", diagnosis.code.undotted)
        for position, diagnosis in enumerate(claim.diagnoses)
    ]
    return segment("HI", *composites)


def _providers(claim: Claim) -> Iterator[Segment]:
    if claim.referring is not None:
        yield provider("DN", claim.referring)
    if claim.rendering.npi != claim.practice.npi:
        yield provider("82", claim.rendering)
        if claim.rendering.taxonomy:
            yield segment("PRV", "PE", "PXC", claim.rendering.taxonomy)
    if claim.facility is not None:
        yield from service_facility(claim.facility)
    if claim.supervising is not None:
        yield provider("DQ", claim.supervising)
    yield from trip_places(claim.ambulance)


def _other_plan(claim: Claim, coverage: Coverage) -> Iterator[Segment]:
    payments = (each for each in claim.prior_payments if each.payer_identifier == coverage.payer.identifier)
    payment = next(payments, None)
    yield segment(
        "SBR", RANK_CODES[coverage.rank], RELATIONSHIP_CODES[coverage.relationship],
        wire_text(coverage.group_number, 50), "", coverage.insurance_type, "", "", "",
        coverage.payer.filing_indicator,
    )  # fmt: skip
    yield from payment_segments(payment)
    yield segment("OI", "", "", "Y", "", "", "Y")
    yield from remark_segments(payment)
    yield policy_holder(coverage, claim.patient)
    yield from payer_segments(coverage)
    yield from decided_segments(payment)


def _line(claim: Claim, line: ServiceLine) -> Iterator[Segment]:
    if not 1 <= len(line.pointers) <= 4 or len(line.modifiers) > 4:
        raise MisuseError(f"line {line.control_number}: want one to four pointers and at most four modifiers")
    yield segment("LX", str(line.line_number))
    yield _service(claim, line)
    yield from attachment_segments(line.attachments)
    yield from equipment_segments(line.equipment)
    yield segment("DTP", "472", *wire_span(line.service_dates))
    yield from equipment_days(line.equipment)
    yield segment("REF", "6R", exact_text(line.control_number, "REF*6R", 50))
    if line.note:
        yield segment("NTE", "ADD", wire_text(line.note, 80))
    yield from drug_segments(line.drug)
    # On the wire an ordering provider who also renders is not named again [005010X222A1, loop 2420E]; box 17
    # of the paper form names him all the same [Pub 100-04 ch. 26 s. 10.4].
    if (
        claim.ordering is not None
        and is_ordered(line.procedure)
        and claim.ordering.npi != claim.rendering.npi
    ):
        yield provider("DK", claim.ordering)
    yield from line_payment_segments(claim.prior_payments, line.line_number)


def _service(claim: Claim, line: ServiceLine) -> Segment:
    """SV1: an anesthesia service is measured in its minutes, everything else in units."""
    elsewhere = line.place_of_service if line.place_of_service != claim.place_of_service else ""
    minutes = line.anesthesia_minutes
    measure = ("MJ", str(minutes)) if minutes else ("UN", wire_quantity(line.units))
    padding = ("",) * (4 - len(line.modifiers))
    product = ("HC", line.procedure.value, *line.modifiers, *padding, wire_text(line.description, 80))
    return segment(
        "SV1", product, line.charge.shortest, *measure,
        elsewhere, "", tuple(str(pointer) for pointer in line.pointers), "", "Y" if line.is_emergency else "",
    )  # fmt: skip
