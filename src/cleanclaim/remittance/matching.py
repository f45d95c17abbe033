"""Which of our service lines does each paid line answer? A clear match or none at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleanclaim.core.money import Money
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.remittance import ClaimPayment, LinePayment
from cleanclaim.remittance.proving import adjusted

Match = tuple[ServiceLine, LinePayment]


def match_lines(claim: Claim, payment: ClaimPayment, *, part: bool = False) -> tuple[Match, ...] | None:
    """Pair every line of the payment with one line of the claim, or None when any pair is unclear.

    In order: our own line id (REF*6R); procedure, modifiers, day and charge; the same without the day;
    procedure and charge (payers drop modifiers); the procedure that was billed where the payer names it
    beside another (SVC06). Each step only counts when exactly one line of ours fits, or when several fit that
    are answered alike. A line of ours that the payer split is put together again when the pieces add up to
    its charge. No line of ours is taken twice, the charges must agree, and every line of ours with a charge
    must be answered, unless `part`: the payment answers some of the lines.
    """
    lines = _put_together(claim, payment.lines)
    pairs: list[Match] = []
    for line in lines:
        taken = {ours.line_number for ours, _ in pairs}
        ours = _match(claim.lines, line) or _any_alike(claim.lines, line, lines, taken)
        if ours is None or ours.charge != line.charge:
            return None
        pairs.append((ours, line))
    answered = [ours.line_number for ours, _ in pairs]
    wanted = {line.line_number for line in claim.lines if line.charge}
    if len(answered) != len(set(answered)) or not (part or wanted <= set(answered)):
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
    billed = [line for line in lines if line.procedure.value == paid.billed_procedure.upper()]
    for fitting in (same, billed):
        priced = [line for line in fitting if line.charge == paid.charge]
        alike = [line for line in priced if _same_modifiers(line, paid)]
        found = _only(_on_day(alike, paid)) or _only(alike) or _only(_on_day(priced, paid)) or _only(priced)
        if found:
            return found
    return None


def _on_day(lines: list[ServiceLine], paid: LinePayment) -> list[ServiceLine]:
    return [line for line in lines if line.service_dates.first == paid.service_date]


def _any_alike(
    lines: tuple[ServiceLine, ...], paid: LinePayment, answers: Sequence[LinePayment], taken: set[int]
) -> ServiceLine | None:
    """The next of several lines of ours that are the same service, when the payer answers them all alike.

    Which answer belongs to which of them makes no difference then, to the cent.
    """

    def service(line: ServiceLine) -> tuple[object, ...]:
        return line.procedure, sorted(line.modifiers), line.charge, line.service_dates, line.units

    fitting = [line for line in lines if same_service(line, paid) and line.charge == paid.charge]
    twins = [each for each in answers if _adjudication(each) == _adjudication(paid)]
    rivals = [each for each in answers if (each.procedure, each.charge) == (paid.procedure, paid.charge)]
    if not fitting or any(service(each) != service(fitting[0]) for each in fitting):
        return None
    if not len(fitting) == len(twins) == len(rivals) or any(each.control_number for each in rivals):
        return None
    return next((line for line in fitting if line.line_number not in taken), None)


def _adjudication(line: LinePayment) -> LinePayment:
    return replace(line, ordinal=0, segment=0, control_number="")


def _put_together(claim: Claim, lines: tuple[LinePayment, ...]) -> tuple[LinePayment, ...]:
    """The lines, pieces of one line of ours under its own id (REF*6R) made one again."""
    pieces: dict[str, list[LinePayment]] = {}
    ours = {line.control_number: line.charge for line in claim.lines}
    for line in lines:
        pieces.setdefault(line.control_number, []).append(line)
    split = {
        number
        for number, group in pieces.items()
        if len(group) > 1 and ours.get(number) == Money.total(each.charge for each in group)
    }
    kept = (_whole(pieces[line.control_number], split, line) for line in lines)
    return tuple(line for line in kept if line is not None)


def _whole(group: list[LinePayment], split: set[str], line: LinePayment) -> LinePayment | None:
    if line.control_number not in split:
        return line
    if line is not group[0]:
        return None
    return replace(
        line,
        charge=Money.total(each.charge for each in group),
        paid=Money.total(each.paid for each in group),
        adjustments=tuple(item for each in group for item in each.adjustments),
        remarks=tuple(dict.fromkeys(remark for each in group for remark in each.remarks)),
    )


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
