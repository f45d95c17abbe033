"""Further remittances for the finished demo: written as real 835 bytes, taken as any other file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from cleanclaim.app.receive_files import Received, receive_file
from cleanclaim.app.workspace import open_workspace
from cleanclaim.core.money import ZERO, Money
from cleanclaim.exchange.remittance import BankAccount, RemittanceDraft, RemittanceParties, encode_remittances
from cleanclaim.model.people import Address
from cleanclaim.model.remittance import ClaimPayment, ProviderAdjustment, Remittance
from cleanclaim.x12.writing import Envelope

AT = datetime(2026, 12, 15, 9, tzinfo=UTC)
BANK = BankAccount("999999992", "1000001")
PARTIES = RemittanceParties(
    "990000001", Address("1 Payer Plaza", "Springfield", "IL", "627010001"), "THE PRACTICE",
    payee_tax_id="990000002", payer_bank=BANK, payee_bank=BANK,
)  # fmt: skip


def paid_before(folder: Path, claim_id: str) -> tuple[Remittance, ClaimPayment]:
    """The remittance that answered the claim last, and its claim payment."""
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        kept = work.remittances.payments_of(claim_id)[-1]
        remittance = work.remittances.find(kept.remittance_key)
        assert remittance is not None
        return remittance, kept.payment


def written(
    like: Remittance,
    *payments: ClaimPayment,
    provider: Iterable[ProviderAdjustment] = (),
    trace: str = "LATER1",
    control: int = 770000001,
) -> bytes:
    """An 835 by the same payer to the same payee, its BPR02 made to balance."""
    adjusted = tuple(provider)
    net = Money.total(each.paid for each in payments) - Money.total(each.amount for each in adjusted)
    if net < ZERO:
        adjusted, net = (*adjusted, ProviderAdjustment("FB", trace, net)), ZERO
    remittance = replace(
        like,
        trace_number=trace,
        payment=net,
        payment_method="ACH" if net else "NON",
        payment_date=date(2026, 12, 14),
        claims=tuple(replace(each, ordinal=number) for number, each in enumerate(payments, 1)),
        provider_adjustments=adjusted,
        place="",
    )
    envelope = Envelope("PAYERX", "CLINIC", "HP", "005010X221A1", AT, control, control, acknowledge=False)
    return encode_remittances([RemittanceDraft(remittance, PARTIES, "0001")], envelope=envelope)


def take(folder: Path, raw: bytes) -> Received:
    """Take one file at nine o'clock of the day."""
    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        return receive_file(work, raw, at=AT)
