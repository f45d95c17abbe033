"""The people and plans on a claim: subscriber, patient, payer, and the providers around a service."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.wire import organization, person, postal, required_text, wire_date
from cleanclaim.model.coverage import Coverage, Rank
from cleanclaim.model.people import Patient, Relationship
from cleanclaim.model.provider import Facility, Provider
from cleanclaim.x12.segments import Segment, segment

RANK_CODES = {Rank.PRIMARY: "P", Rank.SECONDARY: "S", Rank.TERTIARY: "T"}
RELATIONSHIP_CODES = {
    Relationship.SELF: "18",
    Relationship.SPOUSE: "01",
    Relationship.CHILD: "19",
    Relationship.OTHER: "G8",
}


def policy_holder(coverage: Coverage, patient: Patient) -> Segment:
    """NM1*IL: the patient, or the subscriber that the coverage names."""
    if coverage.relationship is Relationship.SELF:
        name = patient.name
    elif coverage.subscriber is not None:
        name = coverage.subscriber.name
    else:
        raise MisuseError("a dependent's coverage names no subscriber; an edit should have held the claim")
    required_text(coverage.member_id, "NM1*IL member id")
    return person("IL", name, qualifier="MI", identifier=coverage.member_id)


def payer_segments(coverage: Coverage) -> Iterator[Segment]:
    """NM1*PR with the payer's address when it is known."""
    payer = coverage.payer
    required_text(payer.identifier, "NM1*PR payer id")
    yield organization("PR", payer.name, qualifier="PI", identifier=payer.identifier)
    if payer.address is not None:
        yield from postal(payer.address)


def demographics(patient: Patient) -> Segment:
    """DMG of the patient."""
    return segment("DMG", "D8", wire_date(patient.birth_date), patient.sex.value)


def provider(entity: str, who: Provider) -> Segment:
    """NM1 of a referring (DN), rendering (82), supervising (DQ) or ordering (DK) provider."""
    return person(entity, who.name, qualifier="XX", identifier=who.npi)


def service_facility(facility: Facility) -> Iterator[Segment]:
    """NM1*77 with its address."""
    yield organization("77", facility.name, qualifier="XX", identifier=facility.npi)
    yield from postal(facility.address)
