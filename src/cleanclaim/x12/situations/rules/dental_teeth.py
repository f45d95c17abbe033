"""Teeth and surfaces of the dental claim."""

from __future__ import annotations

import re

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation

# permanent 1-32 and milk teeth A-T, each with its supernumerary: 51-82, AS-TS
_TOOTH = re.compile(r"(?:[1-9]|[12][0-9]|3[0-2])|[A-T]S?|5[1-9]|[67][0-9]|8[0-2]")
_FILLING = re.compile(r"D2[1-3][0-9]{2}")


def _tooth(segment: Segment, _: Scene) -> bool:
    number = segment.element(2 if segment.name == "TOO" else 1)
    return bool(number) and _TOOTH.fullmatch(number) is None


def _surface_twice(segment: Segment, _: Scene) -> bool:
    surfaces = segment.components(3)
    return len(set(surfaces)) < len(surfaces)


def _is_filling(scene: Scene) -> bool:
    service = scene.loop.first("SV3")
    return service is not None and _FILLING.fullmatch(service.component(1, 2)) is not None


def _missing(segment: Segment, scene: Scene) -> bool:
    gone = {each.element(1) for each in scene.claim().all("DN2") if each.element(2) == "M"}
    return _is_filling(scene) and segment.element(2) in gone


def _no_tooth(_: Segment, scene: Scene) -> bool:
    return _is_filling(scene) and scene.loop.first("TOO") is None


def _no_surface(segment: Segment, scene: Scene) -> bool:
    return _is_filling(scene) and not segment.element(3)


def _placed(segment: Segment, scene: Scene) -> bool:
    return segment.element(5) == "R" and scene.loop.first("DTP", 1, "441") is None


def _months(segment: Segment, scene: Scene) -> bool:
    return segment.component(1, 2).startswith("D8") and scene.claim().first("DN1") is None


SITUATIONS = (
    Situation("tooth", "837D", "2400 TOO02", "a tooth has a number or letter that exists", _tooth),
    Situation("tooth", "837D", "2300 DN201", "a tooth has a number or letter that exists", _tooth),
    Situation("surface-twice", "837D", "2400 TOO03", "a surface stands once", _surface_twice),
    Situation(
        "missing-tooth-treated", "837D", "2400 TOO02", "a tooth that is missing is not filled", _missing
    ),
    Situation(
        "filling-tooth", "837D", "2400 SV301", "a filling has its tooth (TOO)", _no_tooth, business=True
    ),
    Situation(
        "filling-surface",
        "837D",
        "2400 TOO02",
        "a filling has its surfaces (TOO03)",
        _no_surface,
        business=True,
    ),
    Situation(
        "prior-placement",
        "837D",
        "2400 SV305",
        "a replacement has the day of the first placement (DTP 441)",
        _placed,
        business=True,
    ),
    Situation(
        "orthodontics", "837D", "2400 SV301", "orthodontics has its months (DN1)", _months, business=True
    ),
)
