"""Outpatient therapy tells under whose plan it was done: GP physical, GO occupational, GN speech.

The codes are those that Medicare always takes as therapy; evaluations belong to one discipline each. The
list is authored from the public one and not complete (unverified row by row).
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, weight_for
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.therapy-plan",
    title="A therapy line names the plan of care it belongs to",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 5 s. 20.1",
    next_step="Let a coder add GP, GO or GN from the plan of care.",
    scope=Scope.LINE,
)
_PLANS = ("GN", "GO", "GP")
_EVALUATIONS = {
    **dict.fromkeys(("97161", "97162", "97163", "97164"), "GP"),
    **dict.fromkeys(("97165", "97166", "97167", "97168"), "GO"),
    **dict.fromkeys(("92521", "92522", "92523", "92524"), "GN"),
}
_TREATMENTS = frozenset(
    [
        *("92507", "92508", "92526", "97012", "97016", "97018", "97022", "97032", "97035", "97110", "97112"),
        *("97113", "97116", "97124", "97140", "97150", "97530", "97533", "97535", "97542", "97760", "97761"),
    ]
)
_CODES = (("CARC", "4"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        value = line.procedure.value
        if value not in _TREATMENTS and value not in _EVALUATIONS:
            continue
        carried = [plan for plan in _PLANS if plan in line.modifiers]
        wanted = _EVALUATIONS.get(value, "")
        if len(carried) == 1 and wanted in ("", carried[0]):
            continue
        yield EDIT.finding(
            line_place(claim, line).within("modifiers"),
            "The therapy line does not name the one plan of care it belongs to.",
            found=", ".join(carried) or "none",
            wanted=wanted or "one of GN, GO, GP",
            severity=weight_for(claim),
            codes=_CODES,
        )


def _line(code: str, *modifiers: str) -> Claim:
    return a_claim(a_line(code, modifiers=modifiers), coverage=MEDICARE_COVERAGE)


EXAMPLES = (
    fires("none", _line("97110"), "none"),
    fires("two", _line("97110", "GO", "GP"), "GO, GP"),
    fires("an occupational evaluation under GP", _line("97165", "GP"), "GP"),
    fires("another plan", a_claim(a_line("97110")), "none", severity=Severity.REVIEW),
    quiet("physical therapy", _line("97110", "GP")),
    quiet("a speech evaluation", _line("92522", "GN")),
    quiet("no therapy", a_claim()),
)
