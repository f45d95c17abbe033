"""Two visits on one day by one group and specialty: one of them says that it stands apart.

Medicare pays one visit a day unless the visits were for unrelated problems; the one that stands apart carries
modifier 25 (a preventive and a problem visit, a procedure between), 24 or 57 in their own cases, 27 in an
outpatient hospital.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_seen_in_person
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import a_claim, a_context, a_line, fires, quiet
from cleanclaim.edits.same_provider import services_of_group
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.one-visit-a-day",
    title="One visit a day, or a modifier that tells the visits apart",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 12 s. 30.6.5, 30.6.7.B",
    next_step="Bill the visits as one, or let a coder add the modifier that the notes support.",
    needs=lambda line: is_seen_in_person(line.procedure),
)
_APART = frozenset({"24", "25", "27", "57"})
_CODES = (("CARC", "97"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    visits = [
        each for each in services_of_group(claim, context.history) if is_seen_in_person(each.line.procedure)
    ]
    for a, b in combinations(visits, 2):
        same_day = a.line.service_dates.first == b.line.service_dates.first
        if a.claim_id or not same_day or not _APART.isdisjoint((*a.line.modifiers, *b.line.modifiers)):
            continue
        here = a if b.claim_id else b
        yield EDIT.finding(
            line_place(claim, here.line),
            "Two visits of one day are billed and neither says that it stands apart.",
            found=f"{a.line.procedure}{a.whence} with {b.line.procedure}{b.whence}",
            wanted="one visit, or a modifier on the one that stands apart",
            codes=_CODES,
        )


_EARLIER = a_context(history=(a_claim(a_line("99396"), claim_id="E00A"),))

EXAMPLES = (
    fires("a physical and a visit", a_claim(a_line("99396"), a_line("99213", 2)), "99396 with 99213"),
    fires("on another claim", a_claim(a_line("99213")), "99213 with 99396 on claim E00A", context=_EARLIER),
    quiet("25 on one", a_claim(a_line("99396"), a_line("99213", 2, modifiers=("25",)))),
    quiet("counselling is no second visit", a_claim(a_line("99213"), a_line("99406", 2))),
    quiet("one visit", a_claim()),
)
