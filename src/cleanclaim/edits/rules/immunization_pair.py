"""A vaccine and the giving of it stand together on one day.

Giving without a product is denied by most plans, also when the product was free (it is then billed at the
price the programme asks). A product without its giving is money left out of the claim.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_immunization_given, is_vaccine
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.immunization-pair",
    title="A vaccine and its administration stand together",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 18 s. 10 (Medicare); the plan's vaccine policy (unverified by payer)",
    next_step="Look in the immunization record for the product and who gave it, and bill what was done.",
    needs=lambda line: is_immunization_given(line.procedure) or is_vaccine(line.procedure),
)
_CODES = (("CARC", "107"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    given = {each.service_dates.first for each in claim.lines if is_immunization_given(each.procedure)}
    products = {each.service_dates.first for each in claim.lines if is_vaccine(each.procedure)}
    for line in claim.lines:
        day, place, found = line.service_dates.first, line_place(claim, line), str(line.procedure)
        if is_immunization_given(line.procedure) and day not in products:
            message = "A vaccination is billed and the vaccine is not."
            yield EDIT.finding(place, message, found=found, wanted="the vaccine's line", codes=_CODES)
        elif is_vaccine(line.procedure) and day not in given:
            message = "A vaccine is billed and giving it is not."
            wanted = "the line for giving it"
            yield EDIT.finding(place, message, found=found, wanted=wanted, severity=Severity.REVIEW)


EXAMPLES = (
    fires("no product", a_claim(a_line("90471")), "90471"),
    fires("no giving", a_claim(a_line("90686")), "90686", severity=Severity.REVIEW),
    quiet("both", a_claim(a_line("90686"), a_line("90471", 2))),
    quiet("Medicare's own code", a_claim(a_line("90662"), a_line("G0008", 2))),
    quiet("no vaccine", a_claim()),
)
