"""A named person's release of one claim, bound to its exact content."""

from __future__ import annotations

from datetime import datetime

from cleanclaim.model.claim import Claim, ClaimSignature
from cleanclaim.model.documents import sha256_of


def claim_signature(claim: Claim, by: str, at: datetime) -> ClaimSignature:
    """`by` releases exactly this claim at `at`; the hash covers every field of the claim.

    Whoever causes a false claim answers for it (31 U.S.C. 3729), so it must be certain what was released.
    """
    if not by.strip():
        raise ValueError("a signature needs the name of the person who signs")
    return ClaimSignature(claim.claim_id, sha256_of(claim), by, at)


def signature_holds(claim: Claim, signature: ClaimSignature) -> bool:
    """Whether the claim is still, to the last field, the one that was signed."""
    return signature.claim_id == claim.claim_id and signature.claim_sha256 == sha256_of(claim)
