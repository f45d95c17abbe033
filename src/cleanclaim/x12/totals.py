"""Totals that a 277CA states about its own contents: counts and amounts (SNIP type 3).

Per receiver, QTY 90 and AA count the claims below; AMT YU and YY sum their STC04. From general knowledge of
the guide (unverified); it advises only.
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
