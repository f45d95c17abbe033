"""The claim can still arrive in time.

Medicare wants it within one calendar year of the line's first day, moved to the next federal workday; other
plans within the days of their contract. A late claim is denied and the patient must not be billed for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from cleanclaim.clocks import Deadline, deadline
from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place, line_place
from cleanclaim.edits.examples import (
    COMMERCIAL,
    COVERAGE,
    MEDICARE_COVERAGE,
    TODAY,
    a_claim,
    a_context,
    a_line,
    fires,
    quiet,
    unasked,
)
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.claim_details import PriorPayment
from cleanclaim.model.coverage import Payer, PlanType

EDIT = Edit(
    edit_id="edit.timely-filing",
    title="The filing limit has not passed",
    severity=Severity.REJECT,
    citation="42 CFR 424.44; CMS Pub 100-04 ch. 1 s. 70; the contract with the payer",
    next_step="Look for proof of an earlier filing or an exception; never bill the patient for it.",
)
WARN_DAYS = 14
_SHORTEST_YEAR = 365


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    payer = claim.coverage.payer
    if claim.frequency != "1":
        reason = "the limit for replacements and voids is not the one for first claims"
        yield EDIT.not_checked(claim_place(claim), reason, "the payer's limit for corrected claims")
        return
    if not payer.filing_limit_days and payer.plan_type is not PlanType.MEDICARE:
        yield EDIT.not_checked(
            claim_place(claim), "the payer's filing limit is not known", "filing_limit_days"
        )
        return
    for line in claim.lines:
        limit = _limit(payer, _begins(claim, line), context.today)
        if limit is None:
            continue
        days_left = limit.days_left(context.today)
        late = days_left < 0
        yield EDIT.finding(
            line_place(claim, line).within("service dates"),
            "The filing limit of the line has passed." if late else "The filing limit of the line is near.",
            found=context.today.isoformat(),
            wanted=f"received by {limit.due_on.isoformat()}",
            severity=Severity.REJECT if late else Severity.ADVISE,
            next_step="" if late else "Send this claim first.",
            citation=limit.citation,
        )


def _begins(claim: Claim, line: ServiceLine) -> date:
    """A further plan's days run from the last answer before it (by most contracts); Medicare's do not [CMS
    Pub 100-04 ch. 1 s. 70: being second gives no extension]."""
    if claim.coverage.payer.plan_type is PlanType.MEDICARE:
        return line.service_dates.first
    return max((line.service_dates.first, *_answered_on(claim)))


def _answered_on(claim: Claim) -> Iterator[date]:
    for payment in claim.prior_payments:
        if payment.adjudicated_on:
            yield payment.adjudicated_on
        yield from (line.adjudicated_on for line in payment.lines)


def _limit(payer: Payer, first_day: date, today: date) -> Deadline | None:
    """The deadline once it is near or past; None while it is far, without asking the calendar of holidays."""
    days = payer.filing_limit_days or _SHORTEST_YEAR
    if today - first_day < timedelta(days=days - WARN_DAYS):
        return None
    if payer.filing_limit_days:
        return deadline("contract.timely-filing", first_day, days=payer.filing_limit_days)
    limit = deadline("medicare.timely-filing", first_day)
    return limit if limit.days_left(today) <= WARN_DAYS else None


def _on(day: date) -> Claim:
    return a_claim(a_line(service_dates=Span.day(day)), coverage=MEDICARE_COVERAGE)


_OLD = Span.day(TODAY - timedelta(days=181))
_EDGE = Span.day(TODAY - timedelta(days=180))
_YEAR_AGO = date(2025, 1, 17)
_NO_LIMIT = replace(COVERAGE, payer=replace(COMMERCIAL, filing_limit_days=0))

EXAMPLES = (
    fires("one day late by contract", a_claim(a_line(service_dates=_OLD)), "2026-04-20"),
    fires(
        "the last day by contract",
        a_claim(a_line(service_dates=_EDGE)),
        "2026-04-20",
        severity=Severity.ADVISE,
    ),
    fires("Medicare, a day late", _on(_YEAR_AGO), "2026-01-21", context=a_context(today=date(2026, 1, 21))),
    fires(
        "Medicare, the last day",
        _on(_YEAR_AGO),
        "2026-01-20",
        context=a_context(today=date(2026, 1, 20)),
        severity=Severity.ADVISE,
    ),
    quiet("far off by contract", a_claim()),
    quiet(
        "a second plan's days run from the first plan's answer",
        a_claim(a_line(service_dates=_OLD), prior_payments=(PriorPayment("P", adjudicated_on=TODAY),)),
    ),
    quiet("far off for Medicare", _on(date(2026, 4, 1))),
    fires(
        "Medicare, 14 days left",
        _on(_YEAR_AGO),
        "2026-01-06",
        context=a_context(today=date(2026, 1, 6)),
        severity=Severity.ADVISE,
    ),
    quiet("Medicare, 15 days left", _on(_YEAR_AGO), context=a_context(today=date(2026, 1, 5))),
    fires(
        "14 days left by contract",
        a_claim(a_line(service_dates=Span.day(TODAY - timedelta(days=166)))),
        "2026-04-20",
        severity=Severity.ADVISE,
    ),
    quiet("15 days left by contract", a_claim(a_line(service_dates=Span.day(TODAY - timedelta(days=165))))),
    unasked("no limit known", a_claim(coverage=_NO_LIMIT)),
    unasked("a replacement", a_claim(frequency="7")),
)
