"""What a patient owes and why, in plain words; every figure comes from the ledger."""

from cleanclaim.statements.billed import BilledLine, billed_lines, self_pay_lines
from cleanclaim.statements.statement import (
    Statement,
    StatementLine,
    StatementVisit,
    UnexplainedBalanceError,
    statement,
)
from cleanclaim.statements.text import render_text

__all__ = [
    "BilledLine",
    "Statement",
    "StatementLine",
    "StatementVisit",
    "UnexplainedBalanceError",
    "billed_lines",
    "render_text",
    "self_pay_lines",
    "statement",
]
