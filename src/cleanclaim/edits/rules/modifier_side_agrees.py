"""The side of the procedure is the side of its diagnosis.

Fires when every sided diagnosis that a line points to is on the other side than its RT or LT modifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanclaim.core.code import Code
from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext, Tabular
from cleanclaim.edits.edit import ICD10, Answer, Edit, line_place
from cleanclaim.edits.examples import a_claim, a_context, a_line, fires, quiet, unasked
from cleanclaim.model.claim import Claim, ServiceLine

_SIDE = {"RT": "right", "LT": "left"}

EDIT = Edit(
    edit_id="edit.modifier-side-agrees",
    title="RT and LT agree with the side of the diagnosis",
    severity=Severity.DENY_RISK,
    citation="ICD-10-CM Official Guidelines s. I.B.13; CMS Pub 100-04 ch. 12 s. 40.7",
    next_step="Read the note again: one of the two sides is wrong.",
    effective=ICD10,
    needs=lambda line: not _SIDE.keys().isdisjoint(line.modifiers),
)
# sides of the heart and of its vessels are no sides of the body
_WORD = re.compile(
    r"\b(right|left)\b(?! (?:heart|ventric|bundle|fascic|main coronary|circumflex|anterior desc))"
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    tabular = context.edition_for(claim)
    for line in claim.lines:
        sides = [_SIDE[modifier] for modifier in line.modifiers if modifier in _SIDE]
        if len(sides) != 1:
            continue
        place = line_place(claim, line).within("modifiers")
        if tabular is None:
            yield EDIT.not_checked(place, "no edition tells the side of the diagnosis", "ICD-10-CM edition")
            continue
        stated = {side for code in _pointed(claim, line) for side in _sides_of(code, tabular)}
        if stated and sides[0] not in stated:
            message = "The modifier names the other side than the diagnoses of the line."
            wanted, edition = f"a {sides[0]} diagnosis", tabular.edition
            yield EDIT.finding(place, message, found=sides[0], wanted=wanted, edition=edition)


def _pointed(claim: Claim, line: ServiceLine) -> list[Code]:
    return [claim.diagnoses[at - 1].code for at in line.pointers if 1 <= at <= len(claim.diagnoses)]


def _sides_of(code: Code, tabular: Tabular) -> set[str]:
    listed = tabular.find(code)
    return set(_WORD.findall(listed.title.lower())) if listed else set()


_LEFT_KNEE = a_line("20610", modifiers=("LT",))

EXAMPLES = (
    fires("left joint, right disease", a_claim(_LEFT_KNEE, diagnoses=("M17.11",)), "left"),
    quiet("left and left", a_claim(_LEFT_KNEE, diagnoses=("M17.12",))),
    quiet(
        "one of two pointers agrees",
        a_claim(a_line("20610", modifiers=("LT",), pointers=(1, 2)), diagnoses=("M17.11", "M17.12")),
    ),
    quiet("a diagnosis without a side", a_claim(_LEFT_KNEE, diagnoses=("I10",))),
    quiet("an unknown diagnosis is another edit's", a_claim(_LEFT_KNEE, diagnoses=("E11.ZZ",))),
    unasked("no edition", a_claim(_LEFT_KNEE), context=a_context(tabular=None)),
)
