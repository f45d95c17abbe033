"""May a claim payment be posted, or undo one that was? Every doubt is a cause for suspense."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import PLAN_RECEIVABLES, Account
from cleanclaim.ledger.balances import open_balances
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import Rank
from cleanclaim.model.remittance import ClaimPayment, Remittance
from cleanclaim.remittance.matching import Match, match_lines, whole_claim_line
from cleanclaim.remittance.next_plan import left_by_earlier_plans
from cleanclaim.remittance.reasons import (
    FORWARDED_REMARKS,
    GROUPS,
    PRIOR_PAYER_REASON,
    destination,
    may_be_negative,
)
from cleanclaim.remittance.standing import undone_by
from cleanclaim.remittance.suspense import Cause

Balances = Callable[[str, int], Mapping[Account, Money]]

# CLP02 (X12 element 1029): 1 and 4 are a first plan's plain answers. Denial is read from the adjustments, not
# from 4, which payers use loosely. 19, 20 and 21 are the answers of a first, second and third plan that were
# passed on.
_PLAIN = frozenset({"1", "4", "19"})
_LATER = {"2": 1, "20": 1, "3": 2, "21": 2}  # which plan answers, counted from 0
_FORWARDED = frozenset({"19", "20", "21"})
_STATUS_CAUSES = {
    "2": Cause.LATER_PLAN,
    "3": Cause.LATER_PLAN,
    "20": Cause.FORWARDED,
    "21": Cause.FORWARDED,
    "23": Cause.FORWARDED,
    "25": Cause.PREDETERMINATION,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim payment with all that decides whether it may be posted.

    balances       whether its equations hold
    reversed_here  whether the same remittance also reverses its claim, and that is not settled
    repeated       whether the same remittance has paid its claim before, and that payment stands
    """

    payment: ClaimPayment
    claim: Claim | None
    balances: bool
    reversed_here: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Admitted:
    """A claim payment that may be posted, its lines matched.

    owed_by  the account that the answer settles: AR.P1, or AR.P2 or AR.P3 with lines reduced to what stood
             open there
    """

    claim: Claim
    matches: tuple[Match, ...]
    owed_by: Account = Account.RECEIVABLE_PRIMARY

    @property
    def plan(self) -> int:
        """Which plan answers: 0 the first, 1 the second, 2 the third."""
        return PLAN_RECEIVABLES.index(self.owed_by)


@dataclass(frozen=True, slots=True)
class Undoing:
    """A reversal that mirrors, amount by amount, a payment that stands in the books, or lines of it.

    lines  the lines that are taken back; none: all of the payment
    """

    claim: Claim
    original: Entry
    lines: frozenset[int] = frozenset()


def is_reversal(payment: ClaimPayment) -> bool:
    """CLP02 = 22: the amounts of an earlier payment with their signs turned."""
    return payment.claim_status == "22"


def is_forwarded(payment: ClaimPayment) -> bool:
    """Whether the payer says that it passed the claim on: a status, a crossover plan or a remark."""
    return (
        payment.claim_status in _FORWARDED
        or bool(payment.crossover_name)
        or not FORWARDED_REMARKS.isdisjoint(payment.remarks)
    )


def admit(candidate: Candidate, remittance: Remittance, books: Sequence[Entry]) -> Admitted | Undoing | Cause:
    """What may be posted, or the first cause that stands against it.

    books  every entry that touches the claim
    """
    claim, payment = candidate.claim, candidate.payment
    if not candidate.balances:
        return Cause.UNBALANCED
    if claim is None:
        return Cause.UNKNOWN_CLAIM
    if is_reversal(payment):
        return _undoing(payment, claim, remittance, books)
    cause = next(_payment_causes(candidate, claim, remittance), None)
    if cause is not None:
        return cause
    whole = whole_claim_line(claim, payment)
    part = payment.charge != claim.total_charge
    matches = match_lines(claim, whole, part=part) if whole else None
    if matches is None:
        return Cause.CHARGE_DIFFERS if part else Cause.LINES_UNCLEAR
    plan = _later_plan(payment, claim, remittance)
    if plan:
        return _answer_of_later_plan(claim, matches, books, plan)
    cause = next(_line_causes(claim, matches, open_balances(books)), None)
    return cause if cause is not None else Admitted(claim, matches)


def _later_plan(payment: ClaimPayment, claim: Claim, remittance: Remittance) -> int:
    """1 or 2 when CLP02 says the second or third plan and that plan of the claim sent it, else 0."""
    plan = _LATER.get(payment.claim_status, 0)
    if not 0 < plan <= len(claim.other_coverages):
        return 0
    identifier = claim.other_coverages[plan - 1].payer.identifier
    return plan if remittance.payer_identifier == identifier != "" else 0


def _answer_of_later_plan(
    claim: Claim, matches: tuple[Match, ...], books: Sequence[Entry], plan: int
) -> Admitted | Cause:
    if open_balances(books)(claim.claim_id, 0).get(Account.UNAPPLIED, ZERO):
        return Cause.MONEY_IN_SUSPENSE
    owed_by = PLAN_RECEIVABLES[plan]
    left = left_by_earlier_plans(claim, matches, books, owed_by=owed_by)
    return left if isinstance(left, Cause) else Admitted(claim, left, owed_by)


def _undoing(
    payment: ClaimPayment, claim: Claim, remittance: Remittance, books: Sequence[Entry]
) -> Undoing | Cause:
    if not _is_paid_to(claim, remittance):
        return Cause.OTHER_PAYEE
    if _pays_as_other_plan(claim, remittance):
        return Cause.OTHER_PLAN
    found = undone_by(payment, claim, books)
    return Cause.REVERSAL if found is None else Undoing(claim, *found)


def _payment_causes(candidate: Candidate, claim: Claim, remittance: Remittance) -> Iterator[Cause]:
    """The causes that the claim payment as a whole gives, most telling first."""
    payment = candidate.payment
    later = bool(_later_plan(payment, claim, remittance))
    if payment.claim_status not in _PLAIN and not later:
        yield _STATUS_CAUSES.get(payment.claim_status, Cause.OTHER_STATUS)
    if candidate.reversed_here:
        yield Cause.REVERSED_HERE
    if candidate.repeated and not _answers_some_lines(payment, claim):
        yield Cause.REPEATED
    if not _is_paid_to(claim, remittance):
        yield Cause.OTHER_PAYEE
    if claim.coverage.rank is not Rank.PRIMARY:
        yield Cause.LATER_PLAN
    if _pays_as_other_plan(claim, remittance) and not later:
        yield Cause.OTHER_PLAN
    if payment.charge != claim.total_charge and (later or not _answers_some_lines(payment, claim)):
        yield Cause.CHARGE_DIFFERS
    if is_forwarded(payment) and not claim.other_coverages:
        yield Cause.FORWARDED_UNKNOWN


def _answers_some_lines(payment: ClaimPayment, claim: Claim) -> bool:
    """Whether the payer split the claim: this payment answers some of its lines, each at our charge.

    That none of them was answered before is seen from their balances.
    """
    matches = match_lines(claim, payment, part=True) if payment.lines and not payment.adjustments else None
    if not matches or len(matches) >= len([line for line in claim.lines if line.charge]):
        return False
    return payment.charge == Money.total(ours.charge for ours, _ in matches)


def _line_causes(claim: Claim, matches: tuple[Match, ...], balance_of: Balances) -> Iterator[Cause]:
    """The causes that the lines give: their adjustments first, then their balances."""
    adjustments = [adjustment for _, line in matches for adjustment in line.adjustments]
    if any(adjustment.group not in GROUPS for adjustment in adjustments):
        yield Cause.UNKNOWN_GROUP
    if any(adjustment.reason == PRIOR_PAYER_REASON for adjustment in adjustments):
        yield Cause.PRIOR_PAYER
    below = [adjustment for adjustment in adjustments if adjustment.amount < ZERO]
    accounts = [destination(adjustment, share_to=Account.RECEIVABLE_PATIENT) for adjustment in below]
    if any(line.paid < ZERO for _, line in matches) or not all(map(may_be_negative, accounts)):
        yield Cause.NEGATIVE_AMOUNT
    if balance_of(claim.claim_id, 0).get(Account.UNAPPLIED, ZERO):
        yield Cause.MONEY_IN_SUSPENSE
    for ours, _ in matches:
        open_amount = balance_of(claim.claim_id, ours.line_number).get(Account.RECEIVABLE_PRIMARY, ZERO)
        if open_amount != ours.charge:
            yield Cause.NOT_OPEN


def _is_paid_to(claim: Claim, remittance: Remittance) -> bool:
    """Payers name the payee by NPI or by tax id (N1*PE03 XX or FI), a few not at all [42 CFR 424.73]."""
    return remittance.payee_npi in ("", claim.practice.npi, claim.practice.tax_id)


def _pays_as_other_plan(claim: Claim, remittance: Remittance) -> bool:
    payer = remittance.payer_identifier
    others = {coverage.payer.identifier for coverage in claim.other_coverages}
    return payer != claim.coverage.payer.identifier and payer in others
