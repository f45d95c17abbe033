"""A new patient's visit has no service by the same group and specialty in the three years before it.

What counts is a professional service face to face; tests, images read and supplies do not make a patient
known. The day three years before is outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.code_families import is_drug, is_equipment, is_imaging, is_laboratory
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import RENDERING, a_claim, a_context, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim

_NEW = frozenset(
    ["92002", "92004", "99202", "99203", "99204", "99205", "99341", "99342", "99344", "99345"]
    + [str(number) for number in range(99381, 99388)]
)

EDIT = Edit(
    edit_id="edit.new-patient-visit",
    title="A new patient was not seen by the group in three years",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 12 s. 30.6.7",
    next_step="Let a coder choose the established patient's visit that the note supports.",
    needs=lambda line: line.procedure.value in _NEW,
)
_CODES = (("CARC", "B16"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        if line.procedure.value not in _NEW:
            continue
        day = line.service_dates.first
        seen = [(earlier, known) for earlier, known in _seen(claim, context) if _within(known, day)]
        for earlier, known in sorted(seen, key=lambda pair: (pair[1], pair[0]))[-1:]:
            yield EDIT.finding(
                line_place(claim, line),
                "The patient was seen by this group and specialty in the three years before.",
                found=f"{line.procedure}; seen {known.isoformat()} on claim {earlier}",
                wanted="an established patient's visit",
                codes=_CODES,
            )


def _seen(claim: Claim, context: ScrubContext) -> Iterator[tuple[str, date]]:
    """Claim and day of every service face to face by the same group and specialty."""
    for earlier in context.history:
        if earlier.practice.tax_id != claim.practice.tax_id or earlier.frequency == "8":
            continue
        same_doctor = earlier.rendering.npi == claim.rendering.npi
        specialty = claim.rendering.taxonomy
        if not same_doctor and not (specialty and earlier.rendering.taxonomy == specialty):
            continue
        for line in earlier.lines:
            other = (is_laboratory, is_imaging, is_drug, is_equipment)
            if not any(kind(line.procedure) for kind in other):
                yield earlier.claim_id, line.service_dates.first


def _within(known: date, day: date) -> bool:
    leap = day.month == 2 and day.day == 29
    start = day.replace(year=day.year - 3, day=28 if leap else day.day)
    return start < known < day


def _history(day: date, procedure: str = "99213", **changes: Any) -> ScrubContext:
    line = a_line(procedure, service_dates=Span.day(day))
    return a_context(history=(a_claim(line, claim_id="E00A", **changes),))


_NEW_VISIT = a_claim(a_line("99203"))
_OTHER = replace(RENDERING, npi="2000000143", taxonomy="207RC0000X")

EXAMPLES = (
    fires(
        "seen two years before",
        _NEW_VISIT,
        "99203; seen 2024-05-01 on claim E00A",
        context=_history(date(2024, 5, 1)),
    ),
    fires(
        "one day less than three years",
        _NEW_VISIT,
        "99203; seen 2023-04-15 on claim E00A",
        context=_history(date(2023, 4, 15)),
    ),
    quiet("three years to the day", _NEW_VISIT, context=_history(date(2023, 4, 14))),
    quiet("another specialty", _NEW_VISIT, context=_history(date(2025, 5, 1), rendering=_OTHER)),
    quiet("a test only", _NEW_VISIT, context=_history(date(2025, 5, 1), "83036")),
    quiet("an established visit", a_claim(), context=_history(date(2025, 5, 1))),
    quiet("no history", _NEW_VISIT),
)
