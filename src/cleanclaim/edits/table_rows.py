"""What the edits on official tables share: the row of a line, the weight, the words for a missing table."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import PlanType
from cleanclaim.reference.tables.records import Table, TableRow

# plans that the CMS tables bind; others often use them too, so there a finding asks for a look
_BOUND = frozenset({PlanType.MEDICARE, PlanType.MEDICARE_ADVANTAGE, PlanType.MEDICAID})

NOT_THE_PATIENT = ("patient_billable", "no")


def weight_for(claim: Claim, severity: Severity = Severity.DENY_RISK) -> Severity:
    """What a finding from a CMS table weighs with this plan."""
    return severity if claim.coverage.payer.plan_type in _BOUND else Severity.REVIEW


def is_medicaid(claim: Claim) -> bool:
    """Whether the Medicaid editions of a table are the ones to ask."""
    return claim.coverage.payer.plan_type is PlanType.MEDICAID


def rows_of(context: ScrubContext, table: Table, line: ServiceLine) -> tuple[TableRow, ...]:
    """The rows of a line's procedure on its first day; () without the table."""
    if context.tables is None:
        return ()
    return context.tables.rows(table, line.procedure.value, line.service_dates.first)


def fee_row(context: ScrubContext, line: ServiceLine) -> TableRow | None:
    """The physician fee schedule's global row (without modifier) of a line's procedure; None when unknown."""
    rows = rows_of(context, Table.MPFS, line)
    return rows[0] if rows else None


def not_covered(
    edit: Edit,
    claim: Claim,
    context: ScrubContext,
    table: Table,
    *,
    lines: tuple[ServiceLine, ...] | None = None,
) -> Iterator[Answer]:
    """One not-checked entry when no edition of the table covers some of the lines (all, unless given)."""
    days = {line.service_dates.first for line in (claim.lines if lines is None else lines)}
    tables = context.tables
    missing = days if tables is None else {day for day in days if tables.edition_on(table, day) is None}
    if missing:
        reason = f"no edition of {table} covers {min(missing)}"
        yield edit.not_checked(claim_place(claim), reason, "the official file: cleanclaim refdata load")
