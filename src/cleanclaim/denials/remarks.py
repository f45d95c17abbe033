"""What remark codes change: they often say more than the reason does. RARC values, our own words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cleanclaim.denials.causes import Due


@dataclass(frozen=True, slots=True)
class Effect:
    """What one remark adds to a denial.

    step        what to do, for the playbook
    appealable  N or C when the remark settles it, else ''
    due         the clock when the remark settles it, else None
    """

    remark: str
    step: str
    appealable: str = ""
    due: Due | None = None


def effects(remarks: tuple[str, ...]) -> tuple[Effect, ...]:
    """The effects of the remarks that we know, in the order given."""
    return tuple(_table()[remark] for remark in remarks if remark in _table())


@cache
def _table() -> dict[str, Effect]:
    settled = {
        "MA130": Effect(
            "MA130", "Unprocessable: no appeal; correct it and send a new claim.", "C", Due.FILING
        ),
        "N211": Effect("N211", "No appeal is possible.", "N"),
        "MA44": Effect("MA44", "No appeal is possible.", "N"),
        "N142": Effect("N142", "Send a new claim, not a replacement.", "C", Due.FILING),
        "M127": Effect("M127", "Send the chart.", due=Due.REQUEST),
    }
    return settled | {remark: Effect(remark, step) for remark, step in _STEPS.items()}


_STEPS = {
    "MA01": "An appeal may be filed within 120 days of receipt.",
    "MA13": "Bill the patient only amounts adjusted with group PR.",
    "MA04": "Add the first plan's payment or name.",
    "N4": "Add the first plan's explanation of payment.",
    "MA92": "Add the other plan's particulars.",
    "MA07": "The claim was passed on to Medicaid; do not bill it again.",
    "MA18": "The claim was passed on to the next plan; do not bill it again.",
    "N89": "The claim was passed on to another plan; do not bill it again.",
    "MA67": "It corrects an earlier claim; pair it with the reversal.",
    "M27": "The patient is not liable.",
    "M39": "The patient is not liable: no proper notice was given.",
    "M38": "The patient is liable: a notice was given.",
    "N115": "A local coverage policy decided; test the claim against it.",
    "N130": "The plan's own limits decided; read the benefit.",
    "N386": "A national coverage policy decided; test the claim against it.",
    "M51": "Correct the procedure code.",
    "N56": "Correct the procedure code.",
    "M76": "Correct the diagnosis.",
    "MA63": "Correct the first diagnosis.",
    "M53": "Correct the units.",
    "N362": "Correct the units; they are above the limit.",
    "M77": "Correct the place of service.",
    "N519": "Correct the combination of modifiers.",
    "N290": "Correct the rendering provider's NPI.",
    "N257": "Correct the billing provider's NPI.",
    "N265": "Correct the ordering provider's NPI.",
    "N286": "Correct the referring provider's NPI.",
    "MA120": "Correct the CLIA number.",
    "M47": "Add the payer's claim number.",
    "M15": "Paid as part of another service.",
    "N122": "An add-on without its primary procedure.",
    "N192": "A Qualified Medicare Beneficiary: bill Medicaid or write off, never the patient.",
    "N781": "A Qualified Medicare Beneficiary: bill Medicaid or write off, never the patient.",
    "N782": "A Qualified Medicare Beneficiary: bill Medicaid or write off, never the patient.",
    "N783": "A Qualified Medicare Beneficiary: bill Medicaid or write off, never the patient.",
}
