"""What a payer says of each claim of a batch, as records. TA1 and 999 are known to `x12` already."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.core.money import ZERO, Money

# After these a claim never reaches adjudication; a 277CA uses category A alone [X12 RFI 1942].
REJECTING_CATEGORIES = frozenset({"A3", "A4", "A6", "A7", "A8"})


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """One status composite: category (A2), status (20), entity it is about ('' or e.g. PR)."""

    category: str
    claim_status: str
    entity: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.category, self.claim_status, self.entity) if part)


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What a 277CA says about one claim.

    control_number      TRN02, our CLM01
    accepted            False when any status, of the claim or of a line, rejects
    statuses            all of them, the claim's before its lines'
    payer_claim_number  REF*1K, '' unless given
    """

    control_number: str
    accepted: bool
    statuses: tuple[ClaimStatus, ...]
    payer_claim_number: str = ""
    charge: Money = ZERO

    @property
    def category(self) -> str:
        """The category that decides: the first rejecting one, else the first."""
        rejecting = [each.category for each in self.statuses if each.category in REJECTING_CATEGORIES]
        return rejecting[0] if rejecting else (self.statuses[0].category if self.statuses else "")


@dataclass(frozen=True, slots=True)
class ClaimAnswers:
    """One 277CA: the answer to one batch, and its claims.

    batch_reference  TRN02 of the receiver level: our BHT03
    accepted         the batch as a whole (False: the claims are rejected without being named)
    """

    batch_reference: str
    accepted: bool
    statuses: tuple[ClaimStatus, ...]
    claims: tuple[ClaimAnswer, ...]
