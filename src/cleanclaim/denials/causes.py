"""What each adjustment reason means for the person who works the denial.

Numbers are CARC values; the words are ours (the official list is loaded by the user). An edition of our own,
written in August 2026. A number is looked up by the date of the remittance [45 CFR 162.1000].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from cleanclaim.core.span import Span

EDITION = "cleanclaim denial causes 2026-08"
# before this day some numbers had other readings that we have not checked
IN_EFFECT = Span(date(2024, 1, 1))
UNKNOWN = "unknown"


class Due(StrEnum):
    """Which clock a denial runs against."""

    APPEAL = "appeal limit"
    FILING = "filing limit"
    REQUEST = "records request"
    REVIEW = "human review"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How we read one reason number.

    appealable           Y, N, C (correct and send again) or E (only with new evidence)
    medicare_appealable  where Medicare differs, else ''
    """

    number: str
    cause: str
    wording: str
    playbook: str
    appealable: str
    due: Due
    medicare_appealable: str = ""


UNKNOWN_PLAYBOOK = (
    "No rule of ours knows this reason: a person reads it and decides. It is never written off."
)


def reading(number: str, on: date) -> Reading:
    """The reading of a reason number on the date of a remittance; cause `unknown` where there is none."""
    found = _table().get(number) if on in IN_EFFECT else None
    return found or Reading(
        number, UNKNOWN, "a reason that we do not know", UNKNOWN_PLAYBOOK, "E", Due.REVIEW
    )


@cache
def _table() -> dict[str, Reading]:
    table: dict[str, Reading] = {}
    for cause, (appealable, due, playbook, rows) in _CAUSES.items():
        for row in rows:
            number, wording, *own = row.split("|")
            general, medicare = own or (appealable, "")
            table[number] = Reading(number, cause, wording, playbook, general, due, medicare)
    return table


# cause -> (appealable, clock, playbook, rows `number|wording` or `number|wording|appealable|for Medicare`)
_CAUSES: dict[str, tuple[str, Due, str, tuple[str, ...]]] = {
    "contract": (
        "N",
        Due.APPEAL,
        "Compare the payment with the contract; appeal only an underpayment.",
        (
            "24|covered by a capitation payment",
            "45|above the allowed amount",
            "59|reduced as a further procedure of the same session",
            "94|paid above the charge",
            "104|withheld under the contract",
            "131|discount agreed for this claim",
            "144|incentive payment",
            "237|reduced by a quality or reporting programme",
            "253|reduced by federal sequestration",
        ),
    ),
    "share": (
        "N",
        Due.NONE,
        "Bill the next plan; check for Qualified Medicare Beneficiary status; only then the patient.",
        (
            "1|deductible",
            "2|coinsurance",
            "3|copayment",
            "100|the plan paid the patient",
        ),
    ),
    "other_payer": (
        "C",
        Due.FILING,
        "Ask about other coverage (270 and the Medicare secondary payer questions); bill the right payer.",
        (
            "19|a work injury plan pays",
            "20|a liability plan pays",
            "21|a no-fault plan pays",
            "22|another plan pays first",
            "23|effect of an earlier plan's payment",
            "109|sent to the wrong payer",
            "B11|passed on to the right payer",
        ),
    ),
    "member": (
        "C",
        Due.FILING,
        "Check eligibility (270) on the service date; correct the member's particulars; send again.",
        (
            "26|served before coverage began",
            "27|served after coverage ended",
            "31|the plan does not know the patient",
            "32|not a covered dependent",
            "140|name and member id do not go together",
            "177|the patient was not eligible",
            "200|coverage had lapsed",
        ),
    ),
    "claim_content": (
        "C",
        Due.FILING,
        "Read the remark codes, correct the claim, send a replacement or a new one.",
        (
            "4|modifier missing or not fitting",
            "5|place of service does not fit the procedure",
            "6|procedure does not fit the age",
            "7|procedure does not fit the sex",
            "8|procedure does not fit the provider's specialty",
            "11|diagnosis does not fit the procedure",
            "16|something is missing or wrong; the remark says what",
            "146|diagnosis not valid on the date",
            "181|procedure code not valid on the date",
            "182|modifier not valid on the date",
            "206|provider's NPI missing",
            "208|provider's NPI does not match",
        ),
    ),
    "documents": (
        "C",
        Due.REQUEST,
        "Send the records asked for (275, portal or post) and keep proof of sending.",
        (
            "226|the provider did not answer a request",
            "227|the patient did not answer a request",
            "250|the wrong document came",
            "251|the document is incomplete",
            "252|a document is needed",
        ),
    ),
    "authorization": (
        "E",
        Due.APPEAL,
        "Look for the authorization; ask for one afterwards; or prove an emergency.",
        (
            "39|the authorization was refused",
            "197|no authorization",
            "198|more than was authorized",
            "284|another service was authorized",
            "288|no referral",
            "296|another provider was authorized",
        ),
    ),
    "coverage": (
        "E",
        Due.APPEAL,
        "Compare the policy with the chart, quote both; check for a signed notice of non-coverage.",
        (
            "49|routine or screening service not covered",
            "50|not medically necessary in the plan's view|Y|",
            "55|experimental in the plan's view|Y|",
            "56|not proven effective in the plan's view|Y|",
            "96|not covered",
            "119|the benefit is used up",
            "150|the level of service is not supported|Y|",
            "151|too often in the plan's view|Y|",
            "167|diagnosis not covered",
            "204|not in the patient's plan",
        ),
    ),
    "bundling": (
        "E",
        Due.APPEAL,
        "Look up the code pair. Modifier indicator 0: no appeal. Else: does the chart support a modifier?",
        (
            "97|included in another service",
            "107|the service that it belongs to is absent",
            "231|two procedures that exclude each other",
            "234|never paid alone",
            "236|a code pair that is not paid together",
            "B15|the base procedure is absent",
            "B16|the patient does not count as new",
        ),
    ),
    "duplicate": (
        "N",
        Due.FILING,
        "Find the first claim. A distinct service: say so with the right modifier. A true copy: void.",
        (
            "18|an exact copy",
            "B13|paid before",
        ),
    ),
    "late": (
        "E",
        Due.APPEAL,
        "Assemble proof of filing in time: sent file, 999, 277CA.",
        ("29|filed too late|E|N",),
    ),
    "provider": (
        "E",
        Due.APPEAL,
        "Check enrolment dates with the payer; for out-of-network care test the No Surprises Act.",
        (
            "170|not payable to this type of provider",
            "183|the referrer may not refer",
            "184|the orderer may not order",
            "185|the renderer may not render",
            "242|outside the network",
            "B7|the provider was not certified on the date",
        ),
    ),
    "answer": (
        "N",
        Due.APPEAL,
        "Wait for the decision, take the next level of appeal, or close.",
        (
            "133|pending further review",
            "193|the first decision was upheld|E|",
            "286|the appeal came too late",
        ),
    ),
}
