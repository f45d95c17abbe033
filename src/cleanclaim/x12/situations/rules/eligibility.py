"""Eligibility, question and answer: who is asked for, what is asked, what an answer must hold."""

from __future__ import annotations

from decimal import Decimal

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation
from cleanclaim.x12.values import is_number

_PATIENT, _BENEFIT = "2100C,2100D", "2110C,2110D"
_IN_MONEY = frozenset({"B", "C", "G"})  # copayment, deductible, out of pocket


def _nothing(segment: Segment, _: Scene) -> bool:
    return not segment.element(1) and not segment.element(2)


def _is_patient(scene: Scene) -> bool:
    return scene.loop.child("2000D") is None


def _no_question(_: Segment, scene: Scene) -> bool:
    return _is_patient(scene) and scene.loop.child("2100C", "2100D") is not None and not _benefits(scene)


def _benefits(scene: Scene) -> bool:
    return next(scene.loop.descendants("2110C", "2110D"), None) is not None


def _no_answer(segment: Segment, scene: Scene) -> bool:
    refused = any(each.first("AAA") is not None for each in (scene.loop, *scene.loop.children))
    return _no_question(segment, scene) and not refused


def _who(segment: Segment, scene: Scene) -> bool:
    if segment.element(9):
        return False
    if scene.parent.child("2000D") is not None:
        return False
    born = scene.loop.first("DMG")
    return not segment.element(3) or born is None or not born.element(2)


def _twice(segment: Segment, _: Scene) -> bool:
    asked = segment.repeats(1)
    return len(set(asked)) < len(asked)


def _refused(segment: Segment, scene: Scene) -> bool:
    return segment.element(1) == "N" and any(
        each.loop_id in ("2110C", "2110D") for each in (*scene.parent.children, *scene.loop.children)
    )


def _amount(segment: Segment, _: Scene) -> bool:
    money, share = segment.element(7), segment.element(8)
    return (segment.element(1) in _IN_MONEY and not money and not share) or (
        segment.element(1) == "A" and not share and not money
    )


def _share(segment: Segment, _: Scene) -> bool:
    text = segment.element(8)
    return is_number(text, "R") and not 0 <= Decimal(text) <= 1


def _quantity(segment: Segment, _: Scene) -> bool:
    return bool(segment.element(9)) != bool(segment.element(10))


def _open(segment: Segment, scene: Scene) -> bool:
    closing = scene.loop.first("LE", 1, segment.element(1))
    return closing is None


SITUATIONS = (
    Situation(
        "nothing-asked",
        "270",
        f"{_BENEFIT} EQ01",
        "a question names a kind of service or a procedure",
        _nothing,
    ),
    Situation(
        "question-of-patient", "270", "2000C,2000D HL03", "a patient has a question (EQ)", _no_question
    ),
    Situation(
        "who-is-asked-for",
        "270",
        "2100C NM101",
        "a member is known by id, or by name and birth date",
        _who,
        source="45 CFR 162.1203, operating rules on the search of members (unverified)",
    ),
    Situation("service-twice", "270", f"{_BENEFIT} EQ01", "a kind of service is asked once", _twice),
    Situation(
        "answer-of-patient",
        "271",
        "2000C,2000D HL03",
        "a patient has an answer (EB) or a refusal (AAA)",
        _no_answer,
    ),
    Situation(
        "refused-yet-answered", "271", f"{_PATIENT} AAA01", "a refusal comes without an answer", _refused
    ),
    Situation(
        "copay-amount", "271", f"{_BENEFIT} EB01", "a cost to the member has its amount or share", _amount
    ),
    Situation("benefit-percent", "271", f"{_BENEFIT} EB08", "a share lies between 0 and 1", _share),
    Situation(
        "benefit-quantity", "271", f"{_BENEFIT} EB10", "a quantity has its kind and its number", _quantity
    ),
    Situation("loop-not-closed", "271 834", "* LS01", "what LS opens LE closes", _open),
)
