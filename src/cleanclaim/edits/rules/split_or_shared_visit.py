"""A split or shared visit (FS) is one in a hospital or other facility, not in an office.

A physician and another practitioner of one group share a visit in a facility; in the office the incident-to
rules apply instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.code_families import is_visit
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.split-or-shared-visit",
    title="A shared visit is a facility's",
    severity=Severity.DENY_RISK,
    citation="42 CFR 415.140; CMS Pub 100-04 ch. 12 s. 30.6.18",
    next_step="Let a coder take FS off, or correct the place of service.",
    effective=Span(date(2022, 1, 1)),
    scope=Scope.LINE,
)
_FACILITY = frozenset({"19", "21", "22", "23", "31", "51", "52", "61"})
_CODES = (("CARC", "4"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        if "FS" not in line.modifiers:
            continue
        place = line_place(claim, line).within("modifiers")
        if not is_visit(line.procedure):
            message = "A shared visit is said of a service that is no visit."
            yield EDIT.finding(place, message, found=f"{line.procedure}-FS", wanted="no FS", codes=_CODES)
        elif line.place_of_service not in _FACILITY:
            message = "A shared visit is billed outside of a facility."
            found = f"FS at {line.place_of_service}"
            yield EDIT.finding(place, message, found=found, wanted="a facility, or no FS", codes=_CODES)


_SHARED = a_line("99232", modifiers=("FS",), place_of_service="21")

EXAMPLES = (
    fires("in the office", a_claim(a_line("99213", modifiers=("FS",))), "FS at 11"),
    fires("a procedure", a_claim(a_line("20610", modifiers=("FS",))), "20610-FS"),
    quiet("in the hospital", a_claim(_SHARED, place_of_service="21")),
    quiet("not shared", a_claim()),
)
