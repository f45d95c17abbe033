"""Which of our service lines does each paid line answer? A clear match or none at all."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.remittance import ClaimPayment, LinePayment
from cleanclaim.remittance.proving import adjusted

Match = tuple[ServiceLine, LinePayment]


def match_lines(claim: Claim, payment: ClaimPayment) -> tuple[Match, ...] | None:
    """Pair every line of the payment with one line of the claim, or None when any pair is unclear.

    In order: our own line id (REF*6R); procedure, modifiers and charge; procedure and charge (payers drop
    modifiers). Each step only counts when exactly one line of ours fits; no line of ours is taken twice, the
    charges must agree, and every line of ours with a charge must be answered.
    """
    pairs: list[Match] = []
    for line in payment.lines:
        ours = _match(claim.lines, line)
        if ours is None or ours.charge != line.charge:
            return None
        pairs.append((ours, line))
    answered = [ours.line_number for ours, _ in pairs]
    wanted = {line.line_number for line in claim.lines if line.charge}
    if len(answered) != len(set(answered)) or not wanted <= set(answered):
        return None
    return tuple(pairs)


def whole_claim_line(claim: Claim, payment: ClaimPayment) -> ClaimPayment | None:
    """The payment with its claim-level adjustments moved to its only line, or None when there is a choice.

    A claim of one line that comes back without lines, or with adjustments at claim level, can be read in one
    way only. With several lines it cannot, and nothing is spread by guess.
    """
    if payment.lines and not payment.adjustments:
        return payment
    if len(claim.lines) != 1 or len(payment.lines) > 1:
        return None
    line = payment.lines[0] if payment.lines else _implied(claim.lines[0], payment)
    whole = _with(line, payment)
    return replace(payment, lines=(whole,), adjustments=())


def same_service(ours: ServiceLine, paid: LinePayment) -> bool:
    """Whether the payer adjudicated the procedure and modifiers that we billed."""
    return ours.procedure.value == paid.procedure.upper() and _same_modifiers(ours, paid)


def _match(lines: tuple[ServiceLine, ...], paid: LinePayment) -> ServiceLine | None:
    if paid.control_number:
        named = [line for line in lines if line.control_number == paid.control_number]
        if named:
            return _only(named)
    same = [line for line in lines if line.procedure.value == paid.procedure.upper()]
    priced = [line for line in same if line.charge == paid.charge]
    return _only([line for line in priced if _same_modifiers(line, paid)]) or _only(priced)


def _only(lines: list[ServiceLine]) -> ServiceLine | None:
    return lines[0] if len(lines) == 1 else None


def _same_modifiers(ours: ServiceLine, paid: LinePayment) -> bool:
    return sorted(ours.modifiers) == sorted(paid.modifiers)


def _implied(ours: ServiceLine, payment: ClaimPayment) -> LinePayment:
    return LinePayment(
        ordinal=1,
        qualifier="HC",
        procedure=ours.procedure.value,
        modifiers=ours.modifiers,
        charge=payment.charge,
        paid=payment.charge,
        control_number=ours.control_number,
        segment=payment.segment,
    )


def _with(line: LinePayment, payment: ClaimPayment) -> LinePayment:
    return replace(
        line,
        paid=line.paid - adjusted(payment.adjustments),
        adjustments=(*line.adjustments, *payment.adjustments),
    )
