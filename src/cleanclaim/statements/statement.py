"""The verb `statement`: a patient's lines and the ledger's entries into what is owed and why. Pure.

Per line: charge - plan paid - plan discount - you paid - waiting for the plan = you owe, and the lines sum to
the patient's AR.PT balance, or no statement is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cleanclaim.clocks import deadline
from cleanclaim.core.errors import CleanclaimError
from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import ClaimLine, line_balances, patient_balances
from cleanclaim.ledger.components import components_of
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.people import Guarantor, Patient
from cleanclaim.model.provider import Practice
from cleanclaim.statements.billed import BilledLine

_CHARGED = (Account.REVENUE, Account.OPENING)
_PLAN_DISCOUNT = (
    Account.CONTRACTUAL,
    Account.SEQUESTRATION,
    Account.QUALIFIED_BENEFICIARY,
    Account.SMALL_BALANCE,
)
_FROM_PATIENT = (Account.BANK, Account.TILL, Account.UNAPPLIED, Account.REFUND)
_WAITING = (
    Account.RECEIVABLE_PRIMARY,
    Account.RECEIVABLE_SECONDARY,
    Account.RECEIVABLE_TERTIARY,
    Account.RECEIVABLE_DENIED,
)

_WHY = {
    "PR-1": "deductible (you pay this before your plan pays)",
    "PR-2": "coinsurance (your part of the cost)",
    "PR-3": "copay (your set fee)",
}
_WHY_NO_PLAN = "no plan was billed for this visit"
_WHY_PLAN = "your share under your plan"


class UnexplainedBalanceError(CleanclaimError):
    """The lines do not explain what the patient owes: a fault of the program, and no statement leaves."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One service. The amounts add up: charge = plan_paid + plan_discount + you_paid + waiting + you_owe.

    waiting  what lies with a plan; the patient is not asked for it
    disputed the part of it that the plan said no to and that we do not accept yet
    why      reasons with amounts, in plain words, when something is owed
    """

    wording: str
    charge: Money
    plan_paid: Money
    plan_discount: Money
    you_paid: Money
    waiting: Money
    you_owe: Money
    why: tuple[tuple[str, Money], ...] = ()
    disputed: Money = ZERO


@dataclass(frozen=True, slots=True)
class StatementVisit:
    """One visit: a day, a provider, one claim."""

    service_date: date
    provider: str
    plan: str
    payer_claim_number: str
    lines: tuple[StatementLine, ...]

    @property
    def is_settled(self) -> bool:
        """Nothing owed and nothing waited for."""
        return not any(line.you_owe or line.waiting for line in self.lines)


@dataclass(frozen=True, slots=True)
class Statement:
    """A patient's statement on a day. `balance` is AR.PT; below zero it is a credit."""

    patient: Patient
    practice: Practice
    statement_date: date
    due_on: date
    balance: Money
    waiting: Money
    disputed: Money
    visits: tuple[StatementVisit, ...]

    @property
    def bill_to(self) -> Guarantor:
        """Whom it is sent to."""
        return self.patient.bill_to


def statement(
    lines: Iterable[BilledLine],
    *,
    entries: Iterable[Entry],
    patient: Patient,
    practice: Practice,
    today: date,
) -> Statement:
    """The patient's statement: every figure is read from the entries.

    lines    every line of the patient's that the ledger knows, of claims and of visits without one
    entries  all entries that touch the patient; others do no harm
    UnexplainedBalanceError when a line's figures do not add up, or the lines do not sum to AR.PT.
    """
    billed, books = tuple(lines), tuple(entries)
    balances, shares = line_balances(books), _shares(books)
    figures = [(line, _figure(line, balances, shares)) for line in billed]
    balance = patient_balances(books).get(patient.patient_id, ZERO)
    if Money.total(figure.you_owe for _, figure in figures) != balance:
        raise UnexplainedBalanceError("the lines of the statement do not sum to the patient's balance")
    return Statement(
        patient=patient,
        practice=practice,
        statement_date=today,
        due_on=deadline("statement.payment", today).due_on,
        balance=balance,
        waiting=Money.total(figure.waiting for _, figure in figures),
        disputed=Money.total(figure.disputed for _, figure in figures),
        visits=_visits(figures),
    )


def _figure(
    line: BilledLine,
    balances: Mapping[ClaimLine, Mapping[Account, Money]],
    shares: Mapping[ClaimLine, Mapping[str, Money]],
) -> StatementLine:
    key = (line.claim_id, line.line_number)
    accounts = balances.get(key, {})
    owed = accounts.get(Account.RECEIVABLE_PATIENT, ZERO)
    figure = StatementLine(
        wording=line.wording,
        charge=-_sum(accounts, _CHARGED),
        plan_paid=accounts.get(Account.CLEARING, ZERO),
        plan_discount=_sum(accounts, _PLAN_DISCOUNT),
        you_paid=_sum(accounts, _FROM_PATIENT),
        waiting=_sum(accounts, _WAITING),
        disputed=accounts.get(Account.RECEIVABLE_DENIED, ZERO),
        you_owe=owed,
        why=_why(line, owed, shares.get(key, {})),
    )
    explained = figure.plan_paid + figure.plan_discount + figure.you_paid + figure.waiting + figure.you_owe
    if figure.charge != explained:
        place = f"claim {line.claim_id} line {line.line_number}"
        raise UnexplainedBalanceError(f"{place}: off by {figure.charge - explained}")
    return figure


def _sum(accounts: Mapping[Account, Money], wanted: tuple[Account, ...]) -> Money:
    return Money.total(accounts.get(account, ZERO) for account in wanted)


def _why(line: BilledLine, owed: Money, shares: Mapping[str, Money]) -> tuple[tuple[str, Money], ...]:
    """The parts of the patient's share as the plan named them; payments since then do not change them."""
    if owed <= ZERO:
        return ()
    if not line.plan:
        return ((_WHY_NO_PLAN, owed),)
    named = tuple((_WHY[label], amount) for label, amount in shares.items() if label in _WHY and amount)
    return named or ((_WHY_PLAN, owed),)


def _shares(entries: Iterable[Entry]) -> dict[ClaimLine, dict[str, Money]]:
    """By claim line: what went to the patient, by the label that the plan gave it."""
    shares: dict[ClaimLine, dict[str, Money]] = {}
    for entry in entries:
        for key, label, amount in _entry_shares(entry):
            labels = shares.setdefault(key, {})
            labels[label] = labels.get(label, ZERO) + amount
    return shares


def _entry_shares(entry: Entry) -> Iterator[tuple[ClaimLine, str, Money]]:
    """The components of an entry's AR.PT postings; turned when the entry is the mirror of another."""
    parts = [part for part in components_of(entry) if part.account is Account.RECEIVABLE_PATIENT]
    claim_id = entry.postings[0].claim_id
    balances = line_balances([entry])
    for part in parts:
        key = (claim_id, part.line_number)
        named = Money.total(other.amount for other in parts if other.line_number == part.line_number)
        moved = balances.get(key, {}).get(Account.RECEIVABLE_PATIENT, ZERO)
        if moved in (named, -named):
            yield key, part.label, part.amount if moved == named else -part.amount


def _visits(figures: list[tuple[BilledLine, StatementLine]]) -> tuple[StatementVisit, ...]:
    """Visits by day, then claim; lines in the order given."""
    grouped: dict[tuple[date, str, str], list[tuple[BilledLine, StatementLine]]] = {}
    for line, figure in figures:
        grouped.setdefault((line.service_date, line.claim_id, line.provider), []).append((line, figure))
    return tuple(_visit(grouped[key]) for key in sorted(grouped))


def _visit(items: list[tuple[BilledLine, StatementLine]]) -> StatementVisit:
    first = items[0][0]
    return StatementVisit(
        service_date=first.service_date,
        provider=first.provider,
        plan=first.plan,
        payer_claim_number=first.payer_claim_number,
        lines=tuple(figure for _, figure in items),
    )
