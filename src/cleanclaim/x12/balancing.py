"""Do the amounts add up? The equations of the 837 and the 835, in whole cents (SNIP type 3).

835 (005010X221A1, balancing; wording unverified)
  line         SVC02 less the line's CAS is SVC03
  claim        CLP03 less all CAS of the claim and its lines is CLP04; the lines' SVC02 sum to CLP03
  transaction  the sum of CLP04 less the sum of PLB is BPR02, which is never negative [X12 RFI 1756]
837 (005010X222A1)
  claim        CLM02 is the sum of SV102
  other payer  AMT*D plus its CAS at claim and line level is CLM02 [X12 RFI 1294]: advises only
A set with an amount that cannot be read is not balanced but NotChecked: its element is refused already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleanclaim.core.finding import Finding, NotChecked, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.reports import TYPE_3
from cleanclaim.x12.segments import Segment

RULE = "x12.balance"
_CAS_AMOUNTS = (3, 6, 9, 12, 15, 18)
_PLB_AMOUNTS = (4, 6, 8, 10, 12, 14)
_CITATION_835 = "ASC X12N 005010X221A1, balancing"
_CITATION_837 = "ASC X12N 005010X222A1, balancing"


def check_balance(transaction_set: TransactionSet, root: Loop) -> tuple[list[Finding], list[NotChecked]]:
    """The findings of every equation of a professional claim or remittance; other sets have none."""
    equations = {"835": _remittance, "837": _claims}.get(transaction_set.set_id)
    if equations is None:
        return [], []
    try:
        return list(equations(transaction_set, root)), []
    except ValueError:
        reason = "an amount cannot be read, so its sums cannot be compared"
        return [], [NotChecked(RULE, transaction_set.place, reason, "amounts that are amounts")]


def _amount(segment: Segment | None, number: int) -> Money:
    """The amount of an element, zero when it is absent."""
    text = segment.element(number) if segment is not None else ""
    return Money.parse(text) if text else ZERO


def adjustments_total(loop: Loop, *groups: str) -> Money:
    """The sum of a loop's CAS amounts, signs as sent; with `groups` only of those (CO, PR, OA, PI)."""
    return Money.total(
        _amount(each, number)
        for each in loop.all("CAS")
        for number in _CAS_AMOUNTS
        if not groups or each.element(1) in groups
    )


def _remittance(transaction_set: TransactionSet, root: Loop) -> Iterator[Finding]:
    paid = ZERO
    for claim in root.descendants("2100"):
        paid += _amount(claim.opening, 4)
        yield from _claim_payment(transaction_set, claim)
    payment = root.first("BPR")
    if payment is None:
        return
    provider = Money.total(_amount(each, number) for each in root.all("PLB") for number in _PLB_AMOUNTS)
    stated = _amount(payment, 2)
    if paid - provider != stated:
        sums = f"sum CLP04 {paid} - sum PLB {provider}"
        yield _unequal(
            transaction_set, (payment, "835", 2), "transaction", (stated, paid - provider), sums=sums
        )
    if stated < ZERO:
        message = "BPR02 is negative: a payment is never below zero, a forwarding balance carries the rest"
        values, spot = (str(stated), "0 or more"), (payment, "835", 2)
        yield _finding(transaction_set, spot, "negative-payment", message, values=values)


def _claim_payment(transaction_set: TransactionSet, claim: Loop) -> Iterator[Finding]:
    opening, lines = claim.opening, claim.children_of("2110")
    charge, paid = _amount(opening, 3), _amount(opening, 4)
    adjusted = adjustments_total(claim) + Money.total(adjustments_total(line) for line in lines)
    if charge - adjusted != paid:
        sums = f"CLP03 {charge} - all CAS {adjusted}"
        yield _unequal(transaction_set, (opening, "2100", 4), "claim", (paid, charge - adjusted), sums=sums)
    for line in lines:
        yield from _line_payment(transaction_set, line)
    charged = Money.total(_amount(line.opening, 2) for line in lines)
    if lines and charged != charge:
        message = f"the lines' SVC02 sum to {charged}, CLP03 says {charge}"
        yield _mild(
            transaction_set, (opening, "2100", 3), "lines", message, values=(str(charge), str(charged))
        )
    responsible = adjustments_total(claim, "PR")
    responsible += Money.total(adjustments_total(line, "PR") for line in lines)
    if opening.element(5) and responsible != _amount(opening, 5):
        stated = _amount(opening, 5)
        message = f"the PR adjustments sum to {responsible}, CLP05 says {stated}"
        values = (str(stated), str(responsible))
        yield _mild(transaction_set, (opening, "2100", 5), "patient-responsibility", message, values=values)


def _line_payment(transaction_set: TransactionSet, line: Loop) -> Iterator[Finding]:
    charge, paid, adjusted = _amount(line.opening, 2), _amount(line.opening, 3), adjustments_total(line)
    if charge - adjusted != paid:
        sums = f"SVC02 {charge} - CAS {adjusted}"
        yield _unequal(
            transaction_set, (line.opening, "2110", 3), "line", (paid, charge - adjusted), sums=sums
        )


def _claims(transaction_set: TransactionSet, root: Loop) -> Iterator[Finding]:
    for claim in root.descendants("2300"):
        charge = _amount(claim.opening, 2)
        lines = claim.children_of("2400")
        charged = Money.total(_amount(line.first("SV1"), 2) for line in lines)
        if lines and charge != charged:
            yield _unequal(
                transaction_set, (claim.opening, "2300", 2), "charge", (charge, charged), sums="sum SV102",
                citation=_CITATION_837,
            )  # fmt: skip
        for other in claim.children_of("2320"):
            yield from _other_payer(transaction_set, claim, other)


def _other_payer(transaction_set: TransactionSet, claim: Loop, other: Loop) -> Iterator[Finding]:
    paid, payer = other.first("AMT", 1, "D"), other.child("2330B")
    if paid is None or payer is None:
        return
    identifier = payer.opening.element(9)
    decided: Iterable[Loop] = (
        each
        for line in claim.children_of("2400")
        for each in line.children_of("2430")
        if each.opening.element(1) == identifier
    )
    explained = _amount(paid, 2) + adjustments_total(other)
    explained += Money.total(adjustments_total(each) for each in decided)
    charge = _amount(claim.opening, 2)
    if explained != charge:
        message = f"AMT*D and the CAS of this payer explain {explained} of CLM02 {charge}"
        values = (str(explained), str(charge))
        yield _mild(transaction_set, (paid, "2320", 2), "other-payer", message, values=values)


_Spot = tuple[Segment, str, int]  # a segment, the loop it lies in, one of its elements


def _unequal(
    transaction_set: TransactionSet,
    spot: _Spot,
    equation: str,
    sides: tuple[Money, Money],
    *,
    sums: str,
    citation: str = _CITATION_835,
) -> Finding:
    stated, computed = sides
    name = f"{spot[0].name}{spot[2]:02d}"
    message = f"{sums} is {computed}, {name} says {stated}: off by {stated - computed}"
    return _finding(
        transaction_set, spot, equation, message, values=(str(stated), str(computed)), citation=citation
    )


def _mild(
    transaction_set: TransactionSet, spot: _Spot, equation: str, message: str, *, values: tuple[str, str]
) -> Finding:
    return _finding(transaction_set, spot, equation, message, values=values, severity=Severity.ADVISE)


def _finding(
    transaction_set: TransactionSet,
    spot: _Spot,
    equation: str,
    message: str,
    *,
    values: tuple[str, str],
    severity: Severity = Severity.REJECT,
    citation: str = _CITATION_835,
) -> Finding:
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
