"""No diagnosis leaves unchecked: the ICD-10-CM edition of the service date must be loaded.

Medical code sets are those valid on the service date. Past the last loaded edition nobody can say whether a
code is valid, so the claim waits until a person loads the edition; the check of the codes themselves reports
that it was not made.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import a_claim, a_context, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.icd10cm-edition-loaded",
    title="The ICD-10-CM edition in force on the service date is loaded",
    severity=Severity.REJECT,
    citation="45 CFR 162.1000(a)",
    next_step="Load the edition, or split the claim where the edition changes; then scrub again.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    effective = context.tabular.effective if context.tabular else None
    for line in claim.lines:
        day = line.service_dates.first
        if effective is None or day not in effective:
            place = line_place(claim, line).within("service dates")
            message = "The ICD-10-CM edition of the service date is missing: no diagnosis could be checked."
            wanted = f"an edition that covers {day.isoformat()}"
            yield EDIT.finding(place, message, found="edition missing", wanted=wanted)


_LAST_DAY = a_line(service_dates=Span.day(date(2026, 9, 30)))
_DAY_AFTER = a_line(number=2, service_dates=Span.day(date(2026, 10, 1)))

EXAMPLES = (
    fires("nothing is loaded for the date", a_claim(), "edition missing", context=a_context(tabular=None)),
    fires("the claim runs past the edition", a_claim(_LAST_DAY, _DAY_AFTER), "edition missing"),
    quiet("the edition is loaded", a_claim()),
    quiet("its last day", a_claim(_LAST_DAY)),
)
