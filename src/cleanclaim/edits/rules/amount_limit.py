"""An amount travels in at most ten characters: no charge above 99,999,999.99.

HIPAA limits monetary amounts in 005010 to ten characters without the sign and the decimal point
(unverified against the guide text).
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.core.money import Money
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place, line_place
from cleanclaim.edits.examples import a_claim, fires, quiet
from cleanclaim.model.claim import Claim

LARGEST = Money(9_999_999_999)
_WANTED = f"at most {LARGEST.grouped}"

EDIT = Edit(
    edit_id="edit.amount-limit",
    title="No amount is longer than a claim can carry",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 data element 782, ten characters (unverified)",
    next_step="Correct the units or the price; a charge of this size is a slip of the pen.",
)


def check(claim: Claim, _context: ScrubContext) -> Iterator[Answer]:
    message, wanted = "The amount is too large to be sent.", _WANTED
    for line in claim.lines:
        if abs(line.charge.cents) > LARGEST.cents:
            yield EDIT.finding(line_place(claim, line), message, found=line.charge.grouped, wanted=wanted)
    if abs(claim.total_charge) > LARGEST:
        yield EDIT.finding(claim_place(claim), message, found=claim.total_charge.grouped, wanted=wanted)


EXAMPLES = (
    fires("the total", a_claim(total_charge=LARGEST + Money(1)), "100,000,000.00"),
    quiet("the largest total", a_claim(total_charge=LARGEST)),
)
