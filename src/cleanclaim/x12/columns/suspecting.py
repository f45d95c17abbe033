"""Which segments of a stretch may break a situational rule: all that are not proved quiet.

A rule needs no proof to be right here, only to be fast: every segment that it is asked of is then suspected,
and its level or claim is read as rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from cleanclaim.x12.columns.cells import Ints
from cleanclaim.x12.columns.numerals import Truths
from cleanclaim.x12.columns.quiet_claims import CLAIM_PROOFS
from cleanclaim.x12.columns.quiet_payments import PAYMENT_PROOFS
from cleanclaim.x12.columns.standing import Standing
from cleanclaim.x12.guides.tables import QUALIFIERS, SegmentRule
from cleanclaim.x12.situations.checking import rules_of
from cleanclaim.x12.situations.situation import Situation

# by segment name: the rules that are certainly quiet where the function says so
Prover = tuple[frozenset[str], Callable[[Standing, Ints], Truths]]
_PROOFS: dict[str, tuple[Prover, ...]] = {}
for _name, _rules, _proof in (*CLAIM_PROOFS, *PAYMENT_PROOFS):
    _PROOFS[_name] = (*_PROOFS.get(_name, ()), (frozenset(_rules.split()), _proof))


@dataclass(slots=True)
class Suspicion:
    """What is asked of each row; one for a whole run.

    unproved  the rows of which a rule is asked that has no proof
    provers   the rows that each proof is wanted for
    """

    unproved: list[int] = field(default_factory=list)
    provers: dict[Callable[[Standing, Ints], Truths], list[int]] = field(default_factory=dict)
    _seen: int = 1

    def suspects(self, standing: Standing) -> Ints:
        """The segments that are not proved quiet, ascending."""
        rows = standing.rows
        for number in range(self._seen, len(rows.rules)):
            rule = rows.rules[number]
            assert rule is not None, "rows are numbered from 1 on"
            self._learn(number, rule, rows.spots[number], qualified=rows.qualified[number])
        self._seen = len(rows.rules)
        found = [standing.of_rows(self.unproved)]
        for prove, numbers in self.provers.items():
            segments = standing.of_rows(numbers)
            if len(segments):
                quiet = prove(standing, segments)
                quiet[standing.cells.layouts[segments] == 0] = False
                if len(standing.cells.odd):  # texts beyond ASCII may be alike in other bytes
                    quiet[np.isin(segments, standing.cells.odd)] = False
                found.append(segments[~quiet])
        return np.unique(np.concatenate(found))

    def _learn(self, number: int, rule: SegmentRule, spot: tuple[str, str], *, qualified: bool) -> None:
        called, loop_id = spot
        asked = {each.rule_id for each in _asked(called, loop_id, rule, qualified=qualified)}
        for proved, prove in _PROOFS.get(rule.name, ()):
            if proved & asked:
                self.provers.setdefault(prove, []).append(number)
                asked -= proved
        if asked:
            self.unproved.append(number)


def _asked(called: str, loop_id: str, rule: SegmentRule, *, qualified: bool) -> list[Situation]:
    """The rules asked of the segments of a row; a row that names its qualifiers is spared those of others."""
    fitting = (
        each for each in rules_of(called, of_parts=True)[loop_id].rules if each.segment_name == rule.name
    )
    by_first = QUALIFIERS.get(rule.name, (0,))[0] == 1
    told = frozenset(rule.qualifiers) if qualified and by_first else frozenset()
    return [each for each in fitting if not (told and each.only and not told & each.qualifiers)]
