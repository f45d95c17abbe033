"""G2211 goes with an office visit of its day, and not beside modifier 25 on that visit.

From 2024 Medicare denies it when the visit carries 25; from 2025 it pays it when the other service of that
day is a vaccination, the annual wellness visit or another preventive service of Part B. Our list of those is
not complete, so from 2025 the finding asks for a look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.code_families import is_immunization_given
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, weight_for
from cleanclaim.model.claim import Claim, ServiceLine

EDIT = Edit(
    edit_id="edit.complexity-add-on",
    title="G2211 stands on an office visit that allows it",
    severity=Severity.DENY_RISK,
    citation="CY2024 and CY2025 physician fee schedule final rules; CMS Pub 100-04 ch. 12 s. 30.6",
    next_step="Take G2211 off, or let a coder see whether the visit's modifier is right.",
    effective=Span(date(2024, 1, 1)),
    needs=lambda line: line.procedure.value == "G2211",
)
_OFFICE = frozenset([str(number) for number in (*range(99202, 99206), *range(99211, 99216))])
_PREVENTIVE = frozenset({"G0402", "G0438", "G0439", "G0444", "G0442", "G0446", "G0447", "99406", "99407"})
_WITH_PREVENTIVE = date(2025, 1, 1)
_CODES = (("CARC", "97"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        if line.procedure.value == "G2211":
            yield from _judge(claim, line)


def _judge(claim: Claim, line: ServiceLine) -> Iterator[Answer]:
    day, place = line.service_dates.first, line_place(claim, line)
    same_day = [each for each in claim.lines if each.service_dates.first == day]
    visits = [each for each in same_day if each.procedure.value in _OFFICE]
    if not visits:
        message = "G2211 stands without an office visit of its day."
        weight = weight_for(claim)
        yield EDIT.finding(place, message, found="G2211", wanted="99202-99215", severity=weight, codes=_CODES)
    elif all("25" in each.modifiers for each in visits):
        others = (each.procedure for each in same_day)
        allowed = any(is_immunization_given(each) or each.value in _PREVENTIVE for each in others)
        later = day >= _WITH_PREVENTIVE
        if not (later and allowed):
            yield EDIT.finding(
                place,
                "G2211 stands beside modifier 25 on the visit.",
                found=f"{visits[0].procedure}-25 with G2211",
                wanted="no G2211, or a preventive service of the day" if later else "no G2211",
                severity=Severity.REVIEW if later else weight_for(claim),
                codes=_CODES,
            )


def _claim(*lines: tuple[str, tuple[str, ...]], day: date = date(2026, 4, 14)) -> Claim:
    made = [
        a_line(code, number, modifiers=modifiers, service_dates=Span.day(day))
        for number, (code, modifiers) in enumerate(lines, 1)
    ]
    return a_claim(*made, coverage=MEDICARE_COVERAGE)


_WITH_25 = (("99214", ("25",)), ("G2211", ()))

EXAMPLES = (
    fires("alone", _claim(("G2211", ())), "G2211"),
    fires("25 in 2024", _claim(*_WITH_25, ("G0008", ()), day=date(2024, 12, 31)), "99214-25 with G2211"),
    fires("25 for a procedure", _claim(*_WITH_25), "99214-25 with G2211", severity=Severity.REVIEW),
    quiet("25 for a vaccination since 2025", _claim(*_WITH_25, ("G0008", ()), day=date(2025, 1, 1))),
    quiet("on a plain visit", _claim(("99214", ()), ("G2211", ()))),
    quiet("no such line", a_claim()),
)
