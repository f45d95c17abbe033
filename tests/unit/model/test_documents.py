from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.assignment import Action, CodeAssignment, Decision, Origin, Reason
from cleanclaim.model.documents import from_json, sha256_of, to_document, to_json
from cleanclaim.model.encounter import CapturedCharge, Drug, Encounter, Setting, Visit
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Provider

ADDRESS = Address("1 Placeholder Way", "Springfield", "IL", "62701")


def encounter() -> Encounter:
    return Encounter(
        "E1",
        Patient("P1", Name("Testerly", "Ann"), date(2000, 2, 29), Sex.FEMALE, ADDRESS),
        Span.day(date(2026, 5, 1)),
        "11",
        Setting.OFFICE,
        Visit.NEW,
        Provider("dr", Name("Quill", "Q"), "2000000002"),
        captured_charges=(
            CapturedCharge(
                hcpcs("J3301"), drug=Drug("00003029305", Decimal("4.50"), "ML"), unit_price=Money(150)
            ),
        ),
    )


def test_an_encounter_survives_its_document() -> None:
    record = encounter()
    assert from_json(Encounter, to_json(record)) == record
    assert to_document(record)["captured_charges"][0]["unit_price"] == "1.50"


def test_a_decision_with_a_replacement_survives() -> None:
    added = CodeAssignment(
        "E1-D01", "E1", icd10cm("E11.22"), "t", "e", Origin.CODER, (Evidence("note", "characters 0-1", "x"),),
        (Reason("r", "s"),), 90,
    )  # fmt: skip
    decision = Decision(
        "E1", "E1-D01", Action.ADD, "Demo Coder", datetime(2026, 5, 1, 9, tzinfo=UTC), "why", added
    )
    assert from_json(Decision, to_json(decision)) == decision


def test_equal_records_hash_equal_and_any_change_shows() -> None:
    assert sha256_of(encounter()) == sha256_of(encounter())
    assert sha256_of(encounter()) != sha256_of(encounter().patient)


def test_a_stored_record_leaves_defaults_out_and_a_printed_one_shows_them() -> None:
    assert '"restricted"' not in to_json(encounter())
    assert to_document(encounter())["restricted"] is False
