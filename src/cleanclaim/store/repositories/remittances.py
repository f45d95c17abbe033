"""Remittances under their natural keys, and their claim payments."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.core.errors import ConflictError
from cleanclaim.model.documents import canonical_document, canonical_json
from cleanclaim.model.remittance import PostingState, PostingStep, Remittance
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.records import KeptPayment, KeptRemittance
from cleanclaim.store.shelf import Shelf

REMITTANCES = Shelf(
    schema.remittances,
    KeptRemittance,
    lambda kept: {"remittance_key": kept.remittance_key, "raw_sha256": kept.raw_sha256},
)
PAYMENTS = Shelf(
    schema.claim_payments,
    KeptPayment,
    lambda kept: {
        "remittance_key": kept.remittance_key,
        "ordinal": kept.payment.ordinal,
        "control_number": kept.payment.control_number,
        "claim_status": kept.payment.claim_status,
        "payer_claim_number": kept.payment.payer_claim_number,
    },
)


STEPS = Shelf(
    schema.posting_steps,
    PostingStep,
    lambda step: {"remittance_key": step.remittance_key, "step": step.step.value},
)


class Remittances:
    """Kept once under a key for ever. The file must be in `raw_files` when the unit of work commits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, key: str, remittance: Remittance, raw_sha256: str) -> bool:
        """True when it is new, False when the same remittance is there, whatever file brought it.

        Raises ConflictError when the key belongs to a remittance that says something else, or when a claim
        payment ordinal comes twice; then nothing of it is kept.
        """
        ordinals = [payment.ordinal for payment in remittance.claims]
        if len(set(ordinals)) != len(ordinals):
            raise ConflictError(f"remittances {key}: a claim payment ordinal comes twice")
        kept = KeptRemittance(key, raw_sha256, remittance)
        document = canonical_document(kept)
        documents = document["remittance"]["claims"]  # each of them is kept under its own key as well
        if not self._desk.insert(REMITTANCES.table, REMITTANCES.row_with(canonical_json(document), kept)):
            REMITTANCES.keep(self._desk, kept, same=_same_content)  # raises when it says something else
            return False
        payments = [
            PAYMENTS.row_with(
                canonical_json({"payment": document, "remittance_key": key}), KeptPayment(key, one)
            )
            for one, document in zip(remittance.claims, documents, strict=True)
        ]
        self._desk.insert_all(PAYMENTS.table, payments)
        return True

    def find(self, key: str) -> Remittance | None:
        """The remittance of this key, or None."""
        kept = REMITTANCES.find(self._desk, remittance_key=key)
        return kept.remittance if kept else None

    def all(self) -> tuple[KeptRemittance, ...]:
        """Every remittance with its key and file, in order of arrival."""
        return REMITTANCES.all(self._desk)

    def take_step(self, step: PostingStep) -> bool:
        """True when it is new, False when it repeats the latest step of its remittance to the letter."""
        return STEPS.keep_next(self._desk, step, number="ordinal", remittance_key=step.remittance_key)

    def steps_of(self, key: str) -> tuple[PostingStep, ...]:
        """What was decided about the posting of a remittance, oldest first."""
        return STEPS.all(self._desk, remittance_key=key)

    def states(self) -> dict[str, PostingState]:
        """Where the remittances stand about whose posting anything was decided, by key."""
        steps: dict[str, list[PostingStep]] = {}
        for each in STEPS.all(self._desk):
            steps.setdefault(each.remittance_key, []).append(each)
        return {key: PostingState.after(told) for key, told in steps.items()}

    def payments_of(self, control_number: str) -> tuple[KeptPayment, ...]:
        """Every claim payment whose CLP01 is this claim id, in order of arrival."""
        return PAYMENTS.all(self._desk, control_number=control_number)

    def numbered(self, payer_claim_number: str) -> tuple[KeptPayment, ...]:
        """Every claim payment with this payer claim number (CLP07), in order of arrival."""
        return PAYMENTS.all(self._desk, payer_claim_number=payer_claim_number)


def _same_content(old: KeptRemittance, new: KeptRemittance) -> bool:
    """`place` names the file, and the same remittance may come in another wrapping."""
    return replace(old.remittance, place="") == replace(new.remittance, place="")
