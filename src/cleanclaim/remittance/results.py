"""What posting hands back, claim by claim."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.model.claim import ClaimEventKind


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """What became of one claim payment.

    ordinal         of the CLP in the remittance
    control_number  CLP01 as sent
    claim_id        our claim, '' when CLP01 names none of ours
    event           PAID, PARTIALLY_PAID, DENIED, PENDED, SUSPENDED or REVERSED, for the claim's life
    paid            CLP04, sign as sent
    entry_key       natural key of the entry that holds it
    cause           for SUSPENDED the id of the reason, for REVERSED `some-lines` when others stand, else ''
    undoes          for REVERSED the natural key of the entry that was undone, else ''
    by_later_plan   whether the second or third plan answered, after the plans before it
    """

    ordinal: int
    control_number: str
    claim_id: str
    event: ClaimEventKind
    paid: Money
    entry_key: str
    payer_claim_number: str = ""
    cause: str = ""
    undoes: str = ""
    by_later_plan: bool = False


@dataclass(frozen=True, slots=True)
class DisputedLine:
    """An amount that the payer refused and that we do not accept yet: it lies in AR.DEN, never written off.

    group, reason  as adjudicated, e.g. CO and 16; one record per pair and line, amounts added up
    remarks        the line's remark codes, then the claim's, each once
    """

    claim_id: str
    line_number: int
    group: str
    reason: str
    amount: Money
    remarks: tuple[str, ...]
    payer_claim_number: str
    entry_key: str
    evidence: tuple[Evidence, ...]
