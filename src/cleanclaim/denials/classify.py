"""The verb `classify`: a disputed amount into a denial with cause, playbook and deadline. Pure."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from cleanclaim.clocks import Deadline, deadline
from cleanclaim.core.money import Money
from cleanclaim.denials.causes import Due, Reading, reading
from cleanclaim.denials.remarks import Effect, effects
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import Payer, PlanType
from cleanclaim.model.denial import Denial
from cleanclaim.model.work import WorkItem, WorkKind


class Disputed(Protocol):
    """A refused amount of a line, as `remittance.DisputedLine` carries it (line 0: the claim as a whole)."""

    @property
    def line_number(self) -> int:
        """The claim's line, 0 for the whole claim."""

    @property
    def group(self) -> str:
        """CO, PR, OA or PI."""

    @property
    def reason(self) -> str:
        """The CARC number."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Remark codes that bear on the line."""

    @property
    def amount(self) -> Money:
        """What was refused."""


def classify(disputed: Disputed, claim: Claim, *, remittance_key: str, today: date, payer: Payer) -> Denial:
    """Open a denial for a disputed amount.

    remittance_key  digest of the remittance's natural key; part of the denial's id
    today           the day the remittance was received: appeal clocks start on it
    payer           the plan that refused; its contract sets the limits that no statute sets

    A reason or remark that we do not know never closes a way: cause `unknown`, for a person to read.
    """
    read = reading(disputed.reason, today)
    found = effects(disputed.remarks)
    answer = _appealable(read, found, payer)
    clock = _settled_clock(found) or read.due
    if answer == "N" and read.appealable != "N" and clock is Due.APPEAL:
        clock = Due.REVIEW  # no appeal is left, so its limit says nothing
    due = _due(clock, disputed, claim, today=today, payer=payer)
    return Denial(
        denial_id=":".join(
            (
                "denial",
                remittance_key,
                claim.claim_id,
                str(disputed.line_number),
                f"{disputed.group}-{disputed.reason}",
            )
        ),
        claim_id=claim.claim_id,
        line_number=disputed.line_number,
        remittance_key=remittance_key,
        group=disputed.group,
        reason=disputed.reason,
        remarks=disputed.remarks,
        amount=disputed.amount,
        cause=read.cause,
        wording=read.wording,
        playbook=" ".join(dict.fromkeys((*(effect.step for effect in found), read.playbook))),
        appealable=answer,
        opened_on=today,
        due_on=due.due_on if due else None,
        due_rule=due.rule_id if due else "",
    )


def denial_work_item(denial: Denial) -> WorkItem:
    """The work item of a denial; its id is the denial's, so opening it again changes nothing."""
    line = f"line {denial.line_number}" if denial.line_number else "the whole claim"
    return WorkItem(
        work_item_id=denial.denial_id,
        kind=WorkKind.DENIAL,
        about=denial.claim_id,
        title=f"Denied: {denial.wording}",
        opened_on=denial.opened_on,
        due_on=denial.due_on,
        due_rule=denial.due_rule,
        detail=f"{line}, {denial.group}-{denial.reason}, {denial.amount}, appeal {denial.appealable}",
        next_step=denial.playbook,
    )


def _appealable(read: Reading, found: tuple[Effect, ...], payer: Payer) -> str:
    """The strictest remark wins: N before C before what the reason says."""
    told = {effect.appealable for effect in found}
    for answer in ("N", "C"):
        if answer in told:
            return answer
    if payer.plan_type is PlanType.MEDICARE and read.medicare_appealable:
        return read.medicare_appealable
    return read.appealable


def _settled_clock(found: tuple[Effect, ...]) -> Due | None:
    return next((effect.due for effect in found if effect.due), None)


def _due(due: Due, disputed: Disputed, claim: Claim, *, today: date, payer: Payer) -> Deadline | None:
    if due is Due.APPEAL:
        return _appeal(today, payer)
    if due is Due.FILING:
        return _filing(_served(disputed, claim), payer)
    if due is Due.REQUEST:
        return deadline("work.records-request", today)
    return deadline("work.human-review", today) if due is Due.REVIEW else None


def _appeal(today: date, payer: Payer) -> Deadline | None:
    if payer.plan_type is PlanType.MEDICARE:
        return deadline("medicare.appeal.redetermination", today)
    days = payer.appeal_limit_days
    return deadline("contract.appeal", today, days=days) if days > 0 else None


def _filing(served: date, payer: Payer) -> Deadline | None:
    """By contract where one is set, else by statute; None when neither is known."""
    if payer.plan_type is PlanType.MEDICARE:
        return deadline("medicare.timely-filing", served)
    if payer.filing_limit_days > 0:
        return deadline("contract.timely-filing", served, days=payer.filing_limit_days)
    if payer.plan_type is PlanType.MEDICAID:
        return deadline("medicaid.timely-filing", served)
    return None


def _served(disputed: Disputed, claim: Claim) -> date:
    """The first day of the line, or of the claim when no line is named."""
    lines = [line for line in claim.lines if line.line_number == disputed.line_number]
    return (lines[0] if lines else claim).service_dates.first
