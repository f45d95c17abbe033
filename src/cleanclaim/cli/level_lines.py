"""The auditor's view of a visit's level, told to people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleanclaim.coding.visit_levels import LevelView
    from cleanclaim.core.evidence import Evidence


def level_lines(view: LevelView) -> Iterator[str]:
    """What was billed, what the words found support, and the words."""
    yield f"  level of the visit ({view.family}): {view.said}"
    for problem in view.problems:
        yield f"    problem  {problem.code:<9} {problem.kind.value}  {_quoted(problem.evidence)}"
    for element in view.data_elements:
        yield f"    data     {element.name}  {_quoted(element.evidence)}"
    for element in view.risk_elements:
        yield f"    risk     {element.name}  {_quoted(element.evidence)}"
    problems = view.problem_level.name.lower() if view.problem_level else "none found"
    data, risk = view.data_level.name.lower(), view.risk_level.name.lower()
    decided = view.by_decision or "not reckoned"
    yield f"    problems {problems}, data {data}, risk {risk}: the middle one is {decided}"
    if view.minutes_evidence is not None:
        reached = view.by_time or "below the lowest"
        yield f"    time     {view.minutes} minutes: {reached}  {_quoted(view.minutes_evidence)}"


def _quoted(evidence: Evidence) -> str:
    return f'"{" ".join(evidence.text.split())}" [{evidence.locator}]'
