"""Whose payment might this be? Candidates side by side, for a person to choose. Never posts by guess.

Each agreement adds points; the sum orders the list and decides nothing. Names play no part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleanclaim.model.claim import Claim
from cleanclaim.model.remittance import ClaimPayment

_MOST = 5  # candidates that a work item shows
# what agrees -> points; an agreement that many claims share counts less
_POINTS = {"control number alike": 4, "member": 3, "charge": 3, "first day": 2, "procedures": 2}


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A claim that a payment might answer, its points, and what agrees."""

    claim_id: str
    points: int
    agrees: tuple[str, ...]

    def __str__(self) -> str:
        """As a work item shows it: `E01A (8: member, charge, first day)`."""
        return f"{self.claim_id} ({self.points}: {', '.join(self.agrees)})"


def control_numbers_like(number: str) -> tuple[str, ...]:
    """Claim ids that a payer may have made this of: other case, marks added, zeros before it, a suffix.

    Our ids are upper-case letters and digits.
    """
    bare = re.sub(r"[^A-Z0-9]", "", number.upper())
    first = re.sub(r"[^A-Z0-9].*", "", number.strip().upper())
    return tuple(dict.fromkeys(each for each in (bare, bare.lstrip("0"), first) if each))


def scored(payment: ClaimPayment, candidates: Iterable[Claim]) -> tuple[ScoredCandidate, ...]:
    """The likeliest first, equals by id, a handful at most; those that agree in nothing are left out."""
    told = []
    for claim in candidates:
        agrees = tuple(name for name, holds in _agreements(payment, claim).items() if holds)
        if agrees:
            told.append(ScoredCandidate(claim.claim_id, sum(_POINTS[name] for name in agrees), agrees))
    return tuple(sorted(told, key=lambda each: (-each.points, each.claim_id))[:_MOST])


def _agreements(payment: ClaimPayment, claim: Claim) -> dict[str, bool]:
    members = {each.member_id for each in (claim.coverage, *claim.other_coverages) if each.member_id}
    days = {line.service_dates.first for line in claim.lines}
    paid_days = {line.service_date for line in payment.lines if line.service_date}
    ours = sorted(line.procedure.value for line in claim.lines)
    return {
        "control number alike": claim.claim_id in control_numbers_like(payment.control_number),
        "member": payment.member_id.strip() in members,
        "charge": abs(payment.charge) == claim.total_charge,
        "first day": bool(paid_days) and min(paid_days) == min(days),
        "procedures": bool(ours) and sorted(line.procedure.upper() for line in payment.lines) == ours,
    }
