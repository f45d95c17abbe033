"""The review of services (278): what is asked, and what an answer decides."""

from __future__ import annotations

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation

_REVIEW = "2000E,2000F"


def _is_question(scene: Scene) -> bool:
    opening = scene.root.first("BHT")
    return opening is not None and opening.element(2) == "13"


def _anywhere(scene: Scene, *names: str) -> bool:
    loops = (scene.loop, *scene.loop.children_of("2000F"))
    return any(each.first(name) is not None for each in loops for name in names)


def _admission(segment: Segment, scene: Scene) -> bool:
    return segment.element(1) == "AR" and scene.loop.first("DTP", 1, "435") is None


def _diagnosis(segment: Segment, scene: Scene) -> bool:
    return segment.element(1) == "AR" and _is_question(scene) and scene.loop.first("HI") is None


def _asked(_: Segment, scene: Scene) -> bool:
    return _is_question(scene)


def _nothing(_: Segment, scene: Scene) -> bool:
    return _is_question(scene) and not _anywhere(scene, "UM")


def _number(segment: Segment, _: Scene) -> bool:
    return segment.element(1) in ("A1", "A6") and not segment.element(2)


def _reason(segment: Segment, _: Scene) -> bool:
    return segment.element(1) == "A3" and not segment.element(3)


def _undecided(_: Segment, scene: Scene) -> bool:
    return not _is_question(scene) and not _anywhere(scene, "HCR", "AAA")


SITUATIONS = (
    Situation(
        "admission-review", "278", "2000E UM01", "a review of an admission has its day (DTP 435)", _admission
    ),
    Situation(
        "review-diagnosis", "278", "2000E UM01", "a review of an admission has a diagnosis (HI)", _diagnosis
    ),
    Situation("decision-asked", "278", f"{_REVIEW} HCR01", "a question holds no decision", _asked),
    Situation(
        "nothing-reviewed", "278", "2000E HL03", "a question says what is to be reviewed (UM)", _nothing
    ),
    Situation(
        "certified-number", "278", f"{_REVIEW} HCR01", "what is certified has its number (HCR02)", _number
    ),
    Situation("refused-reason", "278", f"{_REVIEW} HCR01", "a refusal has its reason (HCR03)", _reason),
    Situation(
        "answer-of-review", "278", "2000E HL03", "an answer decides (HCR) or refuses (AAA)", _undecided
    ),
)
