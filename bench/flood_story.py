"""What happens to each claim of the flood, wave by wave, and what the judge is told about it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from bench.flood_claims import FIRST, OTHER_NPI, SECOND, Clp, FloodClaim, Line, Payment
from bench.flood_judge import Judge

REFUSALS = (("CO", "16"), ("CO", "97"), ("CO", "197"), ("PR", "204"), ("OA", "18"), ("PI", "15"))
CONTRACTS = (("CO", "45"), ("CO", "45"), ("PI", "45"), ("CO", "59"), ("CO", "131"))
Told = Callable[[], None]
Step = tuple[Clp, Told]  # a claim payment, and what the judge hears when it is posted


@dataclass
class Wave:
    """Claim payments of the two plans that come in the same stretch of time, and loose adjustments."""

    first: list[list[Step]] = field(default_factory=list)  # each list stays in one remittance
    second: list[list[Step]] = field(default_factory=list)
    plb: list[tuple[str, str, int, str]] = field(default_factory=list)  # reason, reference, cents, claim


class Story:
    """Draws a fate for every claim. `waves` come one after the other; within one the order is drawn."""

    def __init__(self, chance: random.Random, judge: Judge) -> None:
        self.chance, self.judge = chance, judge
        self.waves = [Wave(), Wave(), Wave()]
        self.fates: dict[str, int] = {}
        self.quiet: set[str] = set()  # claims to which nothing happens later

    def add(self, claim: FloodClaim) -> None:
        """One claim's fate."""
        fates = [
            (60, self.plain), (5, self.corrected), (4, self.corrected_later), (3, self.taken_back),
            (2, self.orphan_reversal), (3, self.off_by_a_cent), (2, self.unknown), (2, self.paid_twice),
            (2, self.odd_status), (2, self.other_charge), (3, self.some_lines_back), (3, self.split),
        ]  # fmt: skip
        if claim.has_second:
            fates += [(25, self.secondary), (5, self.secondary_first)]
        [fate] = self.chance.choices([each for _, each in fates], [weight for weight, _ in fates])
        self.fates[fate.__name__] = self.fates.get(fate.__name__, 0) + 1
        fate(claim)

    # --- what a payer answers ---

    def answer(self, claim: FloodClaim, *, clean: bool = False) -> tuple[Line, ...]:
        """An adjudication that adds up, line by line. `clean`: nothing is refused, something is owed."""
        return tuple(
            self._line(number, charge, clean=clean) for number, charge in enumerate(claim.charges, 1)
        )

    def _line(self, number: int, charge: int, *, clean: bool) -> Line:
        chance = self.chance
        if not clean and chance.random() < 0.12:
            return number, charge, 0, ((*chance.choice(REFUSALS), charge),)
        cut = chance.randrange(charge // 2)
        left = charge - cut
        adjustments = [(*chance.choice(CONTRACTS), cut)] if cut else []
        for reason in ("1", "2", "3"):
            if (clean and reason == "2") or chance.random() < 0.3:
                part = chance.randrange(1, max(left // 3, 2))
                adjustments.append(("PR", reason, part))
                left -= part
        if not clean and chance.random() < 0.1:
            held = left // 50
            adjustments += [("CO", "253", held)] if held else []
            left -= held
        if not clean and chance.random() < 0.03:
            adjustments.append(("CO", "144", -300))  # an incentive: below zero
            left += 300
        if not clean and chance.random() < 0.05:
            part = chance.randrange(1, max(left // 2, 2))
            adjustments.append((*chance.choice(REFUSALS), part))
            left -= part
        return number, charge, left, tuple(adjustments)

    # --- fates ---

    def plain(self, claim: FloodClaim) -> None:
        self.quiet.add(claim.claim_id)
        self._first(0, claim, self.answer(claim))

    def corrected(self, claim: FloodClaim) -> None:
        """Reversed and corrected in one remittance, in either order."""
        before, after = self.answer(claim), self.answer(claim)
        self._first(0, claim, before)
        both = [self._reversal(claim, before), self._answered(claim, after)]
        if self.chance.random() < 0.5:  # the correction is listed first; the books do not mind
            self.waves[1].first.append([(both[1][0], both[0][1]), (both[0][0], both[1][1])])
        else:
            self.waves[1].first.append(both)

    def corrected_later(self, claim: FloodClaim) -> None:
        before, after = self.answer(claim), self.answer(claim)
        self._first(0, claim, before)
        self.waves[1].first.append([self._reversal(claim, before)])
        self._first(2, claim, after)

    def taken_back(self, claim: FloodClaim) -> None:
        """Reversed now, recovered from a later payment (journal 5c)."""
        before = self.answer(claim, clean=True)
        paid = sum(line[2] for line in before)
        self._first(0, claim, before)
        self.waves[1].first.append([self._reversal(claim, before)])
        self.waves[1].plb.append(("WO", claim.claim_id, -paid, claim.claim_id))
        self.waves[2].plb.append(("WO", claim.claim_id, paid, claim.claim_id))

    def orphan_reversal(self, claim: FloodClaim) -> None:
        """The reversal overtakes the payment: both wait for a person."""
        answer = self.answer(claim, clean=True)
        for wave, (clp, _) in enumerate((self._reversal(claim, answer), self._answered(claim, answer))):
            self.waves[wave].first.append([self._held(clp)])

    def off_by_a_cent(self, claim: FloodClaim) -> None:
        clp, _ = self._answered(claim, self.answer(claim))
        [number, charge, paid, adjustments], *others = clp.lines
        if self.chance.random() < 0.5:
            clp.lines = ((number, charge, paid + 1, adjustments), *others)  # the line, not the claim
        else:
            clp.paid += 1  # the claim, and the remittance with it
        self.waves[0].first.append([self._held(clp)])

    def unknown(self, claim: FloodClaim) -> None:
        clp, _ = self._answered(claim, self.answer(claim))
        clp.claim_id = clp.claim_id.replace("F", "X")
        self.waves[0].first.append([(clp, lambda: self.judge.suspend(clp, ours=False))])

    def paid_twice(self, claim: FloodClaim) -> None:
        """The same claim twice in one remittance: the second waits, its money is in the books."""
        clp, told = self._answered(claim, self.answer(claim, clean=True))
        again = Clp(clp.claim_id, "1", clp.lines, clp.paid, clp.charge)
        self.waves[0].first.append([(clp, told), self._held(again)])

    def odd_status(self, claim: FloodClaim) -> None:
        clp, _ = self._answered(claim, self.answer(claim))
        clp.claim_status = self.chance.choice(("3", "20", "21", "23", "25"))
        self.waves[0].first.append([self._held(clp)])

    def other_charge(self, claim: FloodClaim) -> None:
        more = tuple(charge + 100 for charge in claim.charges)
        bigger = FloodClaim(claim.claim_id, more, claim.has_second)
        self.waves[0].first.append([self._held(self._answered(bigger, self.answer(bigger))[0])])

    def some_lines_back(self, claim: FloodClaim) -> None:
        """One line is taken back and answered anew, the others stand."""
        before = self.answer(claim)
        self._first(0, claim, before)
        line = self.chance.choice(before)
        self.waves[1].first.append([self._reversal(claim, (line,))])
        number, charge = line[:2]
        self._first(2, claim, (self._line(number, charge, clean=False),))

    def split(self, claim: FloodClaim) -> None:
        for line in self.answer(claim):
            self._first(0, claim, (line,))

    def secondary(self, claim: FloodClaim) -> None:
        before = self.answer(claim, clean=True)
        self._first(0, claim, before)
        clp, shares = self._second_answer(claim, before)
        self.waves[1].second.append([(clp, lambda: self.judge.second_answer(claim, shares))])

    def secondary_first(self, claim: FloodClaim) -> None:
        before = self.answer(claim, clean=True)
        clp, _ = self._second_answer(claim, before)
        self.waves[0].second.append([self._held(clp)])
        first, told = self._answered(claim, before)
        self.waves[1].first.append([self._held(first) if clp.paid else (first, told)])

    # --- pieces ---

    def _first(self, wave: int, claim: FloodClaim, lines: tuple[Line, ...]) -> None:
        self.waves[wave].first.append([self._answered(claim, lines)])

    def _answered(self, claim: FloodClaim, lines: tuple[Line, ...]) -> Step:
        charge, paid = sum(line[1] for line in lines), sum(line[2] for line in lines)
        clp = Clp(claim.claim_id, "1", lines, paid, charge)
        return clp, lambda: self.judge.answer(claim, lines)

    def _reversal(self, claim: FloodClaim, lines: tuple[Line, ...]) -> Step:
        turned = tuple(
            (number, -charge, -paid, tuple((group, reason, -cents) for group, reason, cents in adjustments))
            for number, charge, paid, adjustments in lines
        )
        charge, paid = sum(line[1] for line in turned), sum(line[2] for line in turned)
        clp = Clp(claim.claim_id, "22", turned, paid, charge)
        return clp, lambda: self.judge.take_back(claim.claim_id, [line[0] for line in lines])

    def _held(self, clp: Clp) -> Step:
        return clp, lambda: self.judge.suspend(clp)

    def _second_answer(
        self, claim: FloodClaim, before: tuple[Line, ...]
    ) -> tuple[Clp, list[tuple[int, int, int, int]]]:
        """Counted from the full charge, in one of the two forms that plans use."""
        shares, lines = [], []
        for number, charge, paid, adjustments in before:
            owed = sum(cents for group, _, cents in adjustments if group == "PR")
            discount = sum(cents for group, _, cents in adjustments if group != "PR")
            share = self.chance.randrange(owed + 1)
            rest = self.chance.randrange(owed - share + 1)
            now = owed - share - rest
            shares.append((number, now, share, rest))
            with_discount = self.chance.random() < 0.5
            prior, own = (paid + discount, rest) if with_discount else (paid, rest + discount)
            told = [("OA", "23", prior), ("CO", "45", own), ("PR", "2", share)]
            lines.append((number, charge, now, tuple(each for each in told if each[2])))
        total = sum(line[2] for line in lines)
        return Clp(claim.claim_id, "2", tuple(lines), total, sum(claim.charges)), shares


def remittances(story: Story, *, size: int, prefix: str) -> Iterator[tuple[Payment, list[Told], bool]]:
    """Every remittance in order of arrival, what the judge hears of it, and whether it is quarantined.

    One in nine comes first with a payment that is a cent off; one in fifty is another practice's.
    """
    chance, judge, number = story.chance, story.judge, 0
    for wave in story.waves:
        for payer, units in ((FIRST, wave.first), (SECOND, wave.second)):
            chance.shuffle(units)
            loose = list(wave.plb) if payer == FIRST else []
            for start in range(0, len(units), size):
                steps = [step for unit in units[start : start + size] for step in unit]
                number += 1
                payment = Payment(f"{prefix}{number:06d}", payer, [clp for clp, _ in steps])
                told = [each for _, each in steps]
                take = len(loose) if start + size >= len(units) else len(loose) * size // len(units)
                _adjust(payment, told, judge, [loose.pop() for _ in range(min(take, len(loose)))])
                _more_adjustments(payment, told, judge, chance)
                if chance.random() < 1 / 9:
                    wrong = Payment(payment.trace, payer, payment.clps, payment.plb, payment.total() + 1)
                    yield wrong, [], True
                yield payment, told, False
                if chance.random() < 1 / 50 and any(c.claim_id in story.quiet for c in payment.clps):
                    number += 1
                    yield _misrouted(f"{prefix}{number:06d}", payment, story)


def _adjust(payment: Payment, told: list[Told], judge: Judge, items: list[tuple[str, str, int, str]]) -> None:
    for reason, reference, cents, claim_id in items:
        payment.plb.append((reason, reference, cents))
        told.append(partial(judge.provider, reason, cents, claim_id))


def _more_adjustments(payment: Payment, told: list[Told], judge: Judge, chance: random.Random) -> None:
    """Interest, fees, balances carried and what nobody can explain; and no payment below zero."""
    reasons = ("L6", "72", "CS", "J1", "AP", "IR", "51", "WO", "BN", "FB")
    for reason in chance.sample(reasons, chance.choice((0, 0, 1, 2))):
        _adjust(payment, told, judge, [(reason, "", chance.choice((-1, 1)) * chance.randrange(1, 2_000), "")])
    if payment.total() < 0:
        _adjust(payment, told, judge, [("FB", payment.trace, payment.total(), "")])


def _misrouted(trace: str, like: Payment, story: Story) -> tuple[Payment, list[Told], bool]:
    """Claim payments of ours in a remittance to somebody else: all of them wait."""
    quiet = [clp for clp in like.clps if clp.claim_id in story.quiet][:3]
    clps = [Clp(clp.claim_id, "1", clp.lines, clp.paid, clp.charge) for clp in quiet]
    told: list[Told] = [partial(story.judge.suspend, clp) for clp in clps]
    return Payment(trace, like.payer, clps, payee=OTHER_NPI), told, False
