"""A service under a local coverage article points to a diagnosis that the article lists.

Original Medicare only: for Medicare Advantage the plan decides before the service (an organization
determination), and no notice of Medicare's is used there. GA, with a signed notice: the patient may be
billed. GZ: no notice, so the practice bears it. GY and GX say that the law excludes the service, which is
another question. Which contractor an article is of is not read: the edit fires only when no loaded article of
any contractor lists one of the line's diagnoses, so it misses rather than invents.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import (
    COVERAGE,
    MEDICARE_COVERAGE,
    a_claim,
    a_line,
    a_row,
    fires,
    quiet,
    unasked,
    with_tables,
)
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, not_covered, rows_of
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import PlanType
from cleanclaim.reference.tables.records import Table, TableRow

EDIT = Edit(
    edit_id="edit.medical-necessity",
    title="A service under a coverage article has a diagnosis that supports it",
    severity=Severity.DENY_RISK,
    citation="SSA 1862(a)(1)(A); the article in the Medicare Coverage Database; CMS Pub 100-04 ch. 30 s. 50",
    next_step="Ask the provider whether the note supports a listed diagnosis; never choose one to be paid.",
)
_EXCLUDED = frozenset({"GX", "GY"})
_PATIENT_PAYS = (("CARC", "50"), ("RARC", "N115"), ("group", "PR"), ("patient_billable", "yes"))
_PRACTICE_BEARS = (("CARC", "50"), ("RARC", "N115"), ("group", "CO"), NOT_THE_PATIENT)
_SHOWN = 5


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    if claim.coverage.payer.plan_type is not PlanType.MEDICARE:
        return
    yield from not_covered(EDIT, claim, context, Table.COVERAGE_PROCEDURES)
    for line in claim.lines:
        rows = rows_of(context, Table.COVERAGE_PROCEDURES, line)
        if rows and _EXCLUDED.isdisjoint(line.modifiers):
            yield from _judge(claim, context, line, rows)


def _judge(
    claim: Claim, context: ScrubContext, line: ServiceLine, rows: tuple[TableRow, ...]
) -> Iterator[Answer]:
    day, tables = line.service_dates.first, context.tables
    if tables is None or tables.edition_on(Table.COVERAGE_DIAGNOSES, day) is None:
        reason = f"no edition of {Table.COVERAGE_DIAGNOSES} covers {day}"
        yield EDIT.not_checked(line_place(claim, line), reason, "the official file: cleanclaim refdata load")
        return
    pointed = [claim.diagnoses[at - 1].code.value for at in line.pointers if 1 <= at <= len(claim.diagnoses)]
    listed = {
        row["diagnosis"]
        for governed in rows
        for row in tables.rows(Table.COVERAGE_DIAGNOSES, governed["article"], day)
        if row["group"] == governed["group"]
    }
    if not listed or listed.isdisjoint(pointed):
        yield from _answer(claim, line, rows, listed=listed)


def _answer(
    claim: Claim, line: ServiceLine, rows: tuple[TableRow, ...], *, listed: set[str]
) -> Iterator[Answer]:
    place = line_place(claim, line)
    if not listed:
        reason = f"the articles of {line.procedure} list no diagnosis in its group"
        yield EDIT.not_checked(place, reason, "the article's text")
        return
    shown = sorted(listed)
    with_notice = "GA" in line.modifiers
    yield EDIT.finding(
        place.within("pointers"),
        "No diagnosis of the line supports the service under its coverage article.",
        found=str(line.procedure),
        wanted=f"one of {', '.join(shown[:_SHOWN])}" + (", ..." if len(shown) > _SHOWN else ""),
        severity=Severity.ADVISE if with_notice else Severity.DENY_RISK,
        evidence=tuple(row.evidence for row in rows[:_SHOWN]),
        edition=rows[0].edition,
        codes=_PATIENT_PAYS if with_notice else _PRACTICE_BEARS,
    )


def _line(code: str = "82306", *modifiers: str, pointers: tuple[int, ...] = (1,)) -> Claim:
    line = a_line(code, modifiers=modifiers, pointers=pointers)
    return a_claim(line, coverage=MEDICARE_COVERAGE, notice_signed_on=date(2026, 4, 14))


_GOVERNED = a_row(Table.COVERAGE_PROCEDURES, "82306", article="90001", group="1")
_LISTED = tuple(
    a_row(Table.COVERAGE_DIAGNOSES, "90001", diagnosis=code, group=group)
    for code, group in (("N18.31", "1"), ("E11.22", "2"))
)
_LOADED = with_tables(_GOVERNED, *_LISTED)
_HALF = with_tables(_GOVERNED)
_OTHER_GROUP = with_tables(_GOVERNED, a_row(Table.COVERAGE_DIAGNOSES, "90001", diagnosis="I10", group="2"))

EXAMPLES = (
    fires("a diagnosis of another group", _line(), "82306", context=_LOADED),
    fires(
        "with a signed notice the patient may be billed",
        _line("82306", "GA"),
        "82306",
        context=_LOADED,
        severity=Severity.ADVISE,
    ),
    fires("without a notice, and saying so", _line("82306", "GZ"), "82306", context=_LOADED),
    fires("pointing to nothing that is there", _line(pointers=(9,)), "82306", context=_LOADED),
    quiet("one of the pointers is listed", _line(pointers=(1, 2)), context=_LOADED),
    quiet("excluded by law, and saying so", _line("82306", "GY"), context=_LOADED),
    quiet("no article governs it", _line("99213"), context=_LOADED),
    quiet("another plan", a_claim(a_line("82306"), coverage=COVERAGE), context=_LOADED),
    unasked("the diagnoses are not loaded", _line(), context=_HALF),
    unasked("the group lists none", _line(), context=_OTHER_GROUP),
    unasked("no table", _line()),
)
