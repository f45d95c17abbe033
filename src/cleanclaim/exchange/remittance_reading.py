"""835, 005010X221A1: bytes to payments. Amounts and their signs are kept as sent; nothing is balanced here.

Not read: the informative AMT and QTY, the institutional summaries TS2 and TS3, and pharmacy codes (LQ*RX).
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.exchange.adjudicated import read_adjustments
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.model.remittance import (
    ClaimPayment,
    LinePayment,
    ProviderAdjustment,
    Remittance,
)
from cleanclaim.x12.segments import Segment

_PRODUCT_QUALIFIERS = ("HC", "NU", "AD", "N4", "HP", "ER", "IV", "N6", "WK")
_OUTPATIENT_REMARKS = range(3, 8)  # MOA03-07
_INPATIENT_REMARKS = (5, 20, 21, 22, 23)  # MIA05, MIA20-23
_SERVICE_DAY = ("472", "150")  # one day, or the first of a range


def decode_remittance(
    segments: Segments, *, subject: str = "835", path: tuple[str, ...] = ()
) -> tuple[Remittance | None, tuple[Finding, ...]]:
    """One 835 transaction set, `segments` from ST to SE.

    The remittance is None when a finding of severity reject stands beside it: nothing is half-read. Its payer
    identifier is N1*PR04 (XV), else REF*2U, else TRN03; its payee NPI is N1*PE04, which is a tax id where
    the payer names the payee so (N103 FI).
    """
    reader = ElementReader(subject, path)
    header, groups = divide([each for each in segments if each.name != "PLB"], named("CLP"))
    claims = tuple(_claim(reader, ordinal, group) for ordinal, group in enumerate(groups, 1))
    remittance = _remittance(reader, header, segments, claims)
    findings = (*reader.findings, *_changed_procedures(reader, segments))
    return (None if reader.findings else remittance), findings


def _remittance(
    reader: ElementReader, header: Segments, segments: Segments, claims: tuple[ClaimPayment, ...]
) -> Remittance:
    payment, trace = first(header, "BPR"), first(header, "TRN")
    payer, payee = first(header, "N1", "PR"), first(header, "N1", "PE")
    return Remittance(
        trace_number=reader.text(trace, 2),
        payer_identifier=_payer_identifier(header, payer, trace),
        payer_name=payer.element(2),
        payee_npi=reader.text(payee, 4),
        payment=reader.money(payment, 2),
        payment_method=reader.text(payment, 4),
        payment_date=reader.day(payment, 16),
        claims=claims,
        provider_adjustments=tuple(_provider_adjustments(reader, segments)),
        place=str(reader.place(first(header, "ST"))),
    )


def _payer_identifier(header: Segments, payer: Segment, trace: Segment) -> str:
    return payer.element(4) or first(header, "REF", "2U").element(2) or trace.element(3)


def _claim(reader: ElementReader, ordinal: int, group: Segments) -> ClaimPayment:
    head, lines = divide(group, named("SVC"))
    claim = head[0]
    member = first(head, "NM1", "IL").element(9) or first(head, "NM1", "QC").element(9)
    return ClaimPayment(
        ordinal=ordinal,
        control_number=reader.text(claim, 1),
        claim_status=reader.text(claim, 2),
        charge=reader.money(claim, 3),
        paid=reader.money(claim, 4),
        patient_responsibility=reader.money_or_zero(claim, 5),
        filing_indicator=claim.element(6),
        payer_claim_number=claim.element(7),
        adjustments=tuple(read_adjustments(reader, head)),
        lines=tuple(_line(reader, number, line) for number, line in enumerate(lines, 1)),
        member_id=member,
        remarks=tuple(_claim_remarks(head)),
        crossover_name=first(head, "NM1", "TT").element(3),
        segment=claim.ordinal,
    )


def _claim_remarks(head: Segments) -> Iterator[str]:
    for name, numbers in (("MIA", _INPATIENT_REMARKS), ("MOA", _OUTPATIENT_REMARKS)):
        for each in every(head, name):
            yield from filter(None, (each.element(number) for number in numbers))


def _line(reader: ElementReader, ordinal: int, group: Segments) -> LinePayment:
    service = group[0]
    product, billed = service.components(1), service.components(6)
    if not product or product[0] not in _PRODUCT_QUALIFIERS:
        reader.text(Segment("SVC", (), ordinal=service.ordinal, offset=service.offset), 1)
    days = [each for each in every(group, "DTM") if each.element(1) in _SERVICE_DAY]
    return LinePayment(
        ordinal=ordinal,
        qualifier=product[0] if product else "",
        procedure=product[1] if len(product) > 1 else "",
        modifiers=tuple(modifier for modifier in product[2:6] if modifier),
        charge=reader.money(service, 2),
        paid=reader.money(service, 3),
        units=service.element(5) or "1",
        adjustments=tuple(read_adjustments(reader, group)),
        control_number=first(group, "REF", "6R").element(2),
        service_date=reader.day(days[0], 2) if days else None,
        remarks=tuple(each.element(2) for each in every(group, "LQ", "HE")),
        segment=service.ordinal,
        billed_procedure=billed[1] if len(billed) > 1 else "",
    )


def _provider_adjustments(reader: ElementReader, segments: Segments) -> Iterator[ProviderAdjustment]:
    for each in every(segments, "PLB"):
        for number in range(3, len(each.elements) + 1, 2):
            if each.element(number) or each.element(number + 1):
                yield ProviderAdjustment(
                    each.component(number, 1),
                    each.component(number, 2),
                    reader.money(each, number + 1),
                    each.ordinal,
                )


def _changed_procedures(reader: ElementReader, segments: Segments) -> Iterator[Finding]:
    for service in every(segments, "SVC"):
        if not service.element(6):
            continue
        yield Finding(
            "exchange.procedure-changed",
            Severity.ADVISE,
            reader.place(service, 6),
            "the payer adjudicated this line under another procedure than the one submitted",
            found=service.element(1),
            wanted=service.element(6),
            next_step="match the line by its control number or by the submitted procedure in SVC06",
            citation="005010X221A1, SVC06",
        )
