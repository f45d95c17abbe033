"""Two writers lose nothing, and a killed one leaves whole units of work only."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanclaim.core.money import Money
from cleanclaim.ledger.entries import Entry
from cleanclaim.store.opening import Store
from cleanclaim.store.verifying import verify

# One unit of work: a raw file, three entries and a control number; told on stdout once it is committed.
WRITER = """
import sys
from datetime import date
from pathlib import Path
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.store.opening import open_store

kind, place, writer, units = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
store = open_store(Path(place)) if kind == "file" else open_store(None, url=place)
print("ready", flush=True)
for unit in range(units):
    with store.unit_of_work() as work:
        work.raw_files.keep(f"{writer}:{unit}".encode())
        for part in range(3):
            one, other = Posting(Account.BANK, Money(100)), Posting(Account.REVENUE, Money(-100))
            work.entries.post(Entry(f"{writer}:{unit}:{part}", date(2026, 5, 1), "", (one, other)))
            work.entries.post(Entry(f"shared:{unit}:{part}", date(2026, 5, 1), "", (one, other)))
        number = work.control_numbers.next("S", "R", "ISA")
    print(f"{unit} {number}", flush=True)
store.close()
"""


def writer(store: Store, name: str, units: int) -> subprocess.Popen[str]:
    place = ["file", str(store.location)] if store.is_embedded else ["url", str(store.url)]
    started = subprocess.Popen(
        [sys.executable, "-c", WRITER, *place, name, str(units)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert line_of(started) == "ready\n"
    return started


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line, read byte by byte: what a buffer took in would be lost to `communicate`."""
    assert process.stdout is not None
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(process.stdout.fileno(), 1)
        if not byte:
            break
        line += byte
    return line.decode()


def acknowledged(told: str) -> list[tuple[int, int]]:
    """The units, and their control numbers, of the lines that arrived whole."""
    lines = told.splitlines(keepends=True)
    pairs = [line.split() for line in lines if line.endswith("\n")]
    return [(int(unit), int(number)) for unit, number in pairs]


def test_threads_lose_nothing(store: Store, make_entry: Callable[..., Entry]) -> None:
    numbers: list[int] = []
    new: list[bool] = []

    def works(name: str) -> None:
        for unit in range(25):
            with store.unit_of_work() as work:
                assert work.entries.find(f"{name}:{unit}") is None  # looks first: a later write must not fail
                work.entries.post(make_entry(f"{name}:{unit}", cents=1))
                first = work.entries.post(make_entry(f"shared:{unit}", cents=1))
                number = work.control_numbers.next("S", "R", "ISA")
            numbers.append(number)
            new.append(first)

    threads = [threading.Thread(target=works, args=(f"writer {name}",)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 101))
    assert sum(new) == 25  # each shared entry was new to exactly one writer
    with store.reading() as work:
        assert len(work.entries.all()) == 125
        assert [balance.cents for balance in work.entries.trial_balance().values()] == [125, -125]


def test_two_processes_lose_nothing(store: Store) -> None:
    running = [writer(store, name, 40) for name in ("left", "right")]
    told = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert [errors for _, errors in told] == ["", ""]
    answers = [acknowledged(text) for text, _ in told]
    assert [[unit for unit, _ in each] for each in answers] == [list(range(40))] * 2
    assert sorted(number for each in answers for _, number in each) == list(range(1, 81))
    with store.reading() as work:
        assert len(work.entries.all()) == 3 * 40 * 3
        assert len(work.raw_files.all()) == 80


def killed_once(store: Store, name: str, wait_s: float) -> list[tuple[int, int]]:
    """Let a writer acknowledge once and run on for a while, kill it, and return what it had acknowledged."""
    process = writer(store, name, 100_000)
    first = line_of(process)  # however slow the machine: it dies in the middle of work
    time.sleep(wait_s)
    process.send_signal(signal.SIGKILL)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    return acknowledged(first + told)


def check_whole(open_again: Callable[[], Store], answers: dict[str, list[tuple[int, int]]]) -> None:
    with open_again() as store:
        assert verify(store).findings == ()
        with store.reading() as work:
            posted = [entry.natural_key for entry in work.entries.all()]
            assert Money.total(work.entries.trial_balance().values()) == Money(0)
            files = len(work.raw_files.all())
    assert len(set(posted)) == len(posted)
    own = [key for key in posted if not key.startswith("shared")]
    units = {key.rpartition(":")[0] for key in own}
    assert len(own) == 3 * len(units) == 3 * files  # whole units of work, each with its file
    for name, acknowledgments in answers.items():
        assert {f"{name}:{unit}" for unit, _ in acknowledgments} <= units  # acknowledged means kept
        written = [unit for unit in units if unit.startswith(f"{name}:")]
        assert len(written) - len(acknowledgments) in (0, 1)  # committed, killed before it could tell
    numbers = [number for each in answers.values() for _, number in each]
    assert len(set(numbers)) == len(numbers)


def run_kill_rounds(open_again: Callable[[], Store], rounds: int) -> None:
    chance = random.Random(20260504)
    answers: dict[str, list[tuple[int, int]]] = {}
    for round_number in range(rounds):
        store = open_again()  # held open by nobody else when the writer dies: the log must be recovered
        store.close()
        name = f"round {round_number}"
        answers[name] = killed_once(store, name, chance.uniform(0, 0.15))
        check_whole(open_again, answers)
    assert all(answers.values())


def test_a_killed_writer_leaves_whole_units_of_work(open_again: Callable[[], Store]) -> None:
    run_kill_rounds(open_again, 4)


@pytest.mark.nightly
def test_many_killed_writers_leave_whole_units_of_work(open_again: Callable[[], Store]) -> None:
    run_kill_rounds(open_again, 40)


def test_a_torn_log_holds_whole_units_of_work_only(tmp_path: Path) -> None:
    """A power cut may lose the end of the write-ahead log: what is left is a prefix of the commits (R11)."""
    import shutil

    from cleanclaim.store.keys import key_file_of, key_of
    from cleanclaim.store.opening import open_store

    place = tmp_path / "practice.db"
    with open_store(place) as store:
        process = writer(store, "writer", 6)
        process.communicate(timeout=60)
        copied = tmp_path / "copied"
        copied.mkdir()
        for name in ("practice.db", "practice.db-wal"):
            shutil.copyfile(tmp_path / name, copied / name)
    key = key_of(place)
    log = (copied / "practice.db-wal").read_bytes()
    base = (copied / "practice.db").read_bytes()
    assert len(log) > 100_000
    seen = set()
    for cut in range(0, len(log), 10 * 512):
        torn = tmp_path / f"torn-{cut}.db"
        torn.write_bytes(base)
        torn.with_name(torn.name + "-wal").write_bytes(log[:cut])
        with open_store(torn, key=key, create=True) as store, store.reading() as work:
            keys = sorted(entry.natural_key for entry in work.entries.all())
            units = len([key for key in keys if key.endswith(":0") and key.startswith("writer")])
            assert len(keys) == 6 * units
            assert len(work.raw_files.all()) == units
            seen.add(units)
    assert seen >= {0, 1, 2, 3, 4, 5}
    assert key_file_of(place).exists()
