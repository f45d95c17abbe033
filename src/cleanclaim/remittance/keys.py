"""Natural keys: what makes a remittance, and a claim payment in it, the same one when it comes again.

The keys never look at file names, envelopes or bytes: the same payment in a new wrapping has the same key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cleanclaim.core.money import Money
from cleanclaim.model.remittance import ClaimPayment, Remittance

# BPR04 of a remittance without money. Payers let such remittances share one trace number, so their claims
# have to tell them apart.
_NO_PAYMENT = "NON"
_DIGEST_LENGTH = 32  # hexadecimal digits: 128 bits


@dataclass(frozen=True, slots=True)
class RemittanceKey:
    """Payer id, TRN02, BPR02, BPR16 and payee; with BPR04 = NON also the hash of the set of CLP segments.

    posting  1, or which posting of the same remittance this is after a person undid the one before
    """

    payer_identifier: str
    trace_number: str
    payment: Money
    payment_date: date
    payee_npi: str
    claims_digest: str = ""
    posting: int = 1

    @property
    def parts(self) -> tuple[str, ...]:
        """The key as texts, in the order of the class; the posting plays no part."""
        return (
            self.payer_identifier,
            self.trace_number,
            str(self.payment),
            self.payment_date.isoformat(),
            self.payee_npi,
            self.claims_digest,
        )

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that stand for the key in natural keys of entries and work items.

        A later posting of the same remittance adds its number: `3f...a0.2`.
        """
        return posting_digest(_digest(self.parts), self.posting)


@dataclass(frozen=True, slots=True)
class ClaimPaymentKey:
    """The remittance, the ordinal of the CLP in it, CLP01, CLP02 and CLP07."""

    remittance: RemittanceKey
    ordinal: int
    control_number: str
    claim_status: str
    payer_claim_number: str

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that stand for the key."""
        ordinal = str(self.ordinal)
        return _digest(
            (
                *self.remittance.parts,
                ordinal,
                self.control_number,
                self.claim_status,
                self.payer_claim_number,
            )
        )


def posting_digest(digest: str, posting: int) -> str:
    """How entries name the first, second ... posting of the remittance with this digest."""
    return digest if posting == 1 else f"{digest}.{posting}"


def remittance_key(remittance: Remittance, *, posting: int = 1) -> RemittanceKey:
    """The natural key of one 835 transaction. The order of its claims plays no part."""
    no_payment = remittance.payment_method.strip() == _NO_PAYMENT
    return RemittanceKey(
        payer_identifier=remittance.payer_identifier.strip(),
        trace_number=remittance.trace_number.strip(),
        payment=remittance.payment,
        payment_date=remittance.payment_date,
        payee_npi=remittance.payee_npi.strip(),
        claims_digest=_claims_digest(remittance.claims) if no_payment else "",
        posting=posting,
    )


def claim_payment_key(remittance: RemittanceKey, payment: ClaimPayment) -> ClaimPaymentKey:
    """The natural key of one CLP: a claim that a remittance holds twice has two keys, by ordinal."""
    return ClaimPaymentKey(
        remittance=remittance,
        ordinal=payment.ordinal,
        control_number=payment.control_number.strip(),
        claim_status=payment.claim_status.strip(),
        payer_claim_number=payment.payer_claim_number.strip(),
    )


def entry_key(key: ClaimPaymentKey) -> str:
    """The natural key of the ledger entry of a claim payment: `835:<remittance>:<claim payment>`."""
    return f"835:{key.remittance.digest}:{key.digest}"


def _claims_digest(payments: Sequence[ClaimPayment]) -> str:
    return _digest(tuple(sorted(_digest(_claim_parts(payment)) for payment in payments)))


def _claim_parts(payment: ClaimPayment) -> tuple[str, ...]:
    return (
        payment.control_number.strip(),
        payment.claim_status.strip(),
        str(payment.charge),
        str(payment.paid),
        payment.payer_claim_number.strip(),
    )


def _digest(parts: Sequence[str]) -> str:
    # JSON keeps the parts apart whatever characters they hold
    text = json.dumps(list(parts), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:_DIGEST_LENGTH]
