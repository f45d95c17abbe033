"""Nobody on the claim is excluded from federal health care programs.

Rendering, billing, referring, ordering and supervising NPIs are looked up in the OIG's list of the service
date. A hit is a lead, not a verdict: older exclusions carry no NPI, and reinstatements after the list's day
are not in it. The claim is held until somebody has verified it, since no federal program pays for what an
excluded person furnishes or orders.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, claim_place
from cleanclaim.edits.examples import ORDERING, RENDERING, a_claim, a_row, fires, quiet, unasked, with_tables
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, not_covered
from cleanclaim.model.claim import Claim
from cleanclaim.reference.tables.records import Table

EDIT = Edit(
    edit_id="edit.excluded-provider",
    title="No provider on the claim is excluded",
    severity=Severity.REJECT,
    citation="42 U.S.C. 1320a-7; 42 CFR 1001.1901",
    next_step="Verify the person with the OIG's own search before anything is billed.",
    scope=Scope.PROVIDERS,
)
_CODES = (("CARC", "B7"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    yield from not_covered(EDIT, claim, context, Table.LEIE)
    if context.tables is None:
        return
    days = sorted({line.service_dates.first for line in claim.lines})
    for role, npi in _npis(claim):
        found = [row for day in days for row in context.tables.rows(Table.LEIE, npi, day)]
        if found:
            yield EDIT.finding(
                claim_place(claim).within(f"{role} provider"),
                "The NPI is on the list of excluded individuals and entities.",
                found=npi,
                evidence=(found[0].evidence,),
                edition=found[0].edition,
                codes=_CODES,
            )


def _npis(claim: Claim) -> Iterator[tuple[str, str]]:
    yield "billing", claim.practice.npi
    roles = ("rendering", "referring", "ordering", "supervising")
    people = (claim.rendering, claim.referring, claim.ordering, claim.supervising)
    yield from ((role, person.npi) for role, person in zip(roles, people, strict=True) if person)


def _excluded(npi: str, effective: Span | None = None) -> ScrubContext:
    span = effective or Span(date(2020, 3, 1))
    return with_tables(a_row(Table.LEIE, npi, span, exclusion_type="1128a1"))


EXAMPLES = (
    fires("the rendering provider", a_claim(), RENDERING.npi, context=_excluded(RENDERING.npi)),
    fires("the ordering provider", a_claim(ordering=ORDERING), ORDERING.npi, context=_excluded(ORDERING.npi)),
    quiet("somebody else", a_claim(), context=_excluded(ORDERING.npi)),
    quiet(
        "reinstated", a_claim(), context=_excluded(RENDERING.npi, Span(date(2020, 3, 1), date(2024, 1, 1)))
    ),
    unasked("no list", a_claim()),
)
