"""No line of a claim repeats another.

Same procedure, modifiers and day on two lines is paid once. Modifiers 76, 77, 91, 59 and the X modifiers say
that the service was really done again.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.edits.same_service import is_said_to_be_repeated, service_key
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.duplicate-in-claim",
    title="No line repeats another line of the claim",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 1 s. 120",
    next_step="Join the lines into one with more units, drop one, or let a coder say why it was done again.",
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    seen: dict[object, int] = {}
    for line in claim.lines:
        key = service_key(line)
        first = seen.setdefault(key, line.line_number)
        if first != line.line_number and not is_said_to_be_repeated(line):
            message = f"The line repeats line {first}."
            yield EDIT.finding(line_place(claim, line), message, found=str(line.procedure), wanted="one line")


EXAMPLES = (
    fires("the same x-ray twice", a_claim(a_line("71046"), a_line("71046", 2)), "71046"),
    quiet("done again", a_claim(a_line("71046"), a_line("71046", 2, modifiers=("76",)))),
    quiet(
        "right and left", a_claim(a_line("73110", modifiers=("RT",)), a_line("73110", 2, modifiers=("LT",)))
    ),
    quiet("one line", a_claim()),
)
