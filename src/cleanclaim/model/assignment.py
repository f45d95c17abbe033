"""Codes proposed for an encounter, and what people decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cleanclaim.core.code import Code
from cleanclaim.core.evidence import Evidence


class Origin(StrEnum):
    """Where an assignment comes from."""

    NOTE = "note"  # found in the text of a document
    CAPTURED = "captured"  # a structured charge or diagnosis that arrived with the encounter
    SIGNED = "signed"  # arrived signed by the provider
    CODER = "coder"  # added by a person


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the trail that led to a code: a rule and, in a sentence, what it did.

    rule      id, e.g. `guideline.I.C.9.a` or `match.inclusion-term`
    sentence  as an auditor would write it
    """

    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CodeAssignment:
    """One code for one encounter, with the words that prove it (law 4).

    assignment_id  stable within the encounter: `E01-D01` for diagnoses, `E01-P01` for procedures
    title          the code's title in its edition; for procedures our own wording, '' when we have none
    edition        the table edition that the code was checked against, '' when none covers the date
    evidence       at least one quote or captured line
    confidence     0-100, an ordering aid: calibrated only where a page says so
    rivals         codes that were considered and lost, with the reason
    missing        what the note does not say and a more specific code would need
    pointers       procedures only: the diagnoses the service was rendered for, most important first
    """

    assignment_id: str
    encounter_id: str
    code: Code
    title: str
    edition: str
    origin: Origin
    evidence: tuple[Evidence, ...]
    reasons: tuple[Reason, ...]
    confidence: int
    rivals: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    units: int = 1
    pointers: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a code without evidence does not exist")


class Action(StrEnum):
    """What a person did with a suggestion."""

    ACCEPT = "accept"
    CHANGE = "change"
    REJECT = "reject"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Decision:
    """A named person's decision about one assignment; the suggestion itself is never edited.

    assignment_id  what was decided about; for ADD the id of `replacement`
    replacement    the assignment that stands after CHANGE or ADD
    in_bulk        decided together with others in one gesture; refused for what must be signed singly
    seen_sha256    hash of the suggestion as it was seen; should it change later, the decision does not carry
                   over to it. '' = not bound
    """

    encounter_id: str
    assignment_id: str
    action: Action
    by: str
    at: datetime
    reason: str = ""
    replacement: CodeAssignment | None = None
    in_bulk: bool = False
    sequence: int = 0
    seen_sha256: str = ""
