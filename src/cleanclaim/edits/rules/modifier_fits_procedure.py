"""Modifiers 24, 25 and 57 stand on visits only; 59 and the X modifiers never do."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_visit
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.modifier-fits-procedure",
    title="Visit modifiers on visits, distinct-service modifiers on other services",
    severity=Severity.REJECT,
    citation="CMS Pub 100-04 ch. 12 s. 30.6.6; CMS NCCI Policy Manual ch. 1",
    next_step="Let a coder move the modifier to the line it belongs to, with the words that support it.",
    scope=Scope.LINE,
)
_VISITS_ONLY = frozenset({"24", "25", "57"})
_NEVER_VISITS = frozenset({"59", "XE", "XP", "XS", "XU"})


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        if not line.modifiers:
            continue
        visit = is_visit(line.procedure)
        barred, where = (_NEVER_VISITS, "a visit") if visit else (_VISITS_ONLY, "a service that is no visit")
        for modifier in dict.fromkeys(line.modifiers):
            if modifier in barred:
                place = line_place(claim, line).within("modifiers")
                message = f"The modifier stands on {where}."
                found = f"{line.procedure}-{modifier}"
                yield EDIT.finding(place, message, found=found, wanted=str(line.procedure))


EXAMPLES = (
    fires("25 on an injection", a_claim(a_line("20610", modifiers=("25",))), "20610-25"),
    fires("59 on a visit", a_claim(a_line("99213", modifiers=("59",))), "99213-59"),
    quiet("25 on a visit", a_claim(a_line("99213", modifiers=("25",)))),
    quiet("59 on a procedure", a_claim(a_line("17110", modifiers=("59",)))),
)
