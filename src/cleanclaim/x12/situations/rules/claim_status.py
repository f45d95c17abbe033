"""Claim status: questions (276), answers (277) and the acknowledgment of claims (277CA)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation
from cleanclaim.x12.values import is_number

_CLAIM = "2200D,2200E"
_TAKEN = frozenset({"A0", "A1", "A2", "A5"})
_REFUSED = frozenset({"A3", "A4", "A6", "A7", "A8"})


def categories(segment: Segment) -> set[str]:
    """The categories of an STC: of its three statuses."""
    return {segment.component(number, 1) for number in (1, 10, 11)} - {""}


def _dates(_: Segment, scene: Scene) -> bool:
    lines = scene.loop.children_of("2210D", "2210E")
    dated = bool(lines) and all(each.first("DTP", 1, "472") is not None for each in lines)
    return scene.loop.first("DTP", 1, "472") is None and not dated


def _twice(segment: Segment, scene: Scene) -> bool:
    traces = scene.once("traces", Counter[str])
    traces[segment.element(2)] += 1
    return traces[segment.element(2)] > 1


def _finalized(segment: Segment, _: Scene) -> bool:
    return segment.component(1, 1) == "F1" and not segment.element(6)


def _pending(segment: Segment, _: Scene) -> bool:
    paid = segment.element(5)
    return segment.component(1, 1).startswith("P") and is_number(paid, "R") and bool(Decimal(paid))


def _action(segment: Segment, _: Scene) -> bool:
    found = categories(segment)
    if segment.element(3) == "WQ":
        return bool(found & _REFUSED)
    return segment.element(3) == "U" and bool(found) and found <= _TAKEN


def _payer_number(segment: Segment, scene: Scene) -> bool:
    return segment.component(1, 1) == "A2" and scene.loop.first("REF", 1, "1K") is None


SITUATIONS = (
    Situation(
        "claim-date",
        "276",
        f"{_CLAIM} TRN01",
        "a question has the dates of the claim or of each line",
        _dates,
    ),
    Situation(
        "trace-twice",
        "276 277CA",
        f"{_CLAIM} TRN02",
        "a trace stands once in a set",
        _twice,
        whole_set=True,
    ),
    Situation(
        "finalized-date",
        "277",
        f"{_CLAIM} STC01",
        "a claim that is paid has the day of the decision",
        _finalized,
    ),
    Situation("pending-yet-paid", "277", f"{_CLAIM} STC05", "a claim that is pending is not paid", _pending),
    Situation(
        "action-of-status",
        "277CA",
        "2200B,2200C,2200D STC03",
        "A3, A4, A6, A7 and A8 refuse (U), the others of group A take (WQ)",
        _action,
        source="X12 RFI 1942 (categories of batches)",
    ),
    Situation(
        "payer-number",
        "277CA",
        "2200D STC01",
        "a claim taken for adjudication has its number (REF 1K)",
        _payer_number,
    ),
)
