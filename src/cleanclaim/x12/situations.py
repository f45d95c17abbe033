"""Situational rules of the professional claim, each a predicate with its id (SNIP type 4).

They advise: the wording of the guide was not at hand (unverified). A subscriber who is the patient (SBR02 18)
holds his claims in 2000B; otherwise they lie in 2000C, whose segments the table asks for already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cleanclaim.core.finding import Finding
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.reports import advise
from cleanclaim.x12.segments import Segment

RULE = "situation"
_TYPE_4 = ("SNIP", "4")
_PROFESSIONAL = "005010X222"
_ANESTHESIA = re.compile(r"0[01][0-9]{3}")

Spot = tuple[Segment, str]  # the segment that makes it a situation, and the loop it lies in


@dataclass(frozen=True, slots=True)
class Situation:
    """One rule. `broken(level, claim)` yields the segments that ask for something that is not there."""

    rule_id: str
    wanted: str
    citation: str
    broken: Callable[[Loop, Loop], Iterator[Spot]]


def _replacement(_: Loop, claim: Loop) -> Iterator[Spot]:
    if claim.opening.component(5, 3) in ("7", "8") and claim.first("REF", 1, "F8") is None:
        yield claim.opening, claim.loop_id


def _accident(_: Loop, claim: Loop) -> Iterator[Spot]:
    causes = claim.opening.components(11)[:3]
    if {"AA", "OA"} & set(causes) and claim.first("DTP", 1, "439") is None:
        yield claim.opening, claim.loop_id


def _accident_state(_: Loop, claim: Loop) -> Iterator[Spot]:
    if "AA" in claim.opening.components(11)[:3] and not (
        claim.opening.component(11, 4) or claim.opening.component(11, 5)
    ):
        yield claim.opening, claim.loop_id


def _patient_is_subscriber(level: Loop, _: Loop) -> Iterator[Spot]:
    said, subscriber = level.first("SBR"), level.child("2010BA")
    if said is None or subscriber is None or said.element(2) != "18":
        return
    if any(subscriber.first(name) is None for name in ("N3", "N4", "DMG")):
        yield subscriber.opening, subscriber.loop_id


def _minutes(_: Loop, claim: Loop) -> Iterator[Spot]:
    for line in claim.children_of("2400"):
        service = line.first("SV1")
        if service is None or service.element(3) == "MJ":
            continue
        if _ANESTHESIA.fullmatch(service.component(1, 2)):
            yield service, line.loop_id


SITUATIONS = (
    Situation("replacement", "REF*F8", "a replacement or void names the claim it replaces", _replacement),
    Situation("accident-date", "DTP*439", "an accident has its date", _accident),
    Situation("accident-state", "CLM11-4", "an automobile accident has its state", _accident_state),
    Situation("patient", "N3, N4, DMG in 2010BA", "the patient's particulars stand with the subscriber",
              _patient_is_subscriber),
    Situation("anesthesia-minutes", "SV103 MJ", "anesthesia is counted in minutes", _minutes),
)  # fmt: skip


def check_situations(transaction_set: TransactionSet, root: Loop) -> list[Finding]:
    """Every situational rule of the professional claim that is broken; nothing for other sets."""
    if not transaction_set.guide.startswith(_PROFESSIONAL):
        return []
    return [
        _finding(transaction_set, situation, spot)
        for level in root.descendants("2000B", "2000C")
        for claim in level.children_of("2300")
        for situation in SITUATIONS
        for spot in situation.broken(level, claim)
    ]


def _finding(transaction_set: TransactionSet, situation: Situation, spot: Spot) -> Finding:
    segment, loop_id = spot
    place = transaction_set.place_of(segment, loop_id, segment.name)
    message = f"{situation.citation} (unverified)"
    codes = (_TYPE_4, ("LOOP", loop_id))
    return advise(f"{RULE}.{situation.rule_id}", place, message, wanted=situation.wanted, codes=codes)
