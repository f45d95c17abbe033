"""An adjudicated refusal to pay a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanclaim.core.money import Money


@dataclass(frozen=True, slots=True)
class Denial:
    """One denied line (line_number 0 = the claim as a whole), with cause, way forward and deadline.

    cause      our cause family: data, documents, authorization, coverage, bundling, duplicate, late ...
    appealable Y, N, C (correct and resend instead) or E (only with new evidence)
    """

    denial_id: str
    claim_id: str
    line_number: int
    remittance_key: str
    group: str
    reason: str
    remarks: tuple[str, ...]
    amount: Money
    cause: str
    wording: str
    playbook: str
    appealable: str
    opened_on: date
    due_on: date | None
    due_rule: str
