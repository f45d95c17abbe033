"""Making a finding about an equation: which sums, what they are, what the file says, in whole cents."""

from __future__ import annotations

from functools import lru_cache

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.reports import TYPE_3
from cleanclaim.x12.segments import Segment

RULE = "x12.balance"

_CAS_AMOUNTS = (3, 6, 9, 12, 15, 18)

Spot = tuple[Segment, str, int]  # a segment, the loop it lies in, one of its elements


def amount(segment: Segment | None, number: int) -> Money:
    """The amount of an element, zero when it is absent. Raises ValueError when it is not an amount."""
    text = segment.element(number) if segment is not None else ""
    return _parsed(text) if text else ZERO


_parsed = lru_cache(maxsize=65_536)(Money.parse)  # amounts repeat, and reading one is what balancing costs


def adjustments_total(loop: Loop, *groups: str) -> Money:
    """The sum of a loop's CAS amounts, signs as sent; with `groups` only of those (CO, PR, OA, PI)."""
    return Money.total(
        amount(each, number)
        for each in loop.segments
        if each.name == "CAS" and (not groups or each.element(1) in groups)
        for number in _CAS_AMOUNTS
        if number <= len(each.elements)
    )


def unequal(
    transaction_set: TransactionSet,
    spot: Spot,
    equation: str,
    sides: tuple[Money, Money],
    *,
    sums: str,
    citation: str,
) -> Finding:
    """That the two sides, as stated and as computed, differ; `sums` says what was summed."""
    stated, computed = sides
    name = f"{spot[0].name}{spot[2]:02d}"
    message = f"{sums} is {computed}, {name} says {stated}: off by {stated - computed}"
    return balance_finding(
        transaction_set, spot, equation, message, values=(str(stated), str(computed)), citation=citation
    )


def mild(
    transaction_set: TransactionSet, spot: Spot, equation: str, message: str, *, values: tuple[str, str]
) -> Finding:
    """The same, where it misleads nobody about money that moves: advises only."""
    return balance_finding(transaction_set, spot, equation, message, values=values, severity=Severity.ADVISE)


def balance_finding(
    transaction_set: TransactionSet,
    spot: Spot,
    equation: str,
    message: str,
    *,
    values: tuple[str, str],
    severity: Severity = Severity.REJECT,
    citation: str = "",
) -> Finding:
    """A finding of SNIP type 3 at an element; `values` are the one found and the one wanted."""
    segment, loop_id, number = spot
    (found, wanted), name = values, f"{segment.name}{number:02d}"
    return Finding(
        f"{RULE}.{equation}",
        severity,
        transaction_set.place_of(segment, loop_id, name),
        message,
        found=found,
        wanted=wanted,
        next_step="ask the sender for a corrected file" if severity is Severity.REJECT else "",
        citation=citation,
        codes=(TYPE_3, ("LOOP", loop_id), ("ELEMENT", str(number)), ("EQUATION", equation)),
    )
