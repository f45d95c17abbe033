"""Modifiers have two characters, at most four stand on a line, and they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet, unasked
from cleanclaim.model.claim import Claim
from cleanclaim.reference import modifiers

EDIT = Edit(
    edit_id="edit.modifier-known",
    title="Modifiers are well-formed and known",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 SV101-3 to SV101-6; 45 CFR 162.1002",
    next_step="Correct the modifier, or load a list that knows it.",
    scope=Scope.LINE,
)
MOST_MODIFIERS = 4
_SHAPE = re.compile(r"[0-9A-Z]{2}")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        if not line.modifiers:
            continue
        place = line_place(claim, line).within("modifiers")
        if len(line.modifiers) > MOST_MODIFIERS:
            message = "The line has more than four modifiers."
            yield EDIT.finding(place, message, found=", ".join(line.modifiers), wanted="at most four")
        for modifier in dict.fromkeys(line.modifiers):
            if not _SHAPE.fullmatch(modifier):
                message = "A modifier is two capital letters or digits."
                yield EDIT.finding(place, message, found=modifier, wanted="two characters")
            elif not modifiers.is_known(modifier):
                yield EDIT.not_checked(place, f"modifier {modifier} is in no loaded list", "a modifier list")


EXAMPLES = (
    fires("one character", a_claim(a_line(modifiers=("5",))), "5"),
    fires("five of them", a_claim(a_line(modifiers=("25", "24", "57", "GA", "RT"))), "25, 24, 57, GA, RT"),
    unasked("not in a list", a_claim(a_line(modifiers=("9Q",)))),
    quiet("four of them", a_claim(a_line("73110", modifiers=("26", "RT", "76", "KX")))),
    quiet("known", a_claim(a_line(modifiers=("25",)))),
)
