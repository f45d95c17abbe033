"""Several tests or therapies of one day: what repeats of the technical part, reading or room costs less.

    4  imaging         technical part 50 %, professional part 95 % after the dearest of each
                       [Social Security Act s. 1848(b)(4), (10)]
    5  therapy         half of the practice expense on every unit but the one with the most of it
                       [Social Security Act s. 1848(b)(7); CMS Pub 100-04 ch. 5 s. 10.7]
    6  cardiovascular  technical part 75 %        7  ophthalmology  technical part 80 %
                       [CY2013 PFS final rule (unverified)]

The number is the schedule's multiple procedure indicator. A reduction is taken from the fee in whole cents,
so that a service without one keeps its fee to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cleanclaim.charges.medicare_adjustments import percent_of
from cleanclaim.charges.medicare_fee import MedicareFee, RelativeValues, Unpriced
from cleanclaim.core.money import ZERO, Money

RULES = ("4", "5", "6", "7")
_TECHNICAL_PERCENT = {"4": Decimal(50), "6": Decimal(75), "7": Decimal(80)}
_READING_PERCENT = Decimal(95)
_WORDS = {"4": "imaging", "6": "cardiovascular tests", "7": "ophthalmological tests"}


@dataclass(frozen=True, slots=True)
class Parts:
    """One line of a day, and its fee for one unit in parts.

    technical, reading  shares of `fee`; None when the schedule does not tell them apart
    with_half_expense   the fee with half the practice expense; only therapy asks for it
    expense             practice expense at the place, in hundredths, that ranks therapies
    """

    values: RelativeValues
    units: int
    fee: MedicareFee
    technical: Money | None = ZERO
    reading: Money | None = ZERO
    with_half_expense: MedicareFee | None = None
    expense: int = 0

    @property
    def rule(self) -> str:
        """The multiple procedure indicator."""
        return self.values.row["mult_proc"]


UnitFees = tuple[tuple[int, MedicareFee], ...]  # how many units at which fee, all for one line


def unit_fees(lines: Sequence[Parts]) -> tuple[UnitFees | Unpriced, ...]:
    """The fees of the units of a day's lines, in the order given; lines under no rule keep theirs.

    All lines are of one patient, day and clinician or group. The dearest unit is the first of its line.
    """
    fees: list[UnitFees | Unpriced] = [((line.units, line.fee),) for line in lines]
    for rule in RULES:
        members = [position for position, line in enumerate(lines) if line.rule == rule]
        if sum(lines[position].units for position in members) < 2:
            continue
        chosen = _therapies(lines, members) if rule == "5" else _tests(lines, members, rule)
        for position, fee in zip(members, chosen, strict=True):
            fees[position] = fee
    return tuple(fees)


def _therapies(lines: Sequence[Parts], members: list[int]) -> Iterable[UnitFees | Unpriced]:
    first = max(members, key=lambda position: (lines[position].expense, -position))
    for position in members:
        line = lines[position]
        assert line.with_half_expense is not None, "a therapy comes with both of its fees"
        full = 1 if position == first else 0
        yield _counted((full, line.fee), (line.units - full, line.with_half_expense))


def _tests(lines: Sequence[Parts], members: list[int], rule: str) -> Iterable[UnitFees | Unpriced]:
    untold = [lines[each].values.key for each in members if lines[each].technical is None]
    if untold:
        reason = f"the schedule does not tell the technical part of {untold[0]}, which ranks among its like"
        return [Unpriced(f"{lines[each].values.key}: {reason}") for each in members]
    top_technical = max(members, key=lambda each: (_cents(lines[each].technical), -each))
    top_reading = max(members, key=lambda each: (_cents(lines[each].reading), -each))
    return [
        _test(lines[each], rule, keeps_technical=each == top_technical, keeps_reading=each == top_reading)
        for each in members
    ]


def _test(line: Parts, rule: str, *, keeps_technical: bool, keeps_reading: bool) -> UnitFees:
    technical = (
        _TECHNICAL_PERCENT[rule],
        line.technical or ZERO,
        f"technical part of further {_WORDS[rule]}",
    )
    reading_percent = _READING_PERCENT if rule == "4" else Decimal(100)
    reading = (reading_percent, line.reading or ZERO, "reading of further imaging")
    later = _less(_less(line.fee, *technical), *reading)
    if not (keeps_technical or keeps_reading):
        return _counted((line.units, later))
    first = line.fee
    if not keeps_technical:
        first = _less(first, *technical)
    if not keeps_reading:
        first = _less(first, *reading)
    return _counted((1, first), (line.units - 1, later))


def _less(fee: MedicareFee, percent: Decimal, part: Money, words: str) -> MedicareFee:
    cut = part - percent_of(part, percent)
    if not cut:
        return fee
    amount = fee.amount - cut
    step = f"{fee.amount} - ({part} - {part} x {percent} %) = {amount} ({words})"
    return replace(fee, amount=amount, formula=(*fee.formula, step))


def _counted(*groups: tuple[int, MedicareFee]) -> UnitFees:
    return tuple((count, fee) for count, fee in groups if count)


def _cents(amount: Money | None) -> int:
    return amount.cents if amount else 0
