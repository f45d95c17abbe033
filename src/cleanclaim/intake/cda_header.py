"""What the header of a C-CDA says of the visit, as the fields of a note's header. Source: C-CDA R2.1."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from cleanclaim.intake.clinical_text import encounter_number, iso_day_of, record_number
from cleanclaim.intake.safe_xml import child, children, text_in
from cleanclaim.intake.sheet import Cell
from cleanclaim.model.encounter import Setting
from cleanclaim.reference.care_settings import CLASSES

_NPI = "2.16.840.1.113883.4.6"
_PLACE_OF_SERVICE = "2.16.840.1.113883.6.50"
_CLASS_SYSTEM = "2.16.840.1.113883.5.4"  # HL7 v3 ActCode
_SEXES = {"F": "F", "M": "M", "UN": "U"}
_VISIT = ("componentOf", "encompassingEncounter")
# who saw the patient, the most telling first; each path ends at an element with ids
_PERFORMERS = (
    (*_VISIT, "responsibleParty", "assignedEntity"),
    (*_VISIT, "encounterParticipant", "assignedEntity"),
    ("legalAuthenticator", "assignedEntity"),
    ("documentationOf", "serviceEvent", "performer", "assignedEntity"),
    ("author", "assignedAuthor"),
)


def header_cells(root: Element) -> dict[str, Cell]:
    """The cells that the header holds; what it does not say has no cell."""
    found = {**dict(_patient(root)), **dict(_visit(root))}
    return {field: cell for field, cell in found.items() if cell.text}


def usual_setting(root: Element) -> tuple[Setting, str] | None:
    """What the class of the encounter usually means; None when there is no class that we know."""
    coded = child(root, *_VISIT, "code")
    for each in [coded, *children(coded, "translation")] if coded is not None else []:
        if each.get("codeSystem") == _CLASS_SYSTEM and each.get("code") in CLASSES:
            return CLASSES[each.get("code", "")]
    return None


def _cell(text: str, *path: str) -> Cell:
    return Cell(text, path, path[-1])


def _patient(root: Element) -> Iterator[tuple[str, Cell]]:
    role = child(root, "recordTarget", "patientRole")
    at = ("recordTarget", "patientRole")
    yield "patient", _cell(record_number(_extension(role)), *at, "id")
    yield from _name(child(role, "patient"), (*at, "patient", "name"))
    born = iso_day_of(_value(child(role, "patient", "birthTime")))
    yield "birth_date", _cell(born, *at, "patient", "birthTime")
    gender = child(role, "patient", "administrativeGenderCode")
    sex = "" if gender is None else _SEXES.get(gender.get("code", ""), "U")
    yield "sex", _cell(sex, *at, "patient", "administrativeGenderCode")
    yield from _address(child(role, "addr"), (*at, "addr"))
    phones = [each.get("value", "") for each in children(role, "telecom")]
    phone = next((each[4:] for each in phones if each.lower().startswith("tel:")), "")
    yield "phone", _cell(phone, *at, "telecom")


def _name(person: Element | None, at: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    names = children(person, "name")
    name = next((each for each in names if each.get("use") == "L"), names[0] if names else None)
    given = [text_in(each) for each in children(name, "given")]
    yield "last_name", _cell(text_in(child(name, "family")), *at, "family")
    yield "first_name", _cell(given[0] if given else "", *at, "given")
    yield "middle_name", _cell(" ".join(given[1:]), *at, "given")
    yield "suffix", _cell(text_in(child(name, "suffix")), *at, "suffix")


def _address(address: Element | None, at: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    lines = [text_in(each) for each in children(address, "streetAddressLine")]
    yield "street", _cell(lines[0] if lines else "", *at, "streetAddressLine")
    yield "street2", _cell(" ".join(lines[1:]), *at, "streetAddressLine")
    for field, name in (("city", "city"), ("state", "state"), ("zip", "postalCode")):
        yield field, _cell(text_in(child(address, name)), *at, name)


def _visit(root: Element) -> Iterator[tuple[str, Cell]]:
    visit = child(root, *_VISIT)
    given = _extension(visit) or _extension(root)
    yield "encounter", _cell(encounter_number(given), *_VISIT, "id")
    time = child(visit, "effectiveTime")
    first, last = _value(child(time, "low")) or _value(time), _value(child(time, "high"))
    yield "service_date", _cell(iso_day_of(first), *_VISIT, "effectiveTime")
    yield "service_date_to", _cell(iso_day_of(last), *_VISIT, "effectiveTime")
    for path in _PERFORMERS:
        npi = next((npi for each in children(root, *path) if (npi := _extension(each, _NPI))), "")
        if npi:
            yield "rendering", _cell(npi, *path, "id")
            break
    place = child(visit, "location", "healthCareFacility", "code")
    if place is not None and place.get("codeSystem") == _PLACE_OF_SERVICE:
        yield "place_of_service", _cell(place.get("code", ""), *_VISIT, "location", "code")


def _extension(element: Element | None, root: str = "") -> str:
    """The first id of an element, of that root when one is given."""
    ids = [each for each in children(element, "id") if not root or each.get("root") == root]
    return next((each.get("extension", "") for each in ids if each.get("extension")), "")


def _value(element: Element | None) -> str:
    return "" if element is None else element.get("value", "")
