"""Claims that carry another one on: to the next plan, as its replacement, or as its void. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from cleanclaim.claims.assembling import LONGEST_CLAIM_ID
from cleanclaim.core.errors import MisuseError
from cleanclaim.model.claim import Claim
from cleanclaim.model.claim_details import PriorPayment

_DIGEST = 9
REPLACEMENT, VOID = "7", "8"  # CLM05-3


def next_plan_claim(claim: Claim, paid: tuple[PriorPayment, ...], *, taken: Collection[str] = ()) -> Claim:
    """The claim to the plan after those that have answered, with what each of them decided.

    paid   one per plan that has answered, in order of benefits; their number says which plan is billed
    taken  ids of claims that exist already
    The lines keep their control numbers: they are the same services, in the books under the first claim. An
    authorization is the first plan's own and stays behind. Raises MisuseError when no plan is left.
    """
    coverages = (claim.coverage, *claim.other_coverages)
    if not 0 < len(paid) < len(coverages):
        raise MisuseError(f"claim {claim.claim_id}: no plan is left to be billed after {len(paid)} answers")
    billed = coverages[len(paid)]
    return replace(
        claim,
        claim_id=following_id(claim.claim_id, f"P{len(paid) + 1}", taken),
        coverage=billed,
        other_coverages=tuple(each for each in coverages if each is not billed),
        prior_payments=paid,
        prior_authorization="",
        original_claim_number="",
        frequency="1",
        follows=claim.claim_id,
    )


def correcting_claim(
    claim: Claim, content: Claim, *, frequency: str, payer_number: str, taken: Collection[str] = ()
) -> Claim:
    """The replacement (7) or void (8) of a claim that the payer knows under `payer_number`.

    content  what the replacement says; for a void the claim itself
    Raises MisuseError without the payer's number: it would be a silent original.
    """
    if frequency not in (REPLACEMENT, VOID):
        raise MisuseError("a correction is a replacement (7) or a void (8)")
    if not payer_number.strip():
        raise MisuseError(
            f"claim {claim.claim_id}: the payer has told no claim number of its own (CLP07); a replacement or"
            " void without it would be taken for a new claim and denied as a duplicate"
        )
    claim_id = following_id(claim.claim_id, f"F{frequency}", taken)
    lines = tuple(
        replace(line, control_number=f"{claim_id}L{line.line_number:02d}") for line in content.lines
    )
    return replace(
        content,
        claim_id=claim_id,
        lines=lines,
        frequency=frequency,
        original_claim_number=payer_number.strip(),
        follows=claim.claim_id,
    )


def following_id(claim_id: str, suffix: str, taken: Collection[str] = ()) -> str:
    """`E01A` and `P2` give `E01AP2`, then `E01AP2V2`, `E01AP2V3` ... At most 20 characters (CLM01): a longer
    one keeps its beginning and nine digits of its sha256."""
    number = 1
    while True:
        tail = suffix if number == 1 else f"{suffix}V{number}"
        found = claim_id + tail
        if len(found) > LONGEST_CLAIM_ID:
            digest = hashlib.sha256(claim_id.encode()).hexdigest()[:_DIGEST].upper()
            found = claim_id[: LONGEST_CLAIM_ID - _DIGEST - len(tail)] + digest + tail
        if found not in taken:
            return found
        number += 1
