"""837P as a payer reads it: bytes to what adjudication needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cleanclaim.core.code import Code, icd10cm
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.span import Span
from cleanclaim.exchange.adjudicated import read_other_plans
from cleanclaim.exchange.claim_details import read_attachments, read_drug, read_equipment, read_trip
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.levels import parties_of
from cleanclaim.exchange.parties import read_party, read_references
from cleanclaim.exchange.wire import read_name
from cleanclaim.model.claim_details import (
    AmbulanceTrip,
    Attachment,
    ClaimDate,
    EquipmentNeed,
    OtherPlan,
)
from cleanclaim.model.encounter import Accident, AccidentCause, Drug
from cleanclaim.model.party import Party, Reference
from cleanclaim.model.people import Name
from cleanclaim.x12.segments import Segment

_CARRIES_DIAGNOSES = ("ABK", "ABF")
_DETAILS = frozenset({"LIN", "CR3", "PWK", "NM1", "NTE"})  # what few lines carry
_DATES_OF_THEIR_OWN, _NUMBERS_OF_THEIR_OWN = ("439", "435"), ("G1", "F8", "X4")
_CAUSES = {"AA": AccidentCause.AUTO, "EM": AccidentCause.EMPLOYMENT, "OA": AccidentCause.OTHER}


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One service line as sent; `pointers` are 1-based positions in the claim's diagnoses.

    unit       UN, or MJ where `units` are minutes of anesthesia
    providers  those of the line alone: ordering (DK), rendering (82) ...
    """

    line_number: int
    control_number: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Money
    units: Decimal
    service_dates: Span
    pointers: tuple[int, ...]
    place_of_service: str
    ndc: str = ""
    unit: str = "UN"
    drug: Drug | None = None
    equipment: EquipmentNeed | None = None
    attachments: tuple[Attachment, ...] = ()
    providers: tuple[Party, ...] = ()
    description: str = ""
    is_emergency: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedClaim:
    """One claim as sent. For a subscriber who is the patient, both names are the same.

    control_number  CLM01
    responsibility  SBR01: P, S or T
    batch_reference BHT03 of its transaction set
    set_control     ST02
    providers       of the whole claim: referring (DN), rendering (82), facility (77), supervising (DQ)
    other_plans     each with what it has already decided
    billing         loop 2010AA whole; holder: 2010BA, with address, birth date and sex where they are sent
    dependent       2010CA, None when the subscriber is the patient
    relationship    SBR02, or PAT01 of a dependent, as sent
    """

    control_number: str
    charge: Money
    frequency: str
    place_of_service: str
    payer_identifier: str
    payer_name: str
    filing_indicator: str
    responsibility: str
    member_id: str
    subscriber: Name
    patient: Name
    patient_birth_date: date | None
    patient_is_subscriber: bool
    billing_name: str
    billing_npi: str
    billing_tax_id: str
    diagnoses: tuple[Code, ...]
    lines: tuple[ReceivedLine, ...]
    prior_authorization: str = ""
    original_claim_number: str = ""
    submitter_name: str = ""
    submitter_id: str = ""
    batch_reference: str = ""
    set_control: str = ""
    group_number: str = ""
    insurance_type: str = ""
    accept_assignment: str = ""
    accident: Accident | None = None
    admitted_on: date | None = None
    patient_paid: Money = ZERO
    attachments: tuple[Attachment, ...] = ()
    ambulance: AmbulanceTrip | None = None
    clia: str = ""
    providers: tuple[Party, ...] = ()
    other_plans: tuple[OtherPlan, ...] = ()
    dates: tuple[ClaimDate, ...] = ()
    references: tuple[Reference, ...] = ()
    note: str = ""
    delay_reason: str = ""
    billing: Party | None = None
    holder: Party | None = None
    dependent: Party | None = None
    relationship: str = ""

    @property
    def service_dates(self) -> Span:
        """First to last day over all lines."""
        spans = [line.service_dates for line in self.lines]
        return Span(min(one.first for one in spans), max(one.last or one.first for one in spans))


def decode_claims(
    segments: Segments, *, subject: str = "837", path: tuple[str, ...] = ()
) -> tuple[ReceivedClaim, ...]:
    """The claims of one 837P transaction set, in order of the file; `segments` from ST to SE.

    Meant for sets that passed validation: an element that cannot be read raises UnreadableFileError with
    the findings, and no claim of the set is returned.
    """
    header, levels = divide(segments, named("HL"))
    reader = ElementReader(subject, path)
    claims = tuple(_claims(reader, header, levels))
    if reader.findings:
        raise UnreadableFileError("a claim holds elements that cannot be read", reader.findings)
    return claims


def _claims(reader: ElementReader, header: Segments, levels: list[Segments]) -> Iterator[ReceivedClaim]:
    above: dict[str, tuple[Segments, ...]] = {}
    for level in levels:
        head, groups = divide(level, named("CLM"))
        hierarchy = head[0]
        lineage = (*above.get(hierarchy.element(2), ()), head)
        above[hierarchy.element(1)] = lineage
        if groups and len(lineage) < 2:
            reader.text(Segment("HL", (), ordinal=hierarchy.ordinal, offset=hierarchy.offset), 2)
            continue
        for group in groups:
            yield _claim(reader, header, lineage, group)


def _claim(
    reader: ElementReader, header: Segments, lineage: tuple[Segments, ...], group: Segments
) -> ReceivedClaim:
    billing, subscriber, patient = lineage[0], lineage[1], lineage[-1]
    before_lines, line_groups = divide(group, named("LX"))
    own, other_plans = divide(before_lines, named("SBR"))
    claim, subscription = group[0], first(subscriber, "SBR")
    holder, payer = first(subscriber, "NM1", "IL"), first(subscriber, "NM1", "PR")
    biller, submitter = first(billing, "NM1", "85"), first(header, "NM1", "41")
    is_subscriber = len(lineage) == 2
    birth = first(patient, "DMG")
    return ReceivedClaim(
        control_number=reader.text(claim, 1),
        charge=reader.money(claim, 2),
        frequency=claim.component(5, 3),
        place_of_service=claim.component(5, 1),
        payer_identifier=reader.text(payer, 9),
        payer_name=payer.element(3),
        filing_indicator=subscription.element(9),
        responsibility=subscription.element(1),
        member_id=holder.element(9),
        subscriber=read_name(holder),
        patient=read_name(holder if is_subscriber else first(patient, "NM1", "QC")),
        patient_birth_date=reader.day(birth, 2) if birth.elements else None,
        patient_is_subscriber=is_subscriber,
        billing_name=biller.element(3),
        billing_npi=biller.element(9),
        billing_tax_id=first(billing, "REF", "EI").element(2) or first(billing, "REF", "SY").element(2),
        diagnoses=tuple(_diagnoses(own)),
        lines=tuple(_line(reader, claim, each) for each in line_groups),
        prior_authorization=first(own, "REF", "G1").element(2),
        original_claim_number=first(own, "REF", "F8").element(2),
        submitter_name=submitter.element(3),
        submitter_id=submitter.element(9),
        batch_reference=first(header, "BHT").element(3),
        set_control=first(header, "ST").element(2),
        group_number=subscription.element(3),
        insurance_type=subscription.element(5),
        accept_assignment=claim.element(7),
        accident=_accident(reader, own),
        admitted_on=reader.day_or_none(first(own, "DTP", "435"), 3),
        patient_paid=reader.money_or_zero(first(own, "AMT", "F5"), 2),
        attachments=read_attachments(own),
        ambulance=read_trip(reader, own),
        clia=first(own, "REF", "X4").element(2),
        providers=_providers(reader, own),
        other_plans=read_other_plans(reader, other_plans, line_groups) if other_plans else (),
        dates=tuple(_dates(reader, own)),
        references=_references(own),
        note=first(own, "NTE", "ADD").element(2),
        delay_reason=claim.element(20),
        billing=_party(reader, billing, "85", first(billing, "PRV").element(3)),
        holder=_party(reader, subscriber, "IL"),
        dependent=None if is_subscriber else _party(reader, patient, "QC"),
        relationship=subscription.element(2) if is_subscriber else first(patient, "PAT").element(1),
    )


def _party(reader: ElementReader, level: Segments, entity: str, taxonomy: str = "") -> Party | None:
    """The party of a level in that role. The taxonomy of a billing provider stands before its name."""
    for group in parties_of(level):
        if group[0].element(1) == entity:
            party = read_party(reader, group)
            return replace(party, taxonomy=taxonomy) if taxonomy else party
    return None


def _accident(reader: ElementReader, own: Segments) -> Accident | None:
    claim = own[0]
    causes = [_CAUSES[part] for part in claim.components(11)[:3] if part in _CAUSES]
    day = first(own, "DTP", "439")
    if not causes or not day.elements:
        return None
    return Accident(causes[0], reader.day(day, 3), claim.component(11, 4))


def _dates(reader: ElementReader, own: Segments) -> Iterator[ClaimDate]:
    """What DTP tells beside accident and admission; of a range its first day."""
    for each in every(own, "DTP"):
        day = reader.long_day_or_none(each, 3)
        if each.element(1) not in _DATES_OF_THEIR_OWN and day is not None:
            yield ClaimDate(each.element(1), day)


def _references(own: Segments) -> tuple[Reference, ...]:
    """Numbers of the claim that have no field of their own, not those of its providers."""
    return read_references(divide(own, named("NM1"))[0], without=_NUMBERS_OF_THEIR_OWN)


def _providers(reader: ElementReader, own: Segments) -> tuple[Party, ...]:
    """The parties of a claim or line, but for the two ends of a transport."""
    groups = (group for group in parties_of(own) if group[0].element(1) not in ("PW", "45"))
    return tuple(read_party(reader, group) for group in groups)


def _diagnoses(own: Segments) -> Iterator[Code]:
    for each in every(own, "HI"):
        for number in range(1, len(each.elements) + 1):
            if each.component(number, 1) in _CARRIES_DIAGNOSES:
                yield icd10cm(each.component(number, 2))


def _line(reader: ElementReader, claim: Segment, group: Segments) -> ReceivedLine:
    service = first(group, "SV1")
    product = service.components(1)
    pointers = tuple(int(pointer) for pointer in service.components(7) if pointer.isdecimal())
    line = ReceivedLine(
        line_number=int(reader.quantity(group[0], 1)),
        control_number=first(group, "REF", "6R").element(2),
        procedure=product[1] if len(product) > 1 else "",
        modifiers=tuple(modifier for modifier in product[2:6] if modifier),
        charge=reader.money(service, 2),
        units=reader.quantity(service, 4),
        service_dates=reader.span(first(group, "DTP", "472"), 3),
        pointers=pointers,
        place_of_service=service.element(5) or claim.component(5, 1),
        ndc=first(group, "LIN").element(3),
        unit=service.element(3),
        description=product[6] if len(product) > 6 else "",
        is_emergency=service.element(9) == "Y",
    )
    if _DETAILS.isdisjoint(each.name for each in group):
        return line  # as nearly all are: nothing more to look for
    return replace(
        line,
        drug=read_drug(reader, group),
        equipment=read_equipment(reader, group),
        attachments=read_attachments(group),
        providers=_providers(reader, divide(group, named("SVD"))[0]),
        note=first(group, "NTE", "ADD").element(2),
    )
