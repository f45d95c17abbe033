"""Where posting in other systems goes wrong (real bytes, real store): each behaves right here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.flood_claims import FIRST, OTHER_NPI, Clp, FloodClaim, Line, Payment, file_of
from cleanclaim.app.receive_files import TAKEN, Received, receive_file
from cleanclaim.app.release_suspended import release_suspended
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.money import ZERO
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.report import journal
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance import charge_entries
from cleanclaim.remittance.tracing import trace_money
from cleanclaim.store.opening import Store, open_store
from cleanclaim.store.verifying import verify

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
ONE, TWO = (
    FloodClaim("F1A", (20_000,), has_second=False),
    FloodClaim("F2A", (30_000, 20_000), has_second=False),
)
PAID: Line = (1, 20_000, 8_600, (("CO", "45", 6_000), ("PR", "1", 5_400)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "practice.db") as opened:
        draft(opened, ONE, TWO)
        yield opened


def draft(store: Store, *claims: FloodClaim) -> None:
    with store.unit_of_work() as work:
        for each in claims:
            claim = each.built()
            work.claims.keep(claim)
            work.entries.post_all(charge_entries(claim, posted_on=AT.date()))


def clp(claim: FloodClaim, *lines: Line, claim_status: str = "1") -> Clp:
    return Clp(
        claim.claim_id, claim_status, lines, sum(each[2] for each in lines), sum(each[1] for each in lines)
    )


def take(store: Store, raw: bytes) -> Received:
    with store.unit_of_work() as work:
        return receive_file(work, raw, at=AT)


def balance(store: Store, account: Account) -> str:
    with store.reading() as work:
        return str(work.entries.trial_balance().get(account, ZERO))


def test_1_every_qualifier_of_a_service_line_is_posted(store: Store) -> None:
    for number, product in enumerate(("NU:0450", "AD:D1110", "N4:00093015001", "HP:99213", "ER:A9999"), 3):
        other = FloodClaim(f"F{number}A", (20_000,), has_second=False)
        draft(store, other)
        raw = file_of([Payment(f"T{number}", FIRST, [clp(other, PAID)])], number)
        received = take(store, raw.replace(b"SVC*HC:99211", f"SVC*{product}".encode()))
        assert received.outcome == TAKEN, product
        with store.reading() as work:
            assert state_of(work.claim_events.of(other.claim_id)) is ClaimState.PAID, product


def test_1_a_bad_line_holds_its_claim_and_never_the_file(store: Store) -> None:
    wrong: Line = (1, 30_000, 10_001, (("CO", "45", 20_000),))
    right: Line = (2, 20_000, 20_000, ())
    take(store, file_of([Payment("T1", FIRST, [clp(ONE, PAID), clp(TWO, wrong, right)])], 1))
    with store.reading() as work:
        assert state_of(work.claim_events.of("F1A")) is ClaimState.PAID
        assert state_of(work.claim_events.of("F2A")) is ClaimState.SUSPENDED
        [held] = [each for each in work.entries.of_claim("F2A") if each.description.startswith("suspense")]
        assert journal(held) == "CLR +300.01; UNAP -300.01"


def test_2_a_provider_adjustment_is_in_the_books_and_the_deposit_ties(store: Store) -> None:
    plb = [("WO", "X1", 2_500), ("L6", "", -125), ("FB", "T1", 1_000)]
    take(store, file_of([Payment("T1", FIRST, [clp(ONE, PAID)], plb)], 1))
    touched = (Account.RECOUPMENT, Account.INTEREST, Account.FORWARD_BALANCE)
    assert [balance(store, each) for each in touched] == ["25.00", "-1.25", "10.00"]
    assert balance(store, Account.CLEARING) == "52.25"  # BPR02


def test_3_signs_are_kept_and_every_remark_and_triplet_is_there(store: Store) -> None:
    line: Line = (1, 20_000, 8_700, (("CO", "45", 6_000), ("CO", "144", -100), ("PR", "1", 5_400)))
    raw = file_of([Payment("T1", FIRST, [clp(ONE, line)])], 1)
    raw = raw.replace(b"REF*6R*F1A-1~\n", b"REF*6R*F1A-1~\nLQ*HE*N290~\nLQ*HE*M15~\n")
    raw = re.sub(rb"\nSE\*([0-9]+)", lambda found: b"\nSE*%d" % (int(found[1]) + 2), raw)
    assert take(store, raw).outcome == TAKEN
    assert balance(store, Account.CONTRACTUAL) == "59.00"
    with store.reading() as work:
        [kept] = work.remittances.payments_of("F1A")
    assert kept.payment.lines[0].remarks == ("N290", "M15")
    assert [str(each.amount) for each in kept.payment.lines[0].adjustments] == ["60.00", "-1.00", "54.00"]


def test_4_an_imbalance_is_quarantined_with_its_difference_and_nothing_is_invented(store: Store) -> None:
    before = balance(store, Account.RECEIVABLE_PRIMARY)
    received = take(store, file_of([Payment("T1", FIRST, [clp(ONE, PAID)], payment=8_700)], 1))
    assert received.entries == 0
    with store.reading() as work:
        [item] = work.work_items.open_items(WorkKind.QUARANTINE)
    assert "sum CLP04 86.00 - sum PLB 0.00 = 86.00, BPR02 87.00" in item.detail
    assert balance(store, Account.RECEIVABLE_PRIMARY) == before


@pytest.mark.parametrize(("old", "new"), [("~\n", "~\r\n"), ("~\n", "~"), ("~\n", "|\n")])
def test_8_the_same_remittance_posts_once_in_any_wrapping(store: Store, old: str, new: str) -> None:
    raw = file_of([Payment("T1", FIRST, [clp(ONE, PAID)])], 1)
    assert take(store, raw).entries == 1
    assert take(store, raw.replace(old.encode(), new.encode())).entries == 0
    assert take(store, file_of([Payment("T1", FIRST, [clp(ONE, PAID)])], 2)).entries == 0  # another envelope
    assert balance(store, Account.CLEARING) == "86.00"


def test_8_an_equal_amount_under_a_new_trace_is_another_payment(store: Store) -> None:
    for trace in ("T1", "T2"):
        take(store, file_of([Payment(trace, FIRST, [clp(ONE, PAID)])], int(trace[1])))
    assert balance(store, Account.CLEARING) == "172.00"
    assert balance(store, Account.UNAPPLIED) == "-86.00"  # the second is money, but the line was paid


def test_8_the_same_claim_twice_in_a_file_is_in_the_books_twice(store: Store) -> None:
    take(store, file_of([Payment("T1", FIRST, [clp(ONE, PAID), clp(ONE, PAID)])], 1))
    assert balance(store, Account.CLEARING) == "172.00"


@pytest.mark.parametrize(
    ("payment", "cause"),
    [
        (Payment("T1", FIRST, [clp(FloodClaim("X9A", (20_000,), has_second=False), PAID)]), "unknown_claim"),
        (Payment("T1", FIRST, [clp(ONE, PAID)], payee=OTHER_NPI), "other_payee"),
        (
            Payment("T1", FIRST, [clp(ONE, (1, -20_000, 0, (("CO", "45", -20_000),)), claim_status="22")]),
            "reversal",
        ),
        (Payment("T1", FIRST, [clp(ONE, PAID, claim_status="25")]), "predetermination"),
        (Payment("T1", FIRST, [clp(ONE, PAID, claim_status="23")]), "forwarded"),
    ],
)
def test_what_cannot_be_placed_waits_with_work(store: Store, payment: Payment, cause: str) -> None:
    take(store, file_of([payment], 1))
    with store.reading() as work:
        [item] = work.work_items.open_items(WorkKind.SUSPENSE)
    assert item.detail.startswith(cause)
    assert balance(store, Account.RECEIVABLE_PRIMARY) == "700.00"  # no line was touched


def test_a_payment_that_came_before_its_claim_is_placed_when_the_claim_is_known(store: Store) -> None:
    late = FloodClaim("F9A", (20_000,), has_second=False)
    take(store, file_of([Payment("T1", FIRST, [clp(ONE, PAID), clp(late, PAID)])], 1))
    with store.unit_of_work() as work:
        assert release_suspended(work, at=AT) == 0
        [item] = work.work_items.open_items(WorkKind.SUSPENSE)
        assert item.detail.endswith("candidates: F1A (7: charge, first day, procedures)")
    draft(store, late)
    with store.unit_of_work() as work:
        assert release_suspended(work, at=AT) == 1
        assert release_suspended(work, at=AT) == 0
    with store.reading() as work:
        assert state_of(work.claim_events.of("F9A")) is ClaimState.PAID
        assert work.work_items.open_items(WorkKind.SUSPENSE) == ()
        kept = [each.remittance for each in work.remittances.all()]
        assert trace_money(kept, work.entries.all()).holds
    assert (balance(store, Account.UNAPPLIED), balance(store, Account.CLEARING)) == ("0.00", "172.00")
    assert verify(store).findings == ()
