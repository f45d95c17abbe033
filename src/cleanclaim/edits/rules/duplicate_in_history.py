"""Nothing on the claim was sent to the plan before.

A line that was already sent for the patient, by the same rendering provider, for the same procedure,
modifiers, days, units and charge is a duplicate; with other units or another charge it is suspect.
Replacements and voids repeat by their nature. `ScrubContext.history` brings the earlier claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.finding import Severity
from cleanclaim.core.money import Money
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import PATIENT, RENDERING, a_claim, a_context, a_line, fires, quiet
from cleanclaim.edits.same_service import is_said_to_be_repeated, service_key
from cleanclaim.model.claim import Claim, ServiceLine

EDIT = Edit(
    edit_id="edit.duplicate-in-history",
    title="Nothing was sent to the plan before",
    severity=Severity.REJECT,
    citation="CMS Pub 100-04 ch. 1 s. 120",
    next_step="Find the earlier claim; replace it, or let a coder say why it was done again.",
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    if claim.frequency != "1" or not context.history:
        return
    earlier = list(_earlier_lines(claim, context.history))
    for line in claim.lines:
        same = [(sent_id, sent) for sent_id, sent in earlier if service_key(sent) == service_key(line)]
        if not same or is_said_to_be_repeated(line):
            continue
        exact = [sent_id for sent_id, sent in same if (sent.units, sent.charge) == (line.units, line.charge)]
        sent_id = exact[0] if exact else same[0][0]
        message = "The service was sent before" + ("." if exact else ", with other units or another charge.")
        weight = Severity.REJECT if exact else Severity.REVIEW
        yield EDIT.finding(line_place(claim, line), message, found=f"claim {sent_id}", severity=weight)


def _earlier_lines(claim: Claim, history: tuple[Claim, ...]) -> Iterator[tuple[str, ServiceLine]]:
    """Lines of the patient's other claims to the same payer by the same rendering provider."""
    for sent in sorted(history, key=lambda earlier: earlier.claim_id):
        if (
            sent.claim_id != claim.claim_id
            and sent.patient.patient_id == claim.patient.patient_id
            and sent.rendering.npi == claim.rendering.npi
            and sent.coverage.payer.identifier == claim.coverage.payer.identifier
        ):
            yield from ((sent.claim_id, line) for line in sent.lines)


_SENT = a_context(history=(a_claim(claim_id="E00A"),))
_SENT_CHEAPER = a_context(history=(a_claim(a_line(charge=Money(14000)), claim_id="E00A"),))
_OTHERS = (
    a_claim(claim_id="E00A", patient=replace(PATIENT, patient_id="P02")),
    a_claim(claim_id="E00B", rendering=replace(RENDERING, npi="2000000143")),
    a_claim(a_line("99213"), claim_id="E00C"),
)

EXAMPLES = (
    fires("sent before", a_claim(), "claim E00A", context=_SENT),
    fires(
        "sent before with another charge",
        a_claim(),
        "claim E00A",
        context=_SENT_CHEAPER,
        severity=Severity.REVIEW,
    ),
    quiet("done again", a_claim(a_line(modifiers=("76",))), context=_SENT),
    quiet("a replacement", a_claim(frequency="7"), context=_SENT),
    quiet("the claim itself, sent again", a_claim(), context=a_context(history=(a_claim(),))),
    quiet("another patient, provider, service", a_claim(), context=a_context(history=_OTHERS)),
    quiet("no history", a_claim()),
)
