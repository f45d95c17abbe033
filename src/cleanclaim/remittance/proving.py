"""Does a remittance add up? Every equation in whole cents, every sum shown.

The equations of the 835 (005010X221A1 s. 1.10.2, balancing; section number unverified):
1. line: SVC02 less the line's CAS is SVC03
2. claim: CLP03 less every CAS of the claim and its lines is CLP04; with lines, their SVC02 sum to CLP03
3. transaction: the sum of CLP04 less the sum of PLB is BPR02
CLP05 against the PR adjustments only advises: payers fill CLP05 in loosely and nothing is posted from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.place import Place
from cleanclaim.model.remittance import Adjustment, ClaimPayment, LinePayment, Remittance

_CITATION = "ASC X12N 005010X221A1, balancing (unverified wording)"
_GROUPS = frozenset({"CO", "PR", "OA", "PI"})


@dataclass(frozen=True, slots=True)
class Proof:
    """What proving a remittance found.

    transaction  findings about the whole: any of severity `reject` means that nothing may be posted
    claims       for each claim payment, by its position in the remittance, its findings: any of severity
                 `reject` suspends that claim alone
    """

    transaction: tuple[Finding, ...]
    claims: tuple[tuple[Finding, ...], ...]

    @property
    def balances(self) -> bool:
        """Whether the transaction as a whole adds up."""
        return not _rejects(self.transaction)

    def claim_balances(self, position: int) -> bool:
        """Whether the claim payment at this position (0-based) adds up."""
        return not _rejects(self.claims[position])

    @property
    def report(self) -> Report:
        """Every finding, sorted."""
        return Report.of((*self.transaction, *(finding for claim in self.claims for finding in claim)))


def prove(remittance: Remittance) -> Proof:
    """Check every equation of a remittance; the list is complete, nothing stops at the first fault."""
    root = remittance_place(remittance)
    return Proof(
        transaction=tuple(_transaction(remittance, root)),
        claims=tuple(tuple(_claim(payment, claim_place(root, payment))) for payment in remittance.claims),
    )


def remittance_place(remittance: Remittance) -> Place:
    """Where the findings about a remittance stand: its file if known, else its trace number."""
    # a place as text may end in a segment and a byte; the claims in it have their own
    known = remittance.place.partition(", segment ")[0]
    return Place(known or f"835 trace {remittance.trace_number}")


def claim_place(root: Place, payment: ClaimPayment) -> Place:
    """The place of one CLP in a remittance."""
    return Place(root.subject, (*root.path, f"CLP {payment.ordinal}"), payment.segment or None)


def adjusted(adjustments: tuple[Adjustment, ...]) -> Money:
    """The sum of the adjustments, signs as sent: a positive one lowers the payment."""
    return Money.total(adjustment.amount for adjustment in adjustments)


def _transaction(remittance: Remittance, place: Place) -> Iterator[Finding]:
    claims = Money.total(payment.paid for payment in remittance.claims)
    provider = Money.total(adjustment.amount for adjustment in remittance.provider_adjustments)
    if claims - provider != remittance.payment:
        yield _unequal(
            place.within("BPR02"),
            "remittance.balance.transaction",
            f"sum CLP04 {claims} - sum PLB {provider} = {claims - provider}, BPR02 {remittance.payment}",
            (claims - provider, remittance.payment),
        )
    if remittance.payment < ZERO:
        yield Finding(
            rule_id="remittance.payment-negative",
            severity=Severity.REJECT,
            place=place.within("BPR02"),
            message="A payment below zero: money owed back is carried by a forward balance (PLB FB) instead.",
            found=str(remittance.payment),
            wanted="0.00 or more",
            next_step="Ask the payer for a corrected remittance.",
            citation="X12 interpretations 738, 1756",
        )


def _claim(payment: ClaimPayment, place: Place) -> Iterator[Finding]:
    every = (*payment.adjustments, *(item for line in payment.lines for item in line.adjustments))
    reduced = adjusted(every)
    if payment.charge - reduced != payment.paid:
        yield _unequal(
            place.within("CLP04"),
            "remittance.balance.claim",
            f"CLP03 {payment.charge} - CAS {reduced} = {payment.charge - reduced}, CLP04 {payment.paid}",
            (payment.charge - reduced, payment.paid),
        )
    lines = Money.total(line.charge for line in payment.lines)
    if payment.lines and lines != payment.charge:
        yield _unequal(
            place.within("CLP03"),
            "remittance.balance.line-charges",
            f"sum SVC02 {lines}, CLP03 {payment.charge}",
            (lines, payment.charge),
        )
    for line in payment.lines:
        yield from _line(line, place)
    yield from _advice(payment, every, place)


def _line(line: LinePayment, place: Place) -> Iterator[Finding]:
    reduced = adjusted(line.adjustments)
    if line.charge - reduced != line.paid:
        where = Place(
            place.subject, (*place.path, f"SVC {line.ordinal}", "SVC03"), line.segment or place.segment
        )
        yield _unequal(
            where,
            "remittance.balance.line",
            f"SVC02 {line.charge} - CAS {reduced} = {line.charge - reduced}, SVC03 {line.paid}",
            (line.charge - reduced, line.paid),
        )


def _advice(payment: ClaimPayment, every: tuple[Adjustment, ...], place: Place) -> Iterator[Finding]:
    share = adjusted(tuple(item for item in every if item.group == "PR"))
    # payers leave CLP05 of a reversal empty, or state it with either sign
    if share != payment.patient_responsibility and payment.claim_status != "22":
        yield Finding(
            rule_id="remittance.patient-responsibility",
            severity=Severity.ADVISE,
            place=place.within("CLP05"),
            message="The stated patient share is not the sum of the PR adjustments; CLP05 is not used.",
            found=str(payment.patient_responsibility),
            wanted=str(share),
            citation=_CITATION,
        )
    for group in sorted({item.group for item in every} - _GROUPS):
        yield Finding(
            rule_id="remittance.adjustment-group",
            severity=Severity.REVIEW,
            place=place.within("CAS01"),
            message="An adjustment group that this version of the 835 does not have.",
            found=group,
            wanted="CO, PR, OA or PI",
            citation="X12 code source 974 groups (unverified)",
        )


def _unequal(place: Place, rule_id: str, equation: str, sums: tuple[Money, Money]) -> Finding:
    computed, stated = sums
    return Finding(
        rule_id=rule_id,
        severity=Severity.REJECT,
        place=place,
        message=f"The amounts do not add up: {equation}; off by {computed - stated}.",
        found=str(stated),
        wanted=str(computed),
        next_step="Do not post; ask the payer for a corrected remittance.",
        citation=_CITATION,
        codes=(("equation", equation), ("difference", str(computed - stated)), ("SNIP", "3")),
    )


def _rejects(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.REJECT for finding in findings)
