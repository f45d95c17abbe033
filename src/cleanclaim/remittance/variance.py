"""Paid against expected, line by line: where a payer allowed less, or more, than it should have.

A line is compared by its allowed amount: payment, patient's share and sequestration as the remittance states
them. A line for which nothing can be expected is told with its reason, never counted as right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cleanclaim.core.money import ZERO, Money
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.remittance import Adjustment, ClaimPayment, LinePayment

REVERSAL = "22"
FIRST_PLAN = ("1", "19")  # CLP02 of an answer as the primary plan; 19 was forwarded to the next
_WITHHELD = "253"  # taken from the payment by sequestration
_BEYOND_CONTRACT = "45"  # charge over the allowed amount: what a contract is expected to leave


class Verdict(StrEnum):
    """How a line compares."""

    AS_EXPECTED = "as expected"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a line should have been allowed; `amount` None with the reason in `formula`."""

    amount: Money | None
    source: str
    formula: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineVariance:
    """One line compared.

    allowed, expected  as the remittance tells, as it should be (None: not known)
    variance           allowed less expected: negative is underpaid
    patient            share of the patient as the remittance states it
    cause              the denial cause of the adjustment that took the most, `fee` when only the allowed
                       amount is low
    reasons            every adjustment that is not the patient's share, such as CO-97
    """

    claim_id: str
    line_number: int
    payer_id: str
    procedure: str
    service_date: date
    charge: Money
    paid: Money
    patient: Money
    allowed: Money
    expected: Money | None
    verdict: Verdict
    cause: str
    reasons: tuple[str, ...]
    source: str
    formula: tuple[str, ...]

    @property
    def variance(self) -> Money:
        """Allowed less expected; zero when nothing was expected."""
        return ZERO if self.expected is None else self.allowed - self.expected


@dataclass(frozen=True, slots=True)
class VarianceGroup:
    """Underpaid lines of one payer, procedure and cause."""

    payer_id: str
    procedure: str
    cause: str
    lines: int
    short: Money


def standing_answer(payments: Sequence[ClaimPayment]) -> ClaimPayment | None:
    """Of a claim's answers in order of arrival the one that stands: the last that no reversal took back."""
    standing: list[ClaimPayment] = []
    for payment in payments:
        if payment.claim_status == REVERSAL:
            if standing:
                standing.pop()
        else:
            standing.append(payment)
    return standing[-1] if standing else None


def compare(
    claim: Claim,
    pair: tuple[ServiceLine, LinePayment],
    expected: Expectation,
    *,
    tolerance: Money,
    cause_of: Callable[[str], str],
) -> LineVariance:
    """One line. `cause_of` reads a reason number into a cause; up to `tolerance` it is as expected."""
    ours, paid = pair
    patient = _sum(paid.adjustments, lambda each: each.group == "PR")
    withheld = _sum(paid.adjustments, lambda each: each.reason == _WITHHELD)
    allowed = paid.paid + patient + withheld
    return LineVariance(
        claim_id=claim.claim_id,
        line_number=ours.line_number,
        payer_id=claim.coverage.payer.payer_id,
        procedure="-".join((ours.procedure.value, *ours.modifiers)),
        service_date=ours.service_dates.first,
        charge=ours.charge,
        paid=paid.paid,
        patient=patient,
        allowed=allowed,
        expected=expected.amount,
        verdict=_verdict(allowed, expected.amount, tolerance),
        cause=_cause(paid.adjustments, cause_of),
        reasons=tuple(f"{each.group}-{each.reason}" for each in paid.adjustments if each.group != "PR"),
        source=expected.source,
        formula=expected.formula,
    )


def underpaid_groups(lines: Iterable[LineVariance]) -> tuple[VarianceGroup, ...]:
    """Underpaid lines by payer, procedure and cause, the most dollars first."""
    groups: dict[tuple[str, str, str], list[Money]] = {}
    for line in lines:
        if line.verdict is Verdict.UNDERPAID:
            groups.setdefault((line.payer_id, line.procedure, line.cause), []).append(-line.variance)
    found = [VarianceGroup(*key, len(short), Money.total(short)) for key, short in groups.items()]
    return tuple(
        sorted(found, key=lambda each: (-each.short.cents, each.payer_id, each.procedure, each.cause))
    )


def _verdict(allowed: Money, expected: Money | None, tolerance: Money) -> Verdict:
    if expected is None:
        return Verdict.NOT_COMPARED
    if abs(allowed - expected) <= tolerance:
        return Verdict.AS_EXPECTED
    return Verdict.UNDERPAID if allowed < expected else Verdict.OVERPAID


def _cause(adjustments: Sequence[Adjustment], cause_of: Callable[[str], str]) -> str:
    taken = [
        each
        for each in adjustments
        if each.group != "PR" and each.reason not in (_WITHHELD, _BEYOND_CONTRACT) and each.amount > ZERO
    ]
    if not taken:
        return "fee"
    most = max(taken, key=lambda each: each.amount.cents)
    return cause_of(most.reason)


def _sum(adjustments: Sequence[Adjustment], wanted: Callable[[Adjustment], bool]) -> Money:
    return Money.total(each.amount for each in adjustments if wanted(each))
