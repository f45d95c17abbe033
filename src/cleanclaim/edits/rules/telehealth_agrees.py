"""Telehealth is said once, and by place and modifier alike.

Place 10 is the patient's home, 02 any other place of the patient; 95 says sight and sound, 93 sound alone,
GT and GQ are older ways. Payers differ in which of the two they want, so a lone one gets a look. What needs
hands on the patient, and what is sent to a laboratory or supplied, is no telehealth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_drug, is_equipment, is_imaging, is_laboratory
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import PlanType

EDIT = Edit(
    edit_id="edit.telehealth-agrees",
    title="Place and modifiers tell the same about telehealth",
    severity=Severity.REVIEW,
    citation="SSA 1834(m); CMS Pub 100-04 ch. 12 s. 190; the payer's telehealth policy (unverified by payer)",
    next_step="Correct the place of service, or let a coder choose the modifier that tells how it was done.",
    scope=Scope.LINE,
)
_PLACES = frozenset({"02", "10"})
_MODIFIERS = ("93", "95", "GQ", "GT")
_CODES = (("CARC", "96"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    medicare = claim.coverage.payer.plan_type is PlanType.MEDICARE
    for line in claim.lines:
        carried = [modifier for modifier in _MODIFIERS if modifier in line.modifiers]
        remote = line.place_of_service in _PLACES
        place, found = line_place(claim, line), f"{line.procedure} at {line.place_of_service}"
        if len(carried) > 1:
            message = "The line says in two ways how the telehealth was done."
            yield EDIT.finding(place, message, found=", ".join(carried), wanted="one of them")
        if remote and _hands_on(line):
            message = "A supply or test that cannot be done from afar is billed as telehealth."
            yield EDIT.finding(place, message, found=found, severity=Severity.DENY_RISK, codes=_CODES)
        elif remote and not carried and not medicare:
            message = "The place is telehealth and no modifier says how it was done."
            yield EDIT.finding(place, message, found=found, wanted="95, 93, or what the plan wants")
        elif carried and not remote:
            message = "A telehealth modifier stands on a service at another place."
            found = f"{found} with {carried[0]}"
            yield EDIT.finding(place, message, found=found, wanted="place 02 or 10, or no such modifier")


def _hands_on(line: ServiceLine) -> bool:
    return any(kind(line.procedure) for kind in (is_laboratory, is_imaging, is_drug, is_equipment))


def _at(place: str, *modifiers: str, procedure: str = "99213", **changes: Any) -> Claim:
    line = a_line(procedure, place_of_service=place, modifiers=modifiers)
    return a_claim(line, place_of_service=place, **changes)


EXAMPLES = (
    fires("sight and sound alone at once", _at("10", "95", "93"), "93, 95"),
    fires("95 in the office", _at("11", "95"), "99213 at 11 with 95"),
    fires("home, and not said how", _at("10"), "99213 at 10"),
    fires("a blood test from afar", _at("10", procedure="83036"), "83036 at 10", severity=Severity.DENY_RISK),
    quiet("home and 95", _at("10", "95")),
    quiet("Medicare asks the place alone", _at("10", coverage=MEDICARE_COVERAGE)),
    quiet("in the office", a_claim()),
)
