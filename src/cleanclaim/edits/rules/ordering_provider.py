"""Laboratory, imaging and equipment name who ordered them.

Medicare pays such services only on the order of an eligible person whose identifier is on the claim; other
plans mostly follow.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_equipment, is_imaging, is_laboratory
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import ORDERING, a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.ordering-provider",
    title="Laboratory, imaging and equipment have an ordering or referring provider",
    severity=Severity.DENY_RISK,
    citation="42 CFR 424.507; CMS Pub 100-04 ch. 26 s. 10.4, items 17 and 17b",
    next_step="Add the provider who gave the order.",
    scope=Scope.LINE,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    if claim.ordering is not None or claim.referring is not None:
        return
    for line in claim.lines:
        code = line.procedure
        if is_laboratory(code) or is_imaging(code) or is_equipment(code):
            message = "The service needs an order and the claim names nobody who gave it."
            wanted = "an ordering or referring provider"
            yield EDIT.finding(line_place(claim, line), message, found=str(code), wanted=wanted)


EXAMPLES = (
    fires("a laboratory test", a_claim(a_line("83036")), "83036"),
    fires("an x-ray", a_claim(a_line("71046")), "71046"),
    fires("a walker", a_claim(a_line("E0143")), "E0143"),
    quiet("ordered", a_claim(a_line("83036"), ordering=ORDERING)),
    quiet("referred", a_claim(a_line("71046"), referring=ORDERING)),
    quiet("a visit", a_claim()),
)
