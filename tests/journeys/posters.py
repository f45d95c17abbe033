"""Two posters on the same files, killed at random moments: a program of its own, run by a test.

    python posters.py FOLDER ROUNDS [BREAKAGE]

FOLDER holds a store with sent claims (`cleanclaim.db` and its key) and the payer's files in `received/`. Each
round copies the store, lets two processes take all files, kills both with SIGKILL after a random time, opens
the store again and looks: every file that a poster called taken is there once, nothing is half-posted, the
books are at zero; then the rest is taken and the end must be the same as without any kill.

BREAKAGE plants a fault in the posters, to show that the rounds would find it:
    ack-early       a file is called taken before its transaction commits
    no-transaction  ledger entries are committed one by one, outside the file's transaction, without their key

Prints one JSON object: rounds, files called taken, kills that came in the middle, faults found.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from cleanclaim.app.receive_files import TAKEN, receive_file
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.money import Money
from cleanclaim.ledger.entries import Entry
from cleanclaim.store.opening import Store, open_store
from cleanclaim.store.verifying import verify

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
DATABASE = "cleanclaim.db"
NOTHING, ACK_EARLY, NO_TRANSACTION = "", "ack-early", "no-transaction"


def take_all(folder: Path, files: list[Path], acks: Path, breakage: str) -> None:
    """One poster: take every file, write its name down when it is taken."""
    with open_store(folder / DATABASE, create=False) as store, acks.open("a", encoding="ascii") as acked:

        def acknowledge(name: str) -> None:
            acked.write(name + "\n")
            acked.flush()
            os.fsync(acked.fileno())

        for path in files:
            take(store, path, acknowledge, breakage)


def take(store: Store, path: Path, acknowledge: Callable[[str], None], breakage: str) -> None:
    """One file in one transaction, acknowledged after its commit (unless a fault is planted)."""
    spilled: list[Entry] = []
    with store.unit_of_work() as work:
        if breakage == NO_TRANSACTION:

            def spill(entry: Entry) -> bool:
                spilled.append(entry)
                return True

            def spill_all(entries: Sequence[Entry]) -> int:
                spilled.extend(entries)
                return len(entries)

            work.entries.post = spill  # type: ignore[method-assign]
            work.entries.post_all = spill_all  # type: ignore[method-assign]
        received = receive_file(work, path.read_bytes(), at=AT)
        if breakage == ACK_EARLY and received.outcome == TAKEN:
            acknowledge(path.name)
            time.sleep(0.02)
    for entry in spilled:
        with store.unit_of_work() as work:
            work.entries.post(replace(entry, natural_key=f"{entry.natural_key}:{os.getpid()}"))
    if breakage != ACK_EARLY and received.outcome == TAKEN:
        acknowledge(path.name)


def fingerprint(folder: Path) -> dict[str, Any]:
    """What the books and the claims say, without times and order of arrival."""
    with open_store(folder / DATABASE, create=False) as store, store.reading() as work:
        return {
            "entries": sorted(entry.natural_key for entry in work.entries.all()),
            "balances": {account.value: str(each) for account, each in work.entries.trial_balance().items()},
            "claims": {
                claim.claim_id: state_of(work.claim_events.of(claim.claim_id)).value
                for claim in work.claims.all()
            },
            "work": sorted(item.work_item_id for item in work.work_items.all()),
            "denials": sorted(denial.denial_id for denial in work.denials.all()),
        }


def look(folder: Path, files: list[Path], acks: Path) -> list[str]:
    """The faults that a store shows after a kill."""
    acked = acks.read_text(encoding="ascii").split()
    names = {path.name for path in files}
    with open_store(folder / DATABASE, create=False) as store:
        faults = [finding.rule_id for finding in verify(store).findings]
        with store.reading() as work:
            taken = [receipt.canonical_sha256 for receipt in work.receipts.all() if receipt.outcome == TAKEN]
            kept = {receipt.receipt_id for receipt in work.receipts.all()}
            total = Money.total(work.entries.trial_balance().values())
    if len(set(taken)) != len(taken):
        faults.append("a file was taken twice")
    if total:
        faults.append("the books do not balance")
    if len(set(acked)) != len(acked) or not set(acked) <= names:
        faults.append("a file was acknowledged twice")
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    if any(digests[name] not in kept for name in set(acked) & names):
        faults.append("an acknowledged file is lost")
    return faults


def fresh(folder: Path, target: Path) -> Path:
    """A copy of the store as it was before the first file came."""
    target.mkdir()
    for path in folder.glob(DATABASE + "*"):
        shutil.copy2(path, target / path.name)
    return target


def in_child(run: Callable[[], None]) -> int:
    """Fork, run, exit without the parent's clean-up; the child's process id."""
    child = os.fork()
    if child:
        return child
    failed = 1
    try:
        run()
        failed = 0
    finally:
        os._exit(failed)


def play(folder: Path, rounds: int, breakage: str) -> dict[str, Any]:
    """All rounds; the random times come from a fixed seed."""
    chance = random.Random(20261001)
    files = sorted((folder / "received").iterdir())
    result: dict[str, Any] = {"rounds": rounds, "acknowledged": 0, "killed_midway": 0, "faults": []}
    with tempfile.TemporaryDirectory(dir=folder) as scratch_name:
        scratch = Path(scratch_name)
        whole = fresh(folder, scratch / "whole")
        started = time.monotonic()
        os.waitpid(in_child(partial(take_all, whole, files, scratch / "whole.acks", NOTHING)), 0)
        longest = (time.monotonic() - started) * 2  # two of them share the machine and the lock
        wanted = fingerprint(whole)
        for number in range(rounds):
            copy, acks = fresh(folder, scratch / f"round{number}"), scratch / f"round{number}.acks"
            acks.touch()
            # both in the same order: each file is fought for, and what suspense holds does not depend on luck
            children = [in_child(partial(take_all, copy, files, acks, breakage)) for _ in range(2)]
            time.sleep(chance.uniform(0, longest))
            for child in children:
                os.kill(child, signal.SIGKILL)
            ended = [os.waitpid(child, 0)[1] for child in children]
            result["killed_midway"] += any(os.WIFSIGNALED(each) for each in ended)
            result["faults"] += look(copy, files, acks)
            result["acknowledged"] += len(acks.read_text(encoding="ascii").split())
            os.waitpid(in_child(partial(take_all, copy, files, scratch / "rest.acks", breakage)), 0)
            if fingerprint(copy) != wanted:
                result["faults"].append("the end is not the same as without a kill")
            shutil.rmtree(copy)
            if breakage and result["faults"]:
                break
    return result


if __name__ == "__main__":
    fault = sys.argv[3] if len(sys.argv) > 3 else NOTHING
    sys.stdout.write(json.dumps(play(Path(sys.argv[1]), int(sys.argv[2]), fault)))
