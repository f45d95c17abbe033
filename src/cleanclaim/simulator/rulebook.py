"""Which rule of the scenario a claim, a line or a file meets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from cleanclaim.exchange.received_claim import ReceivedClaim, ReceivedLine
from cleanclaim.simulator.scenario import ABOUT_FILES, Outcome, Rule

_NOT_ABOUT_CLAIMS = ABOUT_FILES | {Outcome.DENY_LINE}


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in their order, with the seed that picks shares and numbers."""

    rules: tuple[Rule, ...]
    seed: int

    def for_claim(self, claim: ReceivedClaim) -> Rule | None:
        """The first rule about the whole claim that it matches."""
        about_claims = (rule for rule in self.rules if rule.outcome not in _NOT_ABOUT_CLAIMS)
        return next((rule for rule in about_claims if self._matches(rule, claim)), None)

    def denial(self, claim: ReceivedClaim, line: ReceivedLine) -> Rule | None:
        """The rule that denies this line, None when it is paid."""
        whole = self.for_claim(claim)
        if whole is not None and whole.outcome in (Outcome.DENY, Outcome.PAY):
            return whole if whole.outcome is Outcome.DENY else None
        for rule in self.rules:
            if rule.outcome is Outcome.DENY_LINE and self._matches(rule, claim, (line,)):
                return rule
        return None

    def for_file(self, kind: str, claims: Iterable[ReceivedClaim]) -> Rule | None:
        """The first fault that a claim in a file of this kind brings on it."""
        for claim in claims:
            for rule in self.rules:
                if rule.outcome in ABOUT_FILES and rule.file == kind and self._matches(rule, claim):
                    return rule
        return None

    def number(self, *parts: str, digits: int = 12) -> str:
        """A number that looks like a payer's: the same parts and seed give the same one."""
        digest = hashlib.sha256("\0".join((str(self.seed), *parts)).encode()).hexdigest()
        return f"{int(digest[:24], 16) % 10**digits:0{digits}d}"

    def claim_number(self, claim: ReceivedClaim) -> str:
        """The payer's own number of a claim, the same on its 277CA and its 835."""
        return "P" + self.number(claim.payer_identifier, claim.batch_reference, claim.control_number)

    def _matches(self, rule: Rule, claim: ReceivedClaim, lines: Iterable[ReceivedLine] = ()) -> bool:
        return (
            _fits(rule.claim, claim.control_number)
            and _fits(rule.payer, claim.payer_identifier)
            and (not rule.diagnosis or any(_fits(rule.diagnosis, each.value) for each in claim.diagnoses))
            and any(_line_fits(rule, line) for line in lines or claim.lines)
            and int(self.number(rule.name, claim.control_number, digits=2)) < rule.share_percent
        )


def _fits(pattern: str, value: str) -> bool:
    return not pattern or fnmatchcase(value, pattern)


def _line_fits(rule: Rule, line: ReceivedLine) -> bool:
    return _fits(rule.procedure, line.procedure) and (
        not rule.modifier or any(_fits(rule.modifier, each) for each in line.modifiers)
    )
