"""Taxonomy codes have their shape: ten characters ending in X. Membership in the list is not checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.finding import Severity
from cleanclaim.core.identifiers import is_taxonomy
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, claim_place
from cleanclaim.edits.examples import PRACTICE, RENDERING, a_claim, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.taxonomy-shape",
    title="Taxonomy codes are well-formed, and the billing provider has one",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 loops 2000A and 2310B, PRV03",
    next_step="Correct the taxonomy code in the practice's setup.",
    scope=Scope.PROVIDERS,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    roles = (("billing provider", claim.practice.taxonomy), ("rendering provider", claim.rendering.taxonomy))
    for role, taxonomy in roles:
        place = claim_place(claim).within(role)
        if taxonomy and not is_taxonomy(taxonomy):
            message = f"The taxonomy code of the {role} has the wrong shape."
            yield EDIT.finding(place, message, found=taxonomy, wanted="ten characters, X last")
        elif not taxonomy and role == "billing provider":
            message = "The billing provider has no taxonomy code; many payers deny without one."
            yield EDIT.finding(place, message, wanted="a taxonomy code", severity=Severity.DENY_RISK)


EXAMPLES = (
    fires("too short", a_claim(practice=replace(PRACTICE, taxonomy="207Q")), "207Q"),
    fires(
        "the wrong last letter", a_claim(rendering=replace(RENDERING, taxonomy="207Q00000Y")), "207Q00000Y"
    ),
    fires(
        "none for the practice",
        a_claim(practice=replace(PRACTICE, taxonomy="")),
        "",
        severity=Severity.DENY_RISK,
    ),
    quiet("well-formed", a_claim()),
    quiet("none for the person", a_claim(rendering=replace(RENDERING, taxonomy=""))),
)
