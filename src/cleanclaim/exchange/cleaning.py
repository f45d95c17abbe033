"""What the wire cannot carry of a record's text: told beforehand, never changed in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum, StrEnum

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.exchange.wire import wire_text
from cleanclaim.x12.segments import STANDARD

_DELIMITERS = frozenset(STANDARD.element + STANDARD.repetition + STANDARD.component + STANDARD.terminator)
_NEVER_SENT = frozenset(
    {
        "evidence", "encounter_id", "patient_id", "payer_id", "provider_id", "facility_id", "practice_id",
        "charge_id", "guarantor", "phone",
    }
)  # fmt: skip
# how much of a name or address an element holds (X12 elements 1035, 1036, 1037, 1039, 166, 19)
_LONGEST = {"last": 60, "first": 35, "middle": 25, "suffix": 10, "street": 55, "street2": 55, "city": 30}


class TextPolicy(StrEnum):
    """What to do about a delimiter in a name or address: write a blank for it, or refuse the record."""

    CLEAN = "clean"
    REFUSE = "refuse"


def text_findings(
    record: object, *, subject: str, policy: TextPolicy = TextPolicy.CLEAN
) -> tuple[Finding, ...]:
    """Every text of a record that does not travel as it stands, in the order of its fields.

    `exchange.delimiter-in-text` advises, or rejects when the policy refuses; `exchange.text-altered` (an
    accent lost, Ñ sent as N) and `exchange.text-cut` (longer than its element) advise. Small letters travel
    as capitals, which is no finding. `subject` names the record: `claim E01A`. Code points are told, never
    the text.
    """
    return tuple(_walk(record, Place(subject), policy))


def _walk(value: object, place: Place, policy: TextPolicy) -> Iterator[Finding]:
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield from _text(value, place, policy)
    elif isinstance(value, tuple):
        for number, each in enumerate(value, start=1):
            yield from _walk(each, Place(place.subject, (*place.path, str(number))), policy)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in _NEVER_SENT:
                inside = Place(place.subject, (*place.path, field.name))
                yield from _walk(getattr(value, field.name), inside, policy)


def _text(text: str, place: Place, policy: TextPolicy) -> Iterator[Finding]:
    delimiters = [mark for mark in text if mark in _DELIMITERS]
    altered = [mark for mark in text if mark not in _DELIMITERS and _changes(mark)]
    if delimiters:
        severity = Severity.REJECT if policy is TextPolicy.REFUSE else Severity.ADVISE
        message = "a delimiter of X12 stands in this text; a blank is sent in its place"
        yield _finding("exchange.delimiter-in-text", severity, place, message=message, marks=delimiters)
    if altered:
        message = "X12 cannot carry these characters; the nearest plain ones are sent"
        yield _finding("exchange.text-altered", Severity.ADVISE, place, message=message, marks=altered)
    longest = _LONGEST.get(place.path[-1] if place.path else "", 0)
    whole = wire_text(text, len(text) * 4 + 1)
    if longest and len(whole) > longest:
        message = f"longer than the {longest} characters that its element holds; the rest is cut"
        yield _finding("exchange.text-cut", Severity.ADVISE, place, message=message)


def _changes(mark: str) -> bool:
    """Whether one character is lost or becomes another; blanks and line ends only become blanks."""
    return not re.fullmatch(r"\s", mark) and wire_text(mark) != mark.upper()


def _finding(
    rule_id: str, severity: Severity, place: Place, *, message: str, marks: Sequence[str] = ()
) -> Finding:
    points = " ".join(f"U+{ord(mark):04X}" for mark in sorted(set(marks)))
    return Finding(
        rule_id,
        severity,
        place,
        message,
        found=points,
        next_step="write it with plain letters if the payer knows it otherwise",
        citation="X12 005010 basic and extended character sets",
        codes=(("SNIP", "1"),),
    )
