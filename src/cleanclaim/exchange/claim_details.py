"""What only some professional claims carry, to segments and back: papers, transports, certified equipment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.elements import ElementReader, Segments, every, first
from cleanclaim.exchange.levels import parties_of
from cleanclaim.exchange.parties import read_address
from cleanclaim.exchange.wire import organization, postal, required_text, wire_date, wire_quantity, wire_text
from cleanclaim.model.claim_details import AmbulanceTrip, Attachment, EquipmentNeed
from cleanclaim.model.encounter import Drug
from cleanclaim.model.people import Address
from cleanclaim.x12.segments import Segment, segment

_PAPERS, _CONDITIONS = 10, 5  # PWK segments of a claim or line; codes of a CRC
_EQUIPMENT_DAYS = (("607", "revised_on"), ("463", "begun_on"), ("461", "last_certified_on"))
_NOWHERE = Address("", "", "", "")


def attachment_segments(attachments: Sequence[Attachment]) -> Iterator[Segment]:
    """PWK; a paper that is only available on request (AA) needs no number."""
    if len(attachments) > _PAPERS:
        raise MisuseError("a claim or a line names at most ten papers")
    for each in attachments:
        number = wire_text(each.control_number, 50)
        qualifier = "AC" if number else ""
        yield segment("PWK", each.report_type, each.transmission, "", "", qualifier, number)


def read_attachments(segments: Segments) -> tuple[Attachment, ...]:
    """Every PWK of a claim or line, but for the certificate that belongs to equipment (CT)."""
    papers = (each for each in every(segments, "PWK") if each.element(1) != "CT")
    return tuple(Attachment(each.element(1), each.element(2), each.element(6)) for each in papers)


def trip_segments(trip: AmbulanceTrip | None) -> Iterator[Segment]:
    """CR1 and CRC*07 of a claim."""
    if trip is None:
        return
    weight = () if trip.pounds is None else ("LB", wire_quantity(trip.pounds))
    yield segment(
        "CR1", *(weight or ("", "")), "", trip.reason, "DH", wire_quantity(trip.miles), "", "",
        wire_text(trip.round_trip_purpose, 80), wire_text(trip.stretcher_purpose, 80),
    )  # fmt: skip
    if trip.conditions:
        if len(trip.conditions) > _CONDITIONS:
            raise MisuseError("a transport has at most five conditions")
        yield segment("CRC", "07", "Y", *trip.conditions)


def trip_places(trip: AmbulanceTrip | None) -> Iterator[Segment]:
    """Loops 2310E and 2310F."""
    if trip is None:
        return
    yield segment("NM1", "PW", "2")
    yield from postal(trip.pick_up)
    if trip.drop_off_name:
        yield organization("45", trip.drop_off_name)
    else:
        yield segment("NM1", "45", "2")
    yield from postal(trip.drop_off)


def read_trip(reader: ElementReader, own: Segments) -> AmbulanceTrip | None:
    """The transport of a claim, None without a CR1."""
    one = first(own, "CR1")
    if not one.elements:
        return None
    places = {group[0].element(1): group for group in parties_of(own)}
    drop_off = places.get("45", ())
    return AmbulanceTrip(
        reason=reader.text(one, 4),
        miles=reader.quantity(one, 6),
        pick_up=read_address(places.get("PW", ())) or _NOWHERE,
        drop_off=read_address(drop_off) or _NOWHERE,
        drop_off_name=first(drop_off, "NM1").element(3),
        pounds=reader.quantity_or_none(one, 2),
        conditions=_conditions(own, "07"),
        round_trip_purpose=one.element(9),
        stretcher_purpose=one.element(10),
    )


def _conditions(segments: Segments, category: str) -> tuple[str, ...]:
    return tuple(
        each.element(number)
        for each in every(segments, "CRC", category)
        if each.element(2) == "Y"
        for number in range(3, 8)
        if each.element(number)
    )


def equipment_segments(need: EquipmentNeed | None) -> Iterator[Segment]:
    """CR3 and CRC*09 of a line."""
    if need is None:
        return
    yield segment("CR3", need.certification, "MO", wire_quantity(need.months))
    if need.conditions:
        yield segment("CRC", "09", "Y", *need.conditions[:2])


def equipment_days(need: EquipmentNeed | None) -> Iterator[Segment]:
    """The dates of a certificate, after the service date."""
    for qualifier, name in _EQUIPMENT_DAYS:
        day = getattr(need, name, None)
        if day is not None:
            yield segment("DTP", qualifier, "D8", wire_date(day))


def read_equipment(reader: ElementReader, line: Segments) -> EquipmentNeed | None:
    """The certificate of a line, None without a CR3."""
    one = first(line, "CR3")
    if not one.elements:
        return None
    revised, begun, last = (
        reader.day_or_none(first(line, "DTP", qualifier), 3) for qualifier, _ in _EQUIPMENT_DAYS
    )
    return EquipmentNeed(
        certification=reader.text(one, 1),
        months=reader.quantity(one, 3),
        conditions=_conditions(line, "09"),
        revised_on=revised,
        begun_on=begun,
        last_certified_on=last,
    )


def drug_segments(drug: Drug | None) -> Iterator[Segment]:
    """LIN and CTP of loop 2410."""
    if drug is not None:
        yield segment("LIN", "", "N4", required_text(drug.ndc, "LIN03", 48))
        yield segment("CTP", "", "", "", wire_quantity(drug.quantity), (drug.unit,))


def read_drug(reader: ElementReader, line: Segments) -> Drug | None:
    """The drug of a line by its NDC, None when it names none or a product of another kind."""
    one, amount = first(line, "LIN"), first(line, "CTP")
    if one.element(2) != "N4":
        return None
    quantity = reader.quantity(amount, 4) if amount.elements else Decimal(0)
    return Drug(one.element(3), quantity, amount.component(5, 1))
