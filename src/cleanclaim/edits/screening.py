"""Many claims through every edit without asking again what was answered before.

Most of what a claim holds was on another claim already: the practice, the day's services, a set of
diagnoses. An edit says in its head what it reads (`Edit.scope`, `Edit.needs`). For each such part the screen
remembers *which edits have anything to say about it*; those are asked about the claim itself, all others are
left out. So every answer comes from the edit's own check, and the report is the one of `scrub`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from cleanclaim.core.finding import Finding, NotChecked, Report
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ALWAYS, Check, Edit, Scope, claim_place
from cleanclaim.edits.folder import EditFile, all_edits
from cleanclaim.edits.profiles import weighed
from cleanclaim.edits.scrubbing import BY_FILE, in_force_reason, scrub
from cleanclaim.model.claim import Claim, ServiceLine

REMEMBERED_PARTS = 200_000  # of each kind; beyond it the memory begins anew
Marks = int  # a set of edits, one bit for each in the order of their names
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Step = tuple[Edit, Check | None, str]  # the check to ask, or None and why it cannot be asked


class Screen:
    """The edits over claims of one batch, with one day and one set of tables for all of them.

    Contexts handed in may differ in tabular, history and what belongs to the claim; not in `today`, `tables`
    and `from_file`.
    """

    def __init__(self) -> None:
        self._edits = all_edits()
        self._all: Marks = (1 << len(self._edits)) - 1
        self._by_scope = {scope: self._scoped(scope) for scope in Scope}
        self._needing = self._marked(lambda edit: edit.needs is not None)
        self._desk = self._marked(lambda edit: edit.desk_only)
        self._ever = (self._by_scope[Scope.CLAIM] & ~self._needing) | self._desk
        self._lines: dict[Hashable, Marks] = {}
        self._diagnoses: dict[Hashable, Marks] = {}
        self._providers: dict[Hashable, Marks] = {}
        self._outside: dict[tuple[date, date], Marks] = {}
        self._plans: dict[tuple[Marks, Marks, bool], tuple[Step, ...]] = {}

    def scrub(self, claim: Claim, context: ScrubContext, *, quiet: Marks = 0) -> Report:
        """What `scrubbing.scrub` says. `quiet` marks edits that are known to say nothing about this claim."""
        lines = claim.lines
        if not lines:
            return scrub(claim, context)
        days = [line.service_dates.first for line in lines]
        outside = self._out_of_force(min(days), max(days))
        marks = self._ever | outside | self._of_lines(claim, context)
        marks |= self._of_diagnoses(claim, context) | self._of_providers(claim, context, days)
        findings: list[Finding] = []
        not_checked: list[NotChecked] = []
        for edit, check, reason in self._plan(marks & ~quiet, outside, from_file=context.from_file):
            if check is None:
                needs = BY_FILE[1] if reason is BY_FILE[0] else ""
                not_checked.append(edit.not_checked(claim_place(claim), reason, needs))
                continue
            for answer in check(claim, context):
                (findings if isinstance(answer, Finding) else not_checked).append(answer)  # type: ignore[arg-type]
        report = Report.of(findings, not_checked)
        return weighed(report, claim, context.profiles, context.today) if context.profiles else report

    def marks_of(self, *edit_ids: str) -> Marks:
        """The set of these edits, for `quiet`."""
        return self._marked(lambda edit: edit.edit_id in edit_ids)

    def _scoped(self, scope: Scope) -> Marks:
        return self._marked(lambda edit: edit.scope is scope)

    def _marked(self, chosen: Callable[[Edit], bool]) -> Marks:
        return sum(1 << bit for bit, each in enumerate(self._edits) if chosen(each.edit))

    def _plan(self, marks: Marks, outside: Marks, *, from_file: bool) -> tuple[Step, ...]:
        key = (marks, outside, from_file)
        known = self._plans.get(key)
        if known is None:
            chosen = [(bit, each) for bit, each in enumerate(self._edits) if marks >> bit & 1]
            known = tuple(
                _step(each, outside=bool(outside >> bit & 1), from_file=from_file) for bit, each in chosen
            )
            _remember(self._plans, key, known)
        return known

    def _out_of_force(self, first: date, last: date) -> Marks:
        """The edits whose rule is not in force on all these days: they say so."""
        known = self._outside.get((first, last))
        if known is None:
            known = self._marked(lambda edit: not (first in edit.effective and last in edit.effective))
            _remember(self._outside, (first, last), known)
        return known

    def _of_lines(self, claim: Claim, context: ScrubContext) -> Marks:
        """LINE edits with something to say about one of the lines alone, and edits that need such a line."""
        facility = claim.facility
        frame = (
            claim.coverage.payer.plan_type,
            claim.practice.clia,
            claim.notice_signed_on,
            claim.referring is None and claim.ordering is None,
            claim.place_of_service,
            facility.place_of_service if facility else None,
        )
        marks, memory = 0, self._lines
        for line in claim.lines:
            dates = line.service_dates
            key = (
                frame, line.procedure.value, line.modifiers, line.units, line.place_of_service,
                dates.first, dates.last, line.drug,
            )  # fmt: skip
            known = memory.get(key)
            if known is None:
                known = self._about_line(claim, line, context)
                _remember(memory, key, known)
            marks |= known
        return marks

    def _about_line(self, claim: Claim, line: ServiceLine, context: ScrubContext) -> Marks:
        alone = replace(claim, lines=(line,))
        needing = self._marked(lambda edit: edit.needs is not None and edit.needs(line))
        return needing | self._answering(self._by_scope[Scope.LINE], alone, context)

    def _of_diagnoses(self, claim: Claim, context: ScrubContext) -> Marks:
        key = (
            tuple([each.code.value for each in claim.diagnoses]),
            claim.patient.sex,
            context.edition_for(claim),
            context.unrelated_pairs,
        )
        known = self._diagnoses.get(key)
        if known is None:
            known = self._answering(self._by_scope[Scope.DIAGNOSES], claim, context)
            _remember(self._diagnoses, key, known)
        return known

    def _of_providers(self, claim: Claim, context: ScrubContext, days: list[date]) -> Marks:
        people = (claim.referring, claim.ordering, claim.supervising, claim.facility)
        key = (claim.practice, claim.rendering, people, frozenset(days) if context.tables else None)
        known = self._providers.get(key)
        if known is None:
            known = self._answering(self._by_scope[Scope.PROVIDERS], claim, context)
            _remember(self._providers, key, known)
        return known

    def _answering(self, marks: Marks, claim: Claim, context: ScrubContext) -> Marks:
        asked = ((bit, each) for bit, each in enumerate(self._edits) if marks >> bit & 1)
        return sum(1 << bit for bit, each in asked if _answers(each, claim, context))


def _answers(each: EditFile, claim: Claim, context: ScrubContext) -> bool:
    return next(iter(each.check(claim, context)), None) is not None


def _step(each: EditFile, *, outside: bool, from_file: bool) -> Step:
    if from_file and each.edit.desk_only:
        return each.edit, None, BY_FILE[0]
    if outside and each.edit.effective is not ALWAYS:
        return each.edit, None, in_force_reason(each.edit)
    return each.edit, each.check, ""


def _remember(memory: dict[Key, Value], key: Key, value: Value) -> None:
    if len(memory) >= REMEMBERED_PARTS:
        memory.clear()
    memory[key] = value
