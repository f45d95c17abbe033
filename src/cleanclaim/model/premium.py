"""What an employer or a state has paid in premiums (820)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.party import Party, Reference


@dataclass(frozen=True, slots=True)
class PremiumAdjustment:
    """ADX: an amount, with the sign sent, and why."""

    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class PremiumItem:
    """One RMR: what is paid, for what and for when.

    qualifier, reference  what is paid: an invoice, a contract, a policy ...
    paid, billed          RMR04 and RMR05
    coverage              DTM*582
    """

    qualifier: str
    reference: str
    paid: Money
    billed: Money | None = None
    action: str = ""
    coverage: Span | None = None
    references: tuple[Reference, ...] = ()
    adjustments: tuple[PremiumAdjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class PremiumAccount:
    """One ENT: an organization or an individual, with its items; `adjustments` stand beside the items."""

    is_individual: bool
    qualifier: str
    identifier: str
    people: tuple[Party, ...]
    items: tuple[PremiumItem, ...]
    adjustments: tuple[PremiumAdjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class PremiumPayment:
    """One 820.

    amount    BPR02; `is_debit` when the receiver's account is drawn upon instead (BPR03 D)
    coverage  DTM*582 of the whole payment
    """

    trace_number: str
    amount: Money
    is_debit: bool
    payment_method: str
    paid_on: date
    receiver: Party
    payer: Party
    accounts: tuple[PremiumAccount, ...]
    references: tuple[Reference, ...] = ()
    coverage: Span | None = None

    @property
    def items_total(self) -> Money:
        """The sum of what the items were paid; adjustments beside the items are not in it."""
        return Money.total(item.paid for account in self.accounts for item in account.items)
