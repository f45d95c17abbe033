"""Screenings and wellness visits that Medicare pays once in a time are not billed again before it has passed.

Counted in full months that must lie between the month of the last one and this one. What other practices
billed is not in our history: a quiet answer says only that we did not bill it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_context, a_line, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType

_EVER = 100_000
_ANNUAL, _TWO_YEARS, _TEN_YEARS = 11, 23, 119  # full months between
_MONTHS = {
    "G0438": _EVER,
    "G0402": _EVER,
    "G0439": _ANNUAL,
    "77067": _ANNUAL,
    "G0103": _ANNUAL,
    "G0101": _TWO_YEARS,
    "G0105": _TWO_YEARS,
    "77080": _TWO_YEARS,
    "G0121": _TEN_YEARS,
}

EDIT = Edit(
    edit_id="edit.frequency-limit",
    title="Not sooner than Medicare pays it again",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 18; 42 CFR 410.15, 410.34, 410.37 (intervals unverified row by row)",
    next_step="Check eligibility for the next due date; give the patient a notice before an early service.",
    needs=lambda line: line.procedure.value in _MONTHS,
)
# what counts as the last one besides the code itself
_ALSO = {"G0439": ("G0438",), "G0438": ("G0439",), "G0121": ("G0105",)}
_CODES = (("CARC", "119"), ("patient_billable", "with a valid notice"))


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    if claim.coverage.payer.plan_type is not PlanType.MEDICARE:
        return
    for line in claim.lines:
        value, day = line.procedure.value, line.service_dates.first
        months = _MONTHS.get(value)
        if months is None:
            continue
        for claim_id, last in _last(context, {value, *_ALSO.get(value, ())}, day):
            if _full_months(last, day) < months:
                yield EDIT.finding(
                    line_place(claim, line),
                    "The service is billed again before Medicare pays it again.",
                    found=f"{value}; last {last.isoformat()} on claim {claim_id}",
                    wanted="once" if months == _EVER else f"{months} full months between",
                    codes=_CODES,
                )


def _last(context: ScrubContext, values: set[str], day: date) -> list[tuple[str, date]]:
    """The latest earlier service of those codes in the history, as a list of one or none."""
    found = [
        (line.service_dates.first, earlier.claim_id)
        for earlier in context.history
        if earlier.frequency != "8"
        for line in earlier.lines
        if line.procedure.value in values and line.service_dates.first < day
    ]
    return [(claim_id, last) for last, claim_id in sorted(found)[-1:]]


def _full_months(last: date, day: date) -> int:
    return (day.year - last.year) * 12 + day.month - last.month - 1


def _before(procedure: str, day: date) -> ScrubContext:
    line = a_line(procedure, service_dates=Span.day(day))
    return a_context(history=(a_claim(line, claim_id="E00A", coverage=MEDICARE_COVERAGE),))


def _now(procedure: str) -> Claim:
    return a_claim(a_line(procedure), coverage=MEDICARE_COVERAGE)


EXAMPLES = (
    fires(
        "a wellness visit too soon",
        _now("G0439"),
        "G0439; last 2025-05-02 on claim E00A",
        context=_before("G0439", date(2025, 5, 2)),
    ),
    fires(
        "a second first one",
        _now("G0438"),
        "G0438; last 2020-01-02 on claim E00A",
        context=_before("G0438", date(2020, 1, 2)),
    ),
    fires(
        "a colonoscopy after eight years",
        _now("G0121"),
        "G0121; last 2018-03-01 on claim E00A",
        context=_before("G0121", date(2018, 3, 1)),
    ),
    quiet("eleven full months", _now("G0439"), context=_before("G0438", date(2025, 4, 30))),
    quiet("another plan", a_claim(a_line("G0439")), context=_before("G0439", date(2026, 1, 2))),
    quiet("no history", _now("G0439")),
)
