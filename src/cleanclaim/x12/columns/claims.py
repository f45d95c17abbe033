"""What the columns prove of the claims of an 837, and what they hand to the rows level by level.

A level (HL) is read as rows when a charge does not add up, when another payer has paid or decided a line, or
when a situational rule is not proved quiet (suspecting.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanclaim.x12.balancing import claim_charges
from cleanclaim.x12.columns.cells import Cells, Ints, Vocabulary, packed
from cleanclaim.x12.columns.numerals import Truths, whole
from cleanclaim.x12.columns.picking import pick
from cleanclaim.x12.columns.running import PATIENT_LEVEL, Part, spans
from cleanclaim.x12.columns.standing import Standing
from cleanclaim.x12.situations import check_part

_PROVIDER, _SUBSCRIBER, _PATIENT = packed("20"), packed("22"), packed("23")
_PAID_BY_OTHERS = packed("AMT") | packed("D") << 24
_ZERO = 48


def check_levels(standing: Standing, parts: list[Part], suspects: Ints) -> None:
    """Hierarchy, situations and charges of the levels of these parts; findings go to their sets.

    suspects  the segments for which a situational rule is not proved quiet
    """
    cells, vocabulary = standing.cells, standing.vocabulary
    heads = standing.named("HL")
    _hierarchy(cells, vocabulary, parts, heads)
    told = vocabulary.told(PATIENT_LEVEL)
    heads = heads[~told[cells.tokens[heads]]]  # a patient is read with the subscriber
    doubtful = [suspects, _unequal(standing), standing.named("SVD")]
    doubtful.append(np.flatnonzero(vocabulary.told(_PAID_BY_OTHERS)[cells.tokens]))
    wanted = np.unique(np.concatenate(doubtful))
    for part in parts:
        for span in spans(part, heads, wanted):
            if part.running.failed or not _as_rows(cells, part, span):
                part.running.failed = True  # an amount is none: of such a set no sum is compared
                break
        part.note_numbers(standing, standing.at("2300", "CLM"))


def _as_rows(cells: Cells, part: Part, at: range) -> bool:
    """Check one level as rows; False when it holds an amount that cannot be read."""
    running = part.running
    root = part.replay(cells, at)
    running.situations += check_part(running.at, root, is_first=part.is_head(at))
    try:
        running.balance += claim_charges(running.at, root)
    except ValueError:
        return False
    return True


def _unequal(standing: Standing) -> Ints:
    """The claims whose charge is not the sum of their lines'."""
    amounts, total = standing.amounts, np.zeros(standing.cells.count + 1, dtype=np.int64)
    lines, claims = standing.named("SV1", "SV2", "SV3"), standing.named("CLM")
    total[lines + 1] = amounts.charge[lines]
    np.cumsum(total, out=total)
    ends = standing.ends(claims, "CLM", "HL", "SE")
    differs: Ints = claims[total[ends] - total[claims] != amounts.charge[claims]]
    return differs


@dataclass(frozen=True, slots=True)
class _Heads:
    """HL01, HL02, HL03 (packed) and whether HL04 says 1, of the levels of one part."""

    number: Ints
    parent: Ints
    kind: Ints
    below: Truths


def _hierarchy(cells: Cells, vocabulary: Vocabulary, parts: list[Part], heads: Ints) -> None:
    """A set with a level that is not numbered or marked right goes the way of rows."""
    number, first = _numbered(cells, vocabulary, heads, 1)
    parent, second = _numbered(cells, vocabulary, heads, 2)
    kinds = pick(cells, vocabulary, heads, element=3).words().astype(np.int64)
    below = pick(cells, vocabulary, heads, element=4).words() == packed("1")
    readable = first & second & (number > 0)
    for part in parts:
        own = slice(int(np.searchsorted(heads, part.low)), int(np.searchsorted(heads, part.high)))
        if part.running.failed or (own.start == own.stop and not part.closes):
            continue
        mine = _Heads(number[own], parent[own], kinds[own], below[own])
        if not readable[own].all() or not _rightly_nested(part, mine):
            part.running.failed = True


def _numbered(cells: Cells, vocabulary: Vocabulary, heads: Ints, element: int) -> tuple[Ints, Truths]:
    """The numbers of HL01 or HL02 (0 = empty), and where they are written as we would write them."""
    picked = pick(cells, vocabulary, heads, element=element)
    value, proved = whole(cells, picked.end, picked.length)
    proved &= (picked.length == 0) | (cells.buffer[picked.start] != _ZERO)
    return value, proved


def _rightly_nested(part: Part, heads: _Heads) -> bool:
    """Whether levels count on, lie in the last one of the kind above, and say rightly what follows."""
    levels, count = part.running.levels, len(heads.number)
    provider = _last_of(levels.provider, heads, _PROVIDER)
    subscriber = _last_of(levels.subscriber, heads, _SUBSCRIBER)
    lies_in = np.where(heads.kind == _SUBSCRIBER, provider[:-1], 0)
    lies_in = np.where(heads.kind == _PATIENT, subscriber[:-1], lies_in)
    kinds = np.concatenate(([levels.waiting[0]], heads.kind))
    told = np.concatenate(([levels.waiting[1]], heads.below)).astype(np.bool_)
    following = np.append(kinds[1:], 0)
    nested = (kinds == _PROVIDER) & (following == _SUBSCRIBER)
    nested |= (kinds == _SUBSCRIBER) & (following == _PATIENT)
    decided = len(kinds) if part.closes else len(kinds) - 1  # the last one waits for what follows it
    right = (heads.number == levels.count + 1 + np.arange(count)).all() and (heads.parent == lies_in).all()
    if not right or (told != nested)[:decided].any():
        return False
    levels.count += count
    levels.provider, levels.subscriber = int(provider[-1]), int(subscriber[-1])
    levels.waiting = (int(kinds[-1]), int(told[-1]))
    return True


def _last_of(before: int, heads: _Heads, kind: int) -> Ints:
    """Before each level and behind the last one, the number of the last level of that kind; 0 = none yet."""
    found: Ints = np.maximum.accumulate(
        np.concatenate(([before], np.where(heads.kind == kind, heads.number, 0)))
    )
    return found
