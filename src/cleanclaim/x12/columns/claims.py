"""What the columns prove of the claims of an 837, and what they hand to the rows level by level.

A level (HL) is read as rows when a charge does not add up, when another payer has paid, or when one of the
situational rules is not certainly quiet. Which rules are known here is listed; with any other all levels are
read as rows, so that no rule is ever skipped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanclaim.x12.balancing import claim_charges
from cleanclaim.x12.columns.amounts import Amounts
from cleanclaim.x12.columns.cells import Cells, Ints, Vocabulary, packed
from cleanclaim.x12.columns.numerals import Truths, whole
from cleanclaim.x12.columns.picking import pick
from cleanclaim.x12.columns.running import PATIENT_LEVEL, Part
from cleanclaim.x12.situations import SITUATIONS, check_situations

_QUIET_WHEN_PROVED = frozenset(
    {"replacement", "accident-date", "accident-state", "patient", "anesthesia-minutes"}
)
_PROVIDER, _SUBSCRIBER, _PATIENT = packed("20"), packed("22"), packed("23")
_PAID_BY_OTHERS = packed("AMT") | packed("D") << 24
_ZERO = 48


def check_levels(cells: Cells, vocabulary: Vocabulary, parts: list[Part], amounts: Amounts) -> None:
    """Hierarchy, situations and charges of the levels of these parts; findings go to their sets."""
    heads = np.flatnonzero(vocabulary.named("HL")[cells.tokens])
    _hierarchy(cells, vocabulary, parts, heads)
    suspects = _suspects(cells, vocabulary, amounts)
    heads = heads[
        ~vocabulary.told(PATIENT_LEVEL)[cells.tokens[heads]]
    ]  # a patient is read with the subscriber
    for part in parts:
        if part.running.failed:
            continue
        own = heads[np.searchsorted(heads, part.low) : np.searchsorted(heads, part.high)]
        ends = np.append(own[1:], part.high - part.closes)
        wanted = np.searchsorted(suspects, ends) > np.searchsorted(suspects, own)
        lacking = _patients_unproved(cells, vocabulary, part)
        wanted |= np.searchsorted(lacking, ends) > np.searchsorted(lacking, own)
        for begin, end in zip(own[wanted].tolist(), ends[wanted].tolist(), strict=True):
            if not _as_rows(cells, part, range(begin, end)):
                part.running.failed = True  # an amount is none: of such a set no sum is compared
                break


def _as_rows(cells: Cells, part: Part, at: range) -> bool:
    """Check one level as rows; False when it holds an amount that cannot be read."""
    running = part.running
    root = part.replay(cells, at)
    running.situations += check_situations(running.at, root)
    try:
        running.balance += claim_charges(running.at, root)
    except ValueError:
        return False
    return True


def _patients_unproved(cells: Cells, vocabulary: Vocabulary, part: Part) -> Ints:
    """Levels with claims of their own that lack what is asked when the subscriber is the patient."""
    following, is_claim = [*part.begins[1:], part.high], vocabulary.named("CLM")
    lacking = [
        begin for begin, step, after in zip(part.begins, part.steps, following, strict=True)
        if not step.patient and after < part.high and is_claim[cells.tokens[after]]
    ]  # fmt: skip
    return np.array(lacking, dtype=np.int64)


def _suspects(cells: Cells, vocabulary: Vocabulary, amounts: Amounts) -> Ints:
    """Segments whose level is to be read as rows, ascending."""
    tokens = cells.tokens
    claims = np.flatnonzero(vocabulary.named("CLM")[tokens])
    found = [
        _unequal(cells, vocabulary, claims, amounts),
        np.flatnonzero(vocabulary.told(_PAID_BY_OTHERS)[tokens]),
    ]
    if {situation.rule_id for situation in SITUATIONS} - _QUIET_WHEN_PROVED:
        found.append(claims)
    frequency = pick(cells, vocabulary, claims, element=5, part=3).words()
    causes = pick(cells, vocabulary, claims, element=11).length
    found.append(claims[(frequency == packed("7")) | (frequency == packed("8")) | (causes > 0)])
    services = np.flatnonzero(vocabulary.named("SV1")[tokens])
    procedure = pick(cells, vocabulary, services, element=1, part=2)
    anesthesia = (procedure.length == 5) & (cells.buffer[procedure.start] == _ZERO)
    anesthesia &= cells.buffer[procedure.start + 1] <= _ZERO + 1
    minutes = pick(cells, vocabulary, services, element=3).words() == packed("MJ")
    found.append(services[anesthesia & ~minutes])
    found.append(claims[cells.layouts[claims] == 0])
    found.append(services[cells.layouts[services] == 0])
    return np.unique(np.concatenate(found))


def _unequal(cells: Cells, vocabulary: Vocabulary, claims: Ints, amounts: Amounts) -> Ints:
    """The claims whose charge is not the sum of their lines'."""
    tokens, total = cells.tokens, np.zeros(cells.count + 1, dtype=np.int64)
    bounds = np.flatnonzero(vocabulary.named("CLM", "HL", "SE")[tokens])
    lines = vocabulary.named("SV1", "SV2", "SV3")[tokens]
    np.cumsum(np.where(lines, amounts.charge, 0), out=total[1:])
    ends = np.append(bounds, cells.count)[np.searchsorted(bounds, claims, side="right")]
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
