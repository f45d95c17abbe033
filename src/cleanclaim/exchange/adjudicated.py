"""What other plans have decided about a claim: loops 2320, 2330B and 2430, both ways, for all three 837."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cleanclaim.core.money import Money
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.levels import parties_of
from cleanclaim.exchange.parties import naming, party_segments, read_party
from cleanclaim.exchange.wire import required_text, wire_date, wire_quantity, wire_text
from cleanclaim.model.claim_details import OtherPlan, PriorLinePayment, PriorPayment
from cleanclaim.model.party import Membership
from cleanclaim.model.remittance import Adjustment
from cleanclaim.x12.segments import Segment, segment

_TRIPLETS = 6  # a CAS holds six
_REMARKS_OF_MOA = range(3, 8)


def adjustment_segments(adjustments: Sequence[Adjustment]) -> Iterator[Segment]:
    """CAS segments: one for each run of a group, and a further one after six triplets."""
    for group, run in groupby(adjustments, key=lambda adjustment: adjustment.group):
        members = list(run)
        for start in range(0, len(members), _TRIPLETS):
            elements: list[str] = [group]
            for one in members[start : start + _TRIPLETS]:
                elements += (one.reason, one.amount.shortest, one.quantity)
            yield segment("CAS", *elements)


def read_adjustments(reader: ElementReader, segments: Segments) -> Iterator[Adjustment]:
    """Every triplet of every CAS, in order."""
    for each in every(segments, "CAS"):
        for number in range(2, len(each.elements) + 1, 3):
            if any(each.element(number + step) for step in range(3)):
                reason, amount = reader.text(each, number), reader.money(each, number + 1)
                yield Adjustment(each.element(1), reason, amount, each.element(number + 2))


def membership_segment(membership: Membership, *, kin: bool) -> Segment:
    """SBR. `kin`: SBR02 always says the relationship (loop 2320); else only when it is 18 (loop 2000B)."""
    relationship = membership.relationship if kin or membership.relationship == "18" else ""
    return segment(
        "SBR", membership.rank, relationship, wire_text(membership.group_number, 50),
        wire_text(membership.group_name), membership.insurance_type, "", "", "", membership.filing_indicator,
    )  # fmt: skip


def read_membership(one: Segment, relationship: str) -> Membership:
    """SBR; `relationship` is told by the caller: SBR02 or, for a dependent, PAT01."""
    return Membership(
        one.element(1), relationship, one.element(3), one.element(4), one.element(5), one.element(9)
    )


def payment_segments(payment: PriorPayment | None) -> Iterator[Segment]:
    """CAS and AMT of loop 2320, before its OI."""
    if payment is None:
        return
    yield from adjustment_segments(payment.adjustments)
    yield segment("AMT", "D", payment.paid.shortest)
    if payment.noncovered is not None:
        yield segment("AMT", "A8", payment.noncovered.shortest)
    if payment.remaining is not None:
        yield segment("AMT", "EAF", payment.remaining.shortest)


def remark_segments(payment: PriorPayment | None) -> Iterator[Segment]:
    """MOA with its remarks, after the OI."""
    if payment is not None and payment.remarks:
        yield segment("MOA", "", "", *payment.remarks[:5])


def decided_segments(payment: PriorPayment | None) -> Iterator[Segment]:
    """The day of the decision and the payer's own claim number, at the end of loop 2330B."""
    if payment is None:
        return
    if payment.adjudicated_on is not None and not payment.lines:
        yield segment("DTP", "573", "D8", wire_date(payment.adjudicated_on))
    if payment.claim_number:
        yield segment("REF", "F8", required_text(payment.claim_number, "REF*F8", 50))


def other_plan_segments(plan: OtherPlan) -> Iterator[Segment]:
    """Loops 2320, 2330A and 2330B of an institutional or dental claim."""
    yield membership_segment(plan.membership, kin=True)
    yield from payment_segments(plan.payment)
    yield segment("OI", "", "", "Y", "", "", "Y")
    yield from remark_segments(plan.payment)
    yield from party_segments(plan.subscriber)
    yield naming(plan.payer)
    yield from tuple(party_segments(plan.payer, ("N3",)))[1:]
    yield from decided_segments(plan.payment)


def line_payment_segments(payments: Sequence[PriorPayment], line_number: int) -> Iterator[Segment]:
    """Loop 2430 of one line, for every plan that has decided about it."""
    for payment in payments:
        for line in payment.lines:
            if line.line_number == line_number:
                yield from _line_payment(payment.payer_identifier, line)


def _line_payment(payer_identifier: str, line: PriorLinePayment) -> Iterator[Segment]:
    product = (line.qualifier, line.procedure, *line.modifiers) if line.procedure else ""
    yield segment(
        "SVD", wire_text(payer_identifier, 80), line.paid.shortest, product, line.revenue_code,
        wire_quantity(line.units), str(line.bundled_into) if line.bundled_into else "",
    )  # fmt: skip
    yield from adjustment_segments(line.adjustments)
    yield segment("DTP", "573", "D8", wire_date(line.adjudicated_on))
    if line.remaining is not None:
        yield segment("AMT", "EAF", line.remaining.shortest)


def read_other_plans(
    reader: ElementReader, plans: Sequence[Segments], lines: Sequence[Segments]
) -> tuple[OtherPlan, ...]:
    """Each 2320 group (SBR up to the next) with its parties and what it paid, lines included."""
    return tuple(_other_plan(reader, group, lines) for group in plans)


def _other_plan(reader: ElementReader, group: Segments, lines: Sequence[Segments]) -> OtherPlan:
    own = divide(group, named("NM1"))[0]
    parties = {one[0].element(1): one for one in parties_of(group)}
    payer = parties.get("PR", ())
    return OtherPlan(
        read_membership(group[0], group[0].element(2)),
        read_party(reader, parties.get("IL", group[:1])),
        read_party(reader, [each for each in payer or group[:1] if each.name != "REF"]),
        _payment(reader, own, payer, lines),
    )


def _payment(
    reader: ElementReader, own: Segments, payer: Segments, lines: Sequence[Segments]
) -> PriorPayment | None:
    identifier = first(payer, "NM1").element(9)
    decided = tuple(_decided_lines(reader, identifier, lines))
    paid, claim_number = first(own, "AMT", "D"), first(payer, "REF", "F8").element(2)
    if not paid.elements and not decided and not every(own, "CAS") and not claim_number:
        return None
    remarks = first(own, "MOA")
    return PriorPayment(
        payer_identifier=identifier,
        paid=reader.money(paid, 2) if paid.elements else Money(0),
        adjustments=tuple(read_adjustments(reader, own)),
        lines=decided,
        adjudicated_on=reader.day_or_none(first(payer, "DTP", "573"), 3),
        noncovered=reader.money_or_none(first(own, "AMT", "A8"), 2),
        remaining=reader.money_or_none(first(own, "AMT", "EAF"), 2),
        remarks=tuple(filter(None, (remarks.element(number) for number in _REMARKS_OF_MOA))),
        claim_number=claim_number,
    )


def _decided_lines(
    reader: ElementReader, identifier: str, lines: Sequence[Segments]
) -> Iterator[PriorLinePayment]:
    for line in lines:
        for decision in divide(line, named("SVD"))[1]:
            if decision[0].element(1) == identifier:
                yield _decided_line(reader, line[0], decision)


def _decided_line(reader: ElementReader, line: Segment, decision: Segments) -> PriorLinePayment:
    head = decision[0]
    product = head.components(3)
    return PriorLinePayment(
        line_number=int(reader.quantity(line, 1)),
        paid=reader.money(head, 2),
        procedure=product[1] if len(product) > 1 else "",
        adjudicated_on=reader.day(first(decision, "DTP", "573"), 3),
        modifiers=tuple(filter(None, product[2:6])),
        qualifier=product[0] if product else "HC",
        revenue_code=head.element(4),
        units=reader.quantity(head, 5),
        bundled_into=int(reader.quantity(head, 6)) if head.element(6) else 0,
        adjustments=tuple(read_adjustments(reader, decision)),
        remaining=reader.money_or_none(first(decision, "AMT", "EAF"), 2),
    )
