"""Totals that a file states about its own contents: 277CA counts and amounts, 820 payments (SNIP type 3).

277CA (005010X214)  per receiver: QTY 90 and AA count the claims below; AMT YU and YY sum their STC04
820 (005010X218)    BPR02 is the sum of RMR04 and the ADX01 beside them; RMR04 is RMR05 and the ADX01 below
All of it is from general knowledge of the guides (unverified) and advises only.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Finding
from cleanclaim.core.money import Money
from cleanclaim.x12.equations import amount, mild
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet

_CLAIM_ACKNOWLEDGMENT = "005010X214"


def claim_acknowledgment_totals(transaction_set: TransactionSet, root: Loop) -> Iterator[Finding]:
    """Whether the receiver's totals agree with the claims listed; nothing for a plain 277."""
    if not transaction_set.guide.startswith(_CLAIM_ACKNOWLEDGMENT):
        return
    for level in root.descendants("2000B"):
        stated = level.child("2200B")
        claims = [each for each in level.descendants("2200D") if each.first("STC") is not None]
        if stated is not None and claims:
            yield from _counted(transaction_set, stated, len(claims))
            charged = Money.total(amount(each.first("STC"), 4) for each in claims)
            yield from _summed(transaction_set, stated, charged)


def _counted(transaction_set: TransactionSet, stated: Loop, count: int) -> Iterator[Finding]:
    """QTY 90 (accepted) and AA (not accepted) against the number of claims."""
    rows = stated.all("QTY", 1, "90", "AA")
    total = Money.total(amount(row, 2) for row in rows).cents
    if rows and total != count * 100:
        values = (str(Money(total).shortest), str(count))
        message = f"QTY 90 and AA count {values[0]} claims, {count} are listed"
        yield mild(transaction_set, (rows[0], "2200B", 2), "claim-count", message, values=values)


def _summed(transaction_set: TransactionSet, stated: Loop, charged: Money) -> Iterator[Finding]:
    """AMT YU (accepted) and YY (not accepted) against the charges of the claims."""
    rows = stated.all("AMT", 1, "YU", "YY")
    total = Money.total(amount(row, 2) for row in rows)
    if rows and total != charged:
        message = f"AMT YU and YY sum to {total}, the claims' STC04 to {charged}"
        values = (str(total), str(charged))
        yield mild(transaction_set, (rows[0], "2200B", 2), "claim-amount", message, values=values)


def premium_totals(transaction_set: TransactionSet, root: Loop) -> Iterator[Finding]:
    """Whether the premiums sum to the payment, and each is what was billed with its adjustments."""
    payment, premiums = root.first("BPR"), list(root.descendants("2300A", "2300B"))
    if payment is None or not premiums:
        return
    paid = Money.total(amount(each.opening, 4) for each in premiums)
    fees = Money.total(amount(each.opening, 1) for each in root.descendants("2200A", "2200B"))
    stated = amount(payment, 2)
    if paid + fees != stated:
        message = f"sum RMR04 {paid} + sum ADX01 {fees} is {paid + fees}, BPR02 says {stated}"
        values = (str(stated), str(paid + fees))
        yield mild(transaction_set, (payment, "820", 2), "premium", message, values=values)
    for each in premiums:
        yield from _premium(transaction_set, each)


def _premium(transaction_set: TransactionSet, premium: Loop) -> Iterator[Finding]:
    """RMR05 (billed), where stated, with the adjustments below it is RMR04 (paid)."""
    opening = premium.opening
    if not opening.element(5):
        return
    adjusted = Money.total(amount(each.opening, 1) for each in premium.descendants("2320A", "2320B"))
    billed, paid = amount(opening, 5), amount(opening, 4)
    if billed + adjusted != paid:
        message = f"RMR05 {billed} + ADX01 {adjusted} is {billed + adjusted}, RMR04 says {paid}"
        values = (str(paid), str(billed + adjusted))
        spot = (opening, premium.loop_id, 4)
        yield mild(transaction_set, spot, "premium-billed", message, values=values)
