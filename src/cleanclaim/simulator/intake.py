"""What the simulated payer's front end says of each claim: the 277CA, before any money is thought of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cleanclaim.core.money import Money
from cleanclaim.exchange.claim_acknowledgment import BatchAcknowledgment
from cleanclaim.exchange.received_claim import ReceivedClaim
from cleanclaim.exchange.wire import wire_text
from cleanclaim.simulator.rulebook import Rulebook
from cleanclaim.simulator.scenario import Outcome, Scenario
from cleanclaim.submission.answers import REJECTING_CATEGORIES, ClaimAnswer, ClaimStatus

TAKEN = (ClaimStatus("A2", "20"),)
# What any payer refuses, scenario or not (claim status numbers; our reading of them).
UNKNOWN_PAYER = (ClaimStatus("A7", "153", "PR"),)
OUT_OF_BALANCE = (ClaimStatus("A7", "400"),)


def answer_claim(claim: ReceivedClaim, scenario: Scenario, rulebook: Rulebook) -> ClaimAnswer:
    """Taken with the payer's own number, or refused before adjudication with the statuses that say why."""
    statuses = _refusal(claim, scenario, rulebook) or TAKEN
    accepted = all(each.category not in REJECTING_CATEGORIES for each in statuses)
    number = rulebook.claim_number(claim) if accepted else ""
    return ClaimAnswer(claim.control_number, accepted, statuses, number, claim.charge)


def _refusal(claim: ReceivedClaim, scenario: Scenario, rulebook: Rulebook) -> tuple[ClaimStatus, ...]:
    if claim.payer_identifier not in scenario.payers:
        return UNKNOWN_PAYER
    if claim.charge != Money.total(line.charge for line in claim.lines):
        return OUT_OF_BALANCE
    rule = rulebook.for_claim(claim)
    return rule.statuses if rule is not None and rule.outcome is Outcome.REJECT_277CA else ()


def acknowledge_batches(
    answered: Sequence[tuple[ReceivedClaim, ClaimAnswer]], scenario: Scenario, *, reference: str
) -> Iterator[BatchAcknowledgment]:
    """One acknowledgment for each batch reference, in the order of the file."""
    runs = groupby(answered, key=lambda pair: pair[0].batch_reference)
    for number, (_, run) in enumerate(runs, 1):
        members = tuple(run)
        first = members[0][0]
        terms = scenario.payers.get(first.payer_identifier)
        yield BatchAcknowledgment(
            set_control=f"{number:04d}",
            reference=f"{reference}{number:04d}",
            payer_name=terms.name if terms is not None else wire_text(first.payer_name) or "UNKNOWN PAYER",
            payer_identifier=first.payer_identifier,
            answered=members,
        )
