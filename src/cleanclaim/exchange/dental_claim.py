"""837D, 005010X224A2: dental claims to bytes and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.exchange.adjudicated import line_payment_segments, other_plan_segments, read_other_plans
from cleanclaim.exchange.billed_parties import read_billed, set_body
from cleanclaim.exchange.claim_details import attachment_segments, read_attachments
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.levels import parties_of
from cleanclaim.exchange.parties import party_segments, read_party, read_references, reference_segment
from cleanclaim.exchange.wire import exact_text, wire_date, wire_quantity, wire_span
from cleanclaim.model.dental_claim import DentalClaim, DentalLine, Tooth, ToothStatus
from cleanclaim.model.party import BilledParties
from cleanclaim.submission.sharing import check_sharing, share_out
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X224A2"
_LINES, _DIAGNOSES = 50, 4
_PROVIDER_ORDER = ("PRV", "N3", "REF")
_UNIVERSAL = "JP"  # the tooth numbering that the guide takes


def encode_dental_claims(
    claims: Sequence[DentalClaim], *, envelope: Envelope, set_controls: Sequence[str], line_end: str = ""
) -> bytes:
    """One interchange with the claims shared out evenly over as many ST as there are `set_controls`."""
    if envelope.functional_id != "HC" or envelope.guide != GUIDE:
        raise MisuseError(f"dental claims travel as GS01 HC under {GUIDE}")
    check_sharing(len(claims), len(set_controls))
    sets = []
    for control, group in zip(set_controls, share_out(claims, len(set_controls)), strict=True):
        billed = [(claim.parties, tuple(_claim_segments(claim))) for claim in group]
        sets.append(TransactionDraft("837", control, tuple(set_body(billed, envelope, control))))
    return write_interchange(envelope, sets, line_end)


def _claim_segments(claim: DentalClaim) -> Iterator[Segment]:
    if not 1 <= len(claim.lines) <= _LINES or len(claim.diagnoses) > _DIAGNOSES:
        raise MisuseError("a dental claim holds 1-50 lines and at most four diagnoses")
    purpose = ("", "", "", "", "", "", "", "", "", "PB") if claim.predetermination else ()
    yield segment(
        "CLM", exact_text(claim.control_number, "CLM01", 20), claim.charge.shortest, "", "",
        (claim.place_of_service, "B", claim.frequency), claim.provider_signature,
        claim.accept_assignment, claim.benefits_assigned, claim.release_of_records, *purpose,
    )  # fmt: skip
    if claim.service_dates is not None:
        yield segment("DTP", "472", *wire_span(claim.service_dates))
    months, remaining = claim.orthodontic_months, claim.months_remaining
    if months is not None or remaining is not None:
        yield segment("DN1", *("" if each is None else wire_quantity(each) for each in (months, remaining)))
    for tooth in claim.teeth:
        yield segment("DN2", tooth.number, tooth.condition, "", "", "", _UNIVERSAL)
    yield from attachment_segments(claim.attachments)
    if claim.patient_paid is not None:
        yield segment("AMT", "F5", claim.patient_paid.shortest)
    for reference in claim.references:
        yield reference_segment(reference)
    if claim.diagnoses:
        codes = ((("ABF" if at else "ABK"), one.replace(".", "")) for at, one in enumerate(claim.diagnoses))
        yield segment("HI", *codes)
    for provider in claim.providers:
        yield from party_segments(provider, _PROVIDER_ORDER)
    for plan in claim.other_plans:
        yield from other_plan_segments(plan)
    payments = [plan.payment for plan in claim.other_plans if plan.payment is not None]
    for line in claim.lines:
        yield from _line_segments(line)
        yield from line_payment_segments(payments, line.line_number)


def _line_segments(line: DentalLine) -> Iterator[Segment]:
    yield segment("LX", str(line.line_number))
    yield segment(
        "SV3", ("AD", line.procedure, *line.modifiers), line.charge.shortest, line.place_of_service,
        line.cavities, line.prosthesis, wire_quantity(line.units), "", "", "", "",
        tuple(str(pointer) for pointer in line.pointers),
    )  # fmt: skip
    for tooth in line.teeth:
        yield segment("TOO", _UNIVERSAL, tooth.number, tooth.surfaces)
    if line.service_date is not None:
        yield segment("DTP", "472", "D8", wire_date(line.service_date))
    if line.prior_placement is not None:
        yield segment("DTP", "441", "D8", wire_date(line.prior_placement))
    if line.control_number:
        yield segment("REF", "6R", exact_text(line.control_number, "REF*6R", 50))


def decode_dental_claims(
    segments: Segments, *, subject: str = "837", path: tuple[str, ...] = ()
) -> tuple[DentalClaim, ...]:
    """The claims of one 837D transaction set, `segments` from ST to SE.

    Raises UnreadableFileError with the findings when an element cannot be read; no claim is returned then.
    """
    reader = ElementReader(subject, path)
    claims = read_billed(reader, segments, _claim)
    if reader.findings:
        raise UnreadableFileError("a claim holds elements that cannot be read", reader.findings)
    return claims


def _claim(reader: ElementReader, parties: BilledParties, group: Segments) -> DentalClaim:
    before_lines, lines = divide(group, named("LX"))
    own, plans = divide(before_lines, named("SBR"))
    claim_only = divide(own, named("NM1"))[0]
    claim, days, course = group[0], every(claim_only, "DTP", "472"), first(own, "DN1")
    return DentalClaim(
        control_number=reader.text(claim, 1),
        parties=parties,
        charge=reader.money(claim, 2),
        place_of_service=claim.component(5, 1),
        lines=tuple(_line(reader, line) for line in lines),
        frequency=claim.component(5, 3),
        provider_signature=claim.element(6),
        accept_assignment=claim.element(7),
        benefits_assigned=claim.element(8),
        release_of_records=claim.element(9),
        predetermination=claim.element(19) == "PB",
        service_dates=reader.span(days[0], 3) if days else None,
        orthodontic_months=reader.quantity_or_none(course, 1),
        months_remaining=reader.quantity_or_none(course, 2),
        teeth=tuple(ToothStatus(each.element(1), each.element(2)) for each in every(claim_only, "DN2")),
        attachments=read_attachments(claim_only),
        patient_paid=reader.money_or_none(first(claim_only, "AMT", "F5"), 2),
        references=read_references(claim_only),
        diagnoses=tuple(
            each.component(number, 2)
            for each in every(claim_only, "HI")
            for number in range(1, len(each.elements) + 1)
        ),
        providers=tuple(read_party(reader, each) for each in parties_of(own)),
        other_plans=read_other_plans(reader, plans, lines),
    )


def _line(reader: ElementReader, group: Segments) -> DentalLine:
    service = first(group, "SV3")
    product = service.components(1)
    return DentalLine(
        line_number=int(reader.quantity(group[0], 1)),
        procedure=product[1] if len(product) > 1 else "",
        charge=reader.money(service, 2),
        units=reader.quantity(service, 6),
        modifiers=tuple(filter(None, product[2:6])),
        place_of_service=service.element(3),
        cavities=service.components(4),
        prosthesis=service.element(5),
        pointers=tuple(int(each) for each in service.components(11) if each.isdecimal()),
        teeth=tuple(Tooth(each.element(2), each.components(3)) for each in every(group, "TOO")),
        service_date=reader.day_or_none(first(group, "DTP", "472"), 3),
        prior_placement=reader.day_or_none(first(group, "DTP", "441"), 3),
        control_number=first(group, "REF", "6R").element(2),
    )
