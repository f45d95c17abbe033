"""Other payers of a claim: in an order, each with what it paid, and the lines that it decided."""

from __future__ import annotations

from cleanclaim.x12.loops import Loop
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import CLAIMS, Situation


def payer_id(other: Loop) -> str:
    """NM109 of the other payer of a 2320."""
    payer = other.child("2330B")
    return payer.opening.element(9) if payer is not None else ""


def _decisions(claim: Loop) -> list[Loop]:
    return [each for line in claim.children_of("2400") for each in line.children_of("2430")]


def _unknown_payer(segment: Segment, scene: Scene) -> bool:
    return segment.element(1) not in [payer_id(each) for each in scene.claim().children_of("2320")]


def _decided_twice(segment: Segment, scene: Scene) -> bool:
    before = (each.opening for each in scene.parent.children_of("2430"))
    same = (each for each in before if each.ordinal < segment.ordinal)
    return any(
        each.element(1) == segment.element(1) and each.element(3) == segment.element(3) for each in same
    )


def _paid(_: Segment, scene: Scene) -> bool:
    other, name = scene.loop, payer_id(scene.loop)
    if other.first("AMT", 1, "D") is not None:
        return False
    payer = other.child("2330B")
    dated = payer is not None and payer.first("DTP", 1, "573") is not None
    decided = any(each.opening.element(1) == name for each in _decisions(scene.claim()))
    return dated or decided or other.first("CAS") is not None


def _order(segment: Segment, scene: Scene) -> bool:
    if segment.element(1) == "U":
        return False
    level = scene.above("2000B")
    said = level.first("SBR") if level is not None else None
    others = (each.opening for each in scene.parent.children_of("2320"))
    ranks = [each.element(1) for each in others if each.ordinal < segment.ordinal]
    return segment.element(1) in [*ranks, said.element(1) if said is not None else ""]


def _same_payer(segment: Segment, scene: Scene) -> bool:
    level = scene.above("2000B")
    payer = level.child("2010BB") if level is not None else None
    return payer is not None and payer.opening.element(9) == segment.element(9) != ""


def _bundled(segment: Segment, scene: Scene) -> bool:
    text = segment.element(6).lstrip("0")
    lines = [line.opening.element(1).lstrip("0") for line in scene.claim().children_of("2400")]
    return bool(text) and text not in lines


SITUATIONS = (
    Situation(
        "line-payer",
        CLAIMS,
        "2430 SVD01",
        "the payer of a decision is another payer of the claim (2330B)",
        _unknown_payer,
    ),
    Situation(
        "line-payer-twice", CLAIMS, "2430 SVD01", "a payer decides a service of a line once", _decided_twice
    ),
    Situation(
        "paid-amount", CLAIMS, "2320 SBR01", "a payer that has decided has the amount it paid (AMT D)", _paid
    ),
    Situation("payer-order", CLAIMS, "2320 SBR01", "each payer of a claim has a rank of its own", _order),
    Situation(
        "same-payer",
        CLAIMS,
        "2330B NM109",
        "the other payer's id is not that of the payer asked",
        _same_payer,
    ),
    Situation("bundled-line", CLAIMS, "2430 SVD06", "a bundled line names a line of the claim", _bundled),
)
