"""The amounts that stand in equations, by segment and in whole cents."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cleanclaim.core.money import Money
from cleanclaim.x12.columns.cells import Cells, Ints

CHARGE, PAID, OWED, ADJUSTED = "charge", "paid", "owed", "adjusted"

# segment: element -> column; what stands twice is summed
EQUATIONS: dict[str, dict[int, str]] = {
    "CLM": {2: CHARGE},
    "SV1": {2: CHARGE},
    "SV2": {3: CHARGE},
    "SV3": {2: CHARGE},
    "CLP": {3: CHARGE, 4: PAID, 5: OWED},
    "SVC": {2: CHARGE, 3: PAID},
    "CAS": dict.fromkeys((3, 6, 9, 12, 15, 18), ADJUSTED),
    "PLB": dict.fromkeys((4, 6, 8, 10, 12, 14), ADJUSTED),
}


@dataclass(slots=True)
class Amounts:
    """Cents by segment. `doubtful` = segments to be read slowly,
    `unreadable` = those with an amount that is none."""

    charge: Ints
    paid: Ints
    owed: Ints
    adjusted: Ints
    doubtful: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, count: int) -> Amounts:
        """All zero."""
        charge, paid, owed, adjusted = np.zeros((4, count), dtype=np.int64)
        return cls(charge, paid, owed, adjusted)

    def column(self, name: str) -> Ints:
        """One of the four columns."""
        chosen: Ints = getattr(self, name)
        return chosen

    def read_slowly(self, cells: Cells, at: int) -> None:
        """Take the amounts of one segment from its text, for forms that arrays do not read."""
        segment = cells.segment(at, 0)
        for name in (CHARGE, PAID, OWED, ADJUSTED):
            self.column(name)[at] = 0
        try:
            for number, name in EQUATIONS.get(segment.name, {}).items():
                text = segment.element(number)
                if text:
                    self.column(name)[at] += Money.parse(text).cents
        except (ValueError, OverflowError):
            self.unreadable.append(at)
