"""What a person still has to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class WorkKind(StrEnum):
    """Which queue an item belongs to."""

    CODING = "coding"  # a query to the clinician or a decision to be made
    HELD_CLAIM = "held_claim"
    REJECTED_CLAIM = "rejected_claim"
    DENIAL = "denial"
    SUSPENSE = "suspense"  # money that could not be posted to a claim
    POSTING_REVIEW = "posting_review"  # a remittance that waits for its release
    QUARANTINE = "quarantine"  # a file that could not be taken
    SILENCE = "silence"  # an answer that did not come
    SECONDARY = "secondary"  # a further plan to be billed
    PROVIDER_ADJUSTMENT = "provider_adjustment"  # taken or given by a payer outside any claim
    CREDIT = "credit"  # more was received than is owed
    CORRECTION = "correction"  # an answered claim to be put right by another way than a replacement
    INCOMING = "incoming"  # a file that was read and posts nothing: what it says is for a person


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do, with its deadline and the rule the deadline comes from.

    work_item_id  natural key, e.g. `held:E01A`: opening it again changes nothing
    about         id of the claim, remittance or file
    """

    work_item_id: str
    kind: WorkKind
    about: str
    title: str
    opened_on: date
    due_on: date | None = None
    due_rule: str = ""
    detail: str = ""
    next_step: str = ""
