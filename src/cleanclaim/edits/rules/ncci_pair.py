"""No two services of one day that NCCI pairs, unless the pair allows a modifier and one is there.

Asked over the claim's lines and the patient's earlier claims by the same provider, on the service date, in
both directions. Indicator 0: never together. 1: together with an NCCI modifier on either code; before
2019-07-01 modifiers 59 and X{EPSU} counted on the column 2 code only. 9: the pair never applied. 22, 50,
51, 76 and 77 never help. The same anatomic modifier on both codes says "same site" and gets a second look.
What is denied is the column 2 code; the patient may not be billed for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import (
    MEDICARE_COVERAGE,
    a_claim,
    a_line,
    a_row,
    fires,
    quiet,
    unasked,
    with_tables,
)
from cleanclaim.edits.same_provider import Service, services_of_provider
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, is_medicaid, not_covered, weight_for
from cleanclaim.model.claim import Claim
from cleanclaim.reference.tables.records import Table, TableRow

EDIT = Edit(
    edit_id="edit.ncci-pair",
    title="No two services that NCCI pairs without a modifier that tells them apart",
    severity=Severity.DENY_RISK,
    citation="CMS NCCI Policy Manual ch. 1 (unverified section by section)",
    next_step="Bill one of the services, or let a coder say with a modifier why both were done.",
)
ANATOMIC = frozenset(
    "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI".split()  # noqa: SIM905
)
DISTINCT = frozenset({"59", "XE", "XS", "XP", "XU"})
OTHER_BYPASS = frozenset({"24", "25", "57", "58", "78", "79", "27", "91"})
EITHER_CODE_SINCE = date(2019, 7, 1)
_CODES = (("CARC", "236"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    table = Table.PTP_MEDICAID if is_medicaid(claim) else Table.PTP_PRACTITIONER
    services = list(services_of_provider(claim, context.history))  # those of the claim in hand come first
    pairs = [
        (a, b)
        for position, a in enumerate(services[: len(claim.lines)], 1)
        for b in services[position:]
        if a.line.service_dates.overlaps(b.line.service_dates)
    ]
    if pairs:
        yield from not_covered(EDIT, claim, context, table, lines=tuple(a.line for a, _ in pairs))
    for a, b in pairs:
        day = max(a.line.service_dates.first, b.line.service_dates.first)
        for column_1, column_2 in ((a, b), (b, a)):
            key = f"{column_1.line.procedure} {column_2.line.procedure}"
            for row in context.tables.rows(table, key, day) if context.tables else ():
                yield from _judge(claim, row, (column_1, column_2), day)


def _judge(claim: Claim, row: TableRow, pair: tuple[Service, Service], day: date) -> Iterator[Answer]:
    column_1, column_2 = pair
    severity, wanted = weight_for(claim), "one of the two"
    if row["modifier_indicator"] == "0":
        message = "Two services of one day are never paid together."
    elif row["modifier_indicator"] != "1":
        return
    elif not _told_apart(*pair, day):
        message = "Two services of one day are billed together without a modifier that tells them apart."
        wanted = f"one of the two, or an NCCI modifier on {column_2.line.procedure}"
    elif _same_site(*pair):
        message = "Two services that NCCI pairs are told apart by one and the same site."
        severity, wanted = Severity.REVIEW, "modifiers for two sites, or one of the two"
    else:
        return
    here = column_1 if column_2.claim_id else column_2
    yield EDIT.finding(
        line_place(claim, here.line),
        message,
        found=f"{column_1.line.procedure}{column_1.whence} with {column_2.line.procedure}{column_2.whence}",
        wanted=wanted,
        severity=severity,
        evidence=(row.evidence,),
        edition=row.edition,
        codes=_CODES,
    )


def _told_apart(column_1: Service, column_2: Service, day: date) -> bool:
    modifiers = {*column_1.line.modifiers, *column_2.line.modifiers}
    distinct = modifiers if day >= EITHER_CODE_SINCE else set(column_2.line.modifiers)
    return not (ANATOMIC | OTHER_BYPASS).isdisjoint(modifiers) or not DISTINCT.isdisjoint(distinct)


def _same_site(column_1: Service, column_2: Service) -> bool:
    sites = [ANATOMIC & set(service.line.modifiers) for service in (column_1, column_2)]
    modifiers = {*column_1.line.modifiers, *column_2.line.modifiers}
    return bool(sites[0]) and sites[0] == sites[1] and (DISTINCT | OTHER_BYPASS).isdisjoint(modifiers)


def _pair(*modifiers: tuple[str, ...], day: Span | None = None) -> Claim:
    first, second = modifiers or ((), ())
    days: dict[str, Any] = {"service_dates": day} if day else {}
    lines = (a_line("11042", modifiers=first, **days), a_line("97597", 2, modifiers=second, **days))
    return a_claim(*lines, coverage=MEDICARE_COVERAGE)


def _table(indicator: str, effective: Span | None = None) -> TableRow:
    span = effective or Span(date(2010, 1, 1))
    return a_row(Table.PTP_PRACTITIONER, "11042 97597", span, modifier_indicator=indicator, rationale="")


_ONE, _NEVER, _VOID = (with_tables(_table(indicator)) for indicator in "109")
_ENDED = with_tables(_table("0", Span(date(2010, 1, 1), date(2026, 4, 13))))
_LAST_DAY = with_tables(_table("0", Span(date(2010, 1, 1), date(2026, 4, 14))))
_SENT = with_tables(
    _table("1"), history=(a_claim(a_line("11042"), claim_id="E00A", coverage=MEDICARE_COVERAGE),)
)
_BOTH = "11042 with 97597"
_OLD = Span.day(date(2019, 6, 30))

EXAMPLES = (
    fires("a pair without a modifier", _pair(), _BOTH, context=_ONE),
    fires("no modifier helps", _pair((), ("59",)), _BOTH, context=_NEVER),
    fires("51 is no NCCI modifier", _pair((), ("51",)), _BOTH, context=_ONE),
    fires("the last day of the pair", _pair(), _BOTH, context=_LAST_DAY),
    fires("one site", _pair(("RT",), ("RT",)), _BOTH, context=_ONE, severity=Severity.REVIEW),
    fires("59 on column 1 before July 2019", _pair(("59",), (), day=_OLD), _BOTH, context=_ONE),
    fires(
        "the first was sent before",
        a_claim(a_line("97597"), coverage=MEDICARE_COVERAGE),
        "11042 on claim E00A with 97597",
        context=_SENT,
    ),
    fires(
        "another plan gets a second look",
        a_claim(a_line("11042"), a_line("97597", 2)),
        _BOTH,
        context=_ONE,
        severity=Severity.REVIEW,
    ),
    quiet("59 on column 2", _pair((), ("59",)), context=_ONE),
    quiet("59 on column 1", _pair(("59",), ()), context=_ONE),
    quiet("two sites", _pair(("RT",), ("LT",)), context=_ONE),
    quiet("59 on column 2 before July 2019", _pair((), ("59",), day=_OLD), context=_ONE),
    quiet("a pair that never applied", _pair(), context=_VOID),
    quiet("the day after the pair ended", _pair(), context=_ENDED),
    quiet("one service alone", a_claim()),
    unasked("no table", _pair()),
)
