"""Every provider on the claim has a national provider identifier whose check digit holds.

The check digit is Luhn's over 80840 and the first nine digits. Billing and rendering provider must have one;
referring, ordering, supervising provider and facility when they are on the claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.finding import Severity
from cleanclaim.core.identifiers import is_npi
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, claim_place
from cleanclaim.edits.examples import ADDRESS, ORDERING, PRACTICE, RENDERING, a_claim, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.provider import Facility

EDIT = Edit(
    edit_id="edit.npi-check-digit",
    title="Every national provider identifier is well-formed",
    severity=Severity.REJECT,
    citation="45 CFR 162.406, 162.410; 69 FR 3434",
    next_step="Correct the identifier in the practice's setup; look it up in the national registry.",
    scope=Scope.PROVIDERS,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for role, npi in _identifiers(claim):
        if not is_npi(npi):
            message = f"The identifier of the {role} is " + ("not valid." if npi else "missing.")
            yield EDIT.finding(claim_place(claim).within(role), message, found=npi, wanted="a valid NPI")


def _identifiers(claim: Claim) -> Iterator[tuple[str, str]]:
    yield "billing provider", claim.practice.npi
    yield "rendering provider", claim.rendering.npi
    others = (
        ("referring provider", claim.referring),
        ("ordering provider", claim.ordering),
        ("supervising provider", claim.supervising),
        ("service facility", claim.facility),
    )
    for role, provider in others:
        if provider is not None:
            yield role, provider.npi


_CENTER = Facility("center", "Placeholder Center", "2000000135", ADDRESS, "24")

EXAMPLES = (
    fires("a wrong last digit", a_claim(rendering=replace(RENDERING, npi="2000000118")), "2000000118"),
    fires("no billing identifier", a_claim(practice=replace(PRACTICE, npi="")), ""),
    fires("an ordering provider without one", a_claim(ordering=replace(ORDERING, npi="")), ""),
    fires("a facility's", a_claim(facility=replace(_CENTER, npi="3000000135")), "3000000135"),
    quiet("all in order", a_claim(ordering=ORDERING, facility=_CENTER)),
)
