"""A flood of remittances against an independent judge: are the books right to the cent, and how fast?

    python bench/remit_flood.py [CLAIMS] [--url POSTGRESQL_URL] [--beancount] [--seed N]    (20000 claims)

Claims are drafted in the store, then 835 files come in: payments, denials, reversals and corrections in any
order, second plans, takebacks over several files, split claims, every kind of wrong money, remittances that
belong to others, and the same files again in other wrappings. `flood_judge` keeps its own sums. Printed: what
happened, violations and wrong balances (both must be 0), seconds by stage, claims a second and peak memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from cleanclaim.app import receive_files
from cleanclaim.exchange.receiving import understand
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance import charge_entries
from cleanclaim.store import schema
from cleanclaim.store.opening import Store, open_store

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.flood_claims import FloodClaim, Payment, file_of, flood_claims
from bench.flood_judge import Books, Judge
from bench.flood_story import Story, remittances

Item = TypeVar("Item")
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
CHARGED_ON = date(2026, 5, 5)
SETS_PER_FILE = 5


@dataclass
class Result:
    """What the flood showed. `wrong` maps (claim, line, account) to (ours, the judge's) cents."""

    claims: int = 0
    payments: int = 0
    files: int = 0
    replays: int = 0
    quarantined: int = 0
    wanted_quarantined: int = 0
    suspended: int = 0
    wanted_suspended: int = 0
    violations: int = 0
    refused: int = 0
    wrong: dict[tuple[str, int, str], tuple[int, int]] = field(default_factory=dict)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    fates: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the books are as the judge has them and everything wrong was held."""
        held = (self.quarantined, self.suspended) == (self.wanted_quarantined, self.wanted_suspended)
        return held and not (self.violations or self.wrong or self.refused)


@contextmanager
def timed(result: Result, stage: str) -> Iterator[None]:
    """Add how long the block took."""
    started, started_cpu = time.perf_counter(), time.process_time()
    yield
    result.seconds[stage] += time.perf_counter() - started
    result.seconds[f"{stage} (cpu)"] += time.process_time() - started_cpu


def flood(store: Store, count: int, *, seed: int = 1, size: int = 100) -> Result:
    """Draft `count` claims, send everything, and compare. `size`: claims per remittance."""
    chance, judge, result = random.Random(seed), Judge(), Result(claims=count)
    story = Story(chance, judge)
    for chunk in _chunks(flood_claims(chance, count), 1_000):
        with timed(result, "draft"):
            _draft(store, chunk)
        for claim in chunk:
            judge.charge(claim)
            story.add(claim)
    result.fates = story.fates
    _receive_all(store, story, result, size=size)
    with timed(result, "compare"):
        _compare(store, judge, result)
    return result


def _draft(store: Store, chunk: list[FloodClaim]) -> None:
    with store.unit_of_work() as work:
        entries: list[Entry] = []
        for each in chunk:
            claim = each.built()
            work.claims.keep(claim)
            entries += charge_entries(claim, posted_on=CHARGED_ON)
        work.entries.post_all(entries)


def _receive_all(store: Store, story: Story, result: Result, *, size: int) -> None:
    for control, group in enumerate(_chunks(remittances(story, size=size, prefix="T"), SETS_PER_FILE), 1):
        payments = [payment for payment, _, _ in group]
        raw = file_of(payments, control)
        result.files += 1
        result.wanted_quarantined += sum(quarantined for _, _, quarantined in group)
        result.payments += sum(len(payment.clps) for payment in payments)
        outcome = _receive(store, raw, result)
        result.refused += outcome != receive_files.TAKEN
        for _, told, _ in group:
            for tell in told:
                tell()
        if control % 10 == 3:
            _replay(store, (raw, payments, control), result)
    result.wanted_suspended = story.judge.suspended


def _replay(store: Store, sent: tuple[bytes, list[Payment], int], result: Result) -> None:
    """The same file with other line ends, and its remittances in another envelope: nothing may change."""
    raw, payments, control = sent
    result.replays += 2
    assert _receive(store, raw.replace(b"\n", b"\r\n"), result) == receive_files.ALREADY_TAKEN
    assert _receive(store, file_of(payments, 500_000 + control, end="|"), result) == receive_files.TAKEN


def _receive(store: Store, raw: bytes, result: Result) -> str:
    """Take a file. It is read once more beforehand, so that reading and posting can be told apart."""
    with timed(result, "read"):
        understand(raw)
    with timed(result, "read and post"), store.unit_of_work() as work:
        return receive_files.receive_file(work, raw, at=AT).outcome


def _compare(store: Store, judge: Judge, result: Result) -> None:
    lying, wanted = _lying(store), judge.sums()
    for key in sorted(lying.keys() | wanted.keys()):
        if lying.get(key, 0) != wanted.get(key, 0):
            result.wrong[key] = (lying.get(key, 0), wanted.get(key, 0))
    with store.reading() as work:
        kinds = Counter(item.kind for item in work.work_items.all())
        ids = [item.work_item_id for item in work.work_items.all() if item.kind is WorkKind.SUSPENSE]
        result.suspended = len([each for each in ids if ":plb:" not in each])
        result.quarantined = kinds[WorkKind.QUARANTINE]
        table = schema.postings
        by_entry = select(table.c.natural_key).group_by(table.c.natural_key)
        result.violations = len(work.desk.rows(by_entry.having(func.sum(table.c.cents) != 0)))


def _lying(store: Store) -> Books:
    table = schema.postings
    key = (table.c.claim_id, table.c.line_number, table.c.account)
    with store.reading() as work:
        rows = work.desk.rows(select(*key, func.sum(table.c.cents).label("cents")).group_by(*key))
    return {(row.claim_id, row.line_number, row.account): int(row.cents) for row in rows if row.cents}


def _chunks(items: Iterator[Item], count: int) -> Iterator[list[Item]]:
    while chunk := list(islice(items, count)):
        yield chunk


def beancount_errors(store: Store) -> int:
    """How many errors beancount finds in the exported books."""
    from beancount import loader

    from cleanclaim.ledger.exporting import beancount_text

    with store.reading() as work:
        text = beancount_text(work.entries.all())
    return len(loader.load_string(text)[1])


def main() -> int:
    """Run the flood and print what it showed; 1 when something is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("claims", nargs="?", type=int, default=20_000)
    parser.add_argument("--url")
    parser.add_argument("--beancount", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        location = None if told.url else Path(folder) / "flood.db"
        with open_store(location, url=told.url) as store:
            result = flood(store, told.claims, seed=told.seed)
            _print(result)
            if told.beancount:
                print(f"beancount: {beancount_errors(store)} errors")
    return 0 if result.holds else 1


def _print(result: Result) -> None:
    took = result.seconds
    post = took["read and post"] - took["read"]
    cpu = took["read and post (cpu)"] - took["read (cpu)"]
    print(f"{result.claims} claims, {result.payments} claim payments in {result.files} files")
    print(f"{result.replays} replays; fates {dict(sorted(result.fates.items()))}")
    print(f"quarantined {result.quarantined} of {result.wanted_quarantined} remittances;", end=" ")
    print(
        f"suspended {result.suspended} of {result.wanted_suspended} claim payments; {result.refused} refused"
    )
    print(f"violations {result.violations}, wrong balances {len(result.wrong)}")
    for key, (ours, judged) in list(result.wrong.items())[:10]:
        print(f"  {key}: {ours}, the judge {judged}")
    print({stage: round(seconds, 1) for stage, seconds in result.seconds.items()})
    print(
        f"posting {result.payments / post:.0f} claim payments/s, {result.payments / cpu:.0f} per CPU second"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    sys.exit(main())
