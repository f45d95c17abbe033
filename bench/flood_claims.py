"""The invented claims of the remittance flood, and the bytes of its 835 files, written by hand.

Amounts are whole cents here. Nothing is shared with the code under test but the shape of a `Claim`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Practice, Provider

FIRST, SECOND = "60054", "70071"  # payer identifiers
NPI, OTHER_NPI = "1234567893", "1111111112"
DAY = date(2026, 5, 4)
STREET = Address("12 Elm St", "Springfield", "IL", "627010001")
PROOF = (Evidence("note F", "characters 0-4", "seen"),)
PRACTICE = Practice(
    "clinic", "Elm Street Clinic", NPI, "991234567", "207Q00000X", STREET, "217-555-0101", "Ana Biller",
    "ELMCLINIC",
)  # fmt: skip
DOCTOR = Provider("P1", Name("Okafor", "Ada"), OTHER_NPI, "207Q00000X")
PLANS = {
    FIRST: Payer("sure", "Sure Health", FIRST, PlanType.COMMERCIAL, "CI", "RECV01", filing_limit_days=180),
    SECOND: Payer("next", "Next Health", SECOND, PlanType.COMMERCIAL, "CI", "RECV01", filing_limit_days=180),
}


@dataclass(frozen=True)
class FloodClaim:
    """One claim: its id, its charges by line, and whether a second plan stands behind the first."""

    claim_id: str
    charges: tuple[int, ...]
    has_second: bool

    def built(self) -> Claim:
        """As the product keeps it."""
        lines = tuple(
            ServiceLine(
                number, f"{self.claim_id}-{number}", f"{self.claim_id}-C{number}", hcpcs(str(99210 + number)),
                (), 1, Money(charge), Span.day(DAY), "11", (1,), PROOF,
            )
            for number, charge in enumerate(self.charges, 1)
        )  # fmt: skip
        patient = Patient(
            f"PT{self.claim_id}", Name("Testcase", "Nadia"), date(1961, 2, 28), Sex.FEMALE, STREET
        )
        second = (Coverage(Rank.SECONDARY, PLANS[SECOND], f"M2{self.claim_id}"),) if self.has_second else ()
        return Claim(
            claim_id=self.claim_id,
            encounter_id=self.claim_id[:-1],
            patient=patient,
            coverage=Coverage(Rank.PRIMARY, PLANS[FIRST], f"M1{self.claim_id}"),
            practice=PRACTICE,
            rendering=DOCTOR,
            place_of_service="11",
            diagnoses=(ClaimDiagnosis(icd10cm("I10"), PROOF),),
            lines=lines,
            total_charge=Money(sum(self.charges)),
            other_coverages=second,
        )


def flood_claims(chance: random.Random, count: int) -> Iterator[FloodClaim]:
    """Claims of one to three lines; a fifth of them with a second plan."""
    for number in range(1, count + 1):
        charges = tuple(chance.randrange(5_000, 40_000) for _ in range(chance.choice((1, 1, 2, 3))))
        yield FloodClaim(f"F{number:07d}A", charges, chance.random() < 0.2)


# (line number, charge, paid, ((group, reason, cents), ...))
Line = tuple[int, int, int, tuple[tuple[str, str, int], ...]]


@dataclass
class Clp:
    """One claim payment as it is written; `paid` may be a lie."""

    claim_id: str
    claim_status: str
    lines: tuple[Line, ...]
    paid: int
    charge: int


@dataclass
class Payment:
    """One remittance as it is written; `payment` may be a lie."""

    trace: str
    payer: str
    clps: list[Clp]
    plb: list[tuple[str, str, int]] = field(default_factory=list)
    payment: int | None = None
    payee: str = NPI

    def total(self) -> int:
        """What balances, or the lie."""
        if self.payment is not None:
            return self.payment
        return sum(clp.paid for clp in self.clps) - sum(cents for _, _, cents in self.plb)


def dollars(cents: int) -> str:
    """As X12 writes an amount."""
    sign, whole = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}".rstrip("0").rstrip(".")


def file_of(payments: Iterable[Payment], control: int, *, end: str = "~\n") -> bytes:
    """One interchange with these remittances."""
    sets = [list(_set(payment, number)) for number, payment in enumerate(payments, 1)]
    segments = [
        "ISA*00*          *00*          *ZZ*RECV01         *ZZ*ELMCLINIC      *260504*0930*^*00501*"
        f"{control:09d}*0*T*:",
        f"GS*HP*RECV01*ELMCLINIC*20260504*0930*{control}*X*005010X221A1",
        *(segment for each in sets for segment in each),
        f"GE*{len(sets)}*{control}",
        f"IEA*1*{control:09d}",
    ]
    return end.join([*segments, ""]).encode("ascii")


def _set(payment: Payment, number: int) -> Iterator[str]:
    body = list(_body(payment))
    yield f"ST*835*{number:04d}"
    yield from body
    yield f"SE*{len(body) + 2}*{number:04d}"


def _body(payment: Payment) -> Iterator[str]:
    total = payment.total()
    money = "ACH*CCP*01*999999992*DA*111*1990000001**01*999999992*DA*222*20260520"
    yield f"BPR*I*{dollars(total)}*C*{money}" if total else "BPR*I*0*C*NON************20260520"
    yield f"TRN*1*{payment.trace}*1990000001"
    yield "DTM*405*20260520"
    yield f"N1*PR*{PLANS[payment.payer].name.upper()}"
    yield from ("N3*9 PAYER PLAZA", "N4*PEORIA*IL*61602", f"REF*2U*{payment.payer}")
    yield "PER*BL*PROVIDER SERVICES*TE*8005550100"
    yield f"N1*PE*ELM STREET CLINIC*XX*{payment.payee}"
    yield "REF*TJ*991234567"
    yield "LX*1"
    for clp in payment.clps:
        yield from _clp(clp)
    for reason, reference, cents in payment.plb:
        named = f"{reason}:{reference}" if reference else reason
        yield f"PLB*{payment.payee}*20261231*{named}*{dollars(cents)}"


def _clp(clp: Clp) -> Iterator[str]:
    share = sum(cents for line in clp.lines for group, _, cents in line[3] if group == "PR")
    stated = dollars(share) if share else ""
    yield (
        f"CLP*{clp.claim_id}*{clp.claim_status}*{dollars(clp.charge)}*{dollars(clp.paid)}*{stated}*12"
        f"*ICN{clp.claim_id}"
    )
    yield "NM1*QC*1*TESTCASE*NADIA"
    for number, charge, paid, adjustments in clp.lines:
        yield f"SVC*HC:{99210 + number}*{dollars(charge)}*{dollars(paid)}**1"
        yield "DTM*472*20260504"
        for group in dict.fromkeys(each[0] for each in adjustments):
            told = [f"{reason}*{dollars(cents)}" for other, reason, cents in adjustments if other == group]
            yield f"CAS*{group}*" + "**".join(told)
        yield f"REF*6R*{clp.claim_id}-{number}"
