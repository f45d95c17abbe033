"""GA stands only with a signed notice on file, and notice modifiers only on original Medicare claims.

GA tells Medicare that the patient signed an advance beneficiary notice before the service. Without one the
patient must not be billed, and saying otherwise is a false statement. Medicare Advantage and other plans do
not use the notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import (
    MEDICARE_COVERAGE,
    SERVICE_DAY,
    a_claim,
    a_context,
    a_line,
    fires,
    quiet,
    unasked,
)
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import PlanType

EDIT = Edit(
    edit_id="edit.beneficiary-notice",
    title="Modifier GA rests on a signed notice",
    severity=Severity.REJECT,
    citation="CMS Pub 100-04 ch. 30 s. 50; SSA 1879",
    next_step="File the signed notice, or let a coder choose GZ when there is none.",
    scope=Scope.LINE,
)
_NOTICE = ("GA", "GX", "GY", "GZ")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        carried = [modifier for modifier in _NOTICE if modifier in line.modifiers]
        if not carried:
            continue
        place = line_place(claim, line).within("modifiers")
        if claim.coverage.payer.plan_type is not PlanType.MEDICARE:
            message = "The notice modifiers belong on original Medicare claims only."
            found = ", ".join(carried)
            yield EDIT.finding(place, message, found=found, wanted="none", severity=Severity.DENY_RISK)
        elif "GA" in carried and context.from_file and claim.notice_signed_on is None:
            reason = "a claim in a file does not tell when the notice was signed"
            yield EDIT.not_checked(place, reason, "the notice on file")
        elif "GA" in carried and not _signed_in_time(claim.notice_signed_on, line):
            signed = claim.notice_signed_on
            message = "GA says a notice was signed before the service, and none is on file."
            found = f"signed {signed.isoformat()}" if signed else "no notice"
            yield EDIT.finding(place, message, found=found, wanted="signed on or before the service day")


def _signed_in_time(signed_on: date | None, line: ServiceLine) -> bool:
    return signed_on is not None and signed_on <= line.service_dates.first


_GA = a_line("82306", modifiers=("GA",))
_FROM_FILE = a_context(from_file=True)

EXAMPLES = (
    fires("no notice", a_claim(_GA, coverage=MEDICARE_COVERAGE), "no notice"),
    fires(
        "signed the day after",
        a_claim(_GA, coverage=MEDICARE_COVERAGE, notice_signed_on=date(2026, 4, 15)),
        "signed 2026-04-15",
    ),
    fires(
        "on a commercial claim", a_claim(_GA, notice_signed_on=SERVICE_DAY), "GA", severity=Severity.DENY_RISK
    ),
    quiet("signed", a_claim(_GA, coverage=MEDICARE_COVERAGE, notice_signed_on=SERVICE_DAY)),
    unasked("a file without the notice", a_claim(_GA, coverage=MEDICARE_COVERAGE), context=_FROM_FILE),
    quiet("GZ without one", a_claim(a_line("82306", modifiers=("GZ",)), coverage=MEDICARE_COVERAGE)),
    quiet("no such modifier", a_claim()),
)
