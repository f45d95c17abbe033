"""820, 005010X218: premium payments out of bytes. The table of this set only advises: little is presumed."""

from __future__ import annotations

from cleanclaim.core.finding import Finding
from cleanclaim.core.span import Span
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.parties import read_entity, read_party, read_references
from cleanclaim.exchange.wire import read_span
from cleanclaim.model.premium import PremiumAccount, PremiumAdjustment, PremiumItem, PremiumPayment
from cleanclaim.x12.segments import Segment

GUIDE = "005010X218"
_COVERAGE, _INDIVIDUAL = "582", "2J"


def decode_premium_payment(
    segments: Segments, *, subject: str = "820", path: tuple[str, ...] = ()
) -> tuple[PremiumPayment | None, tuple[Finding, ...]]:
    """One 820 transaction set, `segments` from ST to SE; None when an element cannot be read."""
    reader = ElementReader(subject, path)
    header, accounts = divide(segments, named("ENT"))
    head, parties = divide(header, named("N1"))
    payment = first(head, "BPR")
    found = PremiumPayment(
        trace_number=reader.text(first(head, "TRN"), 2),
        amount=reader.money(payment, 2),
        is_debit=payment.element(3) == "D",
        payment_method=payment.element(4),
        paid_on=reader.day(payment, 16),
        receiver=read_entity(_entity(parties, "PE")),
        payer=read_entity(_entity(parties, "PR")),
        accounts=tuple(_account(reader, group) for group in accounts),
        references=read_references(head),
        coverage=_coverage(reader, head),
    )
    return (None if reader.findings else found), tuple(reader.findings)


def _entity(groups: list[Segments], entity: str) -> Segments:
    return next((group for group in groups if group[0].element(1) == entity), ())


def _account(reader: ElementReader, group: Segments) -> PremiumAccount:
    head, items = divide(group, named("RMR"))
    account = group[0]
    return PremiumAccount(
        is_individual=account.element(2) == _INDIVIDUAL,
        qualifier=account.element(3),
        identifier=account.element(4),
        people=tuple(read_party(reader, [each]) for each in every(head, "NM1")),
        items=tuple(_item(reader, item) for item in items),
        adjustments=_adjustments(reader, head),
    )


def _item(reader: ElementReader, group: Segments) -> PremiumItem:
    item = group[0]
    return PremiumItem(
        qualifier=item.element(1),
        reference=reader.text(item, 2),
        paid=reader.money(item, 4),
        billed=reader.money_or_none(item, 5),
        action=item.element(3),
        coverage=_coverage(reader, group),
        references=read_references(group),
        adjustments=_adjustments(reader, group),
    )


def _adjustments(reader: ElementReader, group: Segments) -> tuple[PremiumAdjustment, ...]:
    return tuple(
        PremiumAdjustment(reader.money(each, 1), reader.text(each, 2)) for each in every(group, "ADX")
    )


def _coverage(reader: ElementReader, group: Segments) -> Span | None:
    """A range in DTM05-06 or, as some send it, a day in DTM02."""
    one: Segment = first(group, "DTM", _COVERAGE)
    if not one.elements:
        return None
    found = read_span(one.element(6)) or read_span(one.element(2))
    if found is None:
        reader.note(one, 6, "is not a range of days", "CCYYMMDD-CCYYMMDD")
    return found
