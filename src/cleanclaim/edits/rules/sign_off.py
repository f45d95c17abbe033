"""A named person released exactly this claim.

The signature is a hash over the whole claim: any change after it voids it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from cleanclaim.core.finding import Severity
from cleanclaim.core.money import Money
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import a_claim, a_context, fires, quiet
from cleanclaim.model.claim import Claim, ClaimSignature
from cleanclaim.model.documents import sha256_of

EDIT = Edit(
    edit_id="edit.sign-off",
    title="A named person released this claim as it is",
    severity=Severity.REJECT,
    citation="31 U.S.C. 3729; CMS-1500 certification; OIG General Compliance Program Guidance (2023)",
    next_step="Let a coder read the claim and sign it.",
    desk_only=True,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    signature, place = context.signature, claim_place(claim).within("signature")
    if signature is None:
        yield EDIT.finding(place, "Nobody has signed the claim.", found="none", wanted="a coder's signature")
    elif not signature.signed_by.strip():
        yield EDIT.finding(place, "The signature bears no name.", found="no name", wanted="a person's name")
    elif signature.claim_id != claim.claim_id or signature.claim_sha256 != sha256_of(claim):
        message = "The claim was changed after it was signed."
        yield EDIT.finding(place, message, found="another content", wanted="the content that was signed")


def _signed(claim: Claim, by: str = "Demo Coder") -> ScrubContext:
    at = datetime(2026, 4, 20, 9, tzinfo=UTC)
    return a_context(signature=ClaimSignature(claim.claim_id, sha256_of(claim), by, at))


EXAMPLES = (
    fires("unsigned", a_claim(), "none"),
    fires("signed by nobody", a_claim(), "no name", context=_signed(a_claim(), " ")),
    fires(
        "changed afterwards", a_claim(total_charge=Money(1)), "another content", context=_signed(a_claim())
    ),
    fires("another claim's", a_claim(claim_id="E02A"), "another content", context=_signed(a_claim())),
    quiet("signed as it is", a_claim(), context=_signed(a_claim())),
)
