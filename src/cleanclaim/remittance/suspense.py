"""Money that cannot be posted to a claim: why, what to do, and the entry and work item that hold it.

Suspended money is in the books (CLR against UNAP), so that the clearing account of a remittance always ends
at BPR02. It only touches no line of a claim until a person, or a later release of this package, places it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cleanclaim.clocks import deadline
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import Money
from cleanclaim.core.place import Place
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.model.work import WorkItem, WorkKind

_RULE = "work.suspense"


class Cause(StrEnum):
    """Why an amount was put into suspense."""

    UNBALANCED = "unbalanced"
    UNKNOWN_CLAIM = "unknown_claim"
    REVERSAL = "reversal"
    REVERSED_HERE = "reversed_here"
    LATER_PLAN = "later_plan"
    FORWARDED = "forwarded"
    PREDETERMINATION = "predetermination"
    OTHER_STATUS = "other_status"
    OTHER_PAYEE = "other_payee"
    OTHER_PLAN = "other_plan"
    CHARGE_DIFFERS = "charge_differs"
    REPEATED = "repeated"
    MONEY_IN_SUSPENSE = "money_in_suspense"
    NOT_OPEN = "not_open"
    LINES_UNCLEAR = "lines_unclear"
    PRIOR_PAYER = "prior_payer"
    UNKNOWN_GROUP = "unknown_group"
    NEGATIVE_AMOUNT = "negative_amount"
    FORWARDED_UNKNOWN = "forwarded_unknown"
    PROVIDER_ADJUSTMENT = "provider_adjustment"


# cause -> (what is wrong, what to do)
_WORDS = {
    Cause.UNBALANCED: (
        "The claim payment does not add up.",
        "Ask the payer for a corrected remittance; post by hand only from its answer.",
    ),
    Cause.UNKNOWN_CLAIM: (
        "No claim of ours has this control number.",
        "Find the claim by the payer's claim number and dates; never by name alone.",
    ),
    Cause.REVERSAL: (
        "The payer takes back a payment that does not stand in the books as it says.",
        "Find the payment that it undoes and the correction that follows it; place all three together.",
    ),
    Cause.REVERSED_HERE: (
        "The same remittance also reverses this claim, and the reversal could not be posted.",
        "Place the reversal first, then this correction.",
    ),
    Cause.LATER_PLAN: (
        "A payment by a second or third plan.",
        "Check the first plan's payment and adjustments, then place it by hand.",
    ),
    Cause.FORWARDED: (
        "The payer passed the claim on to a further plan.",
        "Place the first plan's answer by hand; do not bill the further plan again.",
    ),
    Cause.PREDETERMINATION: (
        "A statement of what would be paid, not a payment.",
        "File it with the estimate; it is never posted to a claim.",
    ),
    Cause.OTHER_STATUS: (
        "A claim status that is neither a plain payment nor a plain denial.",
        "Read the remittance and place the amount by hand.",
    ),
    Cause.OTHER_PAYEE: (
        "The payee of the remittance is not the billing provider of the claim.",
        "Find out whose money it is before it is used.",
    ),
    Cause.OTHER_PLAN: (
        "The payment comes from the claim's further plan, as if it were the first.",
        "Check the order of benefits with both plans.",
    ),
    Cause.CHARGE_DIFFERS: (
        "The charge on the remittance is not the charge of the claim.",
        "Look for a split, a replacement or a changed claim, then place the amount by hand.",
    ),
    Cause.REPEATED: (
        "The remittance pays this claim more than once.",
        "Compare the payments; place the right one and return the other.",
    ),
    Cause.MONEY_IN_SUSPENSE: (
        "Money for this claim already lies in suspense.",
        "Place the earlier amount first.",
    ),
    Cause.NOT_OPEN: (
        "The line's payer balance is not its charge: it was paid, denied or billed to the patient before.",
        "Compare with the earlier posting; look for a duplicate payment.",
    ),
    Cause.LINES_UNCLEAR: (
        "It is not clear which of our service lines the payment answers.",
        "Match the lines by hand.",
    ),
    Cause.PRIOR_PAYER: (
        "The plan counted an earlier plan's payment, and we know of none.",
        "Check the order of benefits and the other plan's remittance.",
    ),
    Cause.UNKNOWN_GROUP: (
        "An adjustment group that is not CO, PR, OA or PI.",
        "Ask the payer what it means.",
    ),
    Cause.NEGATIVE_AMOUNT: (
        "An amount below zero where a first payment cannot have one.",
        "Look for an earlier payment that this one corrects.",
    ),
    Cause.FORWARDED_UNKNOWN: (
        "The payer passed the claim on to a plan that we have not on file.",
        "Ask the patient for the other plan; do not bill the patient before it has answered.",
    ),
    Cause.PROVIDER_ADJUSTMENT: (
        "An adjustment of the payment that belongs to no claim in it.",
        "Find its reason by its reference: recovery, forward balance, interest or fee.",
    ),
}


@dataclass(frozen=True, slots=True)
class Suspended:
    """An amount in suspense: its entry, its work item, its finding."""

    entry: Entry
    work_item: WorkItem
    finding: Finding


def suspend(
    cause: Cause,
    amount: Money,
    *,
    natural_key: str,
    claim_id: str,
    posted_on: date,
    place: Place,
    evidence: Evidence,
    more: str = "",
) -> Suspended:
    """Put an amount into suspense: CLR debit, UNAP credit, with the sign as sent, on line 0 of the claim.

    more  what else the work item should say
    A zero amount is entered too: the entry holds the natural key, so that a replay finds it.
    """
    wrong, next_step = _WORDS[cause]
    due = deadline(_RULE, posted_on)
    entry = Entry(
        natural_key=natural_key,
        posted_on=posted_on,
        description=f"suspense: {cause.value}",
        postings=(
            Posting(Account.CLEARING, amount, claim_id=claim_id),
            Posting(Account.UNAPPLIED, -amount, claim_id=claim_id),
        ),
        evidence=(evidence,),
    )
    item = WorkItem(
        work_item_id=f"suspense:{natural_key}",
        kind=WorkKind.SUSPENSE,
        about=claim_id or place.subject,
        title=wrong,
        opened_on=posted_on,
        due_on=due.due_on,
        due_rule=due.rule_id,
        detail="; ".join(filter(None, (cause.value, str(amount), str(place), more))),
        next_step=next_step,
    )
    finding = Finding(
        rule_id=f"remittance.suspended.{cause.value.replace('_', '-')}",
        severity=Severity.REVIEW,
        place=place,
        message=wrong,
        found=str(amount),
        next_step=next_step,
        evidence=(evidence,),
    )
    return Suspended(entry, item, finding)
