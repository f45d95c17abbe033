"""835, 005010X221A1: payments to bytes. Amounts travel with the sign they have; nothing is balanced here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.adjudicated import adjustment_segments
from cleanclaim.exchange.remittance_reading import decode_remittance
from cleanclaim.exchange.wire import echo_text, exact_text, postal, required_text, wire_date, wire_text
from cleanclaim.model.people import Address, Name
from cleanclaim.model.remittance import (
    ClaimPayment,
    LinePayment,
    ProviderAdjustment,
    Remittance,
)
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

__all__ = [
    "GUIDE",
    "BankAccount",
    "RemittanceDraft",
    "RemittanceParties",
    "decode_remittance",
    "encode_remittance",
    "encode_remittances",
]

GUIDE = "005010X221A1"
_PAIRS = 6  # a PLB holds six
_REMARKS_OF_MOA = 5


@dataclass(frozen=True, slots=True)
class BankAccount:
    """One side of a transfer: ABA routing number and account."""

    routing_number: str
    account_number: str


@dataclass(frozen=True, slots=True)
class RemittanceParties:
    """What an 835 says about payer and payee beyond the remittance itself.

    payer_tax_id   nine digits: TRN03 and BPR10 carry it after a `1`
    patients       names by CLP01; a claim without one is sent with the member id alone
    """

    payer_tax_id: str
    payer_address: Address
    payee_name: str
    payer_contact: str = "PROVIDER SERVICES"
    payer_phone: str = "8005550100"
    payee_tax_id: str = ""
    payer_bank: BankAccount | None = None
    payee_bank: BankAccount | None = None
    production_date: date | None = None
    crossover_identifier: str = "UNKNOWN"
    patients: Mapping[str, Name] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemittanceDraft:
    """A remittance ready to be written: with its parties and its ST02."""

    remittance: Remittance
    parties: RemittanceParties
    set_control: str


def encode_remittances(drafts: Sequence[RemittanceDraft], *, envelope: Envelope, line_end: str = "") -> bytes:
    """One interchange with one 835 for each draft, in their order."""
    if envelope.functional_id != "HP" or envelope.guide != GUIDE:
        raise MisuseError(f"remittances travel as GS01 HP under {GUIDE}")
    sets = [
        TransactionDraft("835", draft.set_control, tuple(_body(draft)), states_guide=False)
        for draft in drafts
    ]
    return write_interchange(envelope, sets, line_end)


def encode_remittance(
    remittance: Remittance, *, parties: RemittanceParties, envelope: Envelope, set_control: str
) -> bytes:
    """One interchange with one 835."""
    return encode_remittances([RemittanceDraft(remittance, parties, set_control)], envelope=envelope)


def _body(draft: RemittanceDraft) -> Iterator[Segment]:
    remittance, parties = draft.remittance, draft.parties
    yield _payment(remittance, parties)
    yield segment("TRN", "1", exact_text(remittance.trace_number, "TRN02", 50), f"1{parties.payer_tax_id}")
    yield segment("DTM", "405", wire_date(parties.production_date or remittance.payment_date))
    yield segment("N1", "PR", required_text(remittance.payer_name, "N1*PR name"))
    yield from postal(parties.payer_address)
    yield segment("REF", "2U", exact_text(remittance.payer_identifier, "REF*2U", 50))
    yield segment("PER", "BL", wire_text(parties.payer_contact), "TE", parties.payer_phone)
    yield segment(
        "N1", "PE", required_text(parties.payee_name, "N1*PE name"), "XX", echo_text(remittance.payee_npi, 80)
    )
    if parties.payee_tax_id:
        yield segment("REF", "TJ", echo_text(parties.payee_tax_id, 50))
    if remittance.claims:
        yield segment("LX", "1")
    for claim in remittance.claims:
        yield from _claim(claim, parties)
    yield from _provider_adjustments(remittance)


def _payment(remittance: Remittance, parties: RemittanceParties) -> Segment:
    nothing_moves = remittance.payment_method == "NON"
    electronic = remittance.payment_method == "ACH"
    payer, payee = parties.payer_bank, parties.payee_bank
    accounts: tuple[str, ...] = ("",) * 11
    if electronic and payer is not None and payee is not None:
        accounts = (
            "CCP", "01", payer.routing_number, "DA", payer.account_number, f"1{parties.payer_tax_id}", "",
            "01", payee.routing_number, "DA", payee.account_number,
        )  # fmt: skip
    return segment(
        "BPR", "H" if nothing_moves else "I", remittance.payment.shortest, "C", remittance.payment_method,
        *accounts, wire_date(remittance.payment_date),
    )  # fmt: skip


def _claim(claim: ClaimPayment, parties: RemittanceParties) -> Iterator[Segment]:
    yield segment(
        "CLP", echo_text(claim.control_number, 38), claim.claim_status,
        claim.charge.shortest, claim.paid.shortest,
        claim.patient_responsibility.shortest if claim.patient_responsibility else "",
        claim.filing_indicator, echo_text(claim.payer_claim_number, 50),
    )  # fmt: skip
    yield from adjustment_segments(claim.adjustments)
    yield _patient(claim, parties.patients.get(claim.control_number))
    if claim.crossover_name:
        name = required_text(claim.crossover_name, "NM1*TT name")
        yield segment("NM1", "TT", "2", name, "", "", "", "", "PI", parties.crossover_identifier)
    if claim.remarks:
        if len(claim.remarks) > _REMARKS_OF_MOA:
            raise MisuseError("an outpatient claim carries at most five remarks of its own")
        yield segment("MOA", "", "", *claim.remarks)
    for line in claim.lines:
        yield from _line(line)


def _patient(claim: ClaimPayment, name: Name | None) -> Segment:
    parts = ("", "", "", "", "")
    if name is not None:
        parts = (
            wire_text(name.last), wire_text(name.first, 35), wire_text(name.middle, 25),
            "", wire_text(name.suffix, 10),
        )  # fmt: skip
    member_id = echo_text(claim.member_id, 80)
    return segment("NM1", "QC", "1", *parts, "MI" if member_id else "", member_id)


def _line(line: LinePayment) -> Iterator[Segment]:
    product = (line.qualifier, *(echo_text(part, 48) for part in (line.procedure, *line.modifiers)))
    yield segment(
        "SVC", product, line.charge.shortest, line.paid.shortest,
        "", line.units,
        *([("HC", echo_text(line.billed_procedure, 48))] if line.billed_procedure else []),
    )  # fmt: skip
    if line.service_date is not None:
        yield segment("DTM", "472", wire_date(line.service_date))
    yield from adjustment_segments(line.adjustments)
    if line.control_number:
        yield segment("REF", "6R", echo_text(line.control_number, 50))
    for remark in line.remarks:
        yield segment("LQ", "HE", remark)


def _provider_adjustments(remittance: Remittance) -> Iterator[Segment]:
    pairs: Sequence[ProviderAdjustment] = remittance.provider_adjustments
    year_end = wire_date(date(remittance.payment_date.year, 12, 31))
    for start in range(0, len(pairs), _PAIRS):
        elements: list[str | tuple[str, ...]] = [echo_text(remittance.payee_npi, 50), year_end]
        for one in pairs[start : start + _PAIRS]:
            elements += ((one.reason, one.reference), one.amount.shortest)
        yield segment("PLB", *elements)
