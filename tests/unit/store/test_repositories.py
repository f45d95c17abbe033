"""What can be kept and found, on both databases. The same again changes nothing; other content conflicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.errors import ConflictError, MisuseError, StoreError
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.money import Money
from cleanclaim.core.place import Place
from cleanclaim.model.assignment import Action, CodeAssignment, Decision, Origin, Reason
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimSignature
from cleanclaim.model.denial import Denial
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.remittance import Remittance
from cleanclaim.model.transmission import Receipt, Transmission
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.store.opening import Store
from cleanclaim.store.records import FindingSet, KeptPayment, KeptRemittance, WorkClosing

QUOTE = (Evidence("note E1", "characters 0-4", "knee"),)


def assignment(value: str, number: int = 1) -> CodeAssignment:
    return CodeAssignment(
        f"E1-D0{number}", "E1", icd10cm(value), "title", "FY2026", Origin.NOTE, QUOTE, (Reason("r", "s"),), 90
    )


def report(message: str) -> Report:
    return Report.of([Finding("edit.x", Severity.REJECT, Place("claim E1A"), message)])


# --- raw files --------------------------------------------------------------------------------------------


def test_raw_files_are_addressed_by_their_content(store: Store) -> None:
    every_byte = bytes(range(256)) * 3
    with store.unit_of_work() as work:
        sha256 = work.raw_files.keep(every_byte)
        assert work.raw_files.keep(every_byte) == sha256
        empty = work.raw_files.keep(b"")
    assert empty == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with store.reading() as work:
        assert work.raw_files.read(sha256) == every_byte
        assert work.raw_files.read(empty) == b""
        assert work.raw_files.all() == tuple(sorted((sha256, empty)))
        assert work.raw_files.holds(sha256)
        assert not work.raw_files.holds("0" * 64)
        with pytest.raises(MisuseError):
            work.raw_files.read("0" * 64)


# --- encounters, assignments, decisions, charges ----------------------------------------------------------


def test_a_changed_encounter_is_a_new_version(store: Store, make_encounter: Callable[..., Encounter]) -> None:
    first, changed, other = make_encounter(), make_encounter(place="02"), make_encounter("E0")
    with store.unit_of_work() as work:
        assert work.encounters.keep(first)
        assert not work.encounters.keep(first)
        assert work.encounters.keep(changed)
        assert work.encounters.keep(other)
        assert work.encounters.get("E1") == changed
        assert work.encounters.versions("E1") == (first, changed)
        assert work.encounters.all() == (other, changed)
        assert work.encounters.keep(first)  # changed back: a version again
        assert work.encounters.get("E1") == first
        assert work.encounters.find("E9") is None
        with pytest.raises(MisuseError, match="no encounters E9"):
            work.encounters.get("E9")


def test_assignments_are_kept_as_sets(store: Store) -> None:
    with store.unit_of_work() as work:
        assert work.assignments.of("E1") == ()
        assert work.assignments.keep("E1", [assignment("E11.9"), assignment("I10", 2)])
        assert not work.assignments.keep("E1", [assignment("E11.9"), assignment("I10", 2)])
        assert work.assignments.keep("E1", [assignment("I10", 2)])
        assert work.assignments.of("E1") == (assignment("I10", 2),)
        assert [len(kept) for kept in work.assignments.versions("E1")] == [2, 1]


def test_decisions_are_numbered_and_a_repeated_one_is_not_a_second(store: Store, noon: datetime) -> None:
    accept = Decision("E1", "E1-D01", Action.ACCEPT, "Demo Coder", noon)
    reject = replace(accept, action=Action.REJECT, reason="ruled out")
    other = replace(accept, assignment_id="E1-D02")
    with store.unit_of_work() as work:
        answers = [work.decisions.append(each) for each in (accept, accept, other, accept, reject, accept)]
        assert answers == [True, False, True, False, True, True]
        assert work.decisions.of("E1") == (
            replace(accept, sequence=1),
            replace(other, sequence=2),
            replace(reject, sequence=3),
            replace(accept, sequence=4),
        )
        assert work.decisions.of("E2") == ()


def test_charges_are_kept_as_sets(store: Store, day: date) -> None:
    charge = Charge(
        "E1-C1",
        "E1",
        day,
        hcpcs("99213"),
        (),
        1,
        Money(10_000),
        (icd10cm("I10"),),
        "11",
        QUOTE,
        "fee schedule",
    )
    with store.unit_of_work() as work:
        assert work.charges.keep("E1", [charge])
        assert not work.charges.keep("E1", [charge])
        assert work.charges.of("E1") == (charge,)
        assert work.charges.of("E2") == ()
        assert work.charges.versions("E1") == ((charge,),)


# --- claims -----------------------------------------------------------------------------------------------


def test_a_claim_never_changes(store: Store, make_claim: Callable[..., Claim]) -> None:
    claim, other = make_claim("E2A"), make_claim("E1A")
    with store.unit_of_work() as work:
        assert work.claims.keep(claim)
        assert not work.claims.keep(claim)
        with pytest.raises(ConflictError, match="claims E2A"):
            work.claims.keep(make_claim("E2A", charge=10_001))
        assert work.claims.keep(other)
        assert work.claims.get("E2A") == claim
        assert work.claims.find("E9A") is None
        assert work.claims.of("E2") == (claim,)
        assert work.claims.all() == (other, claim)
        with pytest.raises(MisuseError):
            work.claims.get("E9A")


def test_an_event_told_twice_is_stored_once(
    store: Store, make_claim: Callable[..., Claim], noon: datetime
) -> None:
    event = ClaimEvent("E1A", ClaimEventKind.SUBMITTED, noon, "837:1", "file 1")
    with store.unit_of_work() as work:
        work.claims.keep(make_claim("E1A"))
        work.claims.keep(make_claim("E2A"))
        assert work.claim_events.append(event)
        assert not work.claim_events.append(replace(event, at=noon + timedelta(days=1), about="file 2"))
        with pytest.raises(ConflictError, match="claim_events E1A 837:1"):
            work.claim_events.append(replace(event, kind=ClaimEventKind.PAID))
        assert work.claim_events.append(replace(event, claim_id="E2A"))
        assert work.claim_events.of("E1A") == (event,)
        assert work.claim_events.all() == (event, replace(event, claim_id="E2A"))


def test_signatures(store: Store, make_claim: Callable[..., Claim], noon: datetime) -> None:
    claim = make_claim()
    signature = ClaimSignature("E1A", sha256_of(claim), "Demo Coder", noon)
    with store.unit_of_work() as work:
        work.claims.keep(claim)
        assert work.signatures.keep(signature)
        assert not work.signatures.keep(signature)
        assert work.signatures.keep(replace(signature, signed_by="Other Coder"))
        assert [each.signed_by for each in work.signatures.of("E1A")] == ["Demo Coder", "Other Coder"]
        assert work.signatures.of("E2A") == ()


def test_findings_replace_nothing(store: Store, day: date) -> None:
    later = day + timedelta(days=1)
    with store.unit_of_work() as work:
        assert work.findings.latest("E1A") is None
        assert work.findings.keep("claim", "E1A", report("first"), day)
        assert not work.findings.keep("claim", "E1A", report("first"), day)
        assert work.findings.keep("claim", "E1A", report("first"), later)
        assert work.findings.keep("claim", "E1A", Report(), later)
        assert work.findings.latest("E1A") == FindingSet("claim", "E1A", later, Report())
        assert [run.known_on for run in work.findings.of("E1A")] == [day, later, later]


# --- files that left and came -----------------------------------------------------------------------------


def test_transmissions(store: Store, noon: datetime) -> None:
    with store.unit_of_work() as work:
        first_id, other_id = work.raw_files.keep(b"one"), work.raw_files.keep(b"two")
        sent = Transmission(
            first_id, "PLAN", "837P", "000000001", "1", ("0001",), ("E1A",), "837-000000001.txt", noon
        )
        assert work.transmissions.keep(sent)
        assert not work.transmissions.keep(replace(sent, sent_at=noon + timedelta(hours=1)))
        with pytest.raises(ConflictError):
            work.transmissions.keep(replace(sent, claim_ids=("E2A",)))
        with pytest.raises(ConflictError):  # another file, the same control number
            work.transmissions.keep(replace(sent, transmission_id=other_id))
        elsewhere = replace(sent, transmission_id=other_id, partner="OTHER")
        assert work.transmissions.keep(elsewhere)
        assert work.transmissions.by_control("PLAN", "000000001") == sent
        assert work.transmissions.by_control("PLAN", "000000002") is None
        assert work.transmissions.find(first_id) == sent
        assert work.transmissions.all() == (sent, elsewhere)


def test_the_same_content_is_taken_once_however_wrapped(store: Store, noon: datetime) -> None:
    with store.unit_of_work() as work:
        first_id, wrapped_id = work.raw_files.keep(b"A*1~"), work.raw_files.keep(b"A*1~\r\n")
        taken = Receipt(first_id, "c" * 64, "PLAN", ("835",), noon, "taken")
        again = replace(taken, receipt_id=wrapped_id)
        assert work.receipts.by_canonical("c" * 64) is None
        assert work.receipts.keep(replace(taken, outcome="quarantined"))
        assert work.receipts.by_canonical("c" * 64) == replace(taken, outcome="quarantined")
        assert work.receipts.keep(taken)
        assert not work.receipts.keep(replace(taken, received_at=noon + timedelta(days=1)))
        assert not work.receipts.keep(again)
        assert work.receipts.keep(replace(again, outcome="already taken"))
        assert work.receipts.by_canonical("c" * 64) == taken
        assert [each.outcome for each in work.receipts.of(first_id)] == ["quarantined", "taken"]
        assert len(work.receipts.all()) == 3


def test_a_receipt_without_its_file_cannot_commit(store: Store, noon: datetime) -> None:
    with (
        pytest.raises(StoreError, match="names something that is not there"),
        store.unit_of_work() as work,
    ):
        work.receipts.keep(Receipt("a" * 64, "c" * 64, "PLAN", ("835",), noon, "taken"))
    with store.reading() as work:
        assert work.receipts.all() == ()


def test_control_numbers_count_per_sender_receiver_and_kind(store: Store) -> None:
    with store.unit_of_work() as work:
        taken = [work.control_numbers.next("S", "R", "ISA") for _ in range(3)]
        assert taken == [1, 2, 3]
        assert work.control_numbers.next("S", "R", "GS") == 1
        assert work.control_numbers.next("S", "R2", "ISA") == 1
        assert work.control_numbers.next("S2", "R", "ISA") == 1
    with store.unit_of_work() as work:
        assert work.control_numbers.next("S", "R", "ISA") == 4


def test_a_rolled_back_control_number_is_given_again(store: Store) -> None:
    def takes_one_and_fails() -> None:
        with store.unit_of_work() as work:
            assert work.control_numbers.next("S", "R", "ISA") == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        takes_one_and_fails()
    with store.unit_of_work() as work:
        assert work.control_numbers.next("S", "R", "ISA") == 1


# --- money ------------------------------------------------------------------------------------------------


def test_a_remittance_is_kept_once(store: Store, make_remittance: Callable[..., Remittance]) -> None:
    remittance = make_remittance()
    with store.unit_of_work() as work:
        raw = work.raw_files.keep(b"835")
        other_raw = work.raw_files.keep(b"835\r\n")
        assert work.remittances.keep("99999|TRACE1", remittance, raw)
        assert not work.remittances.keep("99999|TRACE1", make_remittance(place="file 2"), other_raw)
        with pytest.raises(ConflictError, match=r"remittances 99999\|TRACE1"):
            work.remittances.keep("99999|TRACE1", make_remittance(paid=8_001), raw)
        twice = replace(remittance, claims=remittance.claims * 2)
        with pytest.raises(ConflictError, match="ordinal comes twice"):
            work.remittances.keep("99999|TRACE2", twice, raw)
        assert work.remittances.find("99999|TRACE1") == remittance
        assert work.remittances.find("99999|TRACE2") is None
        assert work.remittances.all() == (KeptRemittance("99999|TRACE1", raw, remittance),)
        assert work.remittances.payments_of("E1A") == (KeptPayment("99999|TRACE1", remittance.claims[0]),)
        assert work.remittances.payments_of("E9A") == ()


def test_denials(store: Store, day: date) -> None:
    denial = Denial(
        "D1", "E1A", 1, "K", "CO", "197", ("N1",), Money(1), "authorization", "w", "p", "Y", day, day, "rule"
    )
    with store.unit_of_work() as work:
        assert work.denials.keep(denial)
        assert not work.denials.keep(denial)
        with pytest.raises(ConflictError):
            work.denials.keep(replace(denial, amount=Money(2)))
        assert work.denials.of("E1A") == work.denials.all() == (denial,)
        assert work.denials.of("E2A") == ()


# --- work -------------------------------------------------------------------------------------------------


def test_work_items_open_once_and_close_once(
    store: Store, make_item: Callable[..., WorkItem], noon: datetime
) -> None:
    held, denial = make_item(), make_item("denial:E1A", WorkKind.DENIAL)
    with store.unit_of_work() as work:
        assert work.work_items.open(held)
        assert not work.work_items.open(replace(held, title="told again"))
        assert work.work_items.open(denial)
        assert work.work_items.open_items() == (held, denial)
        assert work.work_items.open_items(WorkKind.DENIAL) == (denial,)
        assert work.work_items.close("held:E1A", "Demo Biller", noon, "member id corrected")
        assert not work.work_items.close("held:E1A", "Someone", noon, "again")
        assert work.work_items.open_items() == (denial,)
        assert work.work_items.open_items(WorkKind.HELD_CLAIM) == ()
        assert work.work_items.all() == (held, denial)
        assert work.work_items.closing_of("held:E1A") == WorkClosing(
            "held:E1A", "Demo Biller", noon, "member id corrected"
        )
        assert work.work_items.closing_of("denial:E1A") is None
        assert not work.work_items.open(held)
        with pytest.raises(MisuseError, match="no work item held:E9A"):
            work.work_items.close("held:E9A", "Demo Biller", noon, "?")


def test_an_envelope_key_belongs_to_one_content(store: Store) -> None:
    with store.unit_of_work() as work:
        assert work.envelopes.claim("PLAN/US/000000001/1/0001", "a" * 64)
        assert work.envelopes.claim("PLAN/US/000000001/1/0001", "a" * 64)
        assert not work.envelopes.claim("PLAN/US/000000001/1/0001", "b" * 64)
        assert work.envelopes.claim("PLAN/US/000000002/1/0001", "b" * 64)
