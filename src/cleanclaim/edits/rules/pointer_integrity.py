"""Every line points to one to four diagnoses that are on the claim, each once."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

MOST_POINTERS = 4

EDIT = Edit(
    edit_id="edit.pointer-integrity",
    title="Every line points to one to four diagnoses of the claim",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 SV107; CMS Pub 100-04 ch. 26 s. 10.4, item 24E",
    next_step="Let a coder point the line to the diagnoses that it was done for.",
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        wrong = _what_is_wrong(line.pointers, len(claim.diagnoses))
        if wrong:
            found = ", ".join(map(str, line.pointers)) or "none"
            wanted = f"1 to 4 different positions from 1 to {len(claim.diagnoses)}"
            yield EDIT.finding(line_place(claim, line).within("pointers"), wrong, found=found, wanted=wanted)


def _what_is_wrong(pointers: tuple[int, ...], diagnoses: int) -> str:
    if not pointers:
        return "The line points to no diagnosis."
    if not all(1 <= pointer <= diagnoses for pointer in pointers):
        return "The line points to a diagnosis that is not on the claim."
    if len(pointers) > MOST_POINTERS:
        return "The line has more than four pointers."
    if len(set(pointers)) < len(pointers):
        return "The line points to the same diagnosis twice."
    return ""


EXAMPLES = (
    fires("no pointer", a_claim(a_line(pointers=())), "none"),
    fires("a pointer into nothing", a_claim(a_line(pointers=(1, 3))), "1, 3"),
    fires("position zero", a_claim(a_line(pointers=(0,))), "0"),
    fires(
        "five pointers",
        a_claim(a_line(pointers=(1, 2, 3, 4, 5)), diagnoses=("I10", "N18.31", "E11.22", "M17.11", "M17.12")),
        "1, 2, 3, 4, 5",
    ),
    fires("the same twice", a_claim(a_line(pointers=(1, 1))), "1, 1"),
    quiet(
        "four pointers",
        a_claim(a_line(pointers=(1, 2, 3, 4)), diagnoses=("I10", "E11.9", "M17.11", "N18.31")),
    ),
    quiet("two good pointers", a_claim(a_line(pointers=(2, 1)))),
)
