"""Values to small numbers, the same value always to the same number."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(48)
MOST = 60_000
NONE = 0


def _slots() -> NDArray[np.uint64]:
    return np.zeros(1 << 16, dtype=np.uint64)


def _numbers() -> NDArray[np.uint16]:
    return np.zeros(1 << 16, dtype=np.uint16)


@dataclass(slots=True)
class Interner:
    """Numbers 64-bit values from 1 on; the value 0 and whatever comes after `MOST` values is NONE.

    The table is only a short way to the dictionary: a slot is believed when it holds the very value.
    """

    known: dict[int, int] = field(default_factory=dict)
    values: list[int] = field(default_factory=lambda: [0])
    _slots: NDArray[np.uint64] = field(default_factory=_slots)
    _numbers: NDArray[np.uint16] = field(default_factory=_numbers)

    def numbers(self, values: NDArray[np.uint64]) -> NDArray[np.uint16]:
        """The number of every value."""
        slots = ((values * _SPREAD) >> _SHIFT).astype(np.intp)
        found = self._numbers[slots]
        missed = self._slots[slots] != values
        if missed.any():
            fresh, back = np.unique(values[missed], return_inverse=True)
            learnt = np.array([self._learn(int(value)) for value in fresh], dtype=np.uint16)
            found[missed] = learnt[back]
        return found

    def _learn(self, value: int) -> int:
        if value == 0:
            return NONE
        number = self.known.get(value)
        if number is None:
            if len(self.values) > MOST:
                return NONE
            number = self.known[value] = len(self.values)
            self.values.append(value)
        slot = ((value * int(_SPREAD)) & 0xFFFFFFFFFFFFFFFF) >> int(_SHIFT)
        self._slots[slot], self._numbers[slot] = value, number
        return number
