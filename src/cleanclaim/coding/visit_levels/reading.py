"""The elements of a visit's level as the note states them, each with its words.

Only what the note says outright is taken: a test by its name beside a word of ordering or reading, a drug
beside a word of prescribing, a status word in the item of a problem. What is not found is not assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleanclaim.coding.visit_levels.decision import DataReviewed, ProblemKind
from cleanclaim.coding.visit_levels.scheme import Complexity
from cleanclaim.coding.visit_levels.words import (
    CHRONIC,
    DENIED_AFTER,
    DISCUSSED,
    HIGH_RISK,
    HISTORIAN,
    INTERPRETED,
    LOW_RISK,
    NEGATED,
    ORDERED,
    OUTSIDE,
    PRESCRIBING,
    SEVERE,
    SOCIAL,
    SYSTEMIC,
    TEST,
    THREAT,
    TIME,
    UNCERTAIN,
    WORSE,
)
from cleanclaim.core.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that counts: what it is called, and the words that say it."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnosis addressed at the visit and what kind of problem it is."""

    code: str
    kind: ProblemKind
    evidence: Evidence


def read_problems(text: str, codes: Iterable[tuple[str, Evidence]], document_id: str) -> Iterator[Problem]:
    """The kind of each coded problem, from the item of the note its words stand in."""
    for code, evidence in codes:
        span = evidence.characters
        if span is None or code[:1] in "VWXYZ":
            continue
        start, end = _item(text, *span)
        item = text[start:end]
        mark = _mark(code, item)
        kind, match = mark
        proof = evidence
        if match is not None:
            proof = Evidence.quote(document_id, text, start + match.start(), start + match.end())
        yield Problem(code, kind, proof)


def _mark(code: str, item: str) -> tuple[ProblemKind, re.Match[str] | None]:
    chronic = bool(CHRONIC.match(code))
    for pattern, kind in ((THREAT, ProblemKind.THREAT), (SEVERE, ProblemKind.SEVERE_EXACERBATION)):
        match = _said(pattern, item)
        if match:
            return kind, match
    match = _said(WORSE, item)
    if chronic:
        return (ProblemKind.CHRONIC_NOT_AT_GOAL if match else ProblemKind.STABLE_CHRONIC), match
    for pattern, kind in (
        (SYSTEMIC, ProblemKind.ACUTE_SYSTEMIC),
        (UNCERTAIN, ProblemKind.UNCERTAIN_OUTLOOK),
    ):
        match = _said(pattern, item)
        if match:
            return kind, match
    return ProblemKind.ACUTE_UNCOMPLICATED, None


def read_data(text: str, document_id: str, *, billed: frozenset[str]) -> tuple[DataReviewed, list[Element]]:
    """The data of the visit. `billed` names the tests (as in the table) whose reading the clinician bills."""
    elements = [*_tests(text, document_id, billed)]
    items = len(elements)
    for pattern, name in ((OUTSIDE, "outside records reviewed"),):
        found = _first(pattern, text, document_id, name)
        items += len(found)
        elements += found
    historian = _first(HISTORIAN, text, document_id, "history from someone else")
    reading = _first(INTERPRETED, text, document_id, "own reading of a test")
    discussion = _first(DISCUSSED, text, document_id, "discussed outside of the group")
    data = DataReviewed(items, bool(historian), bool(reading), bool(discussion))
    return data, elements + historian + reading + discussion


def _tests(text: str, document_id: str, billed: frozenset[str]) -> Iterator[Element]:
    """Each test once, where its sentence orders or reviews it."""
    for name, pattern in TEST.items():
        if name in billed:
            continue
        for match in pattern.finditer(text):
            start, end = _sentence(text, match.start())
            if ORDERED.search(text, start, end) and not NEGATED.search(text[start : match.start()]):
                yield Element(name, Evidence.quote(document_id, text, match.start(), match.end()))
                break


def read_risk(text: str, document_id: str) -> tuple[Complexity, list[Element]]:
    """The risk of what was decided, and the words; minimal when the note names nothing."""
    for pattern, name, level in (
        (HIGH_RISK, "high risk", Complexity.HIGH),
        (PRESCRIBING, "prescription drug management", Complexity.MODERATE),
        (SOCIAL, "social need limits care", Complexity.MODERATE),
        (LOW_RISK, "low risk", Complexity.LOW),
    ):
        found = _first(pattern, text, document_id, name)
        if found:
            return level, found
    return Complexity.STRAIGHTFORWARD, []


def read_minutes(text: str, document_id: str) -> tuple[int, Evidence | None]:
    """The minutes the clinician states for the day, 0 when none are stated."""
    match = TIME.search(text)
    if match is None:
        return 0, None
    return int(match[1]), Evidence.quote(document_id, text, match.start(), match.end())


def _first(pattern: re.Pattern[str], text: str, document_id: str, name: str) -> list[Element]:
    match = _said(pattern, text)
    if match is None:
        return []
    return [Element(name, Evidence.quote(document_id, text, match.start(), match.end()))]


def _said(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match that is not denied just before or behind it."""
    for match in pattern.finditer(text):
        before, behind = (
            text[max(0, match.start() - 40) : match.start()],
            text[match.end() : match.end() + 60],
        )
        if not NEGATED.search(before) and not DENIED_AFTER.search(behind):
            return match
    return None


def _item(text: str, start: int, end: int) -> tuple[int, int]:
    """The numbered item, or the paragraph, that holds a span."""
    starts = [
        match.start() for match in re.finditer(r"^\s*(?:[0-9]{1,2}[.)]|[-*#])\s|\n\s*\n", text, re.MULTILINE)
    ]
    before = [at for at in starts if at <= start]
    after = [at for at in starts if at >= end]
    return (before[-1] if before else 0), (after[0] if after else len(text))


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind(". ", 0, at), text.rfind("\n", 0, at), text.rfind("; ", 0, at)) + 1
    ends = [found for found in (text.find(". ", at), text.find("\n", at), text.find("; ", at)) if found >= 0]
    return start, min(ends, default=len(text))
