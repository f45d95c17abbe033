"""What modifiers and company do to a fee: percentages of the rounded fee, each rounded half up again.

Percentages are from CMS Pub 100-04 ch. 12 s. 20.4 and s. 40 (unverified against a contractor's own fees).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from cleanclaim.charges.medicare_fee import MedicareFee, RelativeValues, Unpriced
from cleanclaim.core.money import ZERO, Money

MOST_RANKED = 5  # of several procedures; more are paid by report [Pub 100-04 ch. 12 s. 40.6]
_BY_REPORT = {
    "66": "teams are paid by report (66)",
    "52": "reduced services are paid by report (52)",
    "53": "it was broken off, and the schedule has no row for that (53)",
}
_ASSISTANTS = ("80", "81", "82", "AS")
# parts of the surgical package that one clinician gave, as columns of the schedule
_CARE = {"54": ("pre_op", "intra_op"), "55": ("post_op",), "56": ("pre_op",), "78": ("intra_op",)}


class Clinician(Enum):
    """Who is paid, by the share of the fee [42 CFR 414.56; Social Security Act s. 1833(a)(1)(F), (O)]."""

    PHYSICIAN = 100
    NURSE_PRACTITIONER_OR_PHYSICIAN_ASSISTANT = 85
    CLINICAL_SOCIAL_WORKER = 75


def adjusted(
    fee: MedicareFee,
    values: RelativeValues,
    modifiers: Iterable[str],
    clinician: Clinician = Clinician.PHYSICIAN,
) -> MedicareFee | Unpriced:
    """The fee after the line's modifiers, in the order 50, split care, assistant or co-surgeon, clinician."""
    given = tuple(modifiers)
    own_row = values.key.partition("-")[2]
    for modifier in given:
        if modifier in _BY_REPORT and modifier != own_row:
            return Unpriced(f"{values.key}: {_BY_REPORT[modifier]}")
        if why := _not_allowed(values, modifier):
            return Unpriced(f"{values.key}: {why}")
    for percent, words in _shares(values, given):
        fee = _step(fee, percent, words)
    if "AS" in given or clinician is Clinician.NURSE_PRACTITIONER_OR_PHYSICIAN_ASSISTANT:
        return _step(fee, Decimal(85), "nurse practitioner, physician assistant or the like")
    return _step(fee, Decimal(clinician.value), clinician.name.lower().replace("_", " "))


def _not_allowed(values: RelativeValues, modifier: str) -> str:
    """Why the schedule pays nothing for this company at surgery [Pub 100-04 ch. 12 s. 20.4.3, s. 40.8]."""
    if modifier in _ASSISTANTS and values.row["asst_surg"] == "1":
        return f"an assistant at this surgery is not paid ({modifier}, indicator 1)"
    if modifier == "62" and values.row["co_surg"] == "0":
        return "two surgeons are not paid for it (62, indicator 0)"
    return ""


def _shares(values: RelativeValues, given: tuple[str, ...]) -> Iterator[tuple[Decimal, str]]:
    """Percents of the fee and the words for them, in one order however the modifiers were written."""
    row = values.row
    if "50" in given:
        yield {"1": Decimal(150), "3": Decimal(200)}.get(row["bilat_surg"], Decimal(100)), "both sides (50)"
    cared = [modifier for modifier in _CARE if modifier in given]
    if cared and row["global_days"] in ("010", "090"):
        # two of them on one line are two parts of one package
        parts = dict.fromkeys(part for modifier in cared for part in _CARE[modifier])
        percent = 100 * sum((Decimal(row[part]) for part in parts), Decimal(0))
        yield percent, f"part of the package ({', '.join(cared)})"
    for modifier in _ASSISTANTS:
        if modifier in given:
            when = ", with documents, indicator 0" if row["asst_surg"] == "0" else ""
            yield Decimal(16), f"assistant at surgery ({modifier}{when})"
    if "62" in given:
        yield Decimal("62.5"), "one of two surgeons (62)"


def _step(fee: MedicareFee, percent: Decimal, words: str) -> MedicareFee:
    if percent == 100:
        return fee
    amount = percent_of(fee.amount, percent)
    step = f"{fee.amount} x {percent.normalize():f} % = {amount} ({words})"
    return replace(fee, amount=amount, formula=(*fee.formula, step))


def percent_of(amount: Money, percent: Decimal) -> Money:
    """That share of an amount, half up to the cent."""
    return Money.from_decimal(Decimal(amount.cents) * percent / 10_000)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of one patient, clinician and day with its fee so far, to be ranked against the others."""

    values: RelativeValues
    fee: MedicareFee

    @property
    def rule(self) -> str:
        """The multiple procedure indicator: 2 surgery, 3 endoscopy; others are not reduced here."""
        return self.values.row["mult_proc"]

    @property
    def code(self) -> str:
        """The procedure without its modifier."""
        return self.values.key.partition("-")[0]


def reduced(lines: Sequence[Ranked], base_fees: Mapping[str, Money]) -> tuple[MedicareFee | Unpriced, ...]:
    """The fees of a day's lines after the rules for several procedures, in the order given.

    Endoscopies (3) of one family: the dearest in full, others less the fee of the family's base, the base
    itself nothing. Families and other procedures (2) are then ranked by their sums: 100 %, then 50 % for
    each, and by report after the fifth. `base_fees` are fees of base procedures by code [Pub 100-04 ch. 12
    s. 40.6].
    """
    fees: list[MedicareFee | Unpriced] = [line.fee for line in lines]
    groups = _groups(lines)
    for base, members in groups.items():
        if base:
            for position, fee in _family(lines, members, base, base_fees):
                fees[position] = fee
    families = [members for base, members in groups.items() if base]
    alone = [[position] for position in groups.get("", ())]
    ranked = sorted((*families, *alone), key=lambda members: (-_sum(fees, members).cents, members[0]))
    for rank, members in enumerate(ranked, 1):
        for position in members:
            fees[position] = _by_rank(fees[position], rank)
    return tuple(fees)


def _groups(lines: Sequence[Ranked]) -> dict[str, list[int]]:
    """Positions of the lines to rank, by endoscopic base; '' for those without a family."""
    bases = {line.values.row["endo_base"] for line in lines if line.rule == "3"}
    groups: dict[str, list[int]] = {}
    for position, line in enumerate(lines):
        if line.rule == "3":
            groups.setdefault(line.values.row["endo_base"], []).append(position)
        elif line.rule == "2":
            groups.setdefault(line.code if line.code in bases else "", []).append(position)
    return groups


def _family(
    lines: Sequence[Ranked], members: list[int], base: str, base_fees: Mapping[str, Money]
) -> Iterable[tuple[int, MedicareFee | Unpriced]]:
    dearest = max(members, key=lambda position: (lines[position].fee.amount, -position))
    for position in members:
        fee = lines[position].fee
        if position == dearest:
            continue
        if base not in base_fees:
            yield position, Unpriced(f"{lines[position].values.key}: the fee of its base {base} is not known")
            continue
        amount = max(fee.amount - base_fees[base], ZERO)
        step = f"{fee.amount} - {base_fees[base]} = {amount} (less the base {base} of its family)"
        yield position, replace(fee, amount=amount, formula=(*fee.formula, step))


def _sum(fees: Sequence[MedicareFee | Unpriced], members: Iterable[int]) -> Money:
    priced = (fees[position] for position in members)
    return Money.total(fee.amount for fee in priced if isinstance(fee, MedicareFee))


def _by_rank(fee: MedicareFee | Unpriced, rank: int) -> MedicareFee | Unpriced:
    if rank == 1 or isinstance(fee, Unpriced):
        return fee
    if rank > MOST_RANKED:
        return Unpriced(f"procedures after the first {MOST_RANKED} of a day are paid by report")
    return _step(fee, Decimal(50), f"procedure {rank} of the day")
