"""Anesthesia says who gave it, and physical status stands on anesthesia alone.

AA in person, AD and QK medically directing several, QX and QZ a nurse anesthetist with and without
direction, QY directing one. Medicare pays by these; other plans mostly follow.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_anesthesia
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, weight_for
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.anesthesia-care",
    title="An anesthesia line says who gave it",
    severity=Severity.DENY_RISK,
    citation="42 CFR 414.46; CMS Pub 100-04 ch. 12 s. 50",
    next_step="Let a coder add the modifier that the anesthesia record supports.",
    scope=Scope.LINE,
)
_CARE = ("AA", "AD", "QK", "QX", "QY", "QZ")
_STATUS = frozenset({"P1", "P2", "P3", "P4", "P5", "P6"})
_CODES = (("CARC", "4"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        place, carried = (
            line_place(claim, line).within("modifiers"),
            [m for m in _CARE if m in line.modifiers],
        )
        if is_anesthesia(line.procedure):
            if len(carried) != 1:
                yield EDIT.finding(
                    place,
                    "The anesthesia line does not say in one way who gave it.",
                    found=", ".join(carried) or "none",
                    wanted=f"one of {', '.join(_CARE)}",
                    severity=weight_for(claim),
                    codes=_CODES,
                )
            continue
        for modifier in [*carried, *sorted(_STATUS.intersection(line.modifiers))]:
            message = "A modifier of anesthesia stands on another service."
            yield EDIT.finding(place, message, found=f"{line.procedure}-{modifier}", wanted="none")


EXAMPLES = (
    fires("nobody", a_claim(a_line("00810"), coverage=MEDICARE_COVERAGE), "none"),
    fires("two ways", a_claim(a_line("00810", modifiers=("AA", "QK")), coverage=MEDICARE_COVERAGE), "AA, QK"),
    fires("another plan", a_claim(a_line("00810")), "none", severity=Severity.REVIEW),
    fires("status on a visit", a_claim(a_line("99213", modifiers=("P3",))), "99213-P3"),
    quiet(
        "in person, status 3", a_claim(a_line("00810", modifiers=("AA", "P3")), coverage=MEDICARE_COVERAGE)
    ),
    quiet("no anesthesia", a_claim()),
)
