"""Lines of the institutional claim: rooms, totals, procedures (SNIP 6)."""

from __future__ import annotations

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.rules.institutional_stay import bill
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation

_OUTPATIENT = frozenset({"13", "14", "85"})
# laboratory, imaging, operating room, emergency room, cardiology, treatment rooms
_NAMED = ("030", "031", "032", "033", "034", "035", "036", "040", "045", "048", "061", "073", "074", "076")


def _is_room(revenue: str) -> bool:
    return len(revenue) == 4 and "0100" <= revenue <= "0219"


def _days(segment: Segment, _: Scene) -> bool:
    return _is_room(segment.element(1)) and segment.element(4) != "DA"


def _no_room(segment: Segment, scene: Scene) -> bool:
    if bill(segment) != "11":
        return False
    services = (line.first("SV2") for line in scene.loop.children_of("2400"))
    return not any(each is not None and _is_room(each.element(1)) for each in services)


def _total(segment: Segment, _: Scene) -> bool:
    return segment.element(1) == "0001"


def _procedure(segment: Segment, scene: Scene) -> bool:
    if bill(scene.claim().opening) not in _OUTPATIENT or segment.component(2, 2):
        return False
    return segment.element(1).startswith(_NAMED)


SITUATIONS = (
    Situation(
        "room-days", "837I", "2400 SV204", "a room is counted in days (SV204 DA)", _days, business=True
    ),
    Situation("room", "837I", "2300 CLM05", "a hospital stay has a room", _no_room, business=True),
    Situation("total-line", "837I", "2400 SV201", "the total is no line of its own", _total, business=True),
    Situation(
        "outpatient-procedure",
        "837I",
        "2400 SV202",
        "an outpatient test or procedure has its code",
        _procedure,
        business=True,
        source="Medicare Claims Processing Manual, chapter 4 (unverified)",
    ),
)
