"""From a remittance to ledger entries: proven to the cent, or held where a person sees it."""

from cleanclaim.remittance.charging import charge_entries, self_pay_charge_entries
from cleanclaim.remittance.keys import (
    ClaimPaymentKey,
    RemittanceKey,
    claim_payment_key,
    entry_key,
    remittance_key,
)
from cleanclaim.remittance.posting import Posted, post
from cleanclaim.remittance.proving import Proof, prove
from cleanclaim.remittance.results import ClaimOutcome, DisputedLine
from cleanclaim.remittance.suspense import Cause

__all__ = [
    "Cause",
    "ClaimOutcome",
    "ClaimPaymentKey",
    "DisputedLine",
    "Posted",
    "Proof",
    "RemittanceKey",
    "charge_entries",
    "claim_payment_key",
    "entry_key",
    "post",
    "prove",
    "remittance_key",
    "self_pay_charge_entries",
]
