"""A full disk, and what a refusal may say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, text

from cleanclaim.core.errors import (
    ConflictError,
    MisuseError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
)
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.people import Name
from cleanclaim.store import schema
from cleanclaim.store.opening import Store, open_store
from cleanclaim.store.refusals import refusal_of
from cleanclaim.store.verifying import verify

CANARY = "Zyxwvutsrq"


def fill(store: Store, make_entry: Callable[..., Entry]) -> int:
    """Write until the store is full; return how many units of work were kept."""
    for kept in range(10_000):
        refusal = None
        try:
            with store.unit_of_work() as work:
                work.raw_files.keep(os.urandom(20_000))
                work.entries.post(make_entry(f"entry:{kept}"))
        except StoreFullError as error:
            refusal = error
        if refusal:
            assert "no room left" in str(refusal)
            assert refusal.__context__ is None
            return kept
    raise AssertionError("it never filled up")


def check_still_whole(store: Store, units: int, make_entry: Callable[..., Entry]) -> None:
    with store.reading() as work:
        assert len(work.entries.all()) == len(work.raw_files.all()) == units
        assert [each.cents for each in work.entries.trial_balance().values()] == [
            10_000 * units,
            -10_000 * units,
        ]
    with pytest.raises(StoreFullError), store.unit_of_work() as work:
        work.raw_files.keep(os.urandom(100_000))
    assert verify(store).findings == ()


def test_a_store_that_may_not_grow_refuses_reads_on_and_resumes(
    tmp_path: Path, make_entry: Callable[..., Entry]
) -> None:
    limit = [120]
    with open_store(tmp_path / "practice.db") as store:
        store.engine.dispose()
        event.listen(
            store.engine,
            "begin",
            lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {limit[0]}"),
        )
        units = fill(store, make_entry)
        assert units > 0
        check_still_whole(store, units, make_entry)
        limit[0] = 10_000
        with store.unit_of_work() as work:  # room again: it goes on alone
            work.raw_files.keep(os.urandom(100_000))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("cannot mount a small disk: needs root and the right to mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_refuses_and_reads_on(small_disk: Path, make_entry: Callable[..., Entry]) -> None:
    with open_store(small_disk / "practice.db") as store:
        units = fill(store, make_entry)
        assert units > 0
        check_still_whole(store, units, make_entry)
    with open_store(small_disk / "practice.db") as store, store.reading() as work:
        assert len(work.entries.all()) == units


def test_a_disk_too_small_for_a_store_leaves_nothing(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(900_000))
    with pytest.raises(StoreFullError):
        open_store(small_disk / "practice.db", key="ab" * 32)
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


def test_a_full_server_is_told_as_one() -> None:
    class DriverError(Exception):
        sqlstate = "53100"

    refusal = refusal_of(DriverError(f"could not extend file: {CANARY}"), "entries charge:E1A-1")
    assert type(refusal) is StoreFullError
    assert str(refusal) == "entries charge:E1A-1: no room left on the disk; nothing was written"


# --- what goes wrong inside a unit of work -----------------------------------------------------------------


def test_an_exception_rolls_everything_back(store: Store, make_entry: Callable[..., Entry]) -> None:
    def fails() -> None:
        with store.unit_of_work() as work:
            work.raw_files.keep(b"x")
            work.entries.post(make_entry())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    with store.reading() as work:
        assert work.raw_files.all() == ()
        assert work.entries.all() == ()


def test_a_refused_statement_gives_up_the_whole_unit_even_when_it_is_swallowed(store: Store) -> None:
    row: dict[str, object] = {
        "claim_id": "E9A",
        "encounter_id": "E9",
        "patient_id": "P9",
        "document": CANARY,
        "sha256": "short",
    }

    def swallows() -> None:
        with store.unit_of_work() as work:
            work.raw_files.keep(b"x")
            with pytest.raises(StoreError, match="claims E9A: the database refused: a check does not hold"):
                work.desk.insert(schema.claims, row)
            with pytest.raises(StoreError, match="an earlier statement"):
                work.raw_files.keep(b"y")

    with pytest.raises(StoreError, match="a statement failed inside this unit of work"):
        swallows()
    with store.reading() as work:
        assert work.raw_files.all() == ()


def test_a_conflict_that_is_caught_does_not_give_up_the_unit(
    store: Store, make_entry: Callable[..., Entry]
) -> None:
    with store.unit_of_work() as work:
        work.entries.post(make_entry())
        with pytest.raises(ConflictError):
            work.entries.post(make_entry(cents=1))
        work.raw_files.keep(b"x")
    with store.reading() as work:
        assert len(work.raw_files.all()) == 1


def test_reading_refuses_to_write(store: Store) -> None:
    with store.reading() as work:
        with pytest.raises(MisuseError, match="for reading only"):
            work.raw_files.keep(b"x")
        with pytest.raises(MisuseError, match="for reading only"):
            work.control_numbers.next("S", "R", "ISA")


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.reading() as reader:
        assert reader.raw_files.all() == ()
        with store.unit_of_work() as work:
            work.raw_files.keep(b"x")
        assert reader.raw_files.all() == ()
    with store.reading() as reader:
        assert len(reader.raw_files.all()) == 1


# --- no values in a text (law 9) --------------------------------------------------------------------------

ROW: dict[str, object] = {
    "claim_id": "E9A",
    "encounter_id": "E9",
    "patient_id": "P9",
    "document": CANARY,
    "sha256": "0" * 64,
}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([ROW | {"sha256": "short"}], "a check does not hold"),
        ([ROW | {"encounter_id": None}], "a value is missing"),
        ([ROW, ROW], "its key is taken"),
    ],
)
def test_no_refusal_carries_a_value(store: Store, rows: list[dict[str, object]], reason: str) -> None:
    def write() -> None:
        with store.unit_of_work() as work:
            work.desk.insert_all(schema.claims, rows)

    with pytest.raises(StoreError, match=f"^claims E9A: the database refused: {reason}$") as told:
        write()
    chain: list[BaseException] = [told.value]
    while (further := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(further)
    assert CANARY not in "".join(map(repr, chain))


def test_text_that_is_not_unicode_is_refused_without_repeating_it(
    store: Store, make_encounter: Callable[..., Encounter]
) -> None:
    encounter = make_encounter()
    patient = replace(encounter.patient, name=Name(CANARY + "\udc80", "A"))

    def write() -> None:
        with store.unit_of_work() as work:
            work.encounters.keep(replace(encounter, patient=patient))

    with pytest.raises(MisuseError, match="not valid Unicode") as told:
        write()
    assert CANARY not in repr(told.value)
    assert told.value.__context__ is None


def test_a_record_that_cannot_be_read_back_does_not_quote_itself(store: Store) -> None:
    import hashlib

    document = f'{{"claim_id":"{CANARY}"}}'
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    with store.engine.begin() as connection:
        row = {
            "claim_id": "E9A",
            "encounter_id": "E9",
            "patient_id": "P9",
            "document": document,
            "sha256": sha256,
        }
        connection.execute(schema.claims.insert(), row)
    with store.reading() as work:
        with pytest.raises(StoreDamagedError, match="claims E9A: the record cannot be read as Claim") as told:
            work.claims.get("E9A")
        assert told.value.__context__ is None


def test_a_store_whose_file_went_away_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "practice.db")
    store.close()
    (tmp_path / "practice.db").unlink()
    with pytest.raises(StoreError, match="cannot be opened"), store.unit_of_work():
        pass
    assert not (tmp_path / "practice.db").exists()


def test_a_server_that_goes_away_in_the_middle_keeps_nothing(schema_url: str, day: date) -> None:
    other = open_store(None, url=schema_url)
    store = open_store(None, url=schema_url)

    def dies() -> None:
        with store.unit_of_work() as work:
            work.raw_files.keep(b"x")
            backend = work.desk.rows(text("SELECT pg_backend_pid() AS pid"))[0].pid
            with other.engine.begin() as connection:
                connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})

    with pytest.raises(StoreError):
        dies()
    with store.reading() as work:  # a new connection; the old one is gone
        assert work.raw_files.all() == ()
    other.close()
    store.close()
