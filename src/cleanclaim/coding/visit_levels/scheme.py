"""The tables: which code a family of visits has for a complexity, and from how many minutes.

Own wording of the scheme of 2021 (office) and 2023 (elsewhere) [AMA E/M revisions; CMS CY2021 and CY2023
physician fee schedule final rules]. Minutes are minimums, met or exceeded, of the billing clinician on the
day of the visit. Nursing facility, home and consultation minutes are unverified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Complexity(IntEnum):
    """Of medical decision making."""

    STRAIGHTFORWARD = 1
    LOW = 2
    MODERATE = 3
    HIGH = 4


class Family(StrEnum):
    """Visits whose levels are reckoned alike."""

    OFFICE_NEW = "office, new patient"
    OFFICE_ESTABLISHED = "office, established patient"
    HOSPITAL_FIRST = "hospital, first day"
    HOSPITAL_LATER = "hospital, later day"
    HOSPITAL_SAME_DAY = "hospital, admitted and discharged on one day"
    EMERGENCY = "emergency department"
    NURSING_FIRST = "nursing facility, first"
    NURSING_LATER = "nursing facility, later"
    HOME_NEW = "home, new patient"
    HOME_ESTABLISHED = "home, established patient"
    CONSULTATION_OFFICE = "consultation, office"
    CONSULTATION_HOSPITAL = "consultation, hospital"


@dataclass(frozen=True, slots=True)
class Rung:
    """One code of a family: the complexities it stands for, its least minutes (0 = time does not count)."""

    code: str
    complexities: tuple[Complexity, ...]
    minutes: int = 0


def _ladder(codes: str, minutes: tuple[int, ...] = ()) -> tuple[Rung, ...]:
    """Three codes take straightforward and low together, four take one each."""
    levels: tuple[tuple[Complexity, ...], ...] = tuple((each,) for each in Complexity)
    named = codes.split()
    if len(named) == 3:
        levels = ((Complexity.STRAIGHTFORWARD, Complexity.LOW), (Complexity.MODERATE,), (Complexity.HIGH,))
    times = minutes or (0,) * len(named)
    return tuple(Rung(*each) for each in zip(named, levels, times, strict=True))


LADDERS: dict[Family, tuple[Rung, ...]] = {
    Family.OFFICE_NEW: _ladder("99202 99203 99204 99205", (15, 30, 45, 60)),
    Family.OFFICE_ESTABLISHED: _ladder("99212 99213 99214 99215", (10, 20, 30, 40)),
    Family.HOSPITAL_FIRST: _ladder("99221 99222 99223", (40, 55, 75)),
    Family.HOSPITAL_LATER: _ladder("99231 99232 99233", (25, 35, 50)),
    Family.HOSPITAL_SAME_DAY: _ladder("99234 99235 99236", (45, 70, 85)),
    Family.EMERGENCY: _ladder("99282 99283 99284 99285"),
    Family.NURSING_FIRST: _ladder("99304 99305 99306", (25, 35, 50)),
    Family.NURSING_LATER: _ladder("99307 99308 99309 99310", (10, 20, 30, 45)),
    Family.HOME_NEW: _ladder("99341 99342 99344 99345", (15, 30, 60, 75)),
    Family.HOME_ESTABLISHED: _ladder("99347 99348 99349 99350", (20, 30, 40, 60)),
    Family.CONSULTATION_OFFICE: _ladder("99242 99243 99244 99245", (20, 30, 40, 55)),
    Family.CONSULTATION_HOSPITAL: _ladder("99252 99253 99254 99255", (35, 45, 60, 80)),
}
_OFFICE = (Family.OFFICE_NEW, Family.OFFICE_ESTABLISHED)
_OFFICE_SINCE, _OTHERS_SINCE = date(2021, 1, 1), date(2023, 1, 1)
# the highest office visit -> minutes after which each further quarter of an hour counts: by CPT, by Medicare
_PROLONGED = {Family.OFFICE_NEW: (60, 74), Family.OFFICE_ESTABLISHED: (40, 54)}
_QUARTER = 15


def is_in_force(family: Family, day: date) -> bool:
    """Whether the scheme rules a visit of that day."""
    return day >= (_OFFICE_SINCE if family in _OFFICE else _OTHERS_SINCE)


def code_by_decision(family: Family, complexity: Complexity) -> str:
    """The code of a complexity."""
    return next(rung.code for rung in LADDERS[family] if complexity in rung.complexities)


def code_by_time(family: Family, minutes: int) -> str:
    """The highest code whose minutes are met; '' below the lowest, and where time does not count."""
    met = [rung.code for rung in LADDERS[family] if rung.minutes and minutes >= rung.minutes]
    return met[-1] if met else ""


def prolonged_units(family: Family, minutes: int, *, medicare: bool) -> tuple[str, int]:
    """Code and units of time added to the highest office visit: 99417, or G2212 for Medicare.

    Medicare counts from the end of the highest visit's range, CPT from its beginning. ('', 0) when not a
    whole quarter of an hour is added, and outside of the office.
    """
    if family not in _PROLONGED:
        return "", 0
    units = max(0, minutes - _PROLONGED[family][medicare]) // _QUARTER
    return ("G2212" if medicare else "99417", units) if units else ("", 0)


def family_of(code: str) -> Family | None:
    """The family that a visit's code belongs to, None for a code without levels."""
    for family, ladder in LADDERS.items():
        if any(rung.code == code for rung in ladder):
            return family
    return None


def position_of(code: str) -> int:
    """Where a code stands on its family's ladder, from 0."""
    family = family_of(code)
    assert family is not None, "only codes with levels stand on a ladder"
    return [rung.code for rung in LADDERS[family]].index(code)
