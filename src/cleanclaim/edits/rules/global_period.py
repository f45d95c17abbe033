"""Services within the global period of a surgery say with a modifier why they are not part of it.

By the fee schedule's global days: on the day of a 000 or 010 procedure a visit needs 25; on the day of a
090 procedure or the day before it, 57 or 25; in the 10 or 90 days after it, 24 (FT for critical care). A
procedure with global days of its own in those days needs 58 (staged), 78 (return to the operating room) or
79 (unrelated). The same group and specialty counts as one surgeon. Post- or preoperative care alone (55,
56), assistants, and a return to the operating room (78) open no period.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.code_families import is_visit
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import (
    MEDICARE_COVERAGE,
    SERVICE_DAY,
    a_claim,
    a_line,
    a_row,
    fires,
    quiet,
    unasked,
    with_tables,
)
from cleanclaim.edits.same_provider import Service, services_of_group
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, fee_row, not_covered, weight_for
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.reference.tables.records import Table, TableRow

EDIT = Edit(
    edit_id="edit.global-period",
    title="Services in a global period say why they are not part of it",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 12 s. 40.1-40.4; PFS relative value file, global days",
    next_step="Let a coder add the modifier that the record supports, or take the service off the claim.",
)
_LENGTH = {"000": 0, "010": 10, "090": 90}  # days after the day of surgery
_OPENS_NONE = frozenset({"55", "56", "78", "80", "81", "82", "AS"})
_VISIT_AFTER = frozenset({"24", "FT"})
_PROCEDURE_AFTER = frozenset({"58", "78", "79"})
_CODES = (("CARC", "97"), ("RARC", "M144"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    services = list(services_of_group(claim, context.history))
    if len(services) < 2:
        return
    yield from not_covered(EDIT, claim, context, Table.MPFS)
    surgeries = [(each, row) for each in services if (row := _opens_period(each.line, context))]
    if surgeries:
        for line in claim.lines:
            others = [(each, row) for each, row in surgeries if each.line is not line]
            yield from _against(claim, line, fee_row(context, line), others)


def _opens_period(line: ServiceLine, context: ScrubContext) -> TableRow | None:
    """The fee schedule's row of a surgery that opens a period."""
    if is_visit(line.procedure) or not _OPENS_NONE.isdisjoint(line.modifiers):
        return None
    row = fee_row(context, line)
    return row if row is not None and row["global_days"] in _LENGTH else None


def _against(
    claim: Claim, line: ServiceLine, own: TableRow | None, surgeries: list[tuple[Service, TableRow]]
) -> Iterator[Answer]:
    """At most one finding for a line: against the first surgery that it needs a modifier for."""
    is_surgery = own is not None and own["global_days"] in _LENGTH
    if not is_surgery and not is_visit(line.procedure):
        return
    for surgery, row in surgeries:
        days = (line.service_dates.first - surgery.line.service_dates.first).days
        wanted = _wanted(line, days, row["global_days"])
        if wanted and wanted.isdisjoint(line.modifiers):
            yield EDIT.finding(
                line_place(claim, line).within("modifiers"),
                "The service lies in the global period of a surgery and does not say why it is paid apart.",
                found=f"{line.procedure}, day {days} of {surgery.line.procedure}{surgery.whence}",
                wanted=f"modifier {' or '.join(sorted(wanted))}",
                severity=weight_for(claim),
                evidence=(row.evidence,),
                edition=row.edition,
                codes=_CODES,
            )
            return


def _wanted(line: ServiceLine, days: int, period: str) -> frozenset[str]:
    """Modifiers of which a visit or surgery needs one; none when it lies outside."""
    if is_visit(line.procedure):
        if period == "090" and days in (-1, 0):
            return frozenset({"57", "25"})
        if days == 0:
            return frozenset({"25"})
        return _VISIT_AFTER if 0 < days <= _LENGTH[period] else frozenset()
    return _PROCEDURE_AFTER if 0 < days <= _LENGTH[period] else frozenset()


_ROWS = tuple(
    a_row(Table.MPFS, code, global_days=days)
    for code, days in (
        ("11042", "000"),
        ("17110", "010"),
        ("27447", "090"),
        ("99213", "XXX"),
        ("71046", "XXX"),
    )
)
_TABLE = with_tables(*_ROWS)


def _lines(*codes: tuple[str, str], day: date = SERVICE_DAY) -> Claim:
    lines = (
        a_line(code, number, modifiers=(modifier,) if modifier else (), service_dates=Span.day(day))
        for number, (code, modifier) in enumerate(codes, 1)
    )
    return a_claim(*lines, coverage=MEDICARE_COVERAGE)


def _after(
    days: int, code: str, modifier: str = "", *, surgery: tuple[str, str] = ("27447", "")
) -> tuple[Claim, ScrubContext]:
    """A claim, and a context with an earlier one whose surgery lies so many days before it."""
    earlier = _lines(surgery, day=SERVICE_DAY - timedelta(days=days))
    sent = a_claim(*earlier.lines, claim_id="E00A", coverage=MEDICARE_COVERAGE)
    return _lines((code, modifier)), with_tables(*_ROWS, history=(sent,))


_LATER, _OPERATION = _after(90, "99213")
_OUTSIDE, _LONG_AGO = _after(91, "99213")
_UNRELATED, _ = _after(90, "99213", "24")
_SECOND, _MINOR = _after(10, "11042", surgery=("17110", ""))
_STAGED, _ = _after(10, "11042", "58", surgery=("17110", ""))
_EVE, _NEXT_DAY = _after(-1, "99213")
_CARE, _AFTERCARE = _after(5, "99213", surgery=("27447", "55"))

EXAMPLES = (
    fires(
        "a visit on the day", _lines(("99213", ""), ("17110", "")), "99213, day 0 of 17110", context=_TABLE
    ),
    fires(
        "a visit on the eve",
        _EVE,
        "99213, day -1 of 27447 on claim E00A",
        context=_NEXT_DAY,
    ),
    fires(
        "the last day",
        _LATER,
        "99213, day 90 of 27447 on claim E00A",
        context=_OPERATION,
    ),
    fires(
        "a second procedure",
        _SECOND,
        "11042, day 10 of 17110 on claim E00A",
        context=_MINOR,
    ),
    quiet("the day after the last", _OUTSIDE, context=_LONG_AGO),
    quiet("25 on the day", _lines(("99213", "25"), ("17110", "")), context=_TABLE),
    quiet("57 on the day", _lines(("99213", "57"), ("27447", "")), context=_TABLE),
    quiet("24 afterwards", _UNRELATED, context=_OPERATION),
    quiet("staged", _STAGED, context=_MINOR),
    quiet("an x-ray on the day", _lines(("71046", ""), ("27447", "")), context=_TABLE),
    quiet("aftercare alone opens no period", _CARE, context=_AFTERCARE),
    quiet("one service alone", a_claim()),
    unasked("no table", _lines(("99213", ""), ("17110", ""))),
)
