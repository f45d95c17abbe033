"""The places that findings about claims stand at."""

from __future__ import annotations

from functools import lru_cache

from cleanclaim.core.place import Place
from cleanclaim.model.claim import Claim, ServiceLine


def claim_place(claim: Claim) -> Place:
    """The claim as a whole."""
    return _place_of(claim.claim_id)


@lru_cache(maxsize=64)  # every edit asks it of the claim in hand
def _place_of(claim_id: str) -> Place:
    return Place(f"claim {claim_id}")


def line_place(claim: Claim, line: ServiceLine) -> Place:
    """One service line."""
    return Place(f"claim {claim.claim_id}", (f"line {line.line_number}",))


def diagnosis_place(claim: Claim, position: int) -> Place:
    """One diagnosis by its 1-based position."""
    return Place(f"claim {claim.claim_id}", (f"diagnosis {position}",))
