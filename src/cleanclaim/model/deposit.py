"""What the bank says: one line of an account statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanclaim.core.money import Money


@dataclass(frozen=True, slots=True)
class BankLine:
    """One movement on the practice's account.

    line_id  natural key: the same line in another export, or in another format, has the same id
    amount   positive for money that came in
    trace    the payer's trace number (TRN02) where the line carries it, else ''
    text     what the bank prints beside it
    """

    line_id: str
    booked_on: date
    amount: Money
    trace: str = ""
    text: str = ""
