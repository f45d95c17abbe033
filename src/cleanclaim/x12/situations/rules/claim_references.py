"""Numbers that a claim has to bring along: the claim it replaces, attachments, certificates."""

from __future__ import annotations

from collections import Counter

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import CLAIMS, Situation

_SENT = frozenset({"BM", "EL", "EM", "FT", "FX"})  # the ways of an attachment that leave the provider


def _replacement(segment: Segment, scene: Scene) -> bool:
    return segment.component(5, 3) in ("7", "8") and scene.loop.first("REF", 1, "F8") is None


def _attachment(segment: Segment, _: Scene) -> bool:
    return segment.element(2) in _SENT and not segment.element(6)


def _is_test(segment: Segment) -> bool:
    """A waived test (QW), or a code of the laboratory's numbers."""
    code = segment.component(1, 2)
    waived = "QW" in segment.components(1)[2:]
    return waived or (len(code) == 5 and code.isdigit() and "80047" <= code <= "89398")


def _certificate(_: Segment, scene: Scene) -> bool:
    return all(loop.first("REF", 1, "F4", "X4") is None for loop in (scene.loop, scene.claim()))


def _claim_number(segment: Segment, scene: Scene) -> bool:
    """The second claim of that number, and each one after it."""
    numbers = scene.once("claim numbers", Counter[str])
    numbers[segment.element(1)] += 1
    return numbers[segment.element(1)] > 1


def _line_number(segment: Segment, scene: Scene) -> bool:
    key = ("line", scene.parent.opening.ordinal)
    counted = scene.once(key, Counter[str])
    counted["lines"] += 1
    return segment.element(1).lstrip("0") != str(counted["lines"])


SITUATIONS = (
    Situation(
        "replacement",
        CLAIMS,
        "2300 CLM05",
        "a replacement or void names the claim it is for (REF F8)",
        _replacement,
    ),
    Situation(
        "attachment-number",
        CLAIMS,
        "2300,2400 PWK02",
        "an attachment that is sent has its control number (PWK05 AC, PWK06)",
        _attachment,
    ),
    Situation(
        "laboratory-certificate",
        "837P",
        "2400 SV101",
        "a laboratory test has the CLIA number (REF X4)",
        _certificate,
        when=_is_test,
        source="42 CFR 493 (unverified)",
    ),
    Situation(
        "claim-number-twice",
        CLAIMS,
        "2300 CLM01",
        "a claim number stands once in a set",
        _claim_number,
        whole_set=True,
    ),
    Situation("line-number", CLAIMS, "2400 LX01", "the lines of a claim count 1, 2, 3", _line_number),
)
