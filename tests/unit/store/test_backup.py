"""Backup, restore, verify: a flipped byte, a changed record and a dropped guard are found."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from cleanclaim.core.errors import KeyRefusedError, MisuseError, StoreDamagedError, StoreError
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import Claim
from cleanclaim.model.remittance import Remittance
from cleanclaim.store.backup import backup, restore, verify
from cleanclaim.store.keys import key_file_of, key_of
from cleanclaim.store.opening import Store, open_store

KEY = "ab" * 32
RAW = b"835 bytes " * 1_000


@pytest.fixture
def filled(
    store: Store,
    make_claim: Callable[..., Claim],
    make_entry: Callable[..., Entry],
    make_remittance: Callable[..., Remittance],
) -> Store:
    with store.unit_of_work() as work:
        raw = work.raw_files.keep(RAW)
        work.claims.keep(make_claim())
        work.entries.post(make_entry())
        work.entries.post(make_entry("charge:E2A-1", claim_id="E2A"))
        work.remittances.keep("K", make_remittance(), raw)
    return store


@pytest.fixture
def embedded(tmp_path: Path, make_entry: Callable[..., Entry]) -> Store:
    store = open_store(tmp_path / "practice.db")
    with store.unit_of_work() as work:
        work.raw_files.keep(b"835 bytes " * 3_000)
        for number in range(50):
            work.entries.post(make_entry(f"charge:{number}"))
    return store


def tamper(store: Store, *statements: str) -> None:
    """Change what the guards protect, as whoever holds the key or owns the tables can."""
    pooled = store.engine.raw_connection()
    connection = pooled.driver_connection
    assert connection is not None
    if store.is_embedded:
        connection.execute("PRAGMA foreign_keys = OFF")
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = connection.execute(triggers).fetchall()
        connection.execute("BEGIN")
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
    else:
        guards = []
        connection.execute("SET LOCAL session_replication_role = replica")
    for statement in statements:
        connection.execute(statement)
    for _, sql in guards:
        connection.execute(sql)
    connection.commit()
    pooled.invalidate()


def rules(store: Store) -> dict[str, str]:
    """Rule and place of every finding."""
    return {finding.rule_id: str(finding.place) for finding in verify(store).findings}


# --- verify -----------------------------------------------------------------------------------------------


def test_a_whole_store_verifies(filled: Store) -> None:
    report = verify(filled)
    assert report.findings == ()
    assert [entry.rule_id for entry in report.not_checked] == ([] if filled.is_embedded else ["store.page"])


@pytest.mark.parametrize(
    ("statement", "rule", "place"),
    [
        (
            "UPDATE claims SET document = replace(document, '100.00', '900.00')",
            "store.record",
            "store > claims E1A",
        ),
        ("UPDATE claims SET encounter_id = 'E9'", "store.column", "store > claims E1A > encounter_id"),
        (
            "UPDATE raw_files SET body = CAST('other' AS {bytes})",
            "store.raw-file",
            "store > raw_files " + hashlib.sha256(RAW).hexdigest(),
        ),
        (
            "UPDATE postings SET cents = cents + 1 WHERE natural_key = 'charge:E1A-1' AND ordinal = 1",
            "store.balance",
            "store > entries charge:E1A-1",
        ),
        (
            "UPDATE postings SET cents = cents * 2 WHERE natural_key = 'charge:E1A-1'",
            "store.postings",
            "store > entries charge:E1A-1",
        ),
        (
            "DELETE FROM postings WHERE natural_key = 'charge:E1A-1'",
            "store.balance",
            "store > entries charge:E1A-1",
        ),
        (
            "DELETE FROM entries WHERE natural_key = 'charge:E1A-1'",
            "store.reference",
            "store > postings charge:E1A-1",
        ),
        (
            "UPDATE claim_payments SET claim_status = '4'",
            "store.column",
            "store > claim_payments K 1 > claim_status",
        ),
    ],
)
def test_what_was_changed_behind_the_guards_is_found(
    filled: Store, statement: str, rule: str, place: str
) -> None:
    tamper(filled, statement.format(bytes="BLOB" if filled.is_embedded else "BYTEA"))
    found = rules(filled)
    assert rule in found
    assert found[rule] == place
    assert all(finding in verify(filled).rejects for finding in verify(filled).findings)


def test_books_that_do_not_add_up_are_found(filled: Store) -> None:
    tamper(filled, "UPDATE postings SET cents = cents + 1 WHERE natural_key = 'charge:E1A-1' AND ordinal = 1")
    finding = next(each for each in verify(filled).findings if each.rule_id == "store.trial-balance")
    assert (finding.found, finding.wanted) == ("0.01", "0.00")


def test_a_guard_that_was_dropped_is_found(filled: Store) -> None:
    name = "claims_no_update" if filled.is_embedded else "claims_no_change"
    with filled.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}" + ("" if filled.is_embedded else " ON claims")))
    assert rules(filled) == {"store.guard": f"store > guard {name}"}


def test_a_guard_that_was_weakened_is_found(filled: Store) -> None:
    with filled.engine.begin() as connection:
        if filled.is_embedded:
            connection.execute(text("DROP TRIGGER claims_no_delete"))
            weak = "CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims WHEN 0 BEGIN SELECT 1; END"
            connection.exec_driver_sql(weak)
            name = "claims_no_delete"
        else:
            connection.execute(text("ALTER TABLE claims DISABLE TRIGGER claims_no_change"))
            name = "claims_no_change"
    assert rules(filled) == {"store.guard": f"store > guard {name}"}


def test_a_lost_reference_is_found(filled: Store) -> None:
    tamper(filled, "DELETE FROM remittances")
    assert rules(filled) == {"store.reference": "store > claim_payments K"}


def test_a_flipped_byte_is_found_wherever_it_is(embedded: Store, tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    backup(embedded, whole)
    embedded.close()
    key = key_of(tmp_path / "practice.db")
    octets = whole.read_bytes()
    chance = random.Random(7)
    edges = [0, 15, 16, 100, 4095, 4096, len(octets) - 1, len(octets) - 17, len(octets) - 81]
    for position in [*edges, *(chance.randrange(len(octets)) for _ in range(25))]:
        damaged = tmp_path / "damaged.db"
        flipped = bytearray(octets)
        flipped[position] ^= 1 << chance.randrange(8)
        damaged.write_bytes(flipped)
        if position < 4096:
            with pytest.raises((KeyRefusedError, StoreDamagedError)):
                open_store(damaged, key=key)
        else:
            try:
                store = open_store(damaged, key=key)
            except StoreDamagedError:
                continue
            with store:
                assert "store.page" in rules(store), position
        damaged.unlink()


def test_a_byte_that_flips_while_the_store_is_open_is_found(embedded: Store, tmp_path: Path) -> None:
    embedded.close()
    assert verify(embedded).findings == ()
    embedded.close()  # the log is in the file now
    place = tmp_path / "practice.db"
    with embedded.reading() as work:
        assert len(work.entries.all()) == 50
        octets = bytearray(place.read_bytes())
        octets[-100] ^= 1
        place.write_bytes(octets)
    assert "store.page" in rules(embedded)
    embedded.close()


# --- backup and restore -----------------------------------------------------------------------------------


def test_a_backup_is_encrypted_private_and_whole(embedded: Store, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "one.db"
    backup(embedded, target)
    assert [path.name for path in target.parent.iterdir()] == ["one.db"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert b"835 bytes" not in target.read_bytes()
    plain = sqlite3.connect(target)
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM sqlite_master")
    plain.close()
    with open_store(target, key=key_of(tmp_path / "practice.db")) as copy:
        assert verify(copy).findings == ()
        with copy.reading() as there, embedded.reading() as here:
            assert there.entries.all() == here.entries.all()
            assert there.raw_files.all() == here.raw_files.all()
    embedded.close()


def test_a_backup_while_others_write_is_one_moment(
    embedded: Store, tmp_path: Path, make_entry: Callable[..., Entry]
) -> None:
    stop = threading.Event()
    failures: list[BaseException] = []

    def writes() -> None:
        number = 1_000
        try:
            while not stop.is_set():
                with embedded.unit_of_work() as work:
                    work.entries.post(make_entry(f"pair:{number}:a"))
                    work.entries.post(make_entry(f"pair:{number}:b"))
                number += 1
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=writes)
    thread.start()
    try:
        for number in range(5):
            backup(embedded, tmp_path / f"copy-{number}.db")
    finally:
        stop.set()
        thread.join()
    assert failures == []
    sizes = []
    for number in range(5):
        with open_store(tmp_path / f"copy-{number}.db", key=key_of(tmp_path / "practice.db")) as copy:
            assert verify(copy).findings == ()
            with copy.reading() as work:
                sizes.append(len(work.entries.all()))
    assert all(size % 2 == 0 for size in sizes)  # never half a unit of work
    assert sizes == sorted(sizes)
    embedded.close()


def test_restore_brings_everything_back_with_its_key(embedded: Store, tmp_path: Path) -> None:
    backup(embedded, tmp_path / "copy.db")
    with embedded.reading() as work:
        entries = work.entries.all()
    embedded.close()
    (tmp_path / "practice.db").unlink()  # the disaster: the key file survived, or came from its own safe
    restore(tmp_path / "copy.db", tmp_path / "practice.db")
    with open_store(tmp_path / "practice.db") as store, store.reading() as work:
        assert work.entries.all() == entries


def test_restore_elsewhere_takes_the_key_file_of_the_source_along(embedded: Store, tmp_path: Path) -> None:
    backup(embedded, tmp_path / "copy.db")
    embedded.close()
    target = tmp_path / "new" / "practice.db"
    with pytest.raises(KeyRefusedError, match=r"practice\.db\.key"):
        restore(tmp_path / "copy.db", target)
    assert not target.exists()
    key_file_of(tmp_path / "practice.db").rename(key_file_of(tmp_path / "copy.db"))
    restore(tmp_path / "copy.db", target)
    assert stat.S_IMODE(key_file_of(target).stat().st_mode) == 0o600
    open_store(target).close()


def test_restore_with_a_given_key_writes_no_key_file(embedded: Store, tmp_path: Path) -> None:
    backup(embedded, tmp_path / "copy.db")
    embedded.close()
    target = tmp_path / "new" / "practice.db"
    restore(tmp_path / "copy.db", target, key=key_of(tmp_path / "practice.db"))
    assert [path.name for path in target.parent.iterdir()] == ["practice.db"]


def test_nothing_is_ever_replaced(embedded: Store, tmp_path: Path) -> None:
    backup(embedded, tmp_path / "copy.db")
    with pytest.raises(MisuseError, match="exists already"):
        backup(embedded, tmp_path / "copy.db")
    with pytest.raises(MisuseError, match="exists already"):
        backup(embedded, tmp_path / "practice.db")
    with pytest.raises(MisuseError, match="exists already"):
        restore(tmp_path / "copy.db", tmp_path / "practice.db")
    with embedded.reading(), pytest.raises(MisuseError, match="in use"):
        restore(tmp_path / "practice.db", tmp_path / "third.db")
    with pytest.raises(MisuseError, match="no backup"):
        restore(tmp_path / "absent.db", tmp_path / "third.db")
    embedded.close()


def test_a_wrong_key_or_a_damaged_backup_restores_nothing(embedded: Store, tmp_path: Path) -> None:
    copy, target = tmp_path / "copy.db", tmp_path / "new" / "practice.db"
    backup(embedded, copy)
    key = key_of(tmp_path / "practice.db")
    embedded.close()
    with pytest.raises(KeyRefusedError, match=r"does not open copy\.db"):
        restore(copy, target, key=KEY)
    octets = bytearray(copy.read_bytes())
    octets[-200] ^= 4
    copy.write_bytes(octets)
    with pytest.raises(StoreError):
        restore(copy, target, key=key)
    assert list(target.parent.iterdir()) == []


def test_a_backup_with_a_changed_record_is_not_restored(embedded: Store, tmp_path: Path) -> None:
    changed = "UPDATE entries SET document = replace(document, '100.00', '900.00')"
    tamper(embedded, f"{changed} WHERE natural_key = 'charge:7'")
    backup(embedded, tmp_path / "copy.db")
    embedded.close()
    target = tmp_path / "new" / "practice.db"
    told = r"copy\.db does not verify: entries charge:7: the record does not match its hash"
    with pytest.raises(StoreDamagedError, match=told):
        restore(tmp_path / "copy.db", target, key=key_of(tmp_path / "practice.db"))
    assert list(target.parent.iterdir()) == []


def test_a_damaged_store_is_not_backed_up(embedded: Store, tmp_path: Path) -> None:
    embedded.close()
    place = tmp_path / "practice.db"
    octets = bytearray(place.read_bytes())
    octets[-200] ^= 4
    place.write_bytes(octets)
    with pytest.raises(StoreDamagedError):
        backup(embedded, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    embedded.close()


def test_a_server_is_backed_up_by_its_own_tools(schema_url: str, tmp_path: Path) -> None:
    with open_store(None, url=schema_url) as store, pytest.raises(MisuseError, match="pg_dump"):
        backup(store, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []
