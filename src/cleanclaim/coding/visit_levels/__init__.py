"""Visit levels by medical decision making and by time: what the note supports, each element with its words.

A level is reckoned for an auditor after sign-off, never shown to a coder who still decides: telling what a
higher level lacks would coach upcoding.
"""

from __future__ import annotations

from cleanclaim.coding.visit_levels.auditing import LevelView, audit_level
from cleanclaim.coding.visit_levels.decision import DataReviewed, ProblemKind, data_level, problem_level
from cleanclaim.coding.visit_levels.scheme import Complexity, Family, code_by_decision, code_by_time

__all__ = [
    "Complexity",
    "DataReviewed",
    "Family",
    "LevelView",
    "ProblemKind",
    "audit_level",
    "code_by_decision",
    "code_by_time",
    "data_level",
    "problem_level",
]
