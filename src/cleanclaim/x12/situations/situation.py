"""One situational rule, as a file in `rules/` writes it down."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene

CLAIMS = "837P 837I 837D"
_AT = re.compile(r"(\S+) ([A-Z0-9]{2,3}?)([0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Situation:
    """A rule that a value breaks when something else is missing or says otherwise.

    rule_id   `accident-date`; the finding is `x12.situation.accident-date`
    sets      the transaction sets it holds in, by name: `837P 837D`
    at        loops and element that it is asked of: `2300 CLM11`, `2100C,2100D AAA01`; loop `*` = any.
              Without a number (`2300 HI`) `broken` answers with the element
    wanted    what the rule asks for, one clause in our words
    broken    whether the rule is broken at this segment; the number of the element at fault, 0 = none, where
              `at` names no element
    source    where the rule is known from; the guides themselves were not at hand
    business  True = a rule of a line of business (SNIP type 6)
    only      element 01 of the segments it is asked of, `434 472`; '' = whatever it is
    when      given such a segment, whether the rule is asked of it at all. It may look at element 01 alone:
              what it says of one is kept for others with the same
    whole_set  True = it looks beyond the subscriber (837) or claim (835) that the segment lies under, at more
              than the day of the transaction. Large files are checked by such parts, so it has to say so.
    """

    rule_id: str
    sets: str
    at: str
    wanted: str
    broken: Callable[[Segment, Scene], int]
    source: str = "general knowledge of the 005010 guides (unverified)"
    business: bool = False
    only: str = ""
    when: Callable[[Segment], bool] | None = None
    whole_set: bool = False

    @property
    def loops(self) -> tuple[str, ...]:
        """The loops it is asked in; `*` = all."""
        return tuple(self._at[0].split(","))

    @property
    def segment_name(self) -> str:
        """The segment it is asked of."""
        return self._at[1]

    def is_asked_of(self, segment: Segment) -> bool:
        """Whether element 01 of a segment lets the rule be asked."""
        if self.only and segment.element(1) not in self.qualifiers:
            return False
        return self.when is None or self.when(segment)

    @property
    def qualifiers(self) -> frozenset[str]:
        """The values of element 01 it is asked for; none = all."""
        return frozenset(self.only.split())

    def element_of(self, answer: int) -> str:
        """`CLM11`: the element at fault, given what `broken` answered."""
        return f"{self._at[1]}{self._at[2] or f'{answer:02d}'}"

    @property
    def _at(self) -> tuple[str, str, str]:
        found = _AT.fullmatch(self.at)
        assert found is not None, f"unreadable place: {self.at}"
        return found[1], found[2], found[3] or ""

    @property
    def full_id(self) -> str:
        """The rule id of the finding, without `x12.`."""
        return ("line-of-business." if self.business else "situation.") + self.rule_id
