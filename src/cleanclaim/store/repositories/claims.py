"""Claims, the events of their lives, and the signatures that released them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from cleanclaim.model.claim import Claim, ClaimEvent, ClaimSignature
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk, chunks
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


_TRAITS = schema.claim_traits
MEMBER, CHARGE_DAY = "member", "charge-day"


def traits_of(claim: Claim) -> list[dict[str, str]]:
    """What a claim can be found by: its member ids, and its total with its first day. Rows, in order."""
    coverages = (claim.coverage, *claim.other_coverages)
    members = sorted({each.member_id for each in coverages if each.member_id})
    days = sorted(line.service_dates.first for line in claim.lines)[:1]
    traits = [(MEMBER, each) for each in members]
    traits += [(CHARGE_DAY, f"{claim.total_charge} {day}") for day in days]
    return [{"claim_id": claim.claim_id, "trait": trait, "value": value} for trait, value in traits]


class Claims:
    """A claim never changes under its id: a corrected one is another claim."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, claim: Claim) -> bool:
        """True when it is new, False when it is there already. Raises ConflictError for other content."""
        is_new = CLAIMS.keep(self._desk, claim)
        if is_new:
            self._desk.insert_all(_TRAITS, traits_of(claim))
        return is_new

    def get(self, claim_id: str) -> Claim:
        """The claim. Raises MisuseError when there is none."""
        return CLAIMS.get(self._desk, claim_id=claim_id)

    def find(self, claim_id: str) -> Claim | None:
        """The claim, or None."""
        return CLAIMS.find(self._desk, claim_id=claim_id)

    def many(self, claim_ids: Iterable[str]) -> dict[str, Claim]:
        """The claims with these ids, by id; an id of no claim is left out."""
        found: dict[str, Claim] = {}
        for some in chunks(sorted(claim_ids)):
            rows = self._desk.rows(select(CLAIMS.table).where(CLAIMS.table.c.claim_id.in_(some)))
            found |= {row.claim_id: CLAIMS.read(row) for row in rows}
        return found

    def found_by(self, *traits: tuple[str, str], limit: int = 50) -> tuple[Claim, ...]:
        """The claims with any of these traits (`MEMBER` or `CHARGE_DAY`, value) by id, some at most."""
        fits = or_(*((_TRAITS.c.trait == trait) & (_TRAITS.c.value == value) for trait, value in traits))
        found = select(_TRAITS.c.claim_id).where(fits).distinct().order_by(_TRAITS.c.claim_id).limit(limit)
        ids = [row.claim_id for row in self._desk.rows(found)] if traits else []
        return _by_id(tuple(self.get(claim_id) for claim_id in ids))

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

    def append_all(self, events: Sequence[ClaimEvent]) -> int:
        """Append many; how many are new. Raises ConflictError as `append` does."""
        return EVENTS.keep_all(self._desk, events, same=lambda old, new: old.kind is new.kind)

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
