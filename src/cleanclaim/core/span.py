"""A run of days, both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `first` to `last`, both inclusive; `last=None` is open-ended."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError("a span must not end before it begins")

    @classmethod
    def day(cls, day: date) -> Span:
        """One single day."""
        return cls(day, day)

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: Span) -> bool:
        """Whether any day lies in both."""
        starts_in_time = other.last is None or self.first <= other.last
        return starts_in_time and (self.last is None or other.first <= self.last)

    @property
    def is_one_day(self) -> bool:
        """True when first and last are the same day."""
        return self.first == self.last

    def __str__(self) -> str:
        if self.is_one_day:
            return self.first.isoformat()
        return f"{self.first.isoformat()}..{self.last.isoformat() if self.last else ''}"
