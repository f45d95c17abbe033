"""Time added to a visit stands on the highest visit by time, in the code that the plan takes.

Medicare takes G2212 in the office (G0316-G0318 elsewhere) and not 99417 or 99418; its threshold is later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType

_HIGHEST = {
    "99417": frozenset({"99205", "99215", "99245", "99345", "99350", "99483"}),
    "G2212": frozenset({"99205", "99215", "99483"}),
    "99418": frozenset({"99223", "99233", "99236", "99255", "99306", "99310"}),
}

EDIT = Edit(
    edit_id="edit.prolonged-visit",
    title="Added time stands on the highest visit, in the plan's own code",
    severity=Severity.DENY_RISK,
    citation="CY2021 and CY2023 physician fee schedule final rules; CMS Pub 100-04 ch. 12 s. 30.6.15",
    next_step="Let a coder count the minutes again and choose the code of this plan.",
    effective=Span(date(2021, 1, 1)),
    needs=lambda line: line.procedure.value in _HIGHEST,
)
_MEDICARE_WANTS = {"99417": "G2212", "99418": "G0316, G0317 or G0318"}
_CODES = (("CARC", "107"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    medicare = claim.coverage.payer.plan_type is PlanType.MEDICARE
    for line in claim.lines:
        value = line.procedure.value
        if value not in _HIGHEST:
            continue
        place = line_place(claim, line)
        if medicare and value in _MEDICARE_WANTS:
            message = "Medicare does not take this code for added time."
            wanted = _MEDICARE_WANTS[value]
            yield EDIT.finding(place, message, found=value, wanted=wanted, codes=_CODES)
        day = line.service_dates.first
        visits = {each.procedure.value for each in claim.lines if each.service_dates.first == day}
        if visits.isdisjoint(_HIGHEST[value]):
            message = "Added time stands without the highest visit of its kind."
            wanted = ", ".join(sorted(_HIGHEST[value]))
            yield EDIT.finding(place, message, found=value, wanted=wanted, codes=_CODES)


EXAMPLES = (
    fires("on a lower visit", a_claim(a_line("99214"), a_line("99417", 2)), "99417"),
    fires("Medicare", a_claim(a_line("99215"), a_line("99417", 2), coverage=MEDICARE_COVERAGE), "99417"),
    quiet("on 99215", a_claim(a_line("99215"), a_line("99417", 2))),
    quiet("Medicare's own", a_claim(a_line("99205"), a_line("G2212", 2), coverage=MEDICARE_COVERAGE)),
    quiet("none", a_claim()),
)
