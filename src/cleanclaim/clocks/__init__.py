"""Deadlines as data: one engine for edits, denials, statements and the work list."""

from cleanclaim.clocks.engine import Deadline, deadline, is_federal_workday, next_federal_workday
from cleanclaim.clocks.rules import Rule, Unit, rule, rules

__all__ = [
    "Deadline",
    "Rule",
    "Unit",
    "deadline",
    "is_federal_workday",
    "next_federal_workday",
    "rule",
    "rules",
]
