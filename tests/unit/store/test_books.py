"""The ledger in the database: idempotent, balanced, and computed the same way as in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from cleanclaim.core.errors import ConflictError
from cleanclaim.core.money import Money
from cleanclaim.ledger import balances
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.store.opening import Store, open_store

AR, REV, BANK = Account.RECEIVABLE_PRIMARY, Account.REVENUE, Account.BANK
POSTING = (
    "INSERT INTO postings (natural_key, ordinal, account, cents, claim_id, line_number, patient_id, payer_id)"
    " VALUES (:key, :ordinal, 'BANK', :cents, '', 0, '', '')"
)
ENTRY = (
    "INSERT INTO entries (natural_key, posting_count, document, sha256)"
    " VALUES (:key, :count, '{}', '" + "0" * 64 + "')"
)


def payment(key: str, cents: int, claim_id: str) -> Entry:
    return Entry(
        key,
        date(2026, 6, 1),
        "payment",
        (Posting(BANK, Money(cents)), Posting(AR, Money(-cents), claim_id, 1, "P1", "PLAN")),
    )


# --- posting ----------------------------------------------------------------------------------------------


def test_posting_is_idempotent_by_natural_key(store: Store, make_entry: Callable[..., Entry]) -> None:
    entry = make_entry()
    with store.unit_of_work() as work:
        assert work.entries.post(entry)
        assert not work.entries.post(entry)
    with store.unit_of_work() as work:
        assert not work.entries.post(
            replace(entry, posted_on=entry.posted_on + timedelta(days=1), evidence=())
        )
        assert work.entries.all() == (entry,)
        assert work.entries.find(entry.natural_key) == entry
        assert work.entries.find("charge:E9A-1") is None


@pytest.mark.parametrize("drop", [0, 2])
def test_the_same_key_with_other_money_is_a_conflict(
    store: Store, make_entry: Callable[..., Entry], drop: int
) -> None:
    three = (Posting(AR, Money(3)), Posting(REV, Money(-2)), Posting(BANK, Money(-1)))
    entry = replace(make_entry(), postings=three if drop else make_entry().postings)
    other = make_entry(cents=10_001)
    with store.unit_of_work() as work:
        work.entries.post(entry)
        with pytest.raises(ConflictError, match="entries charge:E1A-1"):
            work.entries.post(other)
        assert work.entries.post(make_entry("charge:E2A-1", claim_id="E2A"))  # the unit of work goes on
    with store.reading() as work:
        assert work.entries.all() == (entry, make_entry("charge:E2A-1", claim_id="E2A"))


def test_balances(store: Store, make_entry: Callable[..., Entry]) -> None:
    with store.unit_of_work() as work:
        assert work.entries.trial_balance() == {}
        work.entries.post(make_entry())
        work.entries.post(make_entry("charge:E2A-1", cents=5_000, claim_id="E2A"))
        work.entries.post(payment("835:1", 4_000, "E2A"))
    with store.reading() as work:
        assert work.entries.trial_balance() == {BANK: Money(4_000), AR: Money(11_000), REV: Money(-15_000)}
        assert list(work.entries.trial_balance()) == [BANK, AR, REV]  # the order of the chart
        assert work.entries.balances_of_claim("E2A") == {AR: Money(1_000), REV: Money(-5_000)}
        assert work.entries.balances_of_claim("E9A") == {}
        assert work.entries.balances_of_patient("P1") == {AR: Money(11_000), REV: Money(-15_000)}
        assert [entry.natural_key for entry in work.entries.of_claim("E2A")] == ["charge:E2A-1", "835:1"]


def test_amounts_far_beyond_32_bits(store: Store, make_entry: Callable[..., Entry]) -> None:
    big = 10**17
    with store.unit_of_work() as work:
        for number in range(3):
            work.entries.post(make_entry(f"charge:E{number}", cents=big))
        assert work.entries.trial_balance() == {AR: Money(3 * big), REV: Money(-3 * big)}


amounts = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=4)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(
        st.tuples(amounts, st.sampled_from(Account), st.sampled_from(["E1A", "E2A", ""])), max_size=6
    )
)
def test_the_database_adds_up_as_the_ledger_does(
    store: Store, entries: list[tuple[list[int], Account, str]]
) -> None:
    with store.unit_of_work() as work:
        posted_before = len(work.entries.all())
        for number, (cents, account, claim_id) in enumerate(entries, start=posted_before):
            sides = tuple(Posting(account, Money(each), claim_id) for each in cents)
            balancing = Posting(Account.CLEARING, Money(-sum(cents)), claim_id)
            work.entries.post(Entry(f"entry:{number}", date(2026, 5, 1), "law", (*sides, balancing)))
        posted = work.entries.all()
        assert work.entries.trial_balance() == balances.trial_balance(posted)
        assert not Money.total(work.entries.trial_balance().values())
        own = [p for entry in posted for p in entry.postings if p.claim_id == "E1A"]
        assert Money.total(work.entries.balances_of_claim("E1A").values()) == Money.total(
            p.amount for p in own
        )


# --- what the database itself refuses, by raw SQL ---------------------------------------------------------


def refused(engine: Engine, reason: str, *statements: tuple[str, dict[str, object]]) -> None:
    def run() -> None:
        with engine.begin() as connection:
            for statement, values in statements:
                connection.execute(text(statement), values)

    with pytest.raises(DBAPIError, match=reason):
        run()


def test_an_entry_that_does_not_sum_to_zero_is_refused(store: Store) -> None:
    refused(
        store.engine,
        "cleanclaim: the entry does not balance",
        (POSTING, {"key": "k", "ordinal": 1, "cents": 100}),
        (POSTING, {"key": "k", "ordinal": 2, "cents": -99}),
        (ENTRY, {"key": "k", "count": 2}),
    )


def test_an_entry_without_postings_is_refused(store: Store) -> None:
    refused(store.engine, "cleanclaim: the entry does not balance", (ENTRY, {"key": "k", "count": 0}))


def test_an_entry_with_another_number_of_postings_is_refused(store: Store) -> None:
    refused(
        store.engine,
        "cleanclaim: the entry does not balance",
        (POSTING, {"key": "k", "ordinal": 1, "cents": 0}),
        (ENTRY, {"key": "k", "count": 2}),
    )


def test_postings_without_an_entry_cannot_commit(store: Store) -> None:
    refused(
        store.engine, r"FOREIGN KEY|violates foreign key", (POSTING, {"key": "k", "ordinal": 1, "cents": 0})
    )


def test_a_posting_cannot_be_added_to_an_entry(store: Store, make_entry: Callable[..., Entry]) -> None:
    with store.unit_of_work() as work:
        work.entries.post(make_entry())
    refused(
        store.engine,
        "cleanclaim: the entry of this posting is closed",
        (POSTING, {"key": "charge:E1A-1", "ordinal": 3, "cents": 0}),
    )


@pytest.mark.parametrize("cents", [0, 7])
def test_a_posting_cannot_be_slipped_in_beside_an_open_entry(schema_url: str, cents: int) -> None:
    """Two transactions side by side, each with half of what would be an unbalanced entry ."""
    with open_store(None, url=schema_url) as store, store.engine.connect() as first:
        with store.engine.connect() as second:
            first.execute(text(POSTING), {"key": "k", "ordinal": 9, "cents": cents})
            second.execute(text(POSTING), {"key": "k", "ordinal": 1, "cents": 0})
            second.execute(text(ENTRY), {"key": "k", "count": 1})
            second.commit()
        with pytest.raises(DBAPIError, match="cleanclaim: the entry does not balance"):
            first.commit()


def test_ten_thousand_entries_in_one_unit_of_work(tmp_path: Path, make_entry: Callable[..., Entry]) -> None:
    entries = [make_entry(f"charge:{number}", cents=number) for number in range(1, 10_001)]
    with open_store(tmp_path / "practice.db") as store:
        with store.unit_of_work() as work:
            assert all(work.entries.post(entry) for entry in entries)
        with store.reading() as work:
            assert work.entries.trial_balance() == {AR: Money(50_005_000), REV: Money(-50_005_000)}
