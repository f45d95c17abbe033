"""Patients, practitioners and coverages of a bundle to our records."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from cleanclaim.fhir.resources import (
    Problems,
    Resource,
    Resources,
    codings,
    npi_of,
    parts_of,
    referenced_npi,
    text_of,
    texts_of,
)
from cleanclaim.fhir.terms import RELATIONSHIPS, SEXES
from cleanclaim.model.coverage import Coverage, Payer, Rank, Subscriber
from cleanclaim.model.people import Address, Name, Patient, Relationship, Sex
from cleanclaim.model.provider import Provider
from cleanclaim.model.setup import PracticeSetup


def day(text: str) -> date | None:
    """The calendar day that a FHIR date or dateTime states, as written; None when it states less."""
    found = re.match(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T|$)", text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def short_id(resource: Resource, *, longest: int, pattern: str) -> str:
    """The resource's id when it fits ours, else a name made from a hash of what it is referred to by."""
    own = resource.text("id")
    if len(own) <= longest and re.fullmatch(pattern, own):
        return own
    named = resource.full_url or f"{resource.kind}/{own}" if own or resource.full_url else str(resource.body)
    return "F" + hashlib.sha256(named.encode()).hexdigest()[:16].upper()


def name_of(resource: Resource) -> Name | None:
    """The official name, else the first one that is not an old one."""
    names = [each for each in resource.parts("name") if text_of(each, "use") not in ("old", "nickname")]
    names.sort(key=lambda each: text_of(each, "use") != "official")
    if not names:
        return None
    given = texts_of(names[0], "given")
    last = text_of(names[0], "family")
    suffix = " ".join(texts_of(names[0], "suffix"))
    return Name(last, given[0], " ".join(given[1:]), suffix) if last and given else None


def address_of(resource: Resource) -> Address | None:
    """The home address, else the first one that is not an old one; None unless it is complete."""
    homes = [each for each in resource.parts("address") if text_of(each, "use") != "old"]
    homes.sort(key=lambda each: text_of(each, "use") != "home")
    if not homes:
        return None
    lines = texts_of(homes[0], "line")
    postal_code = text_of(homes[0], "postalCode").replace("-", "")
    city, state = text_of(homes[0], "city"), text_of(homes[0], "state")
    complete = lines and city and re.fullmatch(r"[A-Z]{2}", state)
    if not complete or not re.fullmatch(r"[0-9]{5}(?:[0-9]{4})?", postal_code):
        return None
    return Address(lines[0], city, state, postal_code, " ".join(lines[1:]))


def patient(resource: Resource, problems: Problems) -> Patient | None:
    """The patient, or None after naming each element that is missing or incomplete."""
    name, home, born = name_of(resource), address_of(resource), day(resource.text("birthDate"))
    gender = SEXES.get(resource.text("gender"))
    for element, value, wanted in (
        ("name", name, "a family and a given name"),
        ("address", home, "line, city, state as two letters, postal code"),
        ("birthDate", born, "a full date"),
        ("gender", gender, "male, female, other or unknown"),
    ):
        if value is None:
            place = (*resource.path, element)
            problems.refuse("incomplete-patient", place, f"{element} is missing or incomplete", wanted=wanted)
    if name is None or home is None or born is None or gender is None:
        return None
    phones = [
        text_of(each, "value") for each in resource.parts("telecom") if text_of(each, "system") == "phone"
    ]
    patient_id = short_id(resource, longest=40, pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*")
    return Patient(patient_id, name, born, gender, home, phones[0] if phones else "")


def provider(
    reference: Mapping[str, Any], holder: Resource, bundle: Resources, setup: PracticeSetup
) -> Provider | None:
    """The provider that a reference means: the practice's own by NPI, else as the bundle describes it."""
    found = bundle.find(reference, holder)
    npi = npi_of(found.body) if found else referenced_npi(reference)
    own = next((each for each in setup.providers if npi and each.npi == npi), None)
    if found:
        bundle.use(found)
    if own or not found or found.kind != "Practitioner":
        return own
    name = name_of(found)
    return Provider(f"npi-{npi}", name, npi) if name and npi else None


def coverages(
    patient_: Resource, on: date, bundle: Resources, setup: PracticeSetup, *, problems: Problems
) -> tuple[Coverage, ...]:
    """The patient's active plans on that day, in the order stated, ranked from 1."""
    found: list[tuple[int, int, Coverage]] = []
    for resource in bundle.of("Coverage"):
        if patient_ not in bundle.targets(resource, "beneficiary"):
            continue
        bundle.use(resource)
        if _out_of_force(resource, on, problems):
            continue
        plan = _coverage(resource, bundle, setup, problems)
        order = resource.body.get("order")
        if plan:
            found.append((order if isinstance(order, int) else 99, resource.number, plan))
    found.sort(key=lambda each: each[:2])
    for _, number, _ in found[len(Rank) :]:
        problems.refuse("too-many-plans", (f"entry {number}", "Coverage"), "more than three plans")
    return tuple(
        Coverage(rank, plan.payer, plan.member_id, plan.relationship, plan.subscriber, plan.group_number)
        for rank, (_, _, plan) in zip(Rank, found, strict=False)
    )


def _out_of_force(resource: Resource, on: date, problems: Problems) -> bool:
    if resource.text("status") != "active":
        problems.advise(
            "not-used", resource.path, "the coverage is not active", found=resource.text("status")
        )
        return True
    for period in resource.parts("period"):
        start, end = day(text_of(period, "start")), day(text_of(period, "end"))
        if (start and on < start) or (end and on > end):
            problems.advise("not-used", resource.path, "the coverage is not in force on the service date")
            return True
    return False


def _coverage(
    resource: Resource, bundle: Resources, setup: PracticeSetup, problems: Problems
) -> Coverage | None:
    payer = _payer(resource, bundle, setup, problems)
    stated = codings(resource.body, "relationship")
    relationship = RELATIONSHIPS.get(stated[0][1], Relationship.OTHER) if stated else Relationship.SELF
    subscriber = _subscriber(resource, bundle) if relationship is not Relationship.SELF else None
    if relationship is not Relationship.SELF and subscriber is None:
        path = (*resource.path, "subscriber")
        problems.refuse("no-subscriber", path, "the plan is held by another person who is not named")
        return None
    if payer is None:
        return None
    return Coverage(Rank.PRIMARY, payer, _member_id(resource), relationship, subscriber, _group(resource))


def _payer(resource: Resource, bundle: Resources, setup: PracticeSetup, problems: Problems) -> Payer | None:
    names: list[str] = []
    for organization in bundle.targets(resource, "payor"):
        bundle.use(organization)
        names += [text_of(each, "value") for each in organization.parts("identifier")]
        names.append(organization.text("name"))
    names += [text_of(each, "display") for each in resource.parts("payor")]
    for payer in setup.payers:
        if {payer.payer_id, payer.identifier, payer.name} & set(names):
            return payer
    problems.refuse(
        "unknown-payer",
        (*resource.path, "payor"),
        "the payor is no payer of the practice file, by identifier or name",
        wanted="one of " + ", ".join(each.payer_id for each in setup.payers),
    )
    return None


def _subscriber(resource: Resource, bundle: Resources) -> Subscriber | None:
    for person in bundle.targets(resource, "subscriber"):
        bundle.use(person)
        name = name_of(person)
        if name:
            sex = SEXES.get(person.text("gender"), Sex.UNKNOWN)
            return Subscriber(name, day(person.text("birthDate")), sex, address_of(person))
    return None


def _member_id(resource: Resource) -> str:
    identifiers = [text_of(each, "value") for each in resource.parts("identifier")]
    return resource.text("subscriberId") or (identifiers[0] if identifiers else "")


def _group(resource: Resource) -> str:
    for part in parts_of(resource.body, "class"):
        if any(code == "group" for _, code in codings(part, "type")):
            return text_of(part, "value")
    return ""
