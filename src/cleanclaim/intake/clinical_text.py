"""What a reader of a clinical document hands on: its text, and what it says of the visit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cleanclaim.intake.sheet import Cell
from cleanclaim.model.encounter import Setting
from cleanclaim.model.extracted import Extracted

_STAMP_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9.]*(?:[+-][0-9]{4})?)?")


@dataclass(frozen=True, slots=True)
class ClinicalText:
    """One document and the fields of its visit, by the names that a note's header has.

    usual  setting and place of service that the class of the encounter usually means
    """

    extracted: Extracted
    cells: Mapping[str, Cell] = field(default_factory=dict)
    usual: tuple[Setting, str] | None = None


def iso_day_of(stamp: str) -> str:
    """`2026-05-14` from an HL7 time stamp of at least a day; any other text as it is, to be refused later."""
    found = _STAMP_DAY.fullmatch(stamp.strip())
    return "-".join(found.groups()) if found else stamp


def encounter_number(given: str) -> str:
    """An id that a claim number can be built on: the given one when it fits, else one made from it."""
    plain = given.strip()
    if not plain or re.fullmatch(r"[A-Z0-9]{1,18}", plain):
        return plain
    return "D" + hashlib.sha256(plain.encode()).hexdigest()[:16].upper()


def record_number(given: str) -> str:
    """The same for a patient: letters, digits, dots, hyphens and underscores."""
    plain = given.strip()
    if not plain or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", plain):
        return plain
    return "D" + hashlib.sha256(plain.encode()).hexdigest()[:16].upper()
