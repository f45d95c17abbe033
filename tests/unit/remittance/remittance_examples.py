"""Invented claims and remittances for the tests of posting, denials, statements and the ledger laws."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Practice, Provider
from cleanclaim.model.remittance import Adjustment, ClaimPayment, LinePayment, ProviderAdjustment, Remittance
from cleanclaim.remittance import Posted, charge_entries, post

POSTED_ON = date(2026, 6, 15)
STREET = Address("12 Elm St", "Springfield", "IL", "627010001")
PROOF = (Evidence("note E01", "characters 0-4", "seen"),)
PRACTICE = Practice(
    "clinic", "Elm Street Clinic", "1234567893", "991234567", "207Q00000X", STREET, "217-555-0101",
    "Ana Biller", "ELMCLINIC",
)  # fmt: skip
PROVIDER = Provider("P1", Name("Okafor", "Ada"), "1111111112", "207Q00000X")
PATIENT = Patient("PT1", Name("Testcase", "Nadia"), date(1961, 2, 28), Sex.FEMALE, STREET)
PLAN = Payer("sure", "Sure Health", "60054", PlanType.COMMERCIAL, "CI", "RECV01", filing_limit_days=180)
MEDICARE = Payer("mcr", "Invented Medicare", "12345", PlanType.MEDICARE, "MB", "RECV01")
SECOND_PLAN = Payer("next", "Next Health", "70071", PlanType.COMMERCIAL, "CI", "RECV01")


def money(text: str) -> Money:
    """Dollars."""
    return Money.parse(text)


def claim(*charges: str, claim_id: str = "E01A", payer: Payer = PLAN, second: Payer | None = None) -> Claim:
    """A claim with one line per charge: 99213, 99214 ..."""
    lines = tuple(
        ServiceLine(
            line_number=number,
            control_number=f"{claim_id}-{number}",
            charge_id=f"{claim_id}-C{number}",
            procedure=hcpcs(str(99212 + number)),
            modifiers=("25",) if number == 1 else (),
            units=1,
            charge=money(text),
            service_dates=Span.day(date(2026, 5, 4)),
            place_of_service="11",
            pointers=(1,),
            evidence=PROOF,
        )
        for number, text in enumerate(charges, start=1)
    )
    return Claim(
        claim_id=claim_id,
        encounter_id="E01",
        patient=PATIENT,
        coverage=Coverage(Rank.PRIMARY, payer, "M1"),
        practice=PRACTICE,
        rendering=PROVIDER,
        place_of_service="11",
        diagnoses=(ClaimDiagnosis(icd10cm("I10"), PROOF),),
        lines=lines,
        total_charge=Money.total(line.charge for line in lines),
        other_coverages=(Coverage(Rank.SECONDARY, second, "M2"),) if second else (),
    )


def adjustments(*texts: str) -> tuple[Adjustment, ...]:
    """`CO-45 60.00` ..."""
    parts = [(*text.split()[0].split("-", 1), text.split()[1]) for text in texts]
    return tuple(Adjustment(group, reason, money(amount)) for group, reason, amount in parts)


def paid_line(line: ServiceLine, *texts: str, remarks: tuple[str, ...] = ()) -> LinePayment:
    """A line that balances: its charge less the adjustments is paid."""
    items = adjustments(*texts)
    return LinePayment(
        ordinal=line.line_number,
        qualifier="HC",
        procedure=line.procedure.value,
        modifiers=line.modifiers,
        charge=line.charge,
        paid=line.charge - Money.total(item.amount for item in items),
        adjustments=items,
        control_number=line.control_number,
        service_date=date(2026, 5, 4),
        remarks=remarks,
        segment=20 + line.line_number,
    )


def payment(one: Claim, *lines: LinePayment, claim_status: str = "1", ordinal: int = 1) -> ClaimPayment:
    """A claim payment over these lines, its totals made from them."""
    every = [item for line in lines for item in line.adjustments]
    return ClaimPayment(
        ordinal=ordinal,
        control_number=one.claim_id,
        claim_status=claim_status,
        charge=Money.total(line.charge for line in lines),
        paid=Money.total(line.paid for line in lines),
        patient_responsibility=Money.total(item.amount for item in every if item.group == "PR"),
        filing_indicator="12",
        payer_claim_number="ICN1",
        lines=lines,
        segment=10 * ordinal,
    )


def answer(one: Claim, *texts: str, remarks: tuple[str, ...] = ()) -> ClaimPayment:
    """A plain answer to a claim of one line."""
    return payment(one, paid_line(one.lines[0], *texts, remarks=remarks))


def negated(item: ClaimPayment) -> ClaimPayment:
    """The reversal (CLP02 22) of a claim payment."""
    lines = tuple(
        replace(
            line,
            charge=-line.charge,
            paid=-line.paid,
            adjustments=tuple(replace(one, amount=-one.amount) for one in line.adjustments),
        )
        for line in item.lines
    )
    share = -item.patient_responsibility
    return replace(
        item,
        claim_status="22",
        charge=-item.charge,
        paid=-item.paid,
        lines=lines,
        patient_responsibility=share,
    )


def remittance(
    *payments: ClaimPayment, provider: Iterable[ProviderAdjustment] = (), method: str = "ACH"
) -> Remittance:
    """A remittance that balances."""
    adjusted = tuple(provider)
    total = Money.total(item.paid for item in payments) - Money.total(item.amount for item in adjusted)
    return Remittance(
        trace_number="TRACE1",
        payer_identifier="60054",
        payer_name="Sure Health",
        payee_npi=PRACTICE.npi,
        payment=total,
        payment_method=method,
        payment_date=date(2026, 6, 12),
        claims=tuple(replace(item, ordinal=number) for number, item in enumerate(payments, start=1)),
        provider_adjustments=adjusted,
        place="835 cafe",
    )


def claims_by_id(*claims: Claim) -> Callable[[str], Claim | None]:
    """The look-up that `post` takes."""
    return {one.claim_id: one for one in claims}.get


def charged(*claims: Claim) -> list[Entry]:
    """The books after drafting these claims."""
    return [entry for one in claims for entry in charge_entries(one, posted_on=date(2026, 5, 5))]


def posted(one: Remittance, *claims: Claim, books: Iterable[Entry] | None = None) -> Posted:
    """Post against freshly charged claims, or against the books given."""
    entries = charged(*claims) if books is None else list(books)
    return post(one, claim_of=claims_by_id(*claims), books_of=books_of(entries), posted_on=POSTED_ON)


def books_of(entries: Iterable[Entry]) -> Callable[[str], list[Entry]]:
    """The entries that touch a claim, as the store looks them up."""
    every = list(entries)
    return lambda claim_id: [e for e in every if any(p.claim_id == claim_id for p in e.postings)]
