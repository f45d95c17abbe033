"""Medical decision making: three elements, each with a level; the visit's is the middle one of the three.

Own wording of the scheme of 2021 and 2023 [AMA E/M revisions; verify against the licensed book].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from cleanclaim.coding.visit_levels.scheme import Complexity


class ProblemKind(Enum):
    """A problem that the clinician addressed at the visit."""

    MINOR = "self-limited or minor"
    STABLE_CHRONIC = "chronic, stable at its goal"
    STABLE_ACUTE = "acute illness, stable"
    ACUTE_UNCOMPLICATED = "acute, uncomplicated illness or injury"
    HOSPITAL_CARE = "acute, uncomplicated, needing hospital care"
    CHRONIC_NOT_AT_GOAL = "chronic, not at its goal or worsening"
    UNCERTAIN_OUTLOOK = "new problem of uncertain outlook"
    ACUTE_SYSTEMIC = "acute illness with systemic symptoms"
    COMPLICATED_INJURY = "acute complicated injury"
    SEVERE_EXACERBATION = "chronic, severe exacerbation"
    THREAT = "threat to life or bodily function"


_HIGH = frozenset({ProblemKind.SEVERE_EXACERBATION, ProblemKind.THREAT})
_MODERATE = frozenset(
    {
        ProblemKind.CHRONIC_NOT_AT_GOAL,
        ProblemKind.UNCERTAIN_OUTLOOK,
        ProblemKind.ACUTE_SYSTEMIC,
        ProblemKind.COMPLICATED_INJURY,
    }
)
_LOW = frozenset(
    {
        ProblemKind.STABLE_CHRONIC,
        ProblemKind.STABLE_ACUTE,
        ProblemKind.ACUTE_UNCOMPLICATED,
        ProblemKind.HOSPITAL_CARE,
    }
)


def problem_level(problems: Iterable[ProblemKind]) -> Complexity | None:
    """The level of the problems addressed; None when there are none."""
    counted = Counter(problems)
    if not counted:
        return None
    if not _HIGH.isdisjoint(counted):
        return Complexity.HIGH
    if not _MODERATE.isdisjoint(counted) or counted[ProblemKind.STABLE_CHRONIC] > 1:
        return Complexity.MODERATE
    if not _LOW.isdisjoint(counted) or counted[ProblemKind.MINOR] > 1:
        return Complexity.LOW
    return Complexity.STRAIGHTFORWARD


@dataclass(frozen=True, slots=True)
class DataReviewed:
    """What was ordered, read and asked.

    items           outside notes by source, and each unique test ordered or reviewed (a panel is one, an
                    order holds its later review; a test whose reading the same clinician bills is none)
    historian       someone else had to tell the history
    interpretation  the clinician's own reading of a test that another bills
    discussion      with a professional outside of the group, or an appropriate other source
    """

    items: int = 0
    historian: bool = False
    interpretation: bool = False
    discussion: bool = False


def data_level(data: DataReviewed) -> Complexity:
    """The level of the data: at 3 items the historian counts as one of them, at 2 it stands for both."""
    met = sum((data.items + data.historian >= 3, data.interpretation, data.discussion))
    if met >= 2:
        return Complexity.HIGH
    if met == 1:
        return Complexity.MODERATE
    return Complexity.LOW if data.items >= 2 or data.historian else Complexity.STRAIGHTFORWARD


def decision_level(problems: Complexity, data: Complexity, risk: Complexity) -> Complexity:
    """Two of three must be met or exceeded: the middle one."""
    return sorted((problems, data, risk))[1]
