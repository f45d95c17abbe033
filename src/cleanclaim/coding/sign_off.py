"""`settle`: what people decided about the suggestions. Nothing unsigned is billed.

Some codes must be decided one at a time: visit levels, modifiers that unlock payment, and chronic diagnoses
that risk adjustment counts. A decision about one of them made together with others is refused.
[31 U.S.C. 3729; OIG General Compliance Program Guidance, 2023] (unverified)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cleanclaim.coding.procedures import is_procedure
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.model.assignment import Action, CodeAssignment, Decision
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.encounter import Encounter

_CITATION = "31 U.S.C. 3729; 45 CFR 162.1002"
_SINGLE_MODIFIERS = frozenset({"25", "59", "XE", "XS", "XP", "XU"})
_OTHER_VISITS = frozenset({"92002", "92004", "92012", "92014", "G0402", "G0438", "G0439", "G0463"})
_FIRST_VISIT, _LAST_VISIT = 99202, 99499
# STARTER SET: categories of chronic diagnoses of the kind that risk adjustment counts. No weights, no groups,
# no claim to be the list of any model or year; it errs on the side of a second look.
RISK_DIAGNOSES = (
    "B18", "B20", "C", "D57", "D61", "D66", "D67", "D68", "D70", "D81", "D84", "E08", "E09", "E10", "E11",
     "E13", "E43",
    "E44", "E66.01", "E66.813", "F01", "F02", "F03", "F10.2", "F11.2", "F20", "F25", "F31", "F32.0",
     "F32.1", "F32.2", "F33",
    "G12", "G20", "G30", "G35", "G40", "G80", "G81", "G82", "I20", "I21", "I25.11", "I26", "I27", "I42",
     "I48", "I50", "I11.0",
    "I13", "I63", "I69.35", "I70.2", "I71", "I82", "J43", "J44", "J84", "J96", "K50", "K51", "K70.3",
     "K74", "K86.1", "L40.5",
    "L89", "L97", "M05", "M06", "M32", "M34", "N18.3", "N18.4", "N18.5", "N18.6", "Z68.41", "Z68.42",
     "Z68.43", "Z68.44",
    "Z68.45", "Z89", "Z93", "Z94", "Z99.1", "Z99.2",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settled:
    """What stands after the decisions, and what was wrong with them.

    assignments  signed by a named person, diagnoses in the order of the decisions; the rest is not billable
    findings     decisions that were refused, and suggestions that nobody decided
    """

    assignments: tuple[CodeAssignment, ...]
    findings: tuple[Finding, ...] = ()


def must_be_signed_singly(assignment: CodeAssignment) -> str:
    """Why this assignment may not be signed together with others, '' when it may."""
    value = assignment.code.value
    if is_procedure(assignment):
        bound = _SINGLE_MODIFIERS.intersection(assignment.modifiers)
        if bound:
            return f"modifier {min(bound)} is decided one at a time"
        if value in _OTHER_VISITS or (value.isdigit() and _FIRST_VISIT <= int(value) <= _LAST_VISIT):
            return "a visit level is decided one at a time"
        return ""
    if value.startswith(RISK_DIAGNOSES):
        return "a diagnosis that risk adjustment may count is decided one at a time (starter set)"
    return ""


def settle(
    assignments: Sequence[CodeAssignment],
    decisions: Iterable[Decision],
    *,
    encounter: Encounter | None = None,
) -> Settled:
    """Apply decisions in their order (`sequence`, then as given).

    `encounter` brings the documents in which the quotes of ADD and CHANGE are read again; a quote that does
    not stand there is refused. Without it only the quotes' own measure is checked, and reading them again is
    left to `edit.evidence-verbatim`. A later decision about an assignment takes the earlier one's place.
    """
    desk = _Desk(list(assignments), encounter)
    for decision in sorted(decisions, key=lambda each: each.sequence):
        desk.take(decision)
    desk.name_the_refused()
    desk.name_the_undecided()
    diagnoses = tuple(each for each in desk.standing.values() if not is_procedure(each))
    procedures = tuple(each for each in desk.standing.values() if is_procedure(each))
    return Settled(diagnoses + procedures, tuple(desk.findings))


class _Desk:
    """The state while decisions are applied; lives inside `settle` only."""

    def __init__(self, assignments: list[CodeAssignment], encounter: Encounter | None) -> None:
        self.known = {each.assignment_id: each for each in assignments}
        self.encounter = encounter
        self.standing: dict[str, CodeAssignment] = {}
        self.decided: set[str] = set()
        self.refused: dict[str, tuple[Decision, str, str]] = {}
        self.findings: list[Finding] = []

    def take(self, decision: Decision) -> None:
        about = self.known.get(decision.assignment_id)
        why = self._refusal(decision, about)
        if why:
            self.refused[decision.assignment_id] = (decision, *why)
            return
        self.refused.pop(decision.assignment_id, None)  # decided anew since
        self.decided.add(decision.assignment_id)
        self.standing.pop(decision.assignment_id, None)
        if decision.action is Action.REJECT:
            return
        stands = about if decision.action is Action.ACCEPT else decision.replacement
        assert stands is not None
        self.standing[decision.assignment_id] = replace(stands, assignment_id=decision.assignment_id)

    def name_the_refused(self) -> None:
        for decision, rule, sentence in self.refused.values():
            self._refuse(decision, rule, sentence)

    def name_the_undecided(self) -> None:
        for assignment_id, assignment in self.known.items():
            if assignment_id not in self.decided:
                self._find(
                    "undecided", Severity.REVIEW, assignment_id,
                    message="A suggestion was neither accepted nor rejected; it is not billed.",
                    found=assignment.code.value, next_step="Decide about it.",
                )  # fmt: skip

    def _refusal(self, decision: Decision, about: CodeAssignment | None) -> tuple[str, str] | None:
        """(rule, sentence) when the decision cannot be taken."""
        if not decision.by.strip():
            return "unnamed", "The decision names no person."
        if self.encounter is not None and decision.encounter_id != self.encounter.encounter_id:
            return "other-encounter", "The decision is about another encounter."
        if decision.action is not Action.ADD and about is None:
            return "unknown-assignment", "There is no suggestion with that id."
        if decision.action is Action.ADD and about is not None:
            return "taken-id", "An added assignment needs an id of its own."
        if about is not None and decision.seen_sha256 not in ("", sha256_of(about)):
            return "changed-since", "The suggestion is not the one that was decided about any more."
        if decision.action in (Action.CHANGE, Action.ADD):
            return self._replacement_refusal(decision) or self._bulk_refusal(decision, decision.replacement)
        if decision.action is Action.REJECT:
            return None
        return self._bulk_refusal(decision, about)

    def _replacement_refusal(self, decision: Decision) -> tuple[str, str] | None:
        new = decision.replacement
        if new is None:
            return "no-replacement", "The decision brings no assignment to put in place."
        if new.encounter_id != decision.encounter_id:
            return "other-encounter", "The assignment belongs to another encounter."
        if not all(self._holds(each) for each in new.evidence):
            return "quote-not-verbatim", "A quote does not stand in the encounter's documents as it is given."
        return None

    def _bulk_refusal(self, decision: Decision, stands: CodeAssignment | None) -> tuple[str, str] | None:
        why = must_be_signed_singly(stands) if decision.in_bulk and stands is not None else ""
        return ("in-bulk", f"Signed together with others, but {why}.") if why else None

    def _holds(self, evidence: Evidence) -> bool:
        span = evidence.characters
        if self.encounter is None:
            return span is None or span[1] - span[0] == len(evidence.text)
        if span is None:
            return evidence.source == f"charges {self.encounter.encounter_id}"
        documents = {each.document_id: each.text for each in self.encounter.documents}
        text = documents.get(evidence.source)
        return text is not None and evidence.holds_in(text)

    def _refuse(self, decision: Decision, rule: str, sentence: str) -> None:
        stands = decision.replacement or self.known.get(decision.assignment_id)
        self._find(
            rule, Severity.REJECT, decision.assignment_id, message=sentence,
            found=stands.code.value if stands else decision.assignment_id,
            next_step="Decide about this code by itself, with words from the note.",
        )  # fmt: skip

    def _find(
        self, rule: str, severity: Severity, about: str, *, message: str, found: str, next_step: str
    ) -> None:
        encounter_id = self.encounter.encounter_id if self.encounter else about.partition("-")[0]
        self.findings.append(
            Finding(
                rule_id=f"coding.sign-off.{rule}",
                severity=severity,
                place=Place(f"encounter {encounter_id}", (about,)),
                message=message,
                found=found,
                next_step=next_step,
                citation=_CITATION,
            )
        )
