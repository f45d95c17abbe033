"""From a sheet of texts to an `Encounter`: the one way notes and charge exports become records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from cleanclaim.core.code import Code
from cleanclaim.core.span import Span
from cleanclaim.intake import values
from cleanclaim.intake.coverages import coverages
from cleanclaim.intake.sheet import Sheet
from cleanclaim.model.encounter import (
    Accident,
    AccidentCause,
    CapturedCharge,
    Document,
    Drug,
    Encounter,
    Setting,
    Signed,
    Visit,
)
from cleanclaim.model.people import Address, Guarantor, Name, Patient, Relationship
from cleanclaim.model.provider import Facility, Provider
from cleanclaim.model.setup import PracticeSetup

Value = TypeVar("Value")
DayParser = Callable[[str], date]


def encounter(
    sheet: Sheet,
    setup: PracticeSetup,
    *,
    charges: Sequence[CapturedCharge],
    diagnoses: Sequence[Code],
    documents: tuple[Document, ...] = (),
    day: DayParser = values.iso_day,
) -> Encounter | None:
    """The encounter of a sheet, or None when its problems hold anything that refuses it.

    `day` reads a date as this kind of file writes it. Names, ids and dates are checked for their shape and
    for being known to the practice; what a payer would refuse is left to the edits.
    """
    encounter_id = sheet.need("encounter", values.encounter_id)
    person = patient(sheet, day)
    dates = service_dates(sheet, day)
    place = sheet.need("place_of_service", values.place_of_service)
    setting = sheet.need("setting", values.choice(Setting))
    visit = sheet.need("visit", values.choice(Visit))
    rendering = provider(sheet, setup, "rendering", needed=True)
    others = {role: provider(sheet, setup, role) for role in ("referring", "supervising", "ordering")}
    plans = coverages(sheet, setup, day)
    where = facility(sheet, setup)
    signature = signed(sheet, setup, day)
    accident_ = accident(sheet, day)
    notice_day = sheet.take("abn_date", day)
    restricted = sheet.take("restricted", values.flag)
    _refuse_signature_over_nothing(sheet, signature, len(charges) + len(diagnoses))
    if sheet.problems.refused:
        return None
    return Encounter(
        encounter_id=_there(encounter_id),
        patient=_there(person),
        service_dates=_there(dates),
        place_of_service=_there(place),
        setting=_there(setting),
        visit=_there(visit),
        rendering=_there(rendering),
        coverages=plans,
        referring=others["referring"],
        supervising=others["supervising"],
        ordering=others["ordering"],
        facility=where,
        documents=documents,
        captured_charges=tuple(charges),
        diagnoses=tuple(diagnoses),
        signed=signature,
        restricted=bool(restricted),
        notice_signed_on=notice_day,
        accident=accident_,
        prior_authorization=sheet.text("prior_authorization"),
    )


def _there(value: Value | None) -> Value:
    assert value is not None, "a missing value was not noted as a problem"
    return value


def patient(sheet: Sheet, day: DayParser) -> Patient | None:
    """The patient with name, address and guarantor."""
    patient_id = sheet.need("patient", values.record_id)
    name = _name(sheet, "", needed=True)
    birth_date = sheet.need("birth_date", day)
    gender = sheet.need("sex", values.sex)
    home = _address(sheet, "")
    answers = _guarantor(sheet, name)
    if patient_id is None or name is None or birth_date is None or gender is None or home is None:
        return None
    return Patient(patient_id, name, birth_date, gender, home, sheet.text("phone"), answers)


def _name(sheet: Sheet, prefix: str, *, needed: bool) -> Name | None:
    fields = (f"{prefix}last_name", f"{prefix}first_name")
    if not needed and not any(field in sheet for field in fields):
        return None
    last, first = (sheet.need(field, values.plain_text) for field in fields)
    if last is None or first is None:
        return None
    return Name(last, first, sheet.text(f"{prefix}middle_name"), sheet.text(f"{prefix}suffix"))


def _address(sheet: Sheet, prefix: str) -> Address | None:
    street = sheet.need(f"{prefix}street", values.plain_text)
    city = sheet.need(f"{prefix}city", values.plain_text)
    state = sheet.need(f"{prefix}state", values.state)
    postal_code = sheet.need(f"{prefix}zip", values.postal_code)
    if street is None or city is None or state is None or postal_code is None:
        return None
    return Address(street, city, state, postal_code, sheet.text(f"{prefix}street2"))


def _guarantor(sheet: Sheet, patient_name: Name | None) -> Guarantor | None:
    name = _name(sheet, "guarantor_", needed=False)
    if name is None:
        return None
    home = _address(sheet, "guarantor_")
    relationship = sheet.take("guarantor_relationship", values.choice(Relationship))
    if relationship is None:
        own = patient_name is not None and (name.last, name.first) == (patient_name.last, patient_name.first)
        relationship = Relationship.SELF if own else Relationship.OTHER
    return Guarantor(name, home, relationship) if home else None


def service_dates(sheet: Sheet, day: DayParser) -> Span | None:
    """First to last day of service; one day when no last one is given."""
    first = sheet.need("service_date", day)
    last = sheet.take("service_date_to", day) if "service_date_to" in sheet else first
    if first is None or last is None:
        return None
    if last < first:
        cell = sheet.cell("service_date_to")
        sheet.problems.refuse(
            "dates-reversed",
            cell.path,
            f"{cell.label} ends before it begins",
            found=f"{first}..{last}",
            wanted="the earlier day first",
            next_step="correct the dates",
        )
        return None
    return Span(first, last)


def provider(sheet: Sheet, setup: PracticeSetup, role: str, *, needed: bool = False) -> Provider | None:
    """The provider that a field names by id or NPI."""
    if role not in sheet:
        if needed:
            sheet.refuse_missing(role)
        return None
    wanted = sheet.text(role)
    for each in setup.providers:
        if wanted in (each.provider_id, each.npi):
            return each
    _refuse_unknown(sheet, role, "provider", [each.provider_id for each in setup.providers])
    return None


def facility(sheet: Sheet, setup: PracticeSetup) -> Facility | None:
    """The facility that a field names by id or NPI."""
    if "facility" not in sheet:
        return None
    wanted = sheet.text("facility")
    for each in setup.facilities:
        if wanted in (each.facility_id, each.npi):
            return each
    _refuse_unknown(sheet, "facility", "facility", [each.facility_id for each in setup.facilities])
    return None


def _refuse_unknown(sheet: Sheet, field: str, kind: str, known: Sequence[str]) -> None:
    cell = sheet.cell(field)
    sheet.problems.refuse(
        f"unknown-{kind}",
        cell.path,
        f"{cell.label} names no {kind} of the practice file",
        found=cell.text.strip(),
        wanted="one of " + (", ".join(known) or "none: the practice file has no such table"),
        next_step=f"correct the id or add the {kind} to practice.toml",
    )


def signed(sheet: Sheet, setup: PracticeSetup, day: DayParser) -> Signed | None:
    """The provider's signature over the codes that came along; both its parts or neither."""
    if "signed_by" not in sheet and "signed_on" not in sheet:
        return None
    by = provider(sheet, setup, "signed_by", needed=True)
    on = sheet.need("signed_on", day)
    return Signed(by.provider_id, on) if by and on else None


def _refuse_signature_over_nothing(sheet: Sheet, signature: Signed | None, codes: int) -> None:
    if signature and not codes:
        cell = sheet.cell("signed_by")
        sheet.problems.refuse(
            "nothing-signed",
            cell.path,
            "the signature stands over no code",
            wanted="the charges and diagnoses that were signed",
            next_step="add the codes or remove the signature",
        )


def accident(sheet: Sheet, day: DayParser) -> Accident | None:
    """The accident the condition comes from; a state must be named for an auto accident (X12 CLM11-4)."""
    if "accident_cause" not in sheet and "accident_date" not in sheet:
        return None
    cause = sheet.need("accident_cause", values.choice(AccidentCause))
    occurred_on = sheet.need("accident_date", day)
    state = sheet.take("accident_state", values.state)
    if cause is AccidentCause.AUTO and "accident_state" not in sheet:
        sheet.refuse_missing("accident_state")
    return Accident(cause, occurred_on, state or "") if cause and occurred_on else None


def captured_charge(sheet: Sheet, locator: str) -> CapturedCharge | None:
    """One charge line of a sheet with `procedure`, `modifiers`, `units`, `diagnoses`, `ndc` and prices."""
    procedure = sheet.need("procedure", values.procedure)
    modifiers = sheet.take("modifiers", values.modifiers)
    units = sheet.take("units", values.units) if "units" in sheet else 1
    pointers = sheet.take("diagnoses", values.diagnoses)
    drug = _drug(sheet)
    price = sheet.take("unit_price", values.amount)
    if procedure is None or units is None:
        return None
    return CapturedCharge(procedure, modifiers or (), units, pointers or (), drug, price, locator)


def _drug(sheet: Sheet) -> Drug | None:
    fields = ("ndc", "ndc_quantity", "ndc_unit")
    if not any(field in sheet for field in fields):
        return None
    ndc = sheet.need("ndc", values.ndc)
    quantity = sheet.need("ndc_quantity", values.quantity)
    unit = sheet.need("ndc_unit", values.drug_unit)
    return Drug(ndc, quantity, unit) if ndc and quantity and unit else None
