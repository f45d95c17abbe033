"""One paid line into postings: what is paid, what is contract, whose share, what is disputed."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.components import Component
from cleanclaim.ledger.entries import Posting
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.remittance import Adjustment, ClaimPayment, LinePayment
from cleanclaim.remittance.reasons import NOT_BILLABLE_REMARKS, destination

# the order in which an entry shows the accounts of a line
_ORDER = (
    Account.CLEARING,
    Account.CONTRACTUAL,
    Account.SEQUESTRATION,
    Account.RECEIVABLE_SECONDARY,
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


def share_account(claim: Claim, remarks: tuple[str, ...], *, last: bool = False) -> Account:
    """Where the patient's share goes: the next plan, AR.DEN when it may not be billed, or the patient.

    last  the answer comes from the last plan
    """
    if claim.other_coverages and not last:
        return Account.RECEIVABLE_SECONDARY
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

    owed_by  the account that the answer settles; for AR.P2 the line's charge is what stood open there
    source  id of the remittance, for the evidence
    """
    placed = [(item, destination(item, share_to=share_to)) for item in paid.adjustments if item.amount]
    amounts = dict.fromkeys(_ORDER, ZERO)
    for adjustment, account in placed:
        amounts[account] += adjustment.amount
    amounts[Account.CLEARING] += paid.paid
    amounts[owed_by] -= ours.charge
    second = owed_by is Account.RECEIVABLE_SECONDARY
    return Allocation(
        ours=ours,
        paid=paid.paid,
        postings=tuple(
            _posting(claim, ours, account, amount, second=second)
            for account, amount in sorted(amounts.items(), key=lambda item: item[0] is owed_by)
            if amount
        ),
        components=tuple(_component(item, to, ours=ours, paid=paid, source=source) for item, to in placed),
        disputed=_disputed([item for item, to in placed if to is Account.RECEIVABLE_DENIED]),
    )


def _posting(claim: Claim, ours: ServiceLine, account: Account, amount: Money, *, second: bool) -> Posting:
    return Posting(
        account=account,
        amount=amount,
        claim_id=claim.claim_id,
        line_number=ours.line_number,
        patient_id=claim.patient.patient_id,
        payer_id=_owing_payer(claim, account, second=second),
    )


def _owing_payer(claim: Claim, account: Account, *, second: bool) -> str:
    if account is Account.RECEIVABLE_PATIENT:
        return ""
    if second or account is Account.RECEIVABLE_SECONDARY:
        return claim.other_coverages[0].payer.payer_id
    return claim.coverage.payer.payer_id


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
