"""The enrollment (834): subscribers and dependents, the beginning and end of coverage."""

from __future__ import annotations

from cleanclaim.x12.loops import Loop
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene, after, day, first_day
from cleanclaim.x12.situations.situation import Situation


def _self(segment: Segment, _: Scene) -> bool:
    return (segment.element(1) == "Y") != (segment.element(2) == "18")


def _ended(segment: Segment, scene: Scene) -> bool:
    if segment.element(3) != "024" or scene.loop.first("DTP", 1, "357") is not None:
        return False
    coverages = scene.loop.children_of("2300")
    return not coverages or any(each.first("DTP", 1, "349") is None for each in coverages)


def _subscribers(root: Loop) -> frozenset[str]:
    members = [each for each in root.descendants("2000") if each.opening.element(1) == "Y"]
    return frozenset(row.element(2) for each in members for row in each.all("REF", 1, "0F"))


def _family(segment: Segment, scene: Scene) -> bool:
    """Of a dependent who is added: its subscriber is in the file, where the file has subscribers."""
    opening = scene.loop.opening
    if segment.element(1) != "0F" or opening.element(1) != "N" or opening.element(3) != "021":
        return False
    known = scene.once("subscribers", lambda: _subscribers(scene.root))
    return bool(known) and segment.element(2) not in known


def _born(_: Segment, scene: Scene) -> bool:
    return scene.parent.opening.element(3) == "021" and scene.loop.first("DMG") is None


def _order(segment: Segment, scene: Scene) -> bool:
    begins = first_day(scene.loop.first("DTP", 1, "348"))
    return segment.element(1) == "349" and after(begins, first_day(segment))


def _death(segment: Segment, scene: Scene) -> bool:
    person = scene.loop.child("2100A")
    born = person.first("DMG") if person is not None else None
    return born is not None and after(day(born.element(2)), day(segment.element(12)))


SITUATIONS = (
    Situation(
        "self", "834", "2000 INS02", "the subscriber (INS01 Y) is himself (INS02 18), nobody else is", _self
    ),
    Situation(
        "termination-date",
        "834",
        "2000 INS03",
        "an end has its day (DTP 357, or 349 of each coverage)",
        _ended,
    ),
    Situation(
        "family", "834", "2000 REF02", "a dependent who is added has a subscriber of the file", _family
    ),
    Situation("new-member", "834", "2100A NM101", "a member who is added has a birth date (DMG)", _born),
    Situation("coverage-order", "834", "2300 DTP03", "coverage ends after it began", _order),
    Situation("death", "834", "2000 INS12", "nobody dies before birth", _death),
)
