"""Where an adjustment goes, by its group and reason. The one place that knows; the numbers are CARC values.

The wording is ours; users load the official list. Anything not named here is in dispute (AR.DEN): an unknown
reason is looked at by a person and is never written off.
"""

from __future__ import annotations

from cleanclaim.ledger.accounts import Account
from cleanclaim.model.remittance import Adjustment

CONTRACT_REASONS = {
    "24": "covered by a capitation payment",
    "45": "above the allowed amount",
    "59": "reduced as a further procedure of the same session",
    "94": "paid above the charge",
    "104": "withheld under the contract",
    "131": "discount agreed for this claim",
    "144": "incentive payment",
    "237": "reduced by a quality or reporting programme",
}
SEQUESTRATION_REASONS = {"253": "reduced by federal sequestration"}
SHARE_REASONS = {"1": "deductible", "2": "coinsurance", "3": "copayment"}
PRIOR_PAYER_REASON = "23"
PENDING_REASON = "133"

# Remarks that say that the patient is a Qualified Medicare Beneficiary, who owes no share: Medicaid does, or
# nobody [42 USC 1396a(n)(3)]
BENEFICIARY_REMARKS = frozenset({"N192", "N781", "N782", "N783"})
# Further remarks that say that the patient may not be billed: no liability for want of a proper notice.
NOT_BILLABLE_REMARKS = frozenset({"M27", "M39"})
# Remarks that say that the payer has passed the claim on to a further plan itself.
FORWARDED_REMARKS = frozenset({"MA07", "MA18", "N89"})

GROUPS = frozenset({"CO", "PR", "OA", "PI"})


def destination(adjustment: Adjustment, *, share_to: Account) -> Account:
    """The account that takes an adjustment.

    share_to  where the patient's share (PR-1, 2, 3) goes: AR.P2, AR.PT, or AR.DEN when it may not be billed
    A contractual obligation (CO) never reaches the patient, whatever its reason.
    """
    if adjustment.group == "PR":
        return share_to if adjustment.reason in SHARE_REASONS else Account.RECEIVABLE_DENIED
    if adjustment.group in ("CO", "PI"):
        if adjustment.reason in SEQUESTRATION_REASONS:
            return Account.SEQUESTRATION
        if adjustment.reason in CONTRACT_REASONS:
            return Account.CONTRACTUAL
    return Account.RECEIVABLE_DENIED


def may_be_negative(account: Account) -> bool:
    """Whether an adjustment below zero can be posted as sent: only among contractual amounts."""
    return account in (Account.CONTRACTUAL, Account.SEQUESTRATION)
