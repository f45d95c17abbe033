"""What the columns prove of the equations of an 835; a claim that does not add up is read as rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanclaim.core.money import Money
from cleanclaim.x12.balancing import claim_payment, transaction_payment
from cleanclaim.x12.columns.amounts import Amounts
from cleanclaim.x12.columns.cells import Cells, Ints, Vocabulary, packed
from cleanclaim.x12.columns.picking import pick
from cleanclaim.x12.columns.running import Part

_CLAIM_ENDS = ("CLP", "LX", "PLB", "SE")


def check_payments(cells: Cells, vocabulary: Vocabulary, parts: list[Part], amounts: Amounts) -> None:
    """Lines, claims and transactions of these parts; findings go to their sets."""
    claims = np.flatnonzero(vocabulary.named("CLP")[cells.tokens])
    ends = _ends(cells, vocabulary, claims, _CLAIM_ENDS)
    unequal = np.flatnonzero(_unequal_claims(cells, vocabulary, (claims, ends), amounts))
    paid, provider = _sums(amounts.paid, claims, cells.count), _provider_sums(cells, vocabulary, amounts)
    payments = np.flatnonzero(vocabulary.named("BPR")[cells.tokens])
    for part in parts:
        running = part.running
        if running.failed:
            continue
        running.paid += int(paid[part.high] - paid[part.low])
        running.provider += int(provider[part.high] - provider[part.low])
        for at in payments[np.searchsorted(payments, part.low) : np.searchsorted(payments, part.high)][
            :1
        ].tolist():
            running.payment = running.payment or cells.segment(at, part.before + at - part.low + 1)
        low, high = np.searchsorted(claims[unequal], (part.low, part.high))
        try:
            for one in unequal[low:high].tolist():
                _as_rows(cells, part, range(int(claims[one]), min(int(ends[one]), part.high)))
            if part.closes:
                sums = Money(running.paid), Money(running.provider)
                running.balance += transaction_payment(running.at, running.payment, sums)
        except ValueError:  # an amount that is none: of such a set no sum is compared
            running.failed = True


def _as_rows(cells: Cells, part: Part, at: range) -> None:
    running = part.running
    for claim in part.replay(cells, at).descendants("2100"):
        running.balance += claim_payment(running.at, claim)


def _ends(cells: Cells, vocabulary: Vocabulary, begins: Ints, names: tuple[str, ...]) -> Ints:
    """Where what begins there ends: at the next segment of these names."""
    bounds = np.flatnonzero(vocabulary.named(*names)[cells.tokens])
    found: Ints = np.append(bounds, cells.count)[np.searchsorted(bounds, begins, side="right")]
    return found


def _sums(values: Ints, chosen: Ints | NDArray[np.bool_], count: int) -> Ints:
    """Running sums of the chosen segments' values: the sum from a to b is sums[b] - sums[a]."""
    kept, sums = np.zeros(count, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    kept[chosen] = values[chosen]
    np.cumsum(kept, out=sums[1:])
    return sums


def _provider_sums(cells: Cells, vocabulary: Vocabulary, amounts: Amounts) -> Ints:
    return _sums(amounts.adjusted, vocabulary.named("PLB")[cells.tokens], cells.count)


def _unequal_claims(
    cells: Cells, vocabulary: Vocabulary, spans: tuple[Ints, Ints], amounts: Amounts
) -> NDArray[np.bool_]:
    (claims, ends), count = spans, cells.count
    lines = np.flatnonzero(vocabulary.named("SVC")[cells.tokens])
    line_ends = _ends(cells, vocabulary, lines, ("SVC", *_CLAIM_ENDS))
    reasons = np.flatnonzero(vocabulary.named("CAS")[cells.tokens])
    adjusted, charged = _sums(amounts.adjusted, reasons, count), _sums(amounts.charge, lines, count)
    owing = reasons[pick(cells, vocabulary, reasons, element=1).words() == packed("PR")]
    owed = _sums(amounts.adjusted, owing, count)
    wrong = amounts.charge[lines] - (adjusted[line_ends] - adjusted[lines]) != amounts.paid[lines]
    wrong_lines = np.zeros(count + 1, dtype=np.int64)
    wrong_lines[lines[wrong] + 1] = 1
    wrong_lines = np.cumsum(wrong_lines)
    held = np.searchsorted(lines, ends) > np.searchsorted(lines, claims)
    stated = pick(cells, vocabulary, claims, element=5).length > 0
    found: NDArray[np.bool_] = wrong_lines[ends] > wrong_lines[claims]
    found |= amounts.charge[claims] - (adjusted[ends] - adjusted[claims]) != amounts.paid[claims]
    found |= held & (charged[ends] - charged[claims] != amounts.charge[claims])
    found |= stated & (owed[ends] - owed[claims] != amounts.owed[claims])
    found |= cells.layouts[claims] == 0
    return found
