"""Diagnoses of a claim, and the lines that point at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import CLAIMS, Situation

_DIAGNOSES = frozenset({"ABK", "ABF", "BK", "BF"})
_TENTH = frozenset({"ABK", "ABF", "ABJ", "APR", "ABN", "BBR", "BBQ"})
_NINTH = frozenset({"BK", "BF", "BJ", "PR", "BN", "BR", "BQ"})


def _codes(segment: Segment) -> Iterator[tuple[int, str, str]]:
    """Element, qualifier and code of a HI."""
    mark = segment.delimiters.component
    for number, text in enumerate(segment.elements, start=1):
        qualifier, _, rest = text.partition(mark)
        yield number, qualifier, rest.partition(mark)[0]


def _claim_codes(claim_segments: Iterable[Segment]) -> list[str]:
    return [code for each in claim_segments for _, qualifier, code in _codes(each) if qualifier in _DIAGNOSES]


def _far(segment: Segment, scene: Scene) -> bool:
    pointers = segment.components(7 if segment.name == "SV1" else 11)
    if not pointers:
        return False
    claim = scene.claim()
    there = scene.once(("diagnoses", claim.opening.ordinal), lambda: len(_claim_codes(claim.all("HI"))))
    return any(text.isdigit() and int(text) > there for text in pointers)


def _again(segment: Segment, _: Scene) -> bool:
    text = segment.element(7)
    if len(text) < 2:
        return False
    pointers = [each for each in segment.components(7) if each]
    return len(set(pointers)) < len(pointers)


def _twice(segment: Segment, scene: Scene) -> int:
    before = _claim_codes(each for each in scene.loop.all("HI") if each.ordinal < segment.ordinal)
    for number, qualifier, code in _codes(segment):
        if qualifier in _DIAGNOSES and code:
            if code in before:
                return number
            before.append(code)
    return 0


def _mixed(segment: Segment, scene: Scene) -> int:
    first = scene.loop.first("HI")
    other = _NINTH if first is not None and first.component(1, 1) in _TENTH else _TENTH
    return next((number for number, qualifier, _ in _codes(segment) if qualifier in other), 0)


def _external(segment: Segment, _: Scene) -> bool:
    return segment.component(1, 1) == "ABK" and segment.component(1, 2)[:1] in ("V", "W", "X", "Y")


SITUATIONS = (
    Situation("pointer", "837P", "2400 SV107", "a pointer points at a diagnosis that the claim has", _far),
    Situation("pointer", "837D", "2400 SV311", "a pointer points at a diagnosis that the claim has", _far),
    Situation("pointer-twice", "837P", "2400 SV107", "a line points at a diagnosis once", _again),
    Situation("diagnosis-twice", CLAIMS, "2300 HI", "a diagnosis stands once in a claim", _twice),
    Situation(
        "revisions-mixed", CLAIMS, "2300 HI", "the codes of a claim are of one revision of the ICD", _mixed
    ),
    Situation(
        "external-cause-first",
        CLAIMS,
        "2300 HI01",
        "an external cause is never the first diagnosis",
        _external,
        source="ICD-10-CM Official Guidelines, section I.C.20",
    ),
)
