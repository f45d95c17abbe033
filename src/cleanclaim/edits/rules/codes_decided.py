"""Every code on the claim was accepted by a person.

A suggestion becomes a code when a named person accepts, changes or adds it; `ScrubContext.decided` brings the
codes that stand after those decisions.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place, diagnosis_place, line_place
from cleanclaim.edits.examples import a_claim, a_context, fires, quiet, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.codes-decided",
    title="Every code was accepted by a person",
    severity=Severity.REJECT,
    citation="31 U.S.C. 3729; OIG General Compliance Program Guidance (2023)",
    next_step="Let a coder decide about the code.",
    desk_only=True,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    decided = context.decided
    if decided is None:
        yield EDIT.not_checked(
            claim_place(claim), "the decisions were not brought", "the encounter's decisions"
        )
        return
    coded = [(diagnosis_place(claim, at), each.code) for at, each in enumerate(claim.diagnoses, 1)]
    coded += [(line_place(claim, line), line.procedure) for line in claim.lines]
    for place, code in coded:
        if code not in decided:
            yield EDIT.finding(place, "Nobody decided about the code.", found=str(code), wanted="a decision")


_ALL = frozenset({icd10cm("E11.22"), icd10cm("N18.31"), hcpcs("99214")})

EXAMPLES = (
    fires(
        "a visit level nobody accepted",
        a_claim(),
        "99214",
        context=a_context(decided=_ALL - {hcpcs("99214")}),
    ),
    fires(
        "a diagnosis nobody accepted",
        a_claim(),
        "N18.31",
        context=a_context(decided=_ALL - {icd10cm("N18.31")}),
    ),
    quiet("all accepted", a_claim(), context=a_context(decided=_ALL)),
    unasked("decisions not brought", a_claim()),
)
