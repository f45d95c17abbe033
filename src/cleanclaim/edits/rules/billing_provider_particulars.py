"""The billing provider has a tax number and a street address.

The 837P wants a physical address for the billing provider, not a post office box, and a nine-digit
postal code (unverified against the licensed guide).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.finding import Severity
from cleanclaim.core.identifiers import is_tax_id, is_zip
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, claim_place
from cleanclaim.edits.examples import ADDRESS, PRACTICE, a_claim, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.people import Address

EDIT = Edit(
    edit_id="edit.billing-provider-particulars",
    title="The billing provider's tax number and address are complete",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 loop 2010AA N3, N4, REF (unverified)",
    next_step="Complete the practice's setup.",
    scope=Scope.PROVIDERS,
)
_BOX = re.compile(r"\bp\.?\s*o\.?\s*box\b", re.IGNORECASE)
_STATE = re.compile(r"[A-Z]{2}")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    practice, place = claim.practice, claim_place(claim).within("billing provider")
    if not practice.name.strip():
        yield EDIT.finding(place, "The billing provider has no name.", wanted="a name")
    if not is_tax_id(practice.tax_id):
        yield EDIT.finding(
            place, "The tax number is not nine digits.", found="tax number", wanted="nine digits"
        )
    for part in _wrong_parts(practice.address):
        yield EDIT.finding(
            place, f"The address is not complete: {part}.", found=part, wanted="a street address"
        )
    if is_zip(practice.address.postal_code) and len(practice.address.postal_code) == 5:
        message = "The postal code has five digits; payers of electronic claims ask for nine."
        found = practice.address.postal_code
        yield EDIT.finding(place, message, found=found, wanted="nine digits", severity=Severity.ADVISE)


def _wrong_parts(address: Address) -> Iterator[str]:
    if not address.street.strip() or _BOX.search(address.street):
        yield "street"
    if not address.city.strip():
        yield "city"
    if not _STATE.fullmatch(address.state):
        yield "state"
    if not is_zip(address.postal_code):
        yield "postal code"


_EMPTY = Address("", "", "", "")
_BOXED = replace(ADDRESS, street="P.O. Box 12")

EXAMPLES = (
    fires("no tax number", a_claim(practice=replace(PRACTICE, tax_id="")), "tax number"),
    fires("no name", a_claim(practice=replace(PRACTICE, name="")), ""),
    fires("a box", a_claim(practice=replace(PRACTICE, address=_BOXED)), "street"),
    fires(
        "no address",
        a_claim(practice=replace(PRACTICE, address=_EMPTY)),
        "street",
        "city",
        "state",
        "postal code",
    ),
    fires(
        "five digits",
        a_claim(practice=replace(PRACTICE, address=replace(ADDRESS, postal_code="62701"))),
        "62701",
        severity=Severity.ADVISE,
    ),
    quiet("complete", a_claim()),
)
