"""Files that left and files that came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Transmission:
    """A file that was sent: one interchange with its claims.

    transmission_id  the sha256 of its bytes, kept in the raw store
    """

    transmission_id: str
    partner: str
    transaction_set: str
    interchange_control_number: str
    group_control_number: str
    set_control_numbers: tuple[str, ...]
    claim_ids: tuple[str, ...]
    file_name: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A file that came in, as read once.

    receipt_id      the sha256 of its bytes
    canonical_sha256  of its segments with delimiters and line ends normalised: equal = a replay
    transaction_sets  what it holds, e.g. ("999",)
    outcome         `taken`, `already taken`, `refused` or `quarantined`
    """

    receipt_id: str
    canonical_sha256: str
    partner: str
    transaction_sets: tuple[str, ...]
    received_at: datetime
    outcome: str
