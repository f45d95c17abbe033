"""The simulated payer: an 837 in, the files of its answer out. Same bytes, scenario, seed: same answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count

from cleanclaim.exchange.claim_acknowledgment import encode_claim_acknowledgments
from cleanclaim.exchange.received_claim import ReceivedClaim
from cleanclaim.exchange.remittance import RemittanceDraft, encode_remittances
from cleanclaim.simulator.adjudication import MemberBalance
from cleanclaim.simulator.delivery import Answers, Draft, OutboundFile, deliver
from cleanclaim.simulator.front_desk import Reception, receive
from cleanclaim.simulator.intake import acknowledge_batches, answer_claim
from cleanclaim.simulator.rulebook import Rulebook
from cleanclaim.simulator.scenario import Outcome, Scenario
from cleanclaim.simulator.settlement import Cashier, Settlement
from cleanclaim.submission.answers import ClaimAnswer
from cleanclaim.submission.batching import file_name
from cleanclaim.x12.writing import Envelope, write_bare_interchange, write_interchange

__all__ = ["Answers", "OutboundFile", "SimulatedPayer"]

_FILES_PER_INTERCHANGE = 50  # our control numbers: the sender's ISA13 times this, plus the file's ordinal
_NINE_DIGITS = 10**9
_MORNING = time(6)
_ANSWERS_CLAIMS_AFTER, _OVERTAKES_AFTER, _PAYS_LAST = (
    timedelta(days=1),
    timedelta(hours=12),
    timedelta(days=2),
)


@dataclass(frozen=True, slots=True)
class SimulatedPayer:
    """Every payer of a scenario behind one receiver. It keeps nothing between two files."""

    scenario: Scenario
    seed: int = 0

    def answer(self, raw: bytes, *, at: datetime) -> tuple[OutboundFile, ...]:
        """The files that arrive, in order. A file that is not X12 at all gets no answer."""
        return self.play(raw, at=at).files

    def play(self, raw: bytes, *, at: datetime) -> Answers:
        """The same, with the names of the files that the scenario loses."""
        rulebook = Rulebook(self.scenario.rules, self.seed)
        drafts: list[Draft] = []
        for reception in receive(raw, rulebook):
            drafts += _Desk(self.scenario, rulebook, reception, at).drafts()
        return deliver(drafts, rulebook)


@dataclass(slots=True)
class _Desk:
    """Answers one interchange; `ordinals` number its files."""

    scenario: Scenario
    rulebook: Rulebook
    reception: Reception
    at: datetime
    ordinals: Iterator[int] = field(default_factory=lambda: count(1))
    balances: dict[str, dict[str, MemberBalance]] = field(default_factory=dict)

    def drafts(self) -> Iterator[Draft]:
        """TA1, 999s, 277CA and remittances as the payer means to send them."""
        yield from self._interchange_answer()
        yield from self._group_answers()
        claims = self.reception.claims
        answered = [(claim, answer_claim(claim, self.scenario, self.rulebook)) for claim in claims]
        if answered:
            yield self._claim_answers(answered)
        taken = [claim for claim, answer in answered if answer.accepted and not self._pends(claim)]
        yield from self._remittances(taken)

    def _pends(self, claim: ReceivedClaim) -> bool:
        rule = self.rulebook.for_claim(claim)
        return rule is not None and rule.outcome is Outcome.PEND

    def _interchange_answer(self) -> Iterator[Draft]:
        if self.reception.interchange_answer is not None:
            envelope = self._envelope("", "", self.at)
            raw = write_bare_interchange(envelope, [self.reception.interchange_answer])
            yield self._draft("TA1", raw, envelope)

    def _group_answers(self) -> Iterator[Draft]:
        for answer in self.reception.group_answers:
            envelope = self._envelope("FA", "005010X231A1", self.at + timedelta(minutes=5))
            yield self._draft("999", write_interchange(envelope, [answer]), envelope)

    def _claim_answers(self, answered: Sequence[tuple[ReceivedClaim, ClaimAnswer]]) -> Draft:
        envelope = self._envelope("HN", "005010X214", self.at + _ANSWERS_CLAIMS_AFTER)
        reference = f"CA{envelope.interchange_control:09d}"
        batches = acknowledge_batches(answered, self.scenario, reference=reference)
        raw = encode_claim_acknowledgments(tuple(batches), envelope=envelope)
        return self._draft("277CA", raw, envelope, tuple(claim for claim, _ in answered))

    def _remittances(self, taken: Sequence[ReceivedClaim]) -> Iterator[Draft]:
        for claims in self._payment_runs(taken):
            payer = claims[0].payer_identifier
            terms = self.scenario.payers[payer]
            if payer in self.balances:
                terms = replace(terms, prior_balances=())  # its first remittance carried them
            balances = self.balances.setdefault(payer, {})
            trace = self.rulebook.number("trace", self.reception.control, claims[0].control_number, digits=9)
            cashier = Cashier(terms, self.rulebook, self.at.date(), trace, balances)
            for settlement in cashier.settle(claims):
                yield self._remittance(settlement)

    def _payment_runs(self, taken: Sequence[ReceivedClaim]) -> list[list[ReceivedClaim]]:
        """Claims paid together: by payer and billing provider, those of a faulty file by themselves."""
        runs: dict[tuple[str, str, str], list[ReceivedClaim]] = {}
        for claim in taken:
            fault = self.rulebook.for_file("835", [claim])
            key = (claim.payer_identifier, claim.billing_npi, fault.name if fault is not None else "")
            runs.setdefault(key, []).append(claim)
        return list(runs.values())

    def _remittance(self, settlement: Settlement) -> Draft:
        envelope = self._envelope("HP", "005010X221A1", self._written_at(settlement))
        draft = RemittanceDraft(settlement.remittance, settlement.parties, "0001")
        return self._draft("835", encode_remittances([draft], envelope=envelope), envelope, settlement.claims)

    def _written_at(self, settlement: Settlement) -> datetime:
        """On the day of payment, or so early that it overtakes the 277CA."""
        rule = self.rulebook.for_file("835", settlement.claims)
        if rule is not None and rule.outcome is Outcome.OUT_OF_ORDER:
            return self.at + _OVERTAKES_AFTER
        return max(datetime.combine(settlement.paid_on, _MORNING, self.at.tzinfo), self.at + _PAYS_LAST)

    def _envelope(self, functional_id: str, guide: str, at: datetime) -> Envelope:
        ours = self.reception
        number = int(ours.control) * _FILES_PER_INTERCHANGE + next(self.ordinals)
        control = number % _NINE_DIGITS or 1
        return Envelope(
            sender=ours.receiver,
            receiver=ours.sender,
            functional_id=functional_id,
            guide=guide,
            written_at=at,
            interchange_control=control,
            group_control=control,
            usage=ours.usage,
            acknowledge=False,
        )

    def _draft(
        self, kind: str, raw: bytes, envelope: Envelope, claims: tuple[ReceivedClaim, ...] | None = None
    ) -> Draft:
        name = file_name(kind, envelope.sender, envelope.interchange_control)
        return Draft(kind, name, raw, envelope.written_at, self.reception.sent if claims is None else claims)
