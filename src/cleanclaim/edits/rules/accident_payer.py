"""An accident at work or on the road has a payer before the health plan.

Workers' compensation pays for what happened at work, in many states no-fault or liability insurance for what
happened on the road; Medicare pays last of all by law.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, SERVICE_DAY, a_claim, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType, Rank
from cleanclaim.model.encounter import Accident, AccidentCause

EDIT = Edit(
    edit_id="edit.accident-payer",
    title="An accident's own payer comes before the health plan",
    severity=Severity.DENY_RISK,
    citation="SSA 1862(b)(2); 42 CFR 411.40, 411.50 (Medicare); the plan's exclusions",
    next_step="Ask the patient for the accident's insurer and bill it first.",
)
_WORK = (("CARC", "19"), ("group", "CO"), NOT_THE_PATIENT)
_ROAD = (("CARC", "21"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    accident, coverage = claim.accident, claim.coverage
    if accident is None or coverage.rank is not Rank.PRIMARY or coverage.payer.plan_type is PlanType.SELF_PAY:
        return
    place, wanted = claim_place(claim).within("accident"), "the accident's insurer first"
    if accident.cause is AccidentCause.EMPLOYMENT:
        message = "An accident at work is billed to a health plan first."
        yield EDIT.finding(place, message, found="employment", wanted=wanted, codes=_WORK)
    elif accident.cause is AccidentCause.AUTO:
        medicare = coverage.payer.plan_type is PlanType.MEDICARE
        message = "An accident on the road is billed to a health plan first."
        weight = Severity.DENY_RISK if medicare else Severity.REVIEW
        yield EDIT.finding(place, message, found="auto", wanted=wanted, severity=weight, codes=_ROAD)


_AT_WORK = Accident(AccidentCause.EMPLOYMENT, SERVICE_DAY)
_ON_THE_ROAD = Accident(AccidentCause.AUTO, SERVICE_DAY, "IL")

EXAMPLES = (
    fires("at work", a_claim(accident=_AT_WORK), "employment"),
    fires("on the road, Medicare", a_claim(accident=_ON_THE_ROAD, coverage=MEDICARE_COVERAGE), "auto"),
    fires("on the road", a_claim(accident=_ON_THE_ROAD), "auto", severity=Severity.REVIEW),
    quiet("a fall at home", a_claim(accident=Accident(AccidentCause.OTHER, SERVICE_DAY))),
    quiet("no accident", a_claim()),
)
