"""The 999: the group's answer follows from those of its sets, and faults are said whole."""

from __future__ import annotations

from cleanclaim.x12.loops import Loop
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation


def set_answers(root: Loop) -> list[str]:
    """IK501 of every set that the 999 names."""
    rows = (each.first("IK5") for each in root.children_of("2000"))
    return [row.element(1) for row in rows if row is not None]


def _group(segment: Segment, scene: Scene) -> bool:
    answers, said = set_answers(scene.root), segment.element(1)
    taken = sum(each in ("A", "E") for each in answers)
    if not answers or said not in ("A", "E", "P", "R"):
        return False
    if taken == len(answers):
        return said not in ("A", "E") or (said == "A" and "E" in answers)
    return said != ("P" if taken else "R")


def _accepted(segment: Segment, scene: Scene) -> bool:
    return segment.element(1) == "A" and scene.loop.child("2100") is not None


def _element(segment: Segment, scene: Scene) -> bool:
    return segment.element(4) == "8" and scene.loop.child("2110") is None


def _reason(segment: Segment, _: Scene) -> bool:
    return segment.element(1) == "R" and not segment.element(2)


SITUATIONS = (
    Situation(
        "group-answer", "999", "999 AK901", "the group's answer follows from those of its sets", _group
    ),
    Situation(
        "faulty-yet-accepted",
        "999",
        "2000 IK501",
        "a set with faults is accepted with errors or refused",
        _accepted,
    ),
    Situation("element-fault", "999", "2100 IK304", "a fault of elements names the element (IK4)", _element),
    Situation("rejected-reason", "999", "2000 IK501", "a refusal has its reason (IK502)", _reason),
)
