"""Which plan pays first, and why: the order of benefits, computed and explained. Pure.

Rules, the first that tells two plans apart decides:

- Medicaid pays last [42 USC 1396a(a)(25); 42 CFR 433.139].
- Liability, no-fault and workers' compensation cover the injury before any health plan [42 CFR 411.40-54].
- Medicare beside a group health plan [42 CFR 411.160-206]: the group plan is first for the working aged from
  20 employees on, for the disabled from 100 on, and for renal disease in the first 30 months.
- Between other plans, the NAIC model regulation on coordination of benefits (MDL-120): the plan that covers
  the patient as the employee before the one as a dependent; for a child whose parents live together the
  parent whose birthday comes first in the year (not the elder one); for a child of parents apart the one the
  court names, then the custodial parent's plan, that parent's spouse's, the other parent's; an active
  employee's plan before a laid-off or retired one's; an employee's before a continued one (COBRA); last the
  plan that has covered the person longer.

(The rules of the model regulation are told from general knowledge: unverified against the states' texts.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import cmp_to_key

from cleanclaim.model.coverage import PlanType


class MedicareReason(StrEnum):
    """Why somebody has Medicare."""

    AGE = "age"
    DISABILITY = "disability"
    RENAL = "renal"


class Custody(IntEnum):
    """Whose plan it is for a child of parents who live apart; lower pays first."""

    COURT_NAMED = 0
    CUSTODIAL = 1
    SPOUSE_OF_CUSTODIAL = 2
    OTHER_PARENT = 3
    SPOUSE_OF_OTHER = 4


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What decides about one plan's place.

    plan_id           to name it
    insured_for       injury plans only: `auto`, `workers` or `liability`, '' for a health plan
    is_dependent      whether the patient is covered as somebody's dependent
    by_employment     whether it is a group plan by current employment, the patient's or the spouse's
    employees         of that employer; 0 = not known
    is_active         False for laid-off or retired people
    is_continued      COBRA or a state's continuation
    birth_month, birth_day  of the parent who holds it, for a child of parents who live together; 0 = none
    custody           for a child of parents who live apart
    covered_since     when the person's cover began
    renal_months      months since Medicare could be had for renal disease; Medicare only
    """

    plan_id: str
    plan_type: PlanType
    insured_for: str = ""
    is_dependent: bool = False
    by_employment: bool = False
    employees: int = 0
    is_active: bool = True
    is_continued: bool = False
    birth_month: int = 0
    birth_day: int = 0
    custody: Custody | None = None
    covered_since: date | None = None
    medicare_reason: MedicareReason | None = None
    renal_months: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A plan at its place.

    why             the rule that put it behind the plan before it, '' for the first
    insurance_type  SBR05: why Medicare is not first; '' where Medicare is first or it is another plan
    """

    plan: PlanFacts
    why: str = ""
    insurance_type: str = ""


UNDECIDED = "nothing known tells the two apart: ask both plans"
_SINCE = "the plan that has covered the person longer is first"
_INJURY = {"auto": "14", "workers": "15", "liability": "47"}
_SBR05 = {MedicareReason.AGE: "12", MedicareReason.RENAL: "13", MedicareReason.DISABILITY: "43"}


def order_of_benefits(plans: Sequence[PlanFacts]) -> tuple[Placed, ...]:
    """The plans in the order in which they pay, each with the rule that put it behind the one before.

    Plans that no rule tells apart keep the order given, and say so (`UNDECIDED`). Three and more plans are
    put in order by pairs; where the pairs contradict each other, the order given decides.
    """
    ordered = sorted(plans, key=cmp_to_key(_before))
    placed = []
    for position, plan in enumerate(ordered):
        why = _compare(ordered[position - 1], plan)[1] if position else ""
        placed.append(Placed(plan, why, _insurance_type(plan, ordered[:position])))
    return tuple(placed)


def _before(one: PlanFacts, other: PlanFacts) -> int:
    return _compare(one, other)[0]


def _compare(one: PlanFacts, other: PlanFacts) -> tuple[int, str]:
    """Below zero when `one` pays first; and the rule."""
    for rule in (_medicaid, _injury, _medicare, _dependent, _custody, _birthday, _active, _continued, _since):
        found = rule(one, other)
        if found is not None:
            return found
    return 0, UNDECIDED


Found = tuple[int, str] | None


def _by(one: int, other: int, why: str) -> Found:
    return None if one == other else (-1 if one < other else 1, why)


def _medicaid(one: PlanFacts, other: PlanFacts) -> Found:
    last = [each.plan_type is PlanType.MEDICAID for each in (one, other)]
    return _by(last[0], last[1], "Medicaid pays last")


def _injury(one: PlanFacts, other: PlanFacts) -> Found:
    health = [not each.insured_for for each in (one, other)]
    return _by(health[0], health[1], "the insurance for the injury pays before a health plan")


def _medicare(one: PlanFacts, other: PlanFacts) -> Found:
    if _is_medicare(one) == _is_medicare(other):
        return None
    medicare, group = (one, other) if _is_medicare(one) else (other, one)
    first, why = _beside_medicare(medicare, group)
    ahead = group if first else medicare
    return (-1 if ahead is one else 1), why


def _is_medicare(plan: PlanFacts) -> bool:
    return plan.plan_type in (PlanType.MEDICARE, PlanType.MEDICARE_ADVANTAGE)


def _beside_medicare(medicare: PlanFacts, group: PlanFacts) -> tuple[bool, str]:
    """Whether the other plan pays before Medicare, and why."""
    reason = medicare.medicare_reason
    if reason is MedicareReason.RENAL and (group.by_employment or group.is_continued):
        if medicare.renal_months <= 30:
            return True, "a group plan pays first in the first 30 months of renal disease"
        return False, "after 30 months of renal disease Medicare pays first"
    if not group.by_employment or not group.is_active:
        return False, "Medicare pays before a plan that rests on no current employment"
    if reason is MedicareReason.DISABILITY:
        if group.employees >= 100:
            return True, "the plan of an employer of 100 or more pays before Medicare for disability"
        return False, "Medicare for disability pays before the plan of an employer of fewer than 100"
    if group.employees >= 20:
        return True, "the plan of an employer of 20 or more pays before Medicare for age"
    return False, "Medicare for age pays before the plan of an employer of fewer than 20"


def _dependent(one: PlanFacts, other: PlanFacts) -> Found:
    why = "a plan that covers the patient as the employee is before one as a dependent"
    return _by(one.is_dependent, other.is_dependent, why)


def _custody(one: PlanFacts, other: PlanFacts) -> Found:
    if one.custody is None or other.custody is None:
        return None
    return _by(one.custody, other.custody, "the court's order, then custody, decides between parents apart")


def _birthday(one: PlanFacts, other: PlanFacts) -> Found:
    days = [each.birth_month * 100 + each.birth_day for each in (one, other)]
    if not all(days) or not (one.is_dependent and other.is_dependent):
        return None
    return _by(days[0], days[1], "the parent whose birthday comes first in the year is first")


def _active(one: PlanFacts, other: PlanFacts) -> Found:
    why = "an active employee's plan is before a laid-off or retired one's"
    return _by(not one.is_active, not other.is_active, why)


def _continued(one: PlanFacts, other: PlanFacts) -> Found:
    return _by(one.is_continued, other.is_continued, "a continued plan (COBRA) comes after another")


def _since(one: PlanFacts, other: PlanFacts) -> Found:
    if one.covered_since is None or other.covered_since is None:
        return None
    return _by(one.covered_since.toordinal(), other.covered_since.toordinal(), _SINCE)


def _insurance_type(plan: PlanFacts, before: Sequence[PlanFacts]) -> str:
    """SBR05 of Medicare behind another plan [CMS Pub 100-05; X12 005010X222A1 SBR05]."""
    if not _is_medicare(plan) or not before:
        return ""
    injury = next((_INJURY.get(each.insured_for, "") for each in before if each.insured_for), "")
    return injury or (_SBR05[plan.medicare_reason] if plan.medicare_reason else "")
