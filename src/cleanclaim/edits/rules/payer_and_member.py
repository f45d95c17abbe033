"""The claim names a real plan and the member in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import COMMERCIAL, COVERAGE, a_claim, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType

EDIT = Edit(
    edit_id="edit.payer-and-member",
    title="Payer and member id are there",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 loops 2010BA NM109 and 2010BB NM103, NM109",
    next_step="Take the particulars from the insurance card, or ask the plan for eligibility.",
)
_MEMBER_ID = re.compile(r"[0-9A-Za-z-]{2,80}")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    payer, place = claim.coverage.payer, claim_place(claim).within("coverage")
    if payer.plan_type is PlanType.SELF_PAY:
        yield EDIT.finding(place, "The patient pays: there is no plan to send a claim to.", found="self-pay")
        return
    for part, value in (("name", payer.name), ("identifier", payer.identifier)):
        if not value.strip():
            message = f"The payer has no {part}."
            yield EDIT.finding(place, message, found=f"payer {part}", wanted="filled")
    if not claim.coverage.member_id.strip():
        yield EDIT.finding(place, "The member id is missing.", found="member id", wanted="filled")
    elif not _MEMBER_ID.fullmatch(claim.coverage.member_id):
        message = "The member id holds something other than letters, digits and hyphens."
        yield EDIT.finding(place, message, found="member id", wanted="letters and digits")


_UNNAMED = replace(COMMERCIAL, name="", identifier=" ")
_SELF_PAY = replace(COMMERCIAL, plan_type=PlanType.SELF_PAY)

EXAMPLES = (
    fires("no member id", a_claim(coverage=replace(COVERAGE, member_id="")), "member id"),
    fires("a member id with a blank", a_claim(coverage=replace(COVERAGE, member_id="ABC 1")), "member id"),
    fires("no payer", a_claim(coverage=replace(COVERAGE, payer=_UNNAMED)), "payer name", "payer identifier"),
    fires("self-pay", a_claim(coverage=replace(COVERAGE, payer=_SELF_PAY)), "self-pay"),
    quiet("plan and member", a_claim()),
)
