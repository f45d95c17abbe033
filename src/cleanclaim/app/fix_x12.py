"""Repair one X12 file clerically, and say what it is still refused for."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.core.finding import Report
from cleanclaim.x12.fixing import Repair, fix
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check


@dataclass(frozen=True, slots=True)
class RepairedFile:
    """The repaired bytes, each repair, and what checking them finds (codes are not looked up)."""

    raw: bytes
    repairs: tuple[Repair, ...]
    report: Report


def fix_x12(raw: bytes, *, subject: str) -> RepairedFile:
    """Repair what is clerical, then check. UnreadableFileError when the file cannot be read whole."""
    fixed = fix(raw, subject=subject)
    return RepairedFile(fixed.raw, fixed.repairs, check(read(fixed.raw, subject=subject)))
