"""Nothing about a restricted encounter goes to the plan.

A patient who pays in full may ask that the plan not be told, and the practice must agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import a_claim, a_context, fires, quiet, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.restricted-encounter",
    title="No claim for an encounter the plan must not learn of",
    severity=Severity.REJECT,
    citation="45 CFR 164.522(a)(1)(vi)",
    next_step="Delete the draft; bill the patient.",
    desk_only=True,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    restricted = context.restricted_encounters
    if restricted is None:
        reason = "which encounters are restricted was not brought"
        yield EDIT.not_checked(claim_place(claim), reason, "the restricted encounters")
    elif claim.encounter_id in restricted:
        message = "The patient asked that the plan not be told of this encounter."
        yield EDIT.finding(claim_place(claim), message, found="restricted", wanted="no claim")


EXAMPLES = (
    fires("restricted", a_claim(), "restricted", context=a_context(restricted_encounters=frozenset({"E01"}))),
    quiet("another one is", a_claim(), context=a_context(restricted_encounters=frozenset({"E02"}))),
    unasked("not brought", a_claim()),
)
