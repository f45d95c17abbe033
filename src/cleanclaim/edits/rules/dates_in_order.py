"""Service dates lie between birth and today, and every line has its last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import PATIENT, TODAY, a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.dates-in-order",
    title="Birth, service and today follow each other",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 loop 2400 DTP*472; CMS Pub 100-04 ch. 26 s. 10.4, item 24A",
    next_step="Correct the date of service or the date of birth.",
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        span = line.service_dates
        wrong = _what_is_wrong(span, claim.patient.birth_date, context.today)
        if wrong:
            place = line_place(claim, line).within("service dates")
            yield EDIT.finding(
                place, wrong, found=str(span), wanted="closed, not before birth, not after today"
            )


def _what_is_wrong(span: Span, birth_date: date, today: date) -> str:
    if span.first < birth_date:
        return "The service lies before the patient's birth."
    if span.last is None:
        return "The service has no last day."
    if span.last > today:
        return "The service lies in the future."
    return ""


_TOMORROW = TODAY + timedelta(days=1)
_UNBORN = Span.day(PATIENT.birth_date - timedelta(days=1))

EXAMPLES = (
    fires("tomorrow", a_claim(a_line(service_dates=Span.day(_TOMORROW))), "2026-04-21"),
    fires("until tomorrow", a_claim(a_line(service_dates=Span(TODAY, _TOMORROW))), "2026-04-20..2026-04-21"),
    fires("no end", a_claim(a_line(service_dates=Span(TODAY))), "2026-04-20.."),
    fires("before birth", a_claim(a_line(service_dates=_UNBORN)), "1950-02-02"),
    quiet("today", a_claim(a_line(service_dates=Span.day(TODAY)))),
    quiet("the day of birth", a_claim(a_line(service_dates=Span.day(PATIENT.birth_date)))),
)
