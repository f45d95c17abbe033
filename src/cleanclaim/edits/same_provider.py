"""Services of one patient by one provider over the claim and what was sent before.

"Same provider" is the same rendering NPI with the same plan; "same group" the same tax id with the same
rendering NPI or specialty. Payers may draw it otherwise [CMS NCCI Policy Manual ch. 1; Pub 100-04 ch. 12 s.
30.6.5].
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cleanclaim.core.span import Span
from cleanclaim.model.claim import Claim, ServiceLine


@dataclass(frozen=True, slots=True)
class Service:
    """A line and the claim it stands on. `claim_id` is '' for the claim in hand."""

    line: ServiceLine
    claim_id: str = ""

    @property
    def whence(self) -> str:
        """`` on claim E00A``, or nothing for the claim in hand."""
        return f" on claim {self.claim_id}" if self.claim_id else ""


def services_of_provider(claim: Claim, history: tuple[Claim, ...]) -> Iterator[Service]:
    """The claim's lines in order, then those of earlier claims by the same rendering provider."""
    return _services(claim, history, _same_provider)


def services_of_group(claim: Claim, history: tuple[Claim, ...]) -> Iterator[Service]:
    """The claim's lines in order, then those of earlier claims by the same group and specialty."""
    return _services(claim, history, _same_group)


def _services(
    claim: Claim, history: tuple[Claim, ...], is_same: Callable[[Claim, Claim], bool]
) -> Iterator[Service]:
    yield from (Service(line) for line in claim.lines)
    in_order = history if len(history) < 2 else sorted(history, key=lambda each: each.claim_id)
    for earlier in in_order:
        if _counts(claim, earlier) and is_same(claim, earlier):
            yield from (Service(line, earlier.claim_id) for line in earlier.lines)


def _counts(claim: Claim, earlier: Claim) -> bool:
    """Not the claim itself, nor what it replaces or voids, nor a void; the same patient and plan."""
    replaced = claim.frequency != "1" and earlier.encounter_id == claim.encounter_id
    return (
        earlier.claim_id != claim.claim_id
        and not replaced
        and earlier.frequency != "8"
        and earlier.patient.patient_id == claim.patient.patient_id
        and earlier.coverage.payer.identifier == claim.coverage.payer.identifier
    )


def _same_provider(claim: Claim, earlier: Claim) -> bool:
    return earlier.rendering.npi == claim.rendering.npi


def _same_group(claim: Claim, earlier: Claim) -> bool:
    if earlier.practice.tax_id != claim.practice.tax_id:
        return False
    specialty = claim.rendering.taxonomy
    return _same_provider(claim, earlier) or (bool(specialty) and earlier.rendering.taxonomy == specialty)


def days_of(dates: Span) -> int:
    """How many days a line spans; an open end counts as one day."""
    return (dates.last - dates.first).days + 1 if dates.last else 1
