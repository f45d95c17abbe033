"""A Medicare member id has the shape of a Medicare Beneficiary Identifier.

Eleven characters in fixed places of digits and letters, without S, L, O, I, B and Z; it never holds
hyphens on a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType

_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[0-9AC-HJKMNP-RT-Y]"
_DIGIT = "[0-9]"
_PARTS = (
    "[1-9]",
    *(_LETTER, _EITHER, _DIGIT),
    *(_LETTER, _EITHER, _DIGIT),
    *(_LETTER, _LETTER, _DIGIT, _DIGIT),
)
_MBI = re.compile("".join(_PARTS))

EDIT = Edit(
    edit_id="edit.medicare-beneficiary-id",
    title="A Medicare member id has the right shape",
    severity=Severity.REJECT,
    citation="CMS, Understanding the Medicare Beneficiary Identifier format (unverified)",
    next_step="Copy the eleven characters from the Medicare card, without hyphens.",
    effective=Span(date(2020, 1, 1)),  # the numbers before it were no longer taken
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    coverage = claim.coverage
    is_medicare = coverage.payer.plan_type is PlanType.MEDICARE
    if is_medicare and coverage.member_id and not _MBI.fullmatch(coverage.member_id):
        place = claim_place(claim).within("coverage", "member id")
        message = "The member id does not have the shape of a Medicare Beneficiary Identifier."
        yield EDIT.finding(place, message, found="member id", wanted="eleven characters in the MBI's order")


EXAMPLES = (
    fires("an old number", a_claim(coverage=replace(MEDICARE_COVERAGE, member_id="123456789A")), "member id"),
    fires("a letter O", a_claim(coverage=replace(MEDICARE_COVERAGE, member_id="1OA0AA0AA01")), "member id"),
    quiet("well-formed", a_claim(coverage=MEDICARE_COVERAGE)),
    quiet("no id is another edit's", a_claim(coverage=replace(MEDICARE_COVERAGE, member_id=""))),
    quiet("another plan", a_claim()),
)
