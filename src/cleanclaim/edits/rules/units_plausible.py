"""Units are a positive whole number, and no visit is billed more than once on a line."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_drug, is_visit
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.units-plausible",
    title="Units are positive and plausible",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 SV104; CMS Pub 100-04 ch. 26 s. 10.4, item 24G",
    next_step="Count the units again from the note.",
    scope=Scope.LINE,
)
# our own thresholds: they ask for a look, the dated limits are the Medically Unlikely Edits
MOST_UNITS = 99
MOST_DRUG_UNITS = 1000
# visits counted in units of time
_TIMED_VISITS = frozenset({"99292", "99417", "99359", "99415", "99416", "99418"})


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        place, found = line_place(claim, line).within("units"), str(line.units)
        most = MOST_DRUG_UNITS if is_drug(line.procedure) else MOST_UNITS
        if line.units < 1:
            yield EDIT.finding(place, "The number of units is not positive.", found=found, wanted="1 or more")
        elif line.units > 1 and is_visit(line.procedure) and line.procedure.value not in _TIMED_VISITS:
            message = "A visit is billed with more than one unit."
            yield EDIT.finding(place, message, found=found, wanted="1", severity=Severity.DENY_RISK)
        elif line.units > most:
            message = "The number of units is unusually high."
            wanted = f"at most {most}, or a second look"
            yield EDIT.finding(place, message, found=found, wanted=wanted, severity=Severity.REVIEW)


EXAMPLES = (
    fires("none", a_claim(a_line(units=0)), "0"),
    fires("less than none", a_claim(a_line(units=-1)), "-1"),
    fires("two visits", a_claim(a_line("99213", units=2)), "2", severity=Severity.DENY_RISK),
    fires("a hundred of something", a_claim(a_line("97110", units=100)), "100", severity=Severity.REVIEW),
    fires("a very large dose", a_claim(a_line("J1100", units=1001)), "1001", severity=Severity.REVIEW),
    quiet("a large dose", a_claim(a_line("J1100", units=1000))),
    quiet("two half hours of critical care", a_claim(a_line("99292", units=2))),
    quiet("one visit", a_claim()),
)
