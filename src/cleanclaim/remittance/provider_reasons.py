"""What a provider-level adjustment (PLB) means for the books, by its reason. The one place that knows.

The reason ids are values of X12 element 426; the wording is ours, the meanings are from general knowledge
(unverified against the licensed guide). A reason that is not named here goes into suspense: nothing is
guessed, nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.ledger.accounts import Account


@dataclass(frozen=True, slots=True)
class ProviderReason:
    """Where an adjustment goes and what people call it.

    checked  a person looks at each one, since the books cannot tell whether it is right
    """

    account: Account
    wording: str
    checked: bool = False


_RECOUP, _INTEREST = Account.RECOUPMENT, Account.INTEREST
_FEE, _TAX, _HELD = Account.FEE, Account.TAX_WITHHELD, Account.UNAPPLIED

REASONS = {
    "WO": ProviderReason(_RECOUP, "an earlier overpayment taken back"),
    "WU": ProviderReason(_RECOUP, "taken back without a word what for", checked=True),
    "72": ProviderReason(_RECOUP, "a refund of ours that the payer has received"),
    "AP": ProviderReason(_RECOUP, "an advance on later payments", checked=True),
    "AM": ProviderReason(_RECOUP, "kept for a loan or an advance", checked=True),
    "FB": ProviderReason(Account.FORWARD_BALANCE, "a balance carried to the next remittance"),
    "L6": ProviderReason(_INTEREST, "interest for a late payment"),
    "51": ProviderReason(_INTEREST, "interest that the payer charges", checked=True),
    "50": ProviderReason(_FEE, "a late charge", checked=True),
    "AH": ProviderReason(_FEE, "a fee for a loan", checked=True),
    "B2": ProviderReason(_FEE, "a rebate", checked=True),
    "J1": ProviderReason(_FEE, "not reimbursable", checked=True),
    "L3": ProviderReason(_FEE, "a penalty", checked=True),
    "E3": ProviderReason(_TAX, "withheld", checked=True),
    "IR": ProviderReason(_TAX, "withheld for the tax office", checked=True),
    "LE": ProviderReason(_TAX, "a levy paid to somebody else", checked=True),
    # known by name, but only the payer's letter tells what the money is
    "90": ProviderReason(_HELD, "an allowance for early payment"),
    "BD": ProviderReason(_HELD, "an adjustment for bad debt"),
    "BN": ProviderReason(_HELD, "a bonus"),
    "CS": ProviderReason(_HELD, "an adjustment that only its reference explains"),
    "CT": ProviderReason(_HELD, "a capitation payment"),
    "IP": ProviderReason(_HELD, "an incentive"),
    "IS": ProviderReason(_HELD, "an interim settlement"),
    "LS": ProviderReason(_HELD, "a lump sum"),
    "OB": ProviderReason(_HELD, "an offset for an affiliated provider"),
    "PI": ProviderReason(_HELD, "a periodic interim payment"),
    "PL": ProviderReason(_HELD, "a final settlement"),
    "RA": ProviderReason(_HELD, "a retroactive adjustment"),
    "RI": ProviderReason(_HELD, "a payment issued again"),
    "SL": ProviderReason(_HELD, "kept for a student loan"),
    "TL": ProviderReason(_HELD, "a third party's liability"),
}
_UNKNOWN = ProviderReason(_HELD, "a reason that is not in our table")


def provider_reason(reason: str) -> ProviderReason:
    """What this PLB03-1 means; a reason not in the table means suspense."""
    return REASONS.get(reason.strip().upper(), _UNKNOWN)
