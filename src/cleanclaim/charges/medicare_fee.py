"""The physician fee schedule amount of one service: exact integers, rounded once, with its formula.

    fee = (work x GPCI work + practice expense x GPCI PE + malpractice x GPCI MP) x conversion factor

rounded once, half up, to the cent [42 CFR 414.20]. The place of service decides which practice expense counts
[42 CFR 414.22(b)(5)]. Units: relative values in hundredths, indices in thousandths, the factor in
ten-thousandths, so that no amount is ever a binary fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cleanclaim.charges.medicare_rates import ConversionFactor
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.reference.place_of_service import find
from cleanclaim.reference.tables.records import TableRow

PRICED = frozenset("ART")
_NOT_PRICED = {
    "B": "it is always paid within another service (status B)",
    "C": "the contractor sets the price (status C)",
    "E": "it is excluded from the fee schedule by regulation (status E)",
    "I": "Medicare uses another code for it (status I)",
    "J": "anesthesia is paid by base units and time (status J)",
    "M": "it only measures performance (status M)",
    "N": "Medicare does not cover it (status N)",
    "P": "it is bundled or excluded (status P)",
    "X": "it is not paid by the physician fee schedule (status X)",
}
_PER_CENT = 10_000_000  # hundredths x thousandths x ten-thousandths, in one cent


@dataclass(frozen=True, slots=True)
class MedicareFee:
    """An amount with every step that led to it, and the table rows it rests on."""

    amount: Money
    formula: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Unpriced:
    """No amount can be told, and why: neither zero nor a guess."""

    reason: str


@dataclass(frozen=True, slots=True)
class RelativeValues:
    """One row of the relative value file. Values in hundredths of a unit; the rest as the file has it.

    key  the code, with -26, -TC or -53 when the row is for that modifier
    """

    key: str
    row: TableRow
    work: int
    office_expense: int
    facility_expense: int
    malpractice: int
    cap_expense: tuple[int, int]
    cap_malpractice: int

    @classmethod
    def of(cls, row: TableRow) -> RelativeValues:
        """From a row of the `mpfs` table. Raises ValueError when a value has more than two decimals."""
        return cls(
            key=row.key,
            row=row,
            work=_scaled(row["work_rvu"], 100),
            office_expense=_scaled(row["nonfac_pe_rvu"], 100),
            facility_expense=_scaled(row["fac_pe_rvu"], 100),
            malpractice=_scaled(row["mp_rvu"], 100),
            cap_expense=(
                _scaled(row["opps_nonfac_pe_amount"], 100),
                _scaled(row["opps_fac_pe_amount"], 100),
            ),
            cap_malpractice=_scaled(row["opps_mp_amount"], 100),
        )


@dataclass(frozen=True, slots=True)
class CostIndices:
    """Geographic practice cost indices of a locality, in thousandths."""

    locality: str
    work: int
    expense: int
    malpractice: int
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def of(cls, row: TableRow) -> CostIndices:
        """From a row of the `gpci` table."""
        work, expense, malpractice = (_scaled(row[name], 1000) for name in ("work", "pe", "mp"))
        return cls(row.key, work, expense, malpractice, (row.evidence,))


NATIONAL = CostIndices("national", 1000, 1000, 1000)


def medicare_fee(
    values: RelativeValues, indices: CostIndices, factor: ConversionFactor, place_of_service: str
) -> MedicareFee | Unpriced:
    """The amount for one unit at that place, before modifiers, or why there is none.

    Imaging rows that carry a cap are paid the lesser of the schedule and the outpatient hospital amount,
    whose columns hold relative values too [Social Security Act s. 1848(b)(4)].
    """
    why = _why_unpriced(values, place_of_service)
    if why:
        return Unpriced(f"{values.key} has no fee: {why}")
    facility = is_facility(place_of_service)
    expense = values.facility_expense if facility else values.office_expense
    amount = _cents(indices, factor, (values.work, expense, values.malpractice))
    setting = "facility" if facility else "non-facility"
    steps = [_formula(indices, factor, (values.work, expense, values.malpractice), setting)]
    cap_expense = values.cap_expense[facility]
    capped = _cents(indices, factor, (values.work, cap_expense, values.cap_malpractice))
    if cap_expense and capped < amount:
        amount = capped
        parts = (values.work, cap_expense, values.cap_malpractice)
        steps.append("capped at the outpatient hospital: " + _formula(indices, factor, parts, setting))
    return MedicareFee(amount, tuple(steps), (values.row.evidence, *indices.evidence))


def half_expense_fee(
    values: RelativeValues, indices: CostIndices, factor: ConversionFactor, place_of_service: str
) -> MedicareFee:
    """The amount with half of the practice expense, of a service that has an amount at that place."""
    facility = is_facility(place_of_service)
    expense = values.facility_expense if facility else values.office_expense
    doubled = (
        2 * values.work * indices.work
        + expense * indices.expense
        + 2 * values.malpractice * indices.malpractice
    )
    amount = Money((doubled * factor.ten_thousandths + _PER_CENT) // (2 * _PER_CENT))
    half = f"1/2 x {expense // 100}.{expense % 100:02d}"
    step = f"with half of the practice expense ({half}), else the same = {amount}"
    return MedicareFee(amount, (step,), (values.row.evidence, *indices.evidence))


def is_facility(place_of_service: str) -> bool:
    """Whether the facility amount is paid there; ValueError for a place that is not in the set."""
    place = find(place_of_service)
    if place is None:
        raise ValueError("there is no such place of service")
    return place.is_facility


def _why_unpriced(values: RelativeValues, place_of_service: str) -> str:
    status = values.row["status_code"]
    if status not in PRICED:
        return _NOT_PRICED.get(status, f"status {status} has no amount")
    column = "fac_na_indicator" if is_facility(place_of_service) else "nonfac_na_indicator"
    if values.row[column] == "NA":
        return f"the schedule has no amount for it at place of service {place_of_service}"
    return ""


def _cents(indices: CostIndices, factor: ConversionFactor, parts: tuple[int, int, int]) -> Money:
    work, expense, malpractice = parts
    units = work * indices.work + expense * indices.expense + malpractice * indices.malpractice
    return Money((units * factor.ten_thousandths + _PER_CENT // 2) // _PER_CENT)


def _formula(
    indices: CostIndices, factor: ConversionFactor, parts: tuple[int, int, int], setting: str
) -> str:
    work, expense, malpractice = (f"{part // 100}.{part % 100:02d}" for part in parts)
    by_work, by_expense, by_malpractice = (
        f"{index // 1000}.{index % 1000:03d}"
        for index in (indices.work, indices.expense, indices.malpractice)
    )
    return (
        f"({work} x {by_work} + {expense} x {by_expense} + {malpractice} x {by_malpractice}) x {factor} = "
        f"{_cents(indices, factor, parts)} ({setting}, {indices.locality})"
    )


def _scaled(text: str, scale: int) -> int:
    value = Decimal(text or "0") * scale
    if value != value.to_integral_value() or value < 0:
        raise ValueError("a relative value or index has more decimals than the schedule knows")
    return int(value)
