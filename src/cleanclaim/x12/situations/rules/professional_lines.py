"""Lines of business of the professional claim: ambulance, anesthesia, equipment, drugs (SNIP 6)."""

from __future__ import annotations

import re
from decimal import Decimal

from cleanclaim.x12.loops import Loop
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation
from cleanclaim.x12.values import is_number

_ANESTHESIA = re.compile(r"0[01][0-9]{3}")
_IN_UNITS = frozenset({"01953", "01996", "01999"})  # anesthesia that is not counted in time
_TRANSPORT = re.compile(r"A04(?:2[5-9]|3[0-6])")
_MILES = "A0425"
_ORIGIN_AND_DESTINATION = re.compile(r"[DEGHIJNPRSX]{2}")
_NOT_LISTED = frozenset({"A9999", "E1399", "J3490", "J3590", "J9999", "K0108"})
_RENTED_OR_BOUGHT = frozenset({"NU", "RR", "UE"})


def _is_anesthesia(segment: Segment) -> bool:
    code = segment.component(1, 2)
    return _ANESTHESIA.fullmatch(code) is not None and code not in _IN_UNITS


def _minutes(segment: Segment, _: Scene) -> bool:
    return segment.element(3) != "MJ"


def _no_minutes(segment: Segment, _: Scene) -> bool:
    return segment.element(3) == "MJ"


def _is_other(segment: Segment) -> bool:
    return not _is_anesthesia(segment)


def _moves(segment: Segment) -> bool:
    """Whether the procedure is a trip of an ambulance."""
    return _TRANSPORT.fullmatch(segment.component(1, 2)) is not None


def _in_line_or_claim(scene: Scene, name: str, *where: int | str) -> Segment | None:
    number, *values = where or (0,)
    loops: tuple[Loop, ...] = (scene.loop, scene.claim())
    found = (each.first(name, int(number), *map(str, values)) for each in loops)
    return next((each for each in found if each is not None), None)


def _transport(_: Segment, scene: Scene) -> bool:
    return _in_line_or_claim(scene, "CR1") is None


def _condition(_: Segment, scene: Scene) -> bool:
    return _in_line_or_claim(scene, "CRC", 1, "07") is None


def _places(_: Segment, scene: Scene) -> bool:
    claim = scene.claim()
    begins = scene.loop.child("2420G") or claim.child("2310E")
    ends = scene.loop.child("2420H") or claim.child("2310F")
    return begins is None or ends is None


def _is_miles(segment: Segment) -> bool:
    return segment.component(1, 2) == _MILES


def _mileage(segment: Segment, scene: Scene) -> bool:
    certified = _in_line_or_claim(scene, "CR1")
    if certified is None:
        return False
    miles, units = certified.element(6), segment.element(4)
    return is_number(miles, "R") and is_number(units, "R") and Decimal(miles) != Decimal(units)


def _direction(segment: Segment, _: Scene) -> bool:
    return not any(map(_ORIGIN_AND_DESTINATION.fullmatch, segment.components(1)[2:6]))


def _unlisted(segment: Segment, scene: Scene) -> bool:
    return not segment.component(1, 7) and scene.loop.first("NTE") is None


def _is_not_listed(segment: Segment) -> bool:
    return segment.component(1, 2) in _NOT_LISTED


def _is_zero(text: str) -> bool:
    return not text.strip("-.0") and is_number(text, "R") and not Decimal(text)


def _nothing(number: int) -> Situation:
    def broken(segment: Segment, _: Scene) -> bool:
        return _is_zero(segment.element(number))

    name = {4: "SV1", 5: "SV2"}[number]
    sets = {4: "837P", 5: "837I"}[number]
    return Situation(
        "zero-units", sets, f"2400 {name}{number:02d}", "a service has units", broken, business=True
    )


def _no_drug(segment: Segment, _: Scene) -> bool:
    return _is_zero(segment.element(4))


def _screening(segment: Segment, scene: Scene) -> bool:
    return segment.element(11) == "Y" and scene.claim().first("CRC", 1, "ZZ") is None


def _therapy(_: Segment, scene: Scene) -> bool:
    return scene.loop.first("DTP", 1, "463") is None


def _duration(segment: Segment, scene: Scene) -> bool:
    return segment.element(1) == "CT" and scene.loop.first("CR3") is None


def _rental(segment: Segment, _: Scene) -> bool:
    return not set(segment.components(1)[2:6]) & _RENTED_OR_BOUGHT


def _is_equipment(segment: Segment) -> bool:
    return re.fullmatch(r"E[0-9]{4}", segment.component(1, 2)) is not None


def _oxygen(segment: Segment, scene: Scene) -> bool:
    return segment.element(2).startswith("484") and scene.parent.first("MEA", 1, "TR") is None


_MEDICARE = "Medicare Claims Processing Manual, chapters 12, 15, 20 (unverified)"

SITUATIONS = (
    Situation(
        "anesthesia-minutes",
        "837P",
        "2400 SV103",
        "anesthesia is counted in minutes (SV103 MJ)",
        _minutes,
        when=_is_anesthesia,
        business=True,
        source=_MEDICARE,
    ),
    Situation(
        "minutes-of-others",
        "837P",
        "2400 SV103",
        "only anesthesia is counted in minutes",
        _no_minutes,
        when=_is_other,
        business=True,
    ),
    Situation(
        "ambulance-transport",
        "837P",
        "2400 SV101",
        "a trip has its transport information (CR1)",
        _transport,
        when=_moves,
        business=True,
        source=_MEDICARE,
    ),
    Situation(
        "ambulance-condition",
        "837P",
        "2400 SV101",
        "a trip has the patient's conditions (CRC 07)",
        _condition,
        when=_moves,
        business=True,
    ),
    Situation(
        "ambulance-places",
        "837P",
        "2400 SV101",
        "a trip has pick-up and drop-off (NM1 PW, 45)",
        _places,
        when=_moves,
        business=True,
    ),
    Situation(
        "ambulance-mileage",
        "837P",
        "2400 SV104",
        "the miles billed are those of CR106",
        _mileage,
        when=_is_miles,
        business=True,
    ),
    Situation(
        "ambulance-modifier",
        "837P",
        "2400 SV101",
        "a trip has a modifier of origin and destination",
        _direction,
        when=_moves,
        business=True,
        source=_MEDICARE,
    ),
    Situation(
        "unlisted",
        "837P",
        "2400 SV101",
        "a code for what is not listed has a description (SV101-7, NTE)",
        _unlisted,
        when=_is_not_listed,
        business=True,
    ),
    _nothing(4),
    _nothing(5),
    Situation("drug-measure", "837P 837I", "2410 CTP04", "a drug has a quantity", _no_drug, business=True),
    Situation(
        "screening-referral",
        "837P",
        "2400 SV111",
        "a screening of a child (SV111) says what follows (CRC ZZ)",
        _screening,
        business=True,
    ),
    Situation(
        "equipment-dates",
        "837P",
        "2400 CR303",
        "a certificate says when the therapy began (DTP 463)",
        _therapy,
        business=True,
    ),
    Situation(
        "equipment-certificate",
        "837P",
        "2400 PWK01",
        "equipment with a certificate has its duration (CR3)",
        _duration,
        business=True,
    ),
    Situation(
        "equipment-rental",
        "837P",
        "2400 SV101",
        "equipment is new, used or rented (NU, UE, RR)",
        _rental,
        when=_is_equipment,
        business=True,
        source=_MEDICARE,
    ),
    Situation(
        "oxygen-test", "837P", "2440 LQ02", "oxygen has the result of a test (MEA TR)", _oxygen, business=True
    ),
)
