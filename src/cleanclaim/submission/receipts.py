"""The chain of receipts of one claim: what left, what came back, and what should have come by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

# what proves most stands last: a payer's own acceptance counts for timely filing, our sending does not
STEPS = ("837", "TA1", "999", "277CA", "276", "277", "835")


@dataclass(frozen=True, slots=True)
class ReceiptStep:
    """One file that tells of the claim.

    kind       837, TA1, 999, 277CA, 276, 277 or 835
    sha256     of its bytes, as they are kept
    name       file name of what left; '' for what came
    says       in short: control number, verdict, status, amount
    """

    kind: str
    at: datetime
    sha256: str
    says: str
    name: str = ""

    @property
    def sent(self) -> bool:
        """True when it left, False when it came."""
        return self.kind in ("837", "276")


@dataclass(frozen=True, slots=True)
class Alarm:
    """An answer that should have come.

    due_on    the last day on which its absence is usual
    measure   what `due_on` rests on, with its citation or `(default)`
    """

    missing: str
    due_on: date
    measure: str


@dataclass(frozen=True, slots=True)
class ReceiptChain:
    """Everything about one claim, in order of time; and the alarms of the day it was asked."""

    claim_id: str
    steps: tuple[ReceiptStep, ...]
    alarms: tuple[Alarm, ...] = ()

    def first(self, *kinds: str) -> ReceiptStep | None:
        """The earliest step of these kinds."""
        return next((step for step in self.steps if step.kind in kinds), None)


def in_order(steps: list[ReceiptStep]) -> tuple[ReceiptStep, ...]:
    """By time, then in the order in which files answer one another; the same step once."""
    unique = dict.fromkeys(steps)
    return tuple(sorted(unique, key=lambda step: (step.at, STEPS.index(step.kind), step.sha256, step.says)))
