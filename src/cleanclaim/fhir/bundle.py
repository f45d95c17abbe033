"""A FHIR R4 Bundle to encounters.

Read: Patient, RelatedPerson (as subscriber), Coverage, Encounter, Practitioner, Organization,
DocumentReference, Composition, Condition, Procedure, Provenance. Everything else, and every element and
coding of these that is not looked at, is named in a finding of severity `advise`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanclaim.core.finding import Finding
from cleanclaim.core.span import Span
from cleanclaim.fhir import people
from cleanclaim.fhir.clinical import Coded, coded
from cleanclaim.fhir.documents import AttachmentReaders, documents
from cleanclaim.fhir.resources import (
    Problems,
    Resource,
    Resources,
    codings,
    npi_of,
    open_bundle,
    parts_of,
    text_of,
)
from cleanclaim.fhir.signing import signed
from cleanclaim.fhir.terms import (
    PLACE_OF_SERVICE,
    PROCEDURES,
    REFERRING_ROLE,
    RENDERING_ROLES,
    USED_ELEMENTS,
)
from cleanclaim.model.encounter import Encounter, Setting, Visit
from cleanclaim.model.provider import Facility, Provider
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.reference.care_settings import CLASSES, SETTINGS

# ids become the claim's own number (CLM01), so they follow the rule of our own notes
_ENCOUNTER_ID = r"[A-Z0-9]+"
# CPT ranges of visits by a new patient: office, preventive, home
_NEW_PATIENT = ((99202, 99205), (99381, 99387), (99341, 99345))


def read_bundle(
    text: str,
    setup: PracticeSetup,
    *,
    subject: str = "bundle",
    readers: AttachmentReaders | None = None,
) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    """The encounters of a Bundle's JSON, in order of entry, and all findings.

    An encounter with a finding of severity `reject` is left out, the others are not. Malformed JSON, another
    resource than a Bundle and unfit entries are findings as well; nothing is raised, nothing is fetched.
    `readers` read attachments by media type that are no text: `application/pdf` and the like.
    """
    of_bundle = Problems(subject)
    bundle = open_bundle(text, of_bundle)
    encounters: list[Encounter] = []
    findings: list[Finding] = []
    if not bundle.of("Encounter") and not of_bundle.refused:
        of_bundle.refuse("no-encounter", (), "the bundle holds no Encounter", wanted="at least one")
    for resource in bundle.of("Encounter") if not of_bundle.refused else []:
        problems = Problems(subject)
        encounter = _encounter(bundle.use(resource), bundle, setup, problems=problems, readers=readers or {})
        findings.extend(problems.findings)
        if encounter:
            encounters.append(encounter)
    _refuse_same_id(encounters, of_bundle)
    _tell_unused(bundle, of_bundle)
    refused = {finding.found for finding in of_bundle.findings if finding.rule_id == "fhir.same-id"}
    kept = tuple(each for each in encounters if each.encounter_id not in refused)
    return kept, (*of_bundle.findings, *findings)


def _encounter(
    resource: Resource,
    bundle: Resources,
    setup: PracticeSetup,
    *,
    problems: Problems,
    readers: AttachmentReaders,
) -> Encounter | None:
    if resource.text("status") in ("cancelled", "entered-in-error", "planned"):
        problems.advise("not-used", resource.path, "the encounter did not take place")
        return None
    _refuse_modifiers(resource, bundle, problems)
    dates = _dates(resource, problems)
    person = _subject(resource, bundle, problems)
    found = people.patient(person, problems) if person else None
    rendering = _rendering(resource, bundle, setup, problems)
    if dates is None or person is None or found is None or rendering is None:
        return None
    encounter_id = people.short_id(resource, longest=18, pattern=_ENCOUNTER_ID)
    codes = coded(resource, dates, bundle, problems)
    place, setting = _where(resource, problems)
    notes = documents(resource, bundle, problems, encounter_id=encounter_id, readers=readers)
    plans = people.coverages(person, dates.first, bundle, setup, problems=problems)
    signature = signed(resource, codes, bundle, setup, problems=problems)
    visit = _visit(resource, codes, problems)
    referring = _participant(resource, (REFERRING_ROLE,), bundle, setup)
    facility = _facility(resource, bundle, setup, problems)
    if problems.refused or not place or not setting:
        return None
    return Encounter(
        encounter_id=encounter_id,
        patient=found,
        service_dates=dates,
        place_of_service=place,
        setting=setting,
        visit=visit,
        rendering=rendering,
        coverages=plans,
        referring=referring,
        facility=facility,
        documents=notes,
        captured_charges=codes.charges,
        diagnoses=codes.diagnoses,
        signed=signature,
    )


def _refuse_modifiers(encounter: Resource, bundle: Resources, problems: Problems) -> None:
    """A modifierExtension may turn a meaning round, so an unknown one stops us (R4, Extensibility)."""
    people_ = bundle.targets(encounter, "subject")
    for each in bundle.all:
        owners = bundle.targets(each, "encounter") + bundle.targets(each, "beneficiary")
        about = each is encounter or each in people_ or any(o is encounter or o in people_ for o in owners)
        if about and each.parts("modifierExtension"):
            path = (*each.path, "modifierExtension")
            problems.refuse("modifier-extension", path, "an extension that changes the meaning is not known")


def _dates(resource: Resource, problems: Problems) -> Span | None:
    for period in resource.parts("period"):
        first = people.day(text_of(period, "start"))
        last = people.day(text_of(period, "end")) if text_of(period, "end") else first
        if first and last and first <= last:
            return Span(first, last)
    path = (*resource.path, "period")
    problems.refuse("no-dates", path, "no period with full dates in order", wanted="start and end as dates")
    return None


def _subject(resource: Resource, bundle: Resources, problems: Problems) -> Resource | None:
    for found in bundle.targets(resource, "subject"):
        if found.kind == "Patient":
            return bundle.use(found)
    path = (*resource.path, "subject")
    problems.refuse("dangling-reference", path, "the patient is not in the bundle", wanted="a Patient entry")
    return None


def _rendering(
    resource: Resource, bundle: Resources, setup: PracticeSetup, problems: Problems
) -> Provider | None:
    found = next(
        (each for role in RENDERING_ROLES if (each := _participant(resource, (role,), bundle, setup))), None
    ) or _participant(resource, (), bundle, setup)
    if found in setup.providers:
        return found
    problems.refuse(
        "no-rendering",
        (*resource.path, "participant"),
        "no participant is a provider of the practice file, by NPI",
        wanted="one of " + ", ".join(each.npi for each in setup.providers),
    )
    return None


def _participant(
    resource: Resource, roles: tuple[str, ...], bundle: Resources, setup: PracticeSetup
) -> Provider | None:
    """The first participant in one of the roles; without roles the first whose role is not stated."""
    for part in resource.parts("participant"):
        stated = [code for _, code in codings(part, "type")]
        if any(code in roles for code in stated) or (not roles and not stated):
            for reference in parts_of(part, "individual"):
                found = people.provider(reference, resource, bundle, setup)
                if found:
                    return found
    return None


def _where(resource: Resource, problems: Problems) -> tuple[str, Setting | None]:
    """Place of service as stated in Encounter.type, else what the class usually means, which is told."""
    stated = next((code for system, code in codings(resource.body, "type") if system in PLACE_OF_SERVICE), "")
    classes = [code for _, code in codings(resource.body, "class")]
    usual = CLASSES.get(classes[0]) if classes else None
    if stated:
        return stated, SETTINGS.get(stated) or (usual[0] if usual else Setting.OFFICE)
    if usual is None:
        path = (*resource.path, "class")
        wanted = "one of " + ", ".join(CLASSES)
        problems.refuse("no-place", path, "neither a place of service nor a class we know", wanted=wanted)
        return "", None
    problems.advise(
        "place-assumed",
        (*resource.path, "class"),
        "no place of service is stated; taken from the class",
        found=usual[1],
        wanted="a CMS place-of-service coding in Encounter.type",
    )
    return usual[1], usual[0]


def _visit(resource: Resource, codes: Coded, problems: Problems) -> Visit:
    """New when a code says so; R4 has no element for it, so all else is taken as established, and told."""
    numbers = [charge.procedure.value for charge in codes.charges]
    for system, code in codings(resource.body, "type"):
        if system in PROCEDURES:
            numbers.append(code)
            path = (*resource.path, "type")
            problems.advise("coding-not-used", path, "a procedure code as type is no charge", found=code)
    for number in numbers:
        if number.isdigit() and any(low <= int(number) <= high for low, high in _NEW_PATIENT):
            return Visit.NEW
    problems.advise(
        "visit-assumed", resource.path, "no code says that the patient is new; taken as established"
    )
    return Visit.ESTABLISHED


def _facility(
    resource: Resource, bundle: Resources, setup: PracticeSetup, problems: Problems
) -> Facility | None:
    """The service facility that serviceProvider names by NPI; none when it is the practice itself."""
    for organization in bundle.targets(resource, "serviceProvider"):
        bundle.use(organization)
        npi = npi_of(organization.body)
        found = next((each for each in setup.facilities if npi and each.npi == npi), None)
        if found or npi == setup.practice.npi:
            return found
        problems.advise(
            "not-used", organization.path, "neither the practice nor one of its facilities, by NPI"
        )
    return None


def _refuse_same_id(encounters: list[Encounter], problems: Problems) -> None:
    ids = [each.encounter_id for each in encounters]
    for encounter_id in sorted({each for each in ids if ids.count(each) > 1}):
        problems.refuse(
            "same-id", (), "several encounters have the same id; none is taken", found=encounter_id
        )


def _tell_unused(bundle: Resources, problems: Problems) -> None:
    for resource in bundle.all:
        if not bundle.is_used(resource):
            problems.advise("not-used", resource.path, "the resource is not used")
            continue
        elements = _unused_elements(resource.kind, resource.body)
        if elements:
            problems.advise(
                "elements-not-used", resource.path, "elements that are not used", found=", ".join(elements)
            )


def _unused_elements(kind: str, body: Mapping[str, Any]) -> list[str]:
    used = USED_ELEMENTS.get(kind, ())
    return sorted(name for name in body if name not in used and not name.startswith("_"))
