"""The total charge is the sum of the lines, and no line is negative."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.claim-total",
    title="Claim and lines balance",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 CLM02 = sum of SV102",
    next_step="Assemble the claim again from its charges.",
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    total = Money.total(line.charge for line in claim.lines)
    if claim.total_charge != total:
        place = claim_place(claim).within("total charge")
        message = "The total charge is not the sum of the lines."
        yield EDIT.finding(place, message, found=str(claim.total_charge), wanted=str(total))
    for line in claim.lines:
        if line.charge < ZERO:
            place = line_place(claim, line).within("charge")
            yield EDIT.finding(
                place, "The charge is negative.", found=str(line.charge), wanted="0.00 or more"
            )


EXAMPLES = (
    fires("one cent off", a_claim(total_charge=Money(15001)), "150.01"),
    fires("a negative line", a_claim(a_line(charge=Money(-100))), "-1.00"),
    quiet("a line without charge", a_claim(a_line(charge=ZERO))),
    quiet("balanced", a_claim(a_line(), a_line("36415", 2, charge=Money(1200)))),
)
