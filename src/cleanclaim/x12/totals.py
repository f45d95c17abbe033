"""Totals that answers state about their own contents: counts and amounts (SNIP type 3).

277CA  per receiver QTY 90 counts the claims taken (STC03 WQ), AA those refused (U); AMT YU and YY sum their
       STC04; the receiver's own STC04 is the sum of all
277    the lines of a claim are not paid more than the claim
999    AK903 counts the sets that are answered, AK904 those accepted

From general knowledge of the guides (unverified); it advises only.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Finding
from cleanclaim.core.money import Money
from cleanclaim.x12.equations import amount, mild
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.segments import Segment

_CLAIM_ACKNOWLEDGMENT = "005010X214"


def status_totals(transaction_set: TransactionSet, root: Loop) -> Iterator[Finding]:
    """The totals of a 277CA, and of a plain 277 that lines are not paid more than their claim."""
    if not transaction_set.guide.startswith(_CLAIM_ACKNOWLEDGMENT):
        for claim in root.descendants("2200D", "2200E"):
            yield from _paid_lines(transaction_set, claim)
        return
    for level in root.descendants("2000B"):
        stated = level.child("2200B")
        claims = [row for each in level.descendants("2200D") if (row := each.first("STC")) is not None]
        if stated is not None and claims:
            yield from _counted(transaction_set, stated, claims)
            yield from _summed(transaction_set, stated, claims)
            yield from _whole(transaction_set, stated, claims)


def acknowledgment_counts(transaction_set: TransactionSet, root: Loop) -> Iterator[Finding]:
    """Whether AK9 counts the sets that the 999 names; nothing when it names none, as for a refused group."""
    group = root.first("AK9")
    answers = [row.element(1) for each in root.children_of("2000") if (row := each.first("IK5")) is not None]
    if group is None or not answers:
        return
    accepted = sum(each in ("A", "E") for each in answers)
    counts = ((3, "sets-answered", len(answers)), (4, "sets-accepted", accepted))
    for number, equation, count in counts:
        said = group.element(number)
        if said.isascii() and said.isdigit() and int(said) != count:
            message = f"AK9{number:02d} says {said} sets, {count} are named"
            spot = (group, "999", number)
            yield mild(transaction_set, spot, equation, message, values=(said, str(count)))


def _counted(transaction_set: TransactionSet, stated: Loop, claims: list[Segment]) -> Iterator[Finding]:
    """QTY 90 (taken) and AA (refused) against the number of claims."""
    rows = stated.all("QTY", 1, "90", "AA")
    total = Money.total(amount(row, 2) for row in rows).cents
    if rows and total != len(claims) * 100:
        values = (str(Money(total).shortest), str(len(claims)))
        message = f"QTY 90 and AA count {values[0]} claims, {values[1]} are listed"
        yield mild(transaction_set, (rows[0], "2200B", 2), "claim-count", message, values=values)
    taken, row = sum(each.element(3) == "WQ" for each in claims), stated.first("QTY", 1, "90")
    if row is not None and amount(row, 2).cents != taken * 100:
        values = (row.element(2), str(taken))
        message = f"QTY 90 counts {values[0]} claims, {taken} are taken"
        yield mild(transaction_set, (row, "2200B", 2), "accepted-count", message, values=values)


def _summed(transaction_set: TransactionSet, stated: Loop, claims: list[Segment]) -> Iterator[Finding]:
    """AMT YU (taken) and YY (refused) against the charges of the claims."""
    rows, charged = stated.all("AMT", 1, "YU", "YY"), Money.total(amount(each, 4) for each in claims)
    total = Money.total(amount(row, 2) for row in rows)
    if rows and total != charged:
        values = (str(total), str(charged))
        message = f"AMT YU and YY sum to {total}, the claims' STC04 to {charged}"
        yield mild(transaction_set, (rows[0], "2200B", 2), "claim-amount", message, values=values)
    taken, row = _taken(claims), stated.first("AMT", 1, "YU")
    if row is not None and amount(row, 2) != taken:
        values = (str(amount(row, 2)), str(taken))
        message = f"AMT YU is {values[0]}, the STC04 of the claims taken sum to {taken}"
        yield mild(transaction_set, (row, "2200B", 2), "accepted-amount", message, values=values)


def _taken(claims: list[Segment]) -> Money:
    return Money.total(amount(each, 4) for each in claims if each.element(3) == "WQ")


def _whole(transaction_set: TransactionSet, stated: Loop, claims: list[Segment]) -> Iterator[Finding]:
    """The receiver's STC04 against the charges of all claims."""
    said, charged = stated.first("STC"), Money.total(amount(each, 4) for each in claims)
    if said is not None and said.element(4) and amount(said, 4) != charged:
        values = (str(amount(said, 4)), str(charged))
        message = f"STC04 of the receiver is {values[0]}, the claims' sum to {charged}"
        yield mild(transaction_set, (said, "2200B", 4), "total-charge", message, values=values)


def _paid_lines(transaction_set: TransactionSet, claim: Loop) -> Iterator[Finding]:
    said, lines = claim.first("STC"), claim.children_of("2220D", "2220E")
    if said is None or not said.element(5) or not lines:
        return
    paid = Money.total(amount(each.opening, 3) for each in lines)
    if paid > amount(said, 5):
        values = (str(amount(said, 5)), str(paid))
        message = f"STC05 is {values[0]}, the lines' SVC03 sum to {paid}"
        yield mild(transaction_set, (said, claim.loop_id, 5), "status-lines", message, values=values)
