"""Every store test runs on an embedded store and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank
from cleanclaim.model.encounter import Encounter, Setting, Visit
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Practice, Provider
from cleanclaim.model.remittance import Adjustment, ClaimPayment, Remittance
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.store.opening import Store, open_store

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = date(2026, 5, 4)


@pytest.fixture(params=["sqlite", "postgresql"])
def open_again(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the same store, as often as called; everything is closed at the end."""
    url = request.getfixturevalue("schema_url") if request.param == "postgresql" else None
    opened: list[Store] = []

    def open_one() -> Store:
        opened.append(open_store(tmp_path / "practice.db" if url is None else None, url=url))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: Callable[[], Store]) -> Store:
    return open_again()


@pytest.fixture(autouse=True)
def no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLEANCLAIM_KEY", raising=False)


# --- records, plainly invented ----------------------------------------------------------------------------

ADDRESS = Address("1 Placeholder Way", "Springfield", "IL", "62701")
PATIENT = Patient("P1", Name("Testerly", "Ann"), date(2000, 2, 29), Sex.FEMALE, ADDRESS)
PROVIDER = Provider("dr", Name("Quill", "Q"), "2000000002")
PAYER = Payer("PLAN", "Placeholder Health", "99999", PlanType.COMMERCIAL, "CI", "RECEIVER")
QUOTE = (Evidence("note E1", "characters 0-4", "knee"),)


@pytest.fixture
def make_encounter() -> Callable[..., Encounter]:
    def make(encounter_id: str = "E1", *, place: str = "11") -> Encounter:
        return Encounter(
            encounter_id, PATIENT, Span.day(DAY), place, Setting.OFFICE, Visit.NEW, rendering=PROVIDER
        )

    return make


@pytest.fixture
def make_claim() -> Callable[..., Claim]:
    def make(claim_id: str = "E1A", *, charge: int = 10_000) -> Claim:
        line = ServiceLine(
            1, f"{claim_id}-1", f"{claim_id}-C1", hcpcs("99213"), (), 1, Money(charge), Span.day(DAY), "11",
            (1,), QUOTE,
        )  # fmt: skip
        return Claim(
            claim_id=claim_id,
            encounter_id=claim_id[:-1],
            patient=PATIENT,
            coverage=Coverage(Rank.PRIMARY, PAYER, "M1"),
            practice=Practice(
                "PR", "Practice", "2000000002", "999999999", "207Q00000X", ADDRESS, "", "", "S"
            ),
            rendering=PROVIDER,
            place_of_service="11",
            diagnoses=(ClaimDiagnosis(icd10cm("M25.561"), QUOTE),),
            lines=(line,),
            total_charge=Money(charge),
        )

    return make


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    def make(key: str = "charge:E1A-1", *, cents: int = 10_000, claim_id: str = "E1A") -> Entry:
        return Entry(
            key,
            DAY,
            "charge",
            (
                Posting(Account.RECEIVABLE_PRIMARY, Money(cents), claim_id, 1, "P1", "PLAN"),
                Posting(Account.REVENUE, Money(-cents), claim_id, 1, "P1"),
            ),
            QUOTE,
        )

    return make


@pytest.fixture
def make_remittance() -> Callable[..., Remittance]:
    def make(*, paid: int = 8_000, place: str = "file 1") -> Remittance:
        payment = ClaimPayment(
            1, "E1A", "1", Money(10_000), Money(paid), Money(0), "CI", "PCN1",
            adjustments=(Adjustment("CO", "45", Money(10_000 - paid)),),
        )  # fmt: skip
        return Remittance(
            "TRACE1",
            "99999",
            "Placeholder Health",
            "2000000002",
            Money(paid),
            "ACH",
            DAY,
            (payment,),
            place=place,
        )

    return make


@pytest.fixture
def make_item() -> Callable[..., WorkItem]:
    def make(work_item_id: str = "held:E1A", kind: WorkKind = WorkKind.HELD_CLAIM) -> WorkItem:
        return WorkItem(work_item_id, kind, "E1A", "Claim is held", DAY)

    return make


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def day() -> date:
    return DAY
