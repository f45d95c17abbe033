"""Proofs that situational rules of remittances are quiet, for those asked in almost every claim."""

from __future__ import annotations

import numpy as np

from cleanclaim.x12.columns.cells import LOW, Ints
from cleanclaim.x12.columns.numerals import Truths, cents
from cleanclaim.x12.columns.picking import doubled
from cleanclaim.x12.columns.standing import CLAIM_ENDS, Standing

_LINE_ENDS = ("SVC", *CLAIM_ENDS)
_REASONS = range(2, 18, 3)
_REASON_BYTES, _GROUP_BYTES = 5, 3


def _denied(standing: Standing, segments: Ints) -> Truths:
    """Of a CLP: not denied, or nothing is paid and there is a reason."""
    unpaid = standing.amounts.paid[segments] == 0
    reasoned = standing.holds(segments, standing.ends(segments, *CLAIM_ENDS), standing.named("CAS"))
    found: Truths = ~standing.pick(segments, 2).says("4") | (unpaid & reasoned)
    return found


def _taken_back(standing: Standing, segments: Ints) -> Truths:
    """Of a CLP: no reversal, or its charge is not above zero."""
    return ~standing.pick(segments, 2).says("22") | (standing.amounts.charge[segments] <= 0)


def _sent_on(standing: Standing, segments: Ints) -> Truths:
    """Of a CLP: not sent on, or the next payer is named."""
    named, ends = standing.told("2100", "NM1", "TT"), standing.ends(segments, *CLAIM_ENDS)
    return ~standing.pick(segments, 2).says("19", "20", "21") | standing.holds(segments, ends, named)


def _dated(standing: Standing, segments: Ints) -> Truths:
    """Of a SVC: its line or its claim has a date."""
    claims = standing.before(segments, standing.at("2100", "CLP"))
    lines = standing.told("2110", "DTM", "150", "472")
    whole = standing.told("2100", "DTM", "232")
    found = standing.holds(segments, standing.ends(segments, *_LINE_ENDS), lines)
    return found | ((claims >= 0) & standing.holds(claims, segments, whole))


def _in_time(standing: Standing, segments: Ints) -> Truths:
    day, proved = standing.days(segments, 2)
    return proved & (day <= standing.written(segments))


def _once(standing: Standing, segments: Ints) -> Truths:
    """Of a CAS: no reason stands twice in a group of the claim or line."""
    holders = standing.before(segments, standing.named("SVC", "CLP"))
    group = standing.pick(segments, 1)
    quiet = (group.length <= _GROUP_BYTES) & (holders >= 0)
    found = []
    for element in _REASONS:
        reason = standing.pick(segments, element)
        quiet &= reason.length <= _REASON_BYTES
        rows = np.flatnonzero(reason.length > 0)
        packed_up = (reason.words() & LOW[_REASON_BYTES]) | (group.words() << np.uint64(8 * _REASON_BYTES))
        found.append((holders[rows], packed_up[rows]))
    twice = doubled(np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found]))
    return quiet & ~np.isin(holders, twice)


def _units(standing: Standing, segments: Ints) -> Truths:
    picked = standing.pick(segments, 5)
    value, _, proved = cents(standing.cells, picked.start, picked.end)
    found: Truths = (picked.length == 0) | (proved & (value != 0)) | (standing.amounts.paid[segments] <= 0)
    return found


# segment; the rules of which it is proved that they are quiet; where they are
PAYMENT_PROOFS = (
    ("CLP", "denied-yet-paid no-reason", _denied),
    ("CLP", "reversal-signs", _taken_back),
    ("CLP", "crossover", _sent_on),
    ("SVC", "service-date", _dated),
    ("SVC", "units", _units),
    ("DTM", "service-after-payment", _in_time),
    ("CAS", "group-twice", _once),
)
