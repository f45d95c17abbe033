"""The day that the medical codes of every segment are asked for, as code_sets.py has it, of all claims."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleanclaim.x12.columns.cells import Cells, Ints, Vocabulary, packed
from cleanclaim.x12.columns.numerals import Truths, dates
from cleanclaim.x12.columns.picking import pick

_STAY = packed("DTP") | packed("434") << 24
_SERVED = {packed("DTP") | packed("472") << 24: 3, packed("DTM") | packed("150") << 24: 2,
           packed("DTM") | packed("472") << 24: 2}  # fmt: skip
_HYPHEN, _LAST_DAY = 45, 99_999_999


def service_days(cells: Cells, vocabulary: Vocabulary, begins: Sequence[int]) -> tuple[Ints, Ints]:
    """By segment the day as CCYYMMDD, 0 = none; and the dates that only the rows know how to read.

    begins  where the sets, or their parts in these bytes, begin
    """
    tokens, count = cells.tokens, cells.count
    bounds = np.flatnonzero(vocabulary.named("CLM", "CLP", "HL", "SE")[tokens])
    bounds = np.unique(np.concatenate((bounds, [0], np.array(begins, dtype=np.int64))))
    claim_of = np.searchsorted(bounds, np.arange(count), side="right") - 1
    stays, stay_days, odd_stays = _dated(cells, vocabulary, _STAY, 3, last=True)
    found = [_dated(cells, vocabulary, token, element, last=False) for token, element in _SERVED.items()]
    served, days = np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])
    order = np.argsort(served)
    served, days = served[order], days[order]
    whole = np.full(len(bounds), _LAST_DAY, dtype=np.int64)
    np.minimum.at(whole, claim_of[served], days)
    held, first = np.unique(claim_of[stays], return_index=True)
    whole[held] = stay_days[first]
    whole[whole == _LAST_DAY] = 0
    chosen = whole[claim_of]
    services = np.flatnonzero(vocabulary.named("SV1", "SV2", "SV3", "SVC", "SVD")[tokens])
    services = services[~np.isin(claim_of[services], held)]
    own = _own(cells, vocabulary, services, (served, claim_of))
    chosen[services[own >= 0]] = days[own[own >= 0]]
    doubtful = np.sort(np.concatenate([odd_stays, *(one[2] for one in found)]))
    return chosen, doubtful


def _own(cells: Cells, vocabulary: Vocabulary, services: Ints, dated: tuple[Ints, Ints]) -> Ints:
    """Which of the dates is a service's own: the next before another line, within its claim; -1 = none."""
    served, claim_of = dated
    if not len(served):
        return np.full(len(services), -1)
    lines = np.append(np.flatnonzero(vocabulary.named("LX", "SV1", "SV2", "SVC")[cells.tokens]), cells.count)
    following = np.searchsorted(served, services)
    there = following < len(served)
    at = served[np.minimum(following, len(served) - 1)]
    mine: Truths = there & (at < lines[np.searchsorted(lines, services, side="right")])
    mine &= claim_of[at] == claim_of[services]
    found: Ints = np.where(mine, following, -1)
    return found


def _dated(
    cells: Cells, vocabulary: Vocabulary, token: int, element: int, *, last: bool
) -> tuple[Ints, Ints, Ints]:
    """The segments of a token with a day that can be read, the days, and the segments that are in doubt."""
    number = vocabulary.tokens.known.get(token, -1)
    segments = np.flatnonzero(cells.tokens == number)
    picked = pick(cells, vocabulary, segments, element=element)
    qualifier = pick(cells, vocabulary, segments, element=1)
    span = (picked.length == 17) & (cells.buffer[picked.start + 8] == _HYPHEN) & (element == 3)
    doubt = ((picked.length != 8) & ~span) | (qualifier.length != 3)
    end = np.where(span & (not last), picked.start + 8, picked.end)
    value, proved = dates(cells, end, np.full(len(segments), 8))
    proved &= ~doubt
    return segments[proved], value[proved], segments[doubt]
