"""A stay or visit of the institutional claim: what its type of bill asks of dates, codes and physicians."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene, after, day, first_day, last_day
from cleanclaim.x12.situations.situation import Situation
from cleanclaim.x12.values import is_number

_INPATIENT = frozenset({"11", "18", "21", "41"})
_HOSPITAL = frozenset({"11", "18"})
_OUTPATIENT = frozenset({"13", "85"})
_VISITS = ("045", "0516", "0526", "0762")  # emergency room, urgent care, observation
_WINDOW = timedelta(days=3)  # services just before an admission are billed with it
_EXEMPT = ("V", "W", "X", "Y", "Z")  # most of these need not say whether they were present


def bill(segment: Segment) -> str:
    """The first two digits of the type of bill."""
    return segment.component(5, 1)


def _admission(segment: Segment, scene: Scene) -> bool:
    return bill(segment) in _INPATIENT and scene.loop.first("DTP", 1, "435") is None


def _discharge(segment: Segment, scene: Scene) -> bool:
    if bill(segment) not in _HOSPITAL or segment.component(5, 3) not in ("1", "4"):
        return False
    stay = scene.loop.first("CL1")
    still_there = stay is not None and stay.element(3) == "30"
    return not still_there and scene.loop.first("DTP", 1, "096") is None


def _admitting(segment: Segment, scene: Scene) -> bool:
    return bill(segment) in _INPATIENT and scene.loop.first("HI", 1, "ABJ", "BJ") is None


def _attending(_: Segment, scene: Scene) -> bool:
    return scene.loop.child("2310A") is None


def _operating(segment: Segment, scene: Scene) -> bool:
    if segment.component(1, 1) not in ("BBR", "BR") or scene.loop.child("2310B") is not None:
        return False
    return all(line.child("2420A") is None for line in scene.loop.children_of("2400"))


def _outside(segment: Segment, scene: Scene, number: int) -> bool:
    statement, on = scene.loop.first("DTP", 1, "434"), day(segment.component(number, 4))
    begins = first_day(statement)
    early = after(begins - _WINDOW, on) if begins is not None else False
    return early or after(on, last_day(statement))


def _procedure_date(segment: Segment, scene: Scene) -> int:
    numbers = range(1, len(segment.elements) + 1)
    dated = (each for each in numbers if segment.component(each, 1) in ("BBR", "BBQ"))
    return next((each for each in dated if _outside(segment, scene, each)), 0)


def _line_date(segment: Segment, scene: Scene) -> bool:
    statement = scene.claim().first("DTP", 1, "434")
    begins = first_day(statement)
    early = after(begins - _WINDOW, first_day(segment)) if begins is not None else False
    return early or after(last_day(segment), last_day(statement))


def _late_admission(segment: Segment, scene: Scene) -> bool:
    return after(first_day(segment), last_day(scene.loop.first("DTP", 1, "434")))


def _no_principal(segment: Segment, scene: Scene) -> bool:
    return segment.component(1, 1) in ("BBQ", "BQ") and scene.loop.first("HI", 1, "BBR", "BR", "CAH") is None


def _present(segment: Segment, scene: Scene) -> int:
    if bill(scene.loop.opening) != "11":
        return 0
    for number in range(1, len(segment.elements) + 1):
        counted = segment.component(number, 1) in ("ABK", "ABF")
        if (
            counted
            and not segment.component(number, 2).startswith(_EXEMPT)
            and not segment.component(number, 9)
        ):
            return number
    return 0


def _value_twice(segment: Segment, scene: Scene) -> int:
    seen: list[str] = []
    for each in scene.loop.all("HI", 1, "BE"):
        for number in range(1, len(each.elements) + 1):
            code = each.component(number, 2)
            if code in seen and each is segment:
                return number
            seen.append(code)
    return 0


def _occurrence(segment: Segment, scene: Scene) -> int:
    written, numbers = scene.written(), range(1, len(segment.elements) + 1)
    dated = (each for each in numbers if segment.component(each, 1) == "BH")
    return next((each for each in dated if after(day(segment.component(each, 4)), written)), 0)


def _covered_days(segment: Segment, scene: Scene) -> int:
    statement = scene.loop.first("DTP", 1, "434")
    begins, ends = first_day(statement), last_day(statement)
    if begins is None or ends is None:
        return 0
    most = (ends - begins).days + 1
    for number in range(1, len(segment.elements) + 1):
        text = segment.component(number, 5)
        covered = segment.component(number, 1) == "BE" and segment.component(number, 2) == "80"
        if covered and is_number(text, "R") and Decimal(text) > most:
            return number
    return 0


def _visit(segment: Segment, scene: Scene) -> bool:
    stay = scene.loop.first("CL1")
    unplanned = stay is not None and stay.element(1) in ("1", "2", "5")
    if bill(segment) not in _OUTPATIENT or not unplanned or scene.loop.first("HI", 1, "APR", "PR"):
        return False
    services = (line.first("SV2") for line in scene.loop.children_of("2400"))
    return any(each is not None and each.element(1).startswith(_VISITS) for each in services)


def _service_date(segment: Segment, scene: Scene) -> bool:
    if bill(scene.claim().opening) in _INPATIENT or not segment.component(2, 2):
        return False
    return scene.loop.first("DTP", 1, "472") is None


_MANUAL = "Medicare Claims Processing Manual, chapter 25 (unverified)"

SITUATIONS = (
    Situation(
        "admission-date",
        "837I",
        "2300 CLM05",
        "an inpatient has an admission date (DTP 435)",
        _admission,
        source=_MANUAL,
    ),
    Situation(
        "discharge-hour",
        "837I",
        "2300 CLM05",
        "the last claim of a stay has the discharge hour (DTP 096)",
        _discharge,
        source=_MANUAL,
    ),
    Situation(
        "admitting-diagnosis",
        "837I",
        "2300 CLM05",
        "an inpatient has an admitting diagnosis (HI ABJ)",
        _admitting,
        source=_MANUAL,
    ),
    Situation("attending", "837I", "2300 CLM05", "a claim names who attends (2310A)", _attending),
    Situation("operating", "837I", "2300 HI01", "a procedure has who operated (2310B)", _operating),
    Situation("procedure-date", "837I", "2300 HI", "a procedure lies within the statement", _procedure_date),
    Situation(
        "line-in-statement",
        "837I",
        "2400 DTP03",
        "a line lies within the statement",
        _line_date,
        only="472",
    ),
    Situation(
        "admission-after-statement",
        "837I",
        "2300 DTP03",
        "the admission is not after the statement",
        _late_admission,
        only="435",
    ),
    Situation(
        "other-procedure", "837I", "2300 HI01", "other procedures follow a principal one", _no_principal
    ),
    Situation(
        "present-on-admission",
        "837I",
        "2300 HI",
        "an inpatient diagnosis says whether it was present on admission",
        _present,
        source="Deficit Reduction Act of 2005, section 5001(c) (unverified)",
    ),
    Situation("value-code-twice", "837I", "2300 HI", "a value code stands once", _value_twice),
    Situation(
        "occurrence-date",
        "837I",
        "2300 HI",
        "nothing has occurred after the day of the transaction",
        _occurrence,
    ),
    Situation("covered-days", "837I", "2300 HI", "covered days fit into the statement", _covered_days),
    Situation(
        "reason-for-visit",
        "837I",
        "2300 CLM05",
        "an unplanned visit has its reason (HI APR)",
        _visit,
        source=_MANUAL,
    ),
    Situation(
        "outpatient-date",
        "837I",
        "2400 SV202",
        "an outpatient procedure has its date (DTP 472)",
        _service_date,
    ),
)
