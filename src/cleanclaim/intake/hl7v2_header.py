"""What PID, PV1, IN1, TXA and OBR of an HL7 v2 message say of the visit, as the fields of a note's header.

Source of the fields: HL7 v2.5.1 ch. 3 (PID, PV1), 6 (IN1), 4 (OBR), 9 (TXA).
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.intake.clinical_text import encounter_number, iso_day_of, record_number
from cleanclaim.intake.hl7v2 import Message, Segment
from cleanclaim.intake.sheet import Cell
from cleanclaim.model.encounter import Setting
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.reference.care_settings import PATIENT_CLASSES

_SEXES = {"F": "F", "M": "M"}
_RELATIONSHIPS = {"SEL": "self", "SPO": "spouse", "CHD": "child", "1": "self", "2": "spouse", "3": "child"}
# attending, then who wrote, dictated or authenticated the document, then who read the result
_PERFORMERS = (("PV1", 7), ("TXA", 9), ("TXA", 22), ("OBR", 32), ("OBR", 16))
_ENCOUNTERS = (("PV1", 19), ("TXA", 12), ("OBR", 3), ("MSH", 10))
_DAYS = (("PV1", 44), ("TXA", 4), ("OBR", 7), ("EVN", 2))


def header_cells(message: Message, setup: PracticeSetup | None) -> dict[str, Cell]:
    """The cells that the message holds; what it does not say has no cell."""
    found = {**dict(_patient(message)), **dict(_visit(message, setup)), **dict(_coverages(message))}
    return {field: cell for field, cell in found.items() if cell.text}


def usual_setting(message: Message) -> tuple[Setting, str] | None:
    """What the patient class usually means; None for a class that does not tell."""
    visit = message.first("PV1")
    return PATIENT_CLASSES.get(visit.text(2)) if visit else None


def _cell(message: Message, text: str, where: str) -> Cell:
    return Cell(text, (f"message {message.number}", where), where)


def _patient(message: Message) -> Iterator[tuple[str, Cell]]:
    pid = message.first("PID")
    if pid is None:
        return
    named = {
        "last_name": (5, 1), "first_name": (5, 2), "middle_name": (5, 3), "suffix": (5, 4),
        "street": (11, 1), "street2": (11, 2), "city": (11, 3), "state": (11, 4), "phone": (13, 1),
    }  # fmt: skip
    yield "patient", _cell(message, record_number(pid.text(3)), "PID-3")
    for field, (number, component) in named.items():
        yield field, _cell(message, pid.text(number, component), f"PID-{number}")
    yield "zip", _cell(message, pid.text(11, 5), "PID-11")
    yield "birth_date", _cell(message, iso_day_of(pid.text(7)), "PID-7")
    sex = pid.text(8)
    yield "sex", _cell(message, _SEXES.get(sex, "U") if sex else "", "PID-8")


def _visit(message: Message, setup: PracticeSetup | None) -> Iterator[tuple[str, Cell]]:
    where, given = _first(message, _ENCOUNTERS)
    yield "encounter", _cell(message, encounter_number(given), where)
    where, stamp = _first(message, _DAYS)
    yield "service_date", _cell(message, iso_day_of(stamp), where)
    visit = message.first("PV1")
    if visit is not None and where == "PV1-44":
        yield "service_date_to", _cell(message, iso_day_of(visit.text(45)), "PV1-45")
    where, who = _performer(message, setup)
    yield "rendering", _cell(message, who, where)


def _first(message: Message, places: tuple[tuple[str, int], ...]) -> tuple[str, str]:
    for name, field in places:
        segment = message.first(name)
        if segment is not None and segment.text(field):
            return f"{name}-{field}", segment.text(field)
    return f"{places[0][0]}-{places[0][1]}", ""


def _performer(message: Message, setup: PracticeSetup | None) -> tuple[str, str]:
    """The first who is a provider of the practice, by id or NPI; else the first who is named at all."""
    known = {own for each in (setup.providers if setup else ()) for own in (each.provider_id, each.npi)}
    named: list[tuple[str, str]] = []
    for name, field in _PERFORMERS:
        segment = message.first(name)
        if segment is not None:
            named += [(f"{name}-{field}", own) for own in _ids(segment, field)]
    return next((each for each in named if each[1] in known), named[0] if named else ("PV1-7", ""))


def _ids(segment: Segment, field: int) -> list[str]:
    """The ids of all repetitions: the first component, or inside of it the first part (OBR-32)."""
    marks = segment.separators
    first = (
        each.split(marks.component)[0].split(marks.part)[0]
        for each in segment.raw(field).split(marks.repetition)
    )
    return [own.strip() for own in first if own.strip()]


def _coverages(message: Message) -> Iterator[tuple[str, Cell]]:
    for number, plan in enumerate([each for each in message.segments if each.name == "IN1"][:3], 1):
        yield f"payer_{number}", _cell(message, plan.text(3), "IN1-3")
        yield f"member_{number}", _cell(message, plan.text(36) or plan.text(49), "IN1-36")
        yield f"group_{number}", _cell(message, plan.text(8), "IN1-8")
        relationship = plan.text(17)
        said = _RELATIONSHIPS.get(relationship, "other") if relationship else ""
        yield f"relationship_{number}", _cell(message, said, "IN1-17")
        if said not in ("", "self"):
            for field, component in (("last_name", 1), ("first_name", 2), ("middle_name", 3)):
                yield f"subscriber_{field}_{number}", _cell(message, plan.text(16, component), "IN1-16")
            yield f"subscriber_birth_date_{number}", _cell(message, iso_day_of(plan.text(18)), "IN1-18")
            yield f"subscriber_sex_{number}", _cell(message, plan.text(43), "IN1-43")
