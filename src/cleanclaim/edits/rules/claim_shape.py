"""The claim has one to fifty lines, numbered from one, and ids that survive the way to the payer and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.claim-shape",
    title="Ids, line numbers and the number of lines fit the wire",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 CLM01, CLM05-3, LX01, REF*6R; loop 2400 repeats 50 times",
    next_step="Assemble the claim again from its charges.",
)
MOST_LINES = 50
_CLAIM_ID = re.compile(r"[0-9A-Z]{1,20}")
_FREQUENCIES = ("1", "7", "8")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    place, count = claim_place(claim), len(claim.lines)
    if not 1 <= count <= MOST_LINES:
        message = "The claim has no line." if not count else "The claim has too many lines."
        yield EDIT.finding(place, message, found=str(count), wanted="1 to 50 lines")
    if not context.from_file and not _CLAIM_ID.fullmatch(claim.claim_id):  # a sender's own id is his affair
        message = "The claim id is not 1 to 20 capital letters and digits."
        yield EDIT.finding(place, message, found=claim.claim_id, wanted="1 to 20 capital letters and digits")
    if [line.line_number for line in claim.lines] != list(range(1, count + 1)):
        found = ", ".join(str(line.line_number) for line in claim.lines)
        yield EDIT.finding(place, "The lines are not numbered from one.", found=found, wanted=f"1 to {count}")
    controls = [line.control_number for line in claim.lines]
    if len(set(controls)) < count or not all(controls):
        message = "Two lines share a control number, or one has none."
        yield EDIT.finding(place, message, found=", ".join(controls), wanted="one each")
    if claim.frequency not in _FREQUENCIES:
        message = "The frequency is not original, replacement or void."
        yield EDIT.finding(place, message, found=claim.frequency, wanted="1, 7 or 8")


_LONG_ID = "E" * 21
_FIFTY_ONE = tuple(a_line(number=number) for number in range(1, 52))

EXAMPLES = (
    fires("no line", a_claim(lines=()), "0"),
    fires("fifty-one lines", a_claim(*_FIFTY_ONE), "51"),
    fires("a long id", a_claim(claim_id=_LONG_ID), _LONG_ID),
    fires("numbered from two", a_claim(a_line(number=2)), "2"),
    fires(
        "one control number for two",
        a_claim(a_line(), a_line(number=2, control_number="E01AL01")),
        "E01AL01, E01AL01",
    ),
    fires("an unknown frequency", a_claim(frequency="9"), "9"),
    quiet("fifty lines", a_claim(*_FIFTY_ONE[:50])),
)
