"""Procedure codes have their shape; whether they are valid on the service date needs a licensed list.

The CPT numbers and their dates are the AMA's: without a list that the user loads the answer is `not checked`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.procedure-valid-on-date",
    title="Procedure codes are valid on the service date",
    severity=Severity.REJECT,
    citation="45 CFR 162.1000(a), 162.1002",
    next_step="Correct the procedure code.",
)
_SHAPE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        if not _SHAPE.fullmatch(line.procedure.value):
            place = line_place(claim, line).within("procedure")
            message = "The procedure code is neither five digits nor a letter among four digits."
            yield EDIT.finding(place, message, found=str(line.procedure), wanted="a CPT or HCPCS code")
    reason = "no list of procedure codes is loaded"
    yield EDIT.not_checked(claim_place(claim), reason, "the CPT and HCPCS lists of the service date")


EXAMPLES = (
    fires("four digits", a_claim(a_line("9921")), "9921"),
    unasked("no list", a_claim()),
)
