"""Discarded drug (JW) stands beside the amount that was given; JW and JZ stand on drugs alone.

Since July 2023 Medicare wants JW or JZ on every drug from a single-dose container. Whether the container was
one is on no claim, so a drug line without either is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_drug, is_visit
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line, fires, quiet, unasked
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import PlanType

_WASTE_TOLD = frozenset({"JW", "JZ"})

EDIT = Edit(
    edit_id="edit.drug-waste",
    title="Wasted drug is billed beside the drug that was given",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 17 s. 40; SSA 1847A(h)",
    next_step="Bill the amount given on its own line and the amount discarded with JW, as recorded.",
    needs=lambda line: is_drug(line.procedure) or not _WASTE_TOLD.isdisjoint(line.modifiers),
)
_SINCE = date(2023, 7, 1)
_CODES = (("CARC", "16"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    medicare = claim.coverage.payer.plan_type is PlanType.MEDICARE
    for line in claim.lines:
        place = line_place(claim, line).within("modifiers")
        carried = [modifier for modifier in ("JW", "JZ") if modifier in line.modifiers]
        if carried and is_visit(line.procedure):
            message = "A modifier for drug waste stands on a service that is no drug."
            yield EDIT.finding(place, message, found=f"{line.procedure}-{carried[0]}", wanted="none")
        elif "JW" in carried and not _given(claim, line):
            message = "Discarded drug is billed and the amount that was given is not."
            wanted = f"{line.procedure} without JW on the same day"
            yield EDIT.finding(place, message, found=f"{line.procedure}-JW", wanted=wanted, codes=_CODES)
        elif medicare and _lacks_answer(claim, line):
            reason = "whether the drug came from a single-dose container is not known"
            yield EDIT.not_checked(place, reason, "the package: JW, or JZ when nothing was discarded")


def _same(one: ServiceLine, other: ServiceLine) -> bool:
    return one.procedure == other.procedure and one.service_dates.first == other.service_dates.first


def _lacks_answer(claim: Claim, line: ServiceLine) -> bool:
    """A drug line since July 2023 about whose waste no line says anything."""
    told = any(_same(each, line) and not {"JW", "JZ"}.isdisjoint(each.modifiers) for each in claim.lines)
    return is_drug(line.procedure) and line.service_dates.first >= _SINCE and not told


def _given(claim: Claim, wasted: ServiceLine) -> bool:
    return any(_same(each, wasted) and "JW" not in each.modifiers for each in claim.lines)


_WASTE = a_line("J9000", 2, modifiers=("JW",))

EXAMPLES = (
    fires("waste alone", a_claim(_WASTE), "J9000-JW"),
    fires("waste of a visit", a_claim(a_line("99213", modifiers=("JZ",))), "99213-JZ"),
    quiet("given and wasted", a_claim(a_line("J9000"), _WASTE, coverage=MEDICARE_COVERAGE)),
    quiet("nothing wasted", a_claim(a_line("J9000", modifiers=("JZ",)), coverage=MEDICARE_COVERAGE)),
    quiet("another plan", a_claim(a_line("J9000"))),
    unasked("Medicare, container unknown", a_claim(a_line("J9000"), coverage=MEDICARE_COVERAGE)),
)
