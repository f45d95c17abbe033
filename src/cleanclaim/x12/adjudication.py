"""Do the decisions of other payers add up? The coordination of benefits in the 837 (SNIP type 3).

  claim        AMT*D plus the payer's CAS, of the claim (2320) and its lines (2430), is CLM02 [X12 RFI 1294]
  lines        a payer that decided every line paid the sum of its SVD02 less the CAS of the claim: AMT*D
  line         SVD02 plus the CAS of the decision is the line's charge, unless lines were bundled (SVD06)

The first has a public interpretation and refuses; the other two are our reading (unverified) and advise.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.x12.equations import adjustments_total, amount, balance_finding, mild
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet

_LINE_CHARGES = {"SV1": 2, "SV2": 3, "SV3": 2}
_CITATION = "X12 RFI 1294"


def line_charge(line: Loop) -> Money:
    """SV102, SV203 or SV302."""
    for name, number in _LINE_CHARGES.items():
        found = line.first(name)
        if found is not None:
            return amount(found, number)
    return ZERO


def other_payer(transaction_set: TransactionSet, claim: Loop, other: Loop) -> Iterator[Finding]:
    """What one other payer (2320) paid and adjusted, against the claim and its lines.

    Raises ValueError when an amount is none.
    """
    payer = other.child("2330B")
    if payer is None:
        return
    decided = [_decisions(line, payer.opening.element(9)) for line in claim.children_of("2400")]
    for line, own in zip(claim.children_of("2400"), decided, strict=True):
        yield from _line(transaction_set, line, own)
    paid = other.first("AMT", 1, "D")
    if paid is None:
        return
    stated, adjusted = amount(paid, 2), adjustments_total(other)
    explained = stated + adjusted
    explained += Money.total(adjustments_total(each) for own in decided for each in own)
    charge = amount(claim.opening, 2)
    spot = (paid, "2320", 2)
    if explained != charge:
        yield balance_finding(
            transaction_set,
            spot,
            "other-payer",
            f"AMT*D and the CAS of this payer explain {explained} of CLM02 {charge}",
            values=(str(explained), str(charge)),
            severity=_severity(transaction_set),
            citation=_CITATION,
        )
    lines = Money.total(amount(each.opening, 2) for own in decided for each in own)
    if decided and all(decided) and lines - adjusted != stated:
        message = (
            f"sum SVD02 {lines} - CAS of the claim {adjusted} is {lines - adjusted}, AMT*D says {stated}"
        )
        values = (str(stated), str(lines - adjusted))
        yield mild(transaction_set, spot, "other-payer-paid", message, values=values)


def _severity(transaction_set: TransactionSet) -> Severity:
    """Of a dental claim it is said mildly: its guide was not seen."""
    return Severity.ADVISE if transaction_set.guide.startswith("005010X224") else Severity.REJECT


def _decisions(line: Loop, payer_id: str) -> list[Loop]:
    return [each for each in line.children_of("2430") if each.opening.element(1) == payer_id]


def _line(transaction_set: TransactionSet, line: Loop, decided: list[Loop]) -> Iterator[Finding]:
    """One payer's decisions about a line; several when it was unbundled."""
    if not decided or any(each.opening.element(6) for each in decided):
        return
    explained = Money.total(amount(each.opening, 2) + adjustments_total(each) for each in decided)
    charge = line_charge(line)
    if explained != charge:
        message = f"SVD02 and the CAS of the decision explain {explained} of the line's charge {charge}"
        values = (str(explained), str(charge))
        yield mild(
            transaction_set, (decided[0].opening, "2430", 2), "adjudicated-line", message, values=values
        )
