"""What a check says: it fired (a `Finding`), it was quiet, or it could not be asked (`NotChecked`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import cycle
from operator import attrgetter

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.place import Place


class Severity(StrEnum):
    """How much it matters. Only `REJECT` holds a claim and makes exit code 1."""

    REJECT = "reject"
    DENY_RISK = "deny_risk"
    REVIEW = "review"
    ADVISE = "advise"


_RULE = attrgetter("rule_id")
_ORDER = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a document, a claim or a file.

    rule_id    stable id of the check, e.g. `edit.icd10cm-valid-on-date` or `x12.envelope.control-number`
    severity   see `Severity`
    place      where it is; ids and positions only
    message    what is wrong, one sentence, without a patient's particulars
    found      the value that was found (data: may be a code or an amount; never logged)
    wanted     what would have been right
    next_step  what the reader should do now
    citation   the rule's source: statute, manual chapter, guideline section, guide segment
    evidence   rows, spans or elements the finding rests on
    edition    the table edition that decided it, '' when no dated table was asked
    codes      machine particulars as (name, value) pairs, e.g. ("IK403", "7"), ("SNIP", "2")
    """

    rule_id: str
    severity: Severity
    place: Place
    message: str
    found: str = ""
    wanted: str = ""
    next_step: str = ""
    citation: str = ""
    evidence: tuple[Evidence, ...] = ()
    edition: str = ""
    codes: tuple[tuple[str, str], ...] = ()

    def code(self, name: str) -> str:
        """The machine particular of that name, '' when the finding has none."""
        return next((value for key, value in self.codes if key == name), "")


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A check that could not be asked: neither a pass nor a finding (law 2)."""

    rule_id: str
    place: Place
    reason: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The complete answer of a set of checks, sorted: findings by severity, then place, then rule."""

    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding], not_checked: Iterable[NotChecked] = ()) -> Report:
        """Sort and keep everything; nothing is merged or dropped."""
        entries = list(not_checked)
        if all(entry.place is entries[0].place for entry in entries):
            entries.sort(key=_RULE)  # as most are: the whole claim or set, and one object
        else:
            entries.sort(key=lambda entry: (_natural(str(entry.place)), entry.rule_id))
        return cls(tuple(sorted(findings, key=_finding_order)), tuple(entries))

    @property
    def rejects(self) -> tuple[Finding, ...]:
        """The findings that hold a claim or refuse a file."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.REJECT)


def _finding_order(finding: Finding) -> tuple[int, int, tuple[str | int, ...], str, str]:
    place = finding.place
    position = place.offset if place.offset is not None else (place.segment or 0)
    return (_ORDER[finding.severity], position, _natural(str(place)), finding.rule_id, finding.found)


@lru_cache(maxsize=1024)  # a report's entries share few places
def _natural(text: str) -> tuple[str | int, ...]:
    """Line 3 stands before line 12: words and numbers alternate, so that like is compared with like."""
    return tuple(
        int(piece) if odd else piece
        for odd, piece in zip(cycle((False, True)), re.split(r"([0-9]+)", text), strict=False)
    )
