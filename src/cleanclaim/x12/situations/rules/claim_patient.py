"""Who is the patient: the subscriber (SBR02 18), whose claims lie with him, or somebody at a level below."""

from __future__ import annotations

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import CLAIMS, Situation


def _said(scene: Scene) -> Segment | None:
    level = scene.above("2000B")
    return level.first("SBR") if level is not None else None


def _is_patient(scene: Scene) -> bool:
    said = _said(scene)
    return said is not None and said.element(2) == "18"


def _particulars(_: Segment, scene: Scene) -> bool:
    return _is_patient(scene) and any(scene.loop.first(name) is None for name in ("N3", "N4", "DMG"))


def _elsewhere(_: Segment, scene: Scene) -> bool:
    return scene.parent.loop_id == "2000B" and _said(scene) is not None and not _is_patient(scene)


def _twice(_: Segment, scene: Scene) -> bool:
    return _is_patient(scene)


def _member_id(segment: Segment, _: Scene) -> bool:
    return segment.element(2) == "1" and not segment.element(9)


def _organization(segment: Segment, _: Scene) -> bool:
    return segment.element(2) == "2" and bool(segment.element(4) or segment.element(5))


def _group(segment: Segment, _: Scene) -> bool:
    return bool(segment.element(3) and segment.element(4))


def _medicare_second(segment: Segment, _: Scene) -> bool:
    return segment.element(9) in ("MA", "MB") and segment.element(1) != "P" and not segment.element(5)


def _first_payer(segment: Segment, scene: Scene) -> bool:
    if segment.element(1) not in ("S", "T"):
        return False
    return any(claim.child("2320") is None for claim in scene.loop.descendants("2300"))


SITUATIONS = (
    Situation(
        "patient", CLAIMS, "2010BA NM101", "a subscriber who is the patient has N3, N4 and DMG", _particulars
    ),
    Situation(
        "subscriber-is-not-patient",
        CLAIMS,
        "2300 CLM01",
        "claims of a subscriber whose SBR02 is not 18 lie in 2000C",
        _elsewhere,
    ),
    Situation(
        "patient-twice",
        CLAIMS,
        "2000C PAT01",
        "a subscriber who is the patient (SBR02 18) has no patient level below",
        _twice,
    ),
    Situation(
        "member-id",
        CLAIMS + " 278",
        "2010BA,2010C NM109",
        "a member is named with his id",
        _member_id,
        only="IL",
    ),
    Situation("organization-name", CLAIMS, "* NM104", "an organization has no first name", _organization),
    Situation(
        "group-name", CLAIMS, "2000B SBR04", "the group's name stands where its number does not", _group
    ),
    Situation(
        "medicare-second",
        "837P",
        "2000B SBR05",
        "SBR05 says why Medicare is not the first payer",
        _medicare_second,
    ),
    Situation(
        "other-coverage",
        CLAIMS,
        "2000B SBR01",
        "a claim to a second or third payer names the one before it (2320)",
        _first_payer,
    ),
)
