"""What every edit file holds, and the places its findings stand at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, NotChecked, Severity
from cleanclaim.core.place import Place
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.places import claim_place, diagnosis_place, line_place
from cleanclaim.model.claim import Claim, ServiceLine

__all__ = [
    "ALWAYS",
    "ICD10",
    "Answer",
    "Check",
    "Edit",
    "Scope",
    "claim_place",
    "diagnosis_place",
    "line_place",
    "no_edition",
]

Answer = Finding | NotChecked
Check = Callable[[Claim, ScrubContext], Iterable[Answer]]

ALWAYS = Span(date.min)  # what the wire itself wants, whatever the service date
ICD10 = Span(date(2015, 10, 1))  # ICD-10-CM, 45 CFR 162.1002(c)


class Scope(StrEnum):
    """What a check reads, so that many claims need not ask it again; `screening.py` lists the fields.

    CLAIM      anything: it is asked of every claim, or of those with a line it `needs`
    LINE       it answers about a claim only if it answers about one of its lines standing alone
    DIAGNOSES  the diagnoses, the patient's sex and the ICD-10-CM edition, nothing else
    PROVIDERS  who bills, renders, refers, orders, supervises, and where; the lines' days
    """

    CLAIM = "claim"
    LINE = "line"
    DIAGNOSES = "diagnoses"
    PROVIDERS = "providers"


@dataclass(frozen=True, slots=True)
class Edit:
    """The head of an edit file.

    edit_id    stable id, `edit.` and the file's name with hyphens
    title      what the edit wants, one line
    severity   what a finding weighs unless it says otherwise
    citation   statute, manual chapter, guideline section or guide element
    next_step  what the reader of a finding does now, unless the finding says otherwise
    effective  service dates on which the rule is in force; outside of them the edit is not checked
    desk_only  asks the note, the decisions or the signature, which a claim that comes in a file lacks
    scope      what the check reads; a wrong promise is caught by the test that holds bulk and single alike
    needs      without a line of which this is true the check is quiet (read: procedure and modifiers)
    """

    edit_id: str
    title: str
    severity: Severity
    citation: str
    next_step: str
    effective: Span = ALWAYS
    desk_only: bool = False
    scope: Scope = Scope.CLAIM
    needs: Callable[[ServiceLine], bool] | None = None

    def finding(
        self,
        place: Place,
        message: str,
        *,
        found: str = "",
        wanted: str = "",
        severity: Severity | None = None,
        next_step: str = "",
        citation: str = "",
        evidence: tuple[Evidence, ...] = (),
        edition: str = "",
        codes: tuple[tuple[str, str], ...] = (),
    ) -> Finding:
        """A finding of this edit. `message` is one sentence without a patient's particulars."""
        return Finding(
            rule_id=self.edit_id,
            severity=severity or self.severity,
            place=place,
            message=message,
            found=found,
            wanted=wanted,
            next_step=next_step or self.next_step,
            citation=citation or self.citation,
            evidence=evidence,
            edition=edition,
            codes=codes,
        )

    def not_checked(self, place: Place, reason: str, needs: str = "") -> NotChecked:
        """This edit could not be asked here."""
        return NotChecked(self.edit_id, place, reason, needs)


def no_edition(edit: Edit, claim: Claim) -> NotChecked:
    """The answer of an edit that asks the tabular list, where no loaded edition covers the service dates."""
    reason = "no loaded ICD-10-CM edition covers the service dates"
    return edit.not_checked(claim_place(claim), reason, "the ICD-10-CM edition of the service dates")
