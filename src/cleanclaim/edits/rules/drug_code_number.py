"""A drug line carries its National Drug Code in eleven digits, with quantity and unit.

Medicaid wants the NDC on every physician-given drug, other plans often do. The package shows ten digits with
hyphens; a zero is added to the short block to make 5-4-2. Ten digits without hyphens are ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_drug
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import COMMERCIAL, COVERAGE, a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType
from cleanclaim.model.encounter import Drug

EDIT = Edit(
    edit_id="edit.drug-code-number",
    title="A drug line names the drug that was given",
    severity=Severity.REJECT,
    citation="SSA 1927(a)(7); X12 005010X222A1 loop 2410 LIN, CTP",
    next_step="Copy the NDC from the package that was used; add the missing zero to its short block.",
    scope=Scope.LINE,
)
_NDC = re.compile(r"[0-9]{11}")
_UNITS = frozenset({"F2", "GR", "ME", "ML", "UN"})


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    is_medicaid = claim.coverage.payer.plan_type is PlanType.MEDICAID
    for line in claim.lines:
        if line.drug is None and not is_drug(line.procedure):
            continue
        place = line_place(claim, line).within("drug")
        if line.drug is None:
            message = "The drug line has no National Drug Code."
            weight = Severity.REJECT if is_medicaid else Severity.DENY_RISK
            found = str(line.procedure)
            yield EDIT.finding(place, message, found=found, wanted="NDC, quantity, unit", severity=weight)
            continue
        if not _NDC.fullmatch(line.drug.ndc):
            message = "The National Drug Code is not eleven digits."
            yield EDIT.finding(place, message, found=line.drug.ndc, wanted="5-4-2 digits without hyphens")
        if not line.drug.quantity.is_finite() or line.drug.quantity <= 0:
            message = "The quantity of the drug is not positive."
            yield EDIT.finding(place, message, found=str(line.drug.quantity), wanted="more than 0")
        if line.drug.unit not in _UNITS:
            message = "The unit of the drug is not one a claim can carry."
            yield EDIT.finding(place, message, found=line.drug.unit, wanted="F2, GR, ME, ML or UN")


_DRUG = Drug("00003029305", Decimal(1), "ML")
_MEDICAID = replace(COVERAGE, payer=replace(COMMERCIAL, plan_type=PlanType.MEDICAID))

EXAMPLES = (
    fires("none", a_claim(a_line("J3301")), "J3301", severity=Severity.DENY_RISK),
    fires("none for Medicaid", a_claim(a_line("J3301"), coverage=_MEDICAID), "J3301"),
    fires("ten digits", a_claim(a_line("J3301", drug=replace(_DRUG, ndc="0003029305"))), "0003029305"),
    fires(
        "no quantity, odd unit",
        a_claim(a_line("J3301", drug=Drug("00003029305", Decimal(0), "MG"))),
        "0",
        "MG",
    ),
    fires("no number", a_claim(a_line("J3301", drug=replace(_DRUG, quantity=Decimal("NaN")))), "NaN"),
    quiet("complete", a_claim(a_line("J3301", drug=_DRUG))),
    quiet("no drug", a_claim()),
)
