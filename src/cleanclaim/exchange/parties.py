"""Parties on the wire: an NM1 with the segments that stand around it, both ways.

The guides order those segments differently (REF before N3 in an inquiry, after DMG in a claim), so a writer
says in which order it wants them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cleanclaim.exchange.elements import ElementReader, Segments, every, first
from cleanclaim.exchange.wire import phone_digits, postal, read_name, required_text, wire_date, wire_text
from cleanclaim.model.party import Contact, Party, Reference
from cleanclaim.model.people import Address, Name, Sex
from cleanclaim.x12.segments import Segment, segment

CLAIM_ORDER = ("PRV", "N3", "DMG", "REF", "PER")
INQUIRY_ORDER = ("REF", "N3", "PER", "PRV", "DMG")
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}
_ROLES = {
    "85": "BI", "82": "PE", "71": "AT", "DN": "RF", "P3": "PC", "DD": "AS", "1P": "PE", "FA": "PE",
    "72": "OP", "SJ": "PE",
}  # fmt: skip


def naming(party: Party) -> Segment:
    """The NM1 of a party."""
    name = party.name
    parts = ("", "", "", "")
    if party.is_person:
        parts = (wire_text(name.first, 35), wire_text(name.middle, 25), "", wire_text(name.suffix, 10))
    return segment(
        "NM1", party.entity, "1" if party.is_person else "2",
        required_text(name.last, f"NM1*{party.entity} name"), *parts,
        party.qualifier if party.identifier else "", wire_text(party.identifier, 80),
    )  # fmt: skip


def party_segments(party: Party, order: tuple[str, ...] = CLAIM_ORDER) -> Iterator[Segment]:
    """NM1 and what the party holds beside its name, in the order that the guide wants."""
    yield naming(party)
    for name in order:
        yield from _WRITERS[name](party)


def _taxonomy(party: Party) -> Iterator[Segment]:
    if party.taxonomy:
        yield segment("PRV", _ROLES.get(party.entity, "PE"), "PXC", wire_text(party.taxonomy, 50))


def _address(party: Party) -> Iterator[Segment]:
    if party.address is not None:
        yield from postal(party.address)


def _demographics(party: Party) -> Iterator[Segment]:
    if party.birth_date is not None or party.sex is not None:
        born = party.birth_date
        sex = party.sex.value if party.sex is not None else ""
        yield segment("DMG", "D8" if born else "", wire_date(born) if born else "", sex)


def _references(party: Party) -> Iterator[Segment]:
    for each in party.references:
        yield reference_segment(each)


def _contact(party: Party) -> Iterator[Segment]:
    if party.contact is not None:
        yield contact_segment(party.contact)


_WRITERS: dict[str, Callable[[Party], Iterator[Segment]]] = {
    "PRV": _taxonomy,
    "N3": _address,
    "DMG": _demographics,
    "REF": _references,
    "PER": _contact,
}


def reference_segment(reference: Reference) -> Segment:
    """REF with its qualifier."""
    return segment(
        "REF", reference.qualifier, required_text(reference.value, f"REF*{reference.qualifier}", 50)
    )


def contact_segment(contact: Contact) -> Segment:
    """PER*IC with a telephone number."""
    phone = required_text(phone_digits(contact.phone), "PER04")
    return segment("PER", "IC", wire_text(contact.name), "TE", phone)


def read_party(reader: ElementReader, group: Segments) -> Party:
    """A party from its NM1 and the segments up to the next loop. No NM1: a finding and an empty party."""
    one = first(group, "NM1")
    if not one.elements and group:
        reader.text(Segment("NM1", (), ordinal=group[0].ordinal, offset=group[0].offset), 1)
    birth = first(group, "DMG")
    return Party(
        entity=one.element(1),
        name=read_name(one) if one.element(2) != "2" else Name(one.element(3), ""),
        is_person=one.element(2) != "2",
        qualifier=one.element(8),
        identifier=one.element(9),
        address=read_address(group),
        birth_date=reader.day(birth, 2) if birth.element(2) else None,
        sex=_SEXES.get(birth.element(3), Sex.UNKNOWN) if birth.element(3) else None,
        taxonomy=first(group, "PRV").element(3),
        references=read_references(group),
        contact=_read_contact(group),
    )


def read_references(group: Segments, *, without: tuple[str, ...] = ()) -> tuple[Reference, ...]:
    """Every REF of a loop, in order."""
    found = (each for each in every(group, "REF") if each.element(1) not in without)
    return tuple(Reference(each.element(1), each.element(2)) for each in found)


def read_address(group: Segments) -> Address | None:
    """N3 and N4; None when neither is there."""
    street, city = first(group, "N3"), first(group, "N4")
    if not street.elements and not city.elements:
        return None
    return Address(street.element(1), city.element(1), city.element(2), city.element(3), street.element(2))


def _read_contact(group: Segments) -> Contact | None:
    one = first(group, "PER")
    phones = [one.element(number + 1) for number in (3, 5, 7) if one.element(number) == "TE"]
    return Contact(one.element(2), phones[0]) if phones else None


def read_entity(group: Segments) -> Party:
    """An organisation from its N1 and the segments up to the next one; an empty party from nothing."""
    one = first(group, "N1")
    return Party(
        entity=one.element(1),
        name=Name(one.element(2), ""),
        is_person=False,
        qualifier=one.element(3),
        identifier=one.element(4),
        address=read_address(group),
        references=read_references(group),
        contact=_read_contact(group),
    )
