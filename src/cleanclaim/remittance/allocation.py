"""One paid line into postings: what is paid, what is contract, whose share, what is disputed."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import PLAN_RECEIVABLES, Account
from cleanclaim.ledger.components import Component
from cleanclaim.ledger.entries import Posting
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.remittance import Adjustment, ClaimPayment, LinePayment
from cleanclaim.remittance.reasons import BENEFICIARY_REMARKS, NOT_BILLABLE_REMARKS, destination

# the order in which an entry shows the accounts of a line
_ORDER = (
    Account.CLEARING,
    Account.CONTRACTUAL,
    Account.SEQUESTRATION,
    Account.QUALIFIED_BENEFICIARY,
    Account.RECEIVABLE_SECONDARY,
    Account.RECEIVABLE_TERTIARY,
    Account.RECEIVABLE_PATIENT,
    Account.RECEIVABLE_DENIED,
    Account.RECEIVABLE_PRIMARY,
)


@dataclass(frozen=True, slots=True)
class Allocation:
    """One line of a claim payment, placed. The postings sum to zero by themselves.

    components  each adjustment with the account it went to
    disputed    (group, reason, amount) of what went to AR.DEN, one per pair, in order of appearance
    """

    ours: ServiceLine
    paid: Money
    postings: tuple[Posting, ...]
    components: tuple[Component, ...]
    disputed: tuple[tuple[str, str, Money], ...]

    def amount(self, account: Account) -> Money:
        """What this line moved on an account."""
        return Money.total(posting.amount for posting in self.postings if posting.account is account)


def remarks_of(payment: ClaimPayment, line: LinePayment) -> tuple[str, ...]:
    """The remark codes that bear on a line: its own, then the claim's, each once."""
    return tuple(dict.fromkeys((*line.remarks, *payment.remarks)))


def share_account(claim: Claim, remarks: tuple[str, ...], *, answering: int = 0) -> Account:
    """Where the patient's share goes: the next plan; else it is written off for a qualified Medicare
    beneficiary, who owes none and has no Medicaid on the claim; else AR.DEN when it may not be billed, or
    the patient.

    answering  which plan answers: 0 the first, 1 the second, 2 the third
    """
    if len(claim.other_coverages) > answering:
        return PLAN_RECEIVABLES[answering + 1]
    if not BENEFICIARY_REMARKS.isdisjoint(remarks):
        return Account.QUALIFIED_BENEFICIARY
    if not NOT_BILLABLE_REMARKS.isdisjoint(remarks):
        return Account.RECEIVABLE_DENIED
    return Account.RECEIVABLE_PATIENT


def allocate(
    claim: Claim,
    ours: ServiceLine,
    paid: LinePayment,
    *,
    share_to: Account,
    source: str,
    owed_by: Account = Account.RECEIVABLE_PRIMARY,
) -> Allocation:
    """Place every cent of a proven line: its charge leaves AR.P1, the payment and each adjustment take it up.

    owed_by  the account that the answer settles; for AR.P2 and AR.P3 the line's charge is what
             stood open there
    source  id of the remittance, for the evidence
    """
    placed = [(item, destination(item, share_to=share_to)) for item in paid.adjustments if item.amount]
    amounts = dict.fromkeys(_ORDER, ZERO)
    for adjustment, account in placed:
        amounts[account] += adjustment.amount
    amounts[Account.CLEARING] += paid.paid
    amounts[owed_by] -= ours.charge
    return Allocation(
        ours=ours,
        paid=paid.paid,
        postings=tuple(
            _posting(claim, ours, account, amount, owed_by=owed_by)
            for account, amount in sorted(amounts.items(), key=lambda item: item[0] is owed_by)
            if amount
        ),
        components=tuple(_component(item, to, ours=ours, paid=paid, source=source) for item, to in placed),
        disputed=_disputed([item for item, to in placed if to is Account.RECEIVABLE_DENIED]),
    )


def _posting(
    claim: Claim, ours: ServiceLine, account: Account, amount: Money, *, owed_by: Account
) -> Posting:
    return Posting(
        account=account,
        amount=amount,
        claim_id=claim.claim_id,
        line_number=ours.line_number,
        patient_id=claim.patient.patient_id,
        payer_id=_owing_payer(claim, account, owed_by),
    )


def _owing_payer(claim: Claim, account: Account, answered_for: Account) -> str:
    """The plan that owes what lies on the account, or that answered."""
    if account is Account.RECEIVABLE_PATIENT:
        return ""
    owes = account if account in PLAN_RECEIVABLES else answered_for
    coverages = (claim.coverage, *claim.other_coverages)
    return coverages[PLAN_RECEIVABLES.index(owes)].payer.payer_id


def _component(
    adjustment: Adjustment, account: Account, *, ours: ServiceLine, paid: LinePayment, source: str
) -> Component:
    label = "".join(f"{adjustment.group}-{adjustment.reason}".split())
    return Component(source, paid.segment, ours.line_number, account, label, adjustment.amount)


def _disputed(adjustments: list[Adjustment]) -> tuple[tuple[str, str, Money], ...]:
    amounts: dict[tuple[str, str], Money] = {}
    for item in adjustments:
        pair = (item.group, item.reason)
        amounts[pair] = amounts.get(pair, ZERO) + item.amount
    return tuple((group, reason, amount) for (group, reason), amount in amounts.items())
