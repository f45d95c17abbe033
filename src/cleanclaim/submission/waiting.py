"""How long a payer usually takes to answer, learnt from its own answers; and whether a silence is unusual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ENOUGH = 5  # answers of a payer from which its median is taken (default)
DEFAULT_DAYS = 30  # while there are fewer: practice setting (default)


@dataclass(frozen=True, slots=True)
class UsualWait:
    """How many days from sending to the remittance.

    samples  how many answered claims it is the median of; 0 = the default
    """

    days: int
    samples: int = 0

    @property
    def asked_after(self) -> int:
        """Silence is unusual after one and a half times the usual days, rounded up."""
        return -(-self.days * 3 // 2)

    def unusual_from(self, sent_on: date) -> date:
        """The first day on which the silence is unusual."""
        return sent_on + timedelta(days=self.asked_after + 1)

    def __str__(self) -> str:
        if not self.samples:
            return f"{self.days} days, practice setting (default)"
        return f"{self.days} days, median of {self.samples} answers of this payer"


def usual_wait(days: Iterable[int]) -> UsualWait:
    """The lower median of the days that a payer took, or the default while it has given too few answers."""
    told = sorted(each for each in days if each >= 0)
    if len(told) < ENOUGH:
        return UsualWait(DEFAULT_DAYS)
    return UsualWait(told[(len(told) - 1) // 2], len(told))
