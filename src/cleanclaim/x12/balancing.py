"""Do the amounts add up? The equations of the 837 and the 835, in whole cents (SNIP type 3).

835 (005010X221A1, balancing; wording unverified)
  line         SVC02 less the line's CAS is SVC03
  claim        CLP03 less all CAS of the claim and its lines is CLP04; the lines' SVC02 sum to CLP03
  transaction  the sum of CLP04 less the sum of PLB is BPR02, which is never negative [X12 RFI 1756]
837 (005010X222A1, X223A2, X224A2)
  claim        CLM02 is the sum of SV102, of SV203 or of SV302 (dental: advises only)
  other payers see adjudication.py
277, 277CA, 999: see totals.py.
A set with an amount that cannot be read is not balanced but NotChecked: its element is refused already.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Finding, NotChecked
from cleanclaim.core.money import ZERO, Money
from cleanclaim.x12.adjudication import line_charge, other_payer
from cleanclaim.x12.equations import RULE, adjustments_total, amount, balance_finding, mild, unequal
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.totals import acknowledgment_counts, status_totals

_PLB_AMOUNTS = (4, 6, 8, 10, 12, 14)
_CITATION_835 = "ASC X12N 005010X221A1, balancing"
_LINE_CHARGES = {"SV1": 2, "SV2": 3, "SV3": 2}


def check_balance(transaction_set: TransactionSet, root: Loop) -> tuple[list[Finding], list[NotChecked]]:
    """The findings of every equation of claims, remittances and the 277CA; other sets have none."""
    equations = {
        "835": _remittance,
        "837": claim_charges,
        "277": status_totals,
        "999": acknowledgment_counts,
    }.get(transaction_set.set_id)
    if equations is None:
        return [], []
    try:
        return list(equations(transaction_set, root)), []
    except ValueError:
        reason = "an amount cannot be read, so its sums cannot be compared"
        return [], [NotChecked(RULE, transaction_set.place, reason, "amounts that are amounts")]


def _remittance(transaction_set: TransactionSet, root: Loop) -> Iterator[Finding]:
    paid = ZERO
    for claim in root.descendants("2100"):
        paid += amount(claim.opening, 4)
        yield from claim_payment(transaction_set, claim)
    provider = Money.total(amount(each, number) for each in root.all("PLB") for number in _PLB_AMOUNTS)
    yield from transaction_payment(transaction_set, root.first("BPR"), (paid, provider))


def transaction_payment(
    transaction_set: TransactionSet, payment: Segment | None, sums: tuple[Money, Money]
) -> Iterator[Finding]:
    """BPR02 against the sums of CLP04 and of PLB; nothing without a BPR."""
    paid, provider = sums
    if payment is None:
        return
    stated = amount(payment, 2)
    if paid - provider != stated:
        told = f"sum CLP04 {paid} - sum PLB {provider}"
        yield unequal(
            transaction_set,
            (payment, "835", 2),
            "transaction",
            (stated, paid - provider),
            sums=told,
            citation=_CITATION_835,
        )
    if stated < ZERO:
        message = "BPR02 is negative: a payment is never below zero, a forwarding balance carries the rest"
        values, spot = (str(stated), "0 or more"), (payment, "835", 2)
        yield balance_finding(
            transaction_set, spot, "negative-payment", message, values=values, citation=_CITATION_835
        )


def claim_payment(transaction_set: TransactionSet, claim: Loop) -> Iterator[Finding]:
    """The equations of one 2100 and its lines."""
    opening, lines = claim.opening, claim.children_of("2110")
    charge, paid = amount(opening, 3), amount(opening, 4)
    adjusted = adjustments_total(claim) + Money.total(adjustments_total(line) for line in lines)
    if charge - adjusted != paid:
        sums = f"CLP03 {charge} - all CAS {adjusted}"
        yield unequal(
            transaction_set,
            (opening, "2100", 4),
            "claim",
            (paid, charge - adjusted),
            sums=sums,
            citation=_CITATION_835,
        )
    for line in lines:
        yield from _line_payment(transaction_set, line)
    charged = Money.total(amount(line.opening, 2) for line in lines)
    if lines and charged != charge:
        message = f"the lines' SVC02 sum to {charged}, CLP03 says {charge}"
        yield mild(
            transaction_set, (opening, "2100", 3), "lines", message, values=(str(charge), str(charged))
        )
    responsible = adjustments_total(claim, "PR")
    responsible += Money.total(adjustments_total(line, "PR") for line in lines)
    if opening.element(5) and responsible != amount(opening, 5):
        stated = amount(opening, 5)
        message = f"the PR adjustments sum to {responsible}, CLP05 says {stated}"
        values = (str(stated), str(responsible))
        yield mild(transaction_set, (opening, "2100", 5), "patient-responsibility", message, values=values)


def _line_payment(transaction_set: TransactionSet, line: Loop) -> Iterator[Finding]:
    charge, paid, adjusted = amount(line.opening, 2), amount(line.opening, 3), adjustments_total(line)
    if charge - adjusted != paid:
        sums = f"SVC02 {charge} - CAS {adjusted}"
        yield unequal(
            transaction_set,
            (line.opening, "2110", 3),
            "line",
            (paid, charge - adjusted),
            sums=sums,
            citation=_CITATION_835,
        )


def claim_charges(transaction_set: TransactionSet, root: Loop) -> Iterator[Finding]:
    """The equations of every 2300."""
    for claim in root.descendants("2300"):
        charge = amount(claim.opening, 2)
        lines = claim.children_of("2400")
        charged = Money.total(line_charge(line) for line in lines)
        if lines and charge != charged:
            yield _charge_differs(transaction_set, claim, (charge, charged))
        for other in claim.children_of("2320"):
            yield from other_payer(transaction_set, claim, other)


def _charge_differs(transaction_set: TransactionSet, claim: Loop, sides: tuple[Money, Money]) -> Finding:
    """Of a dental claim it is said mildly: its guide was not seen."""
    spot, citation = (claim.opening, "2300", 2), f"ASC X12N {transaction_set.guide}, balancing"
    name = next((name for name in _LINE_CHARGES if claim.children_of("2400")[0].first(name)), "SV1")
    sums = f"sum {name}{_LINE_CHARGES[name]:02d}"
    if name == "SV3":
        values = (str(sides[0]), str(sides[1]))
        return mild(
            transaction_set, spot, "charge", f"{sums} is {sides[1]}, CLM02 says {sides[0]}", values=values
        )
    return unequal(transaction_set, spot, "charge", sides, sums=sums, citation=citation)
