"""What a 277 answer to our 276 means for a claim. Category codes by number, in our own words."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.model.claim_inquiry import ClaimStatusAnswer


@dataclass(frozen=True, slots=True)
class StatusEffect:
    """What an answer about one claim means.

    pends      whether it is in adjudication (P) or waits for something of ours (R)
    title      what a person has to do with it, '' for nothing
    next_step  how
    detail     the statuses as sent
    """

    pends: bool
    title: str
    next_step: str
    detail: str


_TITLES = {
    "F": ("The payer says that it has decided the claim.", "Ask for the remittance if it has not come."),
    "R": ("The payer waits for something from us.", "Send what the status names before its date."),
    "D": ("The payer does not find the claim.", "Prove the filing with the receipts, then send it again."),
    "E": ("The payer could not answer the question.", "Ask again, or by telephone."),
}


def effect_of(answer: ClaimStatusAnswer) -> StatusEffect:
    """Read from the last report: P and R categories pend, F is final, D0 not found, E an error; A says only
    that the claim arrived."""
    last = answer.reports[-1].statuses if answer.reports else ()
    detail = " ".join(":".join(filter(None, (s.category, s.claim_status, s.entity))) for s in last)
    family = next((each.category[:1] for each in last if each.category[:1] in "RDEF"), "")
    family = family or (last[0].category[:1] if last else "E")
    title, step = _TITLES.get(family, ("", ""))
    return StatusEffect(family in ("P", "R"), title, step, detail)
