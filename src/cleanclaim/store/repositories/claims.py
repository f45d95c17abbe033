"""Claims, the events of their lives, and the signatures that released them."""

from __future__ import annotations

from cleanclaim.model.claim import Claim, ClaimEvent, ClaimSignature
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.shelf import Shelf

CLAIMS = Shelf(
    schema.claims,
    Claim,
    lambda claim: {
        "claim_id": claim.claim_id,
        "encounter_id": claim.encounter_id,
        "patient_id": claim.patient.patient_id,
    },
)
EVENTS = Shelf(
    schema.claim_events,
    ClaimEvent,
    lambda event: {"claim_id": event.claim_id, "event_key": event.key, "kind": event.kind.value},
)
SIGNATURES = Shelf(schema.signatures, ClaimSignature, lambda signature: {"claim_id": signature.claim_id})


class Claims:
    """A claim never changes under its id: a corrected one is another claim."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, claim: Claim) -> bool:
        """True when it is new, False when it is there already. Raises ConflictError for other content."""
        return CLAIMS.keep(self._desk, claim)

    def get(self, claim_id: str) -> Claim:
        """The claim. Raises MisuseError when there is none."""
        return CLAIMS.get(self._desk, claim_id=claim_id)

    def find(self, claim_id: str) -> Claim | None:
        """The claim, or None."""
        return CLAIMS.find(self._desk, claim_id=claim_id)

    def of(self, encounter_id: str) -> tuple[Claim, ...]:
        """The claims of one encounter, sorted by id."""
        return _by_id(CLAIMS.all(self._desk, encounter_id=encounter_id))

    def of_patient(self, patient_id: str) -> tuple[Claim, ...]:
        """The claims of one patient, sorted by id."""
        return _by_id(CLAIMS.all(self._desk, patient_id=patient_id))

    def all(self) -> tuple[Claim, ...]:
        """Every claim, sorted by id."""
        return _by_id(CLAIMS.all(self._desk))


class ClaimEvents:
    """Append-only; the claim's state is the fold of its events."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def append(self, event: ClaimEvent) -> bool:
        """True when it is new, False when this claim has an event of that key and kind already.

        The same event told again, at another time or by another file, is not a second one. Raises
        ConflictError when the key belongs to an event of another kind.
        """
        return EVENTS.keep(self._desk, event, same=lambda old, new: old.kind is new.kind)

    def of(self, claim_id: str) -> tuple[ClaimEvent, ...]:
        """The events of one claim, in order of arrival."""
        return EVENTS.all(self._desk, claim_id=claim_id)

    def all(self) -> tuple[ClaimEvent, ...]:
        """Every event, in order of arrival."""
        return EVENTS.all(self._desk)


class Signatures:
    """Who released which claim; append-only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, signature: ClaimSignature) -> bool:
        """True when it is new, False when it repeats the latest one of its claim."""
        return SIGNATURES.keep_next(self._desk, signature, number="ordinal", claim_id=signature.claim_id)

    def of(self, claim_id: str) -> tuple[ClaimSignature, ...]:
        """Every signature of a claim, oldest first."""
        return SIGNATURES.all(self._desk, claim_id=claim_id)


def _by_id(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda claim: claim.claim_id))
