"""837I, 005010X223A2: institutional claims to bytes and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.exchange.adjudicated import line_payment_segments, other_plan_segments, read_other_plans
from cleanclaim.exchange.billed_parties import read_billed, set_body
from cleanclaim.exchange.claim_details import attachment_segments, drug_segments, read_attachments, read_drug
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.institutional_codes import code_segments, read_codes
from cleanclaim.exchange.levels import parties_of
from cleanclaim.exchange.parties import party_segments, read_party, read_references, reference_segment
from cleanclaim.exchange.wire import exact_text, wire_date, wire_quantity, wire_span
from cleanclaim.model.institutional_claim import InstitutionalClaim, RevenueLine
from cleanclaim.model.party import BilledParties
from cleanclaim.submission.sharing import check_sharing, share_out
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X223A2"
_LINES = 999
_PROVIDER_ORDER = ("PRV", "N3", "REF")


def encode_institutional_claims(
    claims: Sequence[InstitutionalClaim],
    *,
    envelope: Envelope,
    set_controls: Sequence[str],
    line_end: str = "",
) -> bytes:
    """One interchange with the claims shared out evenly over as many ST as there are `set_controls`.

    What the guide requires and a claim lacks raises MisuseError.
    """
    if envelope.functional_id != "HC" or envelope.guide != GUIDE:
        raise MisuseError(f"institutional claims travel as GS01 HC under {GUIDE}")
    check_sharing(len(claims), len(set_controls))
    sets = []
    for control, group in zip(set_controls, share_out(claims, len(set_controls)), strict=True):
        billed = [(claim.parties, tuple(_claim_segments(claim))) for claim in group]
        sets.append(TransactionDraft("837", control, tuple(set_body(billed, envelope, control))))
    return write_interchange(envelope, sets, line_end)


def _claim_segments(claim: InstitutionalClaim) -> Iterator[Segment]:
    if not 1 <= len(claim.lines) <= _LINES or len(claim.bill_type) != 3:
        raise MisuseError("an institutional claim holds 1-999 lines and a bill type of three characters")
    yield segment(
        "CLM", exact_text(claim.control_number, "CLM01", 20), claim.charge.shortest, "", "",
        (claim.bill_type[:2], "A", claim.bill_type[2]), "",
        claim.accept_assignment, claim.benefits_assigned, claim.release_of_records,
    )  # fmt: skip
    yield from _days(claim)
    yield segment("CL1", claim.admission_type, claim.admission_source, claim.discharge_status)
    yield from attachment_segments(claim.attachments)
    if claim.estimated_due is not None:
        yield segment("AMT", "F3", claim.estimated_due.shortest)
    for reference in claim.references:
        yield reference_segment(reference)
    yield from code_segments(claim)
    for provider in claim.providers:
        yield from party_segments(provider, _PROVIDER_ORDER)
    for plan in claim.other_plans:
        yield from other_plan_segments(plan)
    payments = [plan.payment for plan in claim.other_plans if plan.payment is not None]
    for line in claim.lines:
        yield from _line_segments(line)
        yield from line_payment_segments(payments, line.line_number)


def _days(claim: InstitutionalClaim) -> Iterator[Segment]:
    if claim.discharge_time:
        yield segment("DTP", "096", "TM", claim.discharge_time)
    last = claim.statement_dates.last or claim.statement_dates.first
    yield segment("DTP", "434", "RD8", f"{wire_date(claim.statement_dates.first)}-{wire_date(last)}")
    if claim.admitted_on is not None:
        form = "DT" if claim.admission_time else "D8"
        yield segment("DTP", "435", form, wire_date(claim.admitted_on) + claim.admission_time)


def _line_segments(line: RevenueLine) -> Iterator[Segment]:
    yield segment("LX", str(line.line_number))
    yield segment(
        "SV2", line.revenue_code, ("HC", line.procedure, *line.modifiers) if line.procedure else "",
        line.charge.shortest, line.unit, wire_quantity(line.units), "",
        line.noncovered.shortest if line.noncovered is not None else "",
    )  # fmt: skip
    if line.service_dates is not None:
        yield segment("DTP", "472", *wire_span(line.service_dates))
    if line.control_number:
        yield segment("REF", "6R", exact_text(line.control_number, "REF*6R", 50))
    yield from drug_segments(line.drug)


def decode_institutional_claims(
    segments: Segments, *, subject: str = "837", path: tuple[str, ...] = ()
) -> tuple[InstitutionalClaim, ...]:
    """The claims of one 837I transaction set, `segments` from ST to SE.

    Raises UnreadableFileError with the findings when an element cannot be read; no claim is returned then.
    """
    reader = ElementReader(subject, path)
    claims = read_billed(reader, segments, _claim)
    if reader.findings:
        raise UnreadableFileError("a claim holds elements that cannot be read", reader.findings)
    return claims


def _claim(reader: ElementReader, parties: BilledParties, group: Segments) -> InstitutionalClaim:
    before_lines, lines = divide(group, named("LX"))
    own, plans = divide(before_lines, named("SBR"))
    claim_only = divide(own, named("NM1"))[0]
    claim, admission, kind = group[0], first(own, "DTP", "435"), first(own, "CL1")
    found = read_codes(reader, claim_only)
    return InstitutionalClaim(
        control_number=reader.text(claim, 1),
        parties=parties,
        charge=reader.money(claim, 2),
        bill_type=claim.component(5, 1) + claim.component(5, 3),
        statement_dates=reader.span(first(own, "DTP", "434"), 3),
        discharge_status=kind.element(3),
        diagnoses=found.diagnoses,
        lines=tuple(_line(reader, line) for line in lines),
        admitted_on=reader.long_day_or_none(admission, 3),
        admission_time=admission.element(3)[8:],
        discharge_time=first(own, "DTP", "096").element(3),
        admission_type=kind.element(1),
        admission_source=kind.element(2),
        accept_assignment=claim.element(7),
        benefits_assigned=claim.element(8),
        release_of_records=claim.element(9),
        attachments=read_attachments(claim_only),
        estimated_due=reader.money_or_none(first(own, "AMT", "F3"), 2),
        references=read_references(claim_only),
        diagnosis_related_group=found.diagnosis_related_group,
        procedures=found.procedures,
        occurrence_spans=found.occurrence_spans,
        occurrences=found.occurrences,
        value_amounts=found.value_amounts,
        conditions=found.conditions,
        treatments=found.treatments,
        providers=tuple(read_party(reader, each) for each in parties_of(own)),
        other_plans=read_other_plans(reader, plans, lines),
    )


def _line(reader: ElementReader, group: Segments) -> RevenueLine:
    service, days = first(group, "SV2"), every(group, "DTP", "472")
    product = service.components(2)
    return RevenueLine(
        line_number=int(reader.quantity(group[0], 1)),
        revenue_code=reader.text(service, 1),
        charge=reader.money(service, 3),
        units=reader.quantity(service, 5),
        unit=service.element(4),
        procedure=product[1] if len(product) > 1 else "",
        modifiers=tuple(filter(None, product[2:6])),
        noncovered=reader.money_or_none(service, 7),
        service_dates=reader.span(days[0], 3) if days else None,
        control_number=first(group, "REF", "6R").element(2),
        drug=read_drug(reader, group),
    )
