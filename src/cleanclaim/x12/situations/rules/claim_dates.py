"""Days of a claim that ask for each other, and days that cannot be."""

from __future__ import annotations

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene, after, day, first_day, last_day
from cleanclaim.x12.situations.situation import CLAIMS, Situation

_INPATIENT_PLACES = frozenset({"21", "51", "61"})
_FACILITIES = frozenset({"21", "22", "23", "24", "31", "32", "34", "51", "61"})


def _causes(claim: Segment) -> set[str]:
    return set(claim.components(11)[:3])


def _accident(segment: Segment, scene: Scene) -> bool:
    return bool({"AA", "OA"} & _causes(segment)) and scene.loop.first("DTP", 1, "439") is None


def _accident_state(segment: Segment, _: Scene) -> bool:
    return "AA" in _causes(segment) and not (segment.component(11, 4) or segment.component(11, 5))


def _accident_cause(_: Segment, scene: Scene) -> bool:
    return not scene.loop.opening.element(11)


def _admission(segment: Segment, scene: Scene) -> bool:
    return segment.component(5, 1) in _INPATIENT_PLACES and scene.loop.first("DTP", 1, "435") is None


def _discharge(segment: Segment, scene: Scene) -> bool:
    admitted = scene.loop.first("DTP", 1, "435")
    return after(first_day(admitted), first_day(segment))


def _facility(segment: Segment, scene: Scene) -> bool:
    if segment.component(5, 1) not in _FACILITIES or scene.loop.child("2310C") is not None:
        return False
    return any(line.child("2420C") is None for line in scene.loop.children_of("2400"))


def _future(segment: Segment, scene: Scene) -> bool:
    return after(last_day(segment), scene.written())


def _birth(segment: Segment, scene: Scene) -> bool:
    level = scene.above("2000C", "2000B")
    person = level.child("2010CA", "2010BA") if level is not None else None
    born = person.first("DMG") if person is not None else None
    return born is not None and after(day(born.element(2)), first_day(segment))


def _decision(segment: Segment, scene: Scene) -> bool:
    served = first_day(scene.parent.first("DTP", 1, "472"))
    return after(served, first_day(segment))


def _undated(segment: Segment, scene: Scene) -> bool:
    if segment.element(19) == "PB":  # asks what would be paid: nothing was done yet
        return False
    if scene.loop.first("DTP", 1, "472") is not None:
        return False
    return any(line.first("DTP", 1, "472") is None for line in scene.loop.children_of("2400"))


SITUATIONS = (
    Situation("accident-date", "837P 837D", "2300 CLM11", "an accident has its date (DTP 439)", _accident),
    Situation(
        "accident-state",
        "837P 837D",
        "2300 CLM11",
        "an automobile accident has its state or country (CLM11-4, CLM11-5)",
        _accident_state,
    ),
    Situation(
        "accident-cause",
        "837P 837D",
        "2300 DTP01",
        "a date of an accident has its cause (CLM11)",
        _accident_cause,
        only="439",
    ),
    Situation(
        "inpatient-admission",
        "837P",
        "2300 CLM05",
        "an inpatient has an admission date (DTP 435)",
        _admission,
    ),
    Situation(
        "discharge",
        "837P",
        "2300 DTP03",
        "nobody is discharged before the admission",
        _discharge,
        only="096",
    ),
    Situation(
        "facility", "837P", "2300 CLM05", "a service in a facility names it (2310C or 2420C)", _facility
    ),
    Situation(
        "future-service",
        CLAIMS + " 276",
        "* DTP03",
        "no service after the day of the transaction",
        _future,
        only="434 472",
    ),
    Situation("birth", CLAIMS, "2400 DTP03", "nobody is served before birth", _birth, only="472"),
    Situation(
        "decision-before-service",
        CLAIMS,
        "2430 DTP03",
        "a payer decides after the service",
        _decision,
        only="573",
    ),
    Situation(
        "service-date",
        "837D",
        "2300 CLM01",
        "a service has its date (DTP 472), with the claim or with each line",
        _undated,
    ),
)
