"""What the columns prove of an 835: equations and situations; claims that are in doubt are read as rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanclaim.core.money import Money
from cleanclaim.x12.balancing import claim_payment, transaction_payment
from cleanclaim.x12.columns.cells import Ints
from cleanclaim.x12.columns.numerals import Truths
from cleanclaim.x12.columns.running import Part, spans
from cleanclaim.x12.columns.standing import Standing
from cleanclaim.x12.situations import check_part

_CLAIM_ENDS = ("CLP", "LX", "PLB", "SE")


def check_payments(standing: Standing, parts: list[Part], suspects: Ints) -> None:
    """Lines, claims and transactions of these parts; findings go to their sets.

    suspects  the segments for which a situational rule is not proved quiet
    """
    cells, amounts = standing.cells, standing.amounts
    claims = standing.named("CLP")
    wanted = np.union1d(suspects, claims[_unequal_claims(standing, claims)])
    paid = _sums(amounts.paid, claims, cells.count)
    provider = _sums(amounts.adjusted, standing.named("PLB"), cells.count)
    payments = standing.named("BPR")
    for part in parts:
        running = part.running
        if running.failed:
            continue
        running.paid += int(paid[part.high] - paid[part.low])
        running.provider += int(provider[part.high] - provider[part.low])
        own = payments[np.searchsorted(payments, part.low) : np.searchsorted(payments, part.high)]
        for at in own[:1].tolist():
            running.payment = running.payment or cells.segment(at, part.before + at - part.low + 1)
        try:
            _check(standing, part, wanted)
        except ValueError:  # an amount that is none: of such a set no sum is compared
            running.failed = True


def _check(standing: Standing, part: Part, wanted: Ints) -> None:
    """Claims in doubt as rows, and the transaction where it ends. ValueError for an amount that is none."""
    running, cells = part.running, standing.cells
    for span in spans(part, standing.named(*_CLAIM_ENDS), wanted):
        if running.failed:
            return
        root = part.replay(cells, span)
        running.situations += check_part(running.at, root, is_first=part.is_head(span))
        for claim in root.descendants("2100"):
            running.balance += claim_payment(running.at, claim)
    if part.closes:
        sums = Money(running.paid), Money(running.provider)
        running.balance += transaction_payment(running.at, running.payment, sums)
    claims = standing.at("2100", "CLP")
    part.note_numbers(standing, claims, reversed_ones=standing.pick(claims, 2).says("22"))


def _sums(values: Ints, chosen: Ints | NDArray[np.bool_], count: int) -> Ints:
    """Running sums of the chosen segments' values: the sum from a to b is sums[b] - sums[a]."""
    kept, sums = np.zeros(count, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    kept[chosen] = values[chosen]
    np.cumsum(kept, out=sums[1:])
    return sums


def _unequal_claims(standing: Standing, claims: Ints) -> Truths:
    """Where a claim, or one of its lines, does not add up."""
    count, amounts = standing.cells.count, standing.amounts
    ends, lines, reasons = standing.ends(claims, *_CLAIM_ENDS), standing.named("SVC"), standing.named("CAS")
    line_ends = standing.ends(lines, "SVC", *_CLAIM_ENDS)
    adjusted, charged = _sums(amounts.adjusted, reasons, count), _sums(amounts.charge, lines, count)
    owed = _sums(amounts.adjusted, reasons[standing.pick(reasons, 1).says("PR")], count)
    wrong = amounts.charge[lines] - (adjusted[line_ends] - adjusted[lines]) != amounts.paid[lines]
    held = standing.holds(claims, ends, lines)
    stated = standing.pick(claims, 5).length > 0
    found = standing.holds(claims, ends, lines[wrong])
    found |= amounts.charge[claims] - (adjusted[ends] - adjusted[claims]) != amounts.paid[claims]
    found |= held & (charged[ends] - charged[claims] != amounts.charge[claims])
    found |= stated & (owed[ends] - owed[claims] != amounts.owed[claims])
    found |= standing.cells.layouts[claims] == 0
    return found
