"""The scrubber on many claims: table edits in lines/s with millions of pairs, the complete set in claims/s.

    python bench/scrub_bulk.py [claims] [pairs]

Default 20,000 claims and 2,500,000 pairs (invented, 14,000 codes). One process; with `--bulk` a file's claims
are shared out over all cores. "A dict" is the plainest way to ask the same pairs: one dictionary of
pairs, and every two lines of a patient, provider and day. Seconds are the processor's, so the figures are
for one core; a busy machine still slows them (caches, shared cores).
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

from cleanclaim.core.span import Span
from cleanclaim.edits.examples import PATIENT, a_context
from cleanclaim.edits.folder import all_edits
from cleanclaim.edits.screening import Screen
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.edits.service_columns import Numbers, ServiceColumns, columns_of
from cleanclaim.edits.table_screen import NO_LIMIT, SCREENED, PairBits, TableScreen, compile_tables
from cleanclaim.model.claim import Claim
from cleanclaim.reference.icd10cm import tabular_on
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.scrub_throughput import DAY, make_claims, write_tables

SIZE, LINES = 14_000, 1_000_000


def memory_mb() -> float:
    """The most that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def invented_screen(pairs: int, rng: np.random.Generator) -> tuple[TableScreen, np.ndarray]:
    """A compiled screen over 14,000 codes, and its pairs."""
    drawn = rng.integers(0, SIZE, (pairs, 2), dtype=np.int32)
    numbers = Numbers({str(code): code for code in range(SIZE)})
    limits = np.where(rng.random(SIZE) < 0.8, rng.integers(1, 5, SIZE), NO_LIMIT).astype(np.int32)
    add_ons = rng.random(SIZE) < 0.05
    primaries = PairBits.of(rng.integers(0, SIZE, (40_000, 2), dtype=np.int32), SIZE)
    always = dict.fromkeys(Table, (Span(DAY.replace(year=2000)),))
    return TableScreen(numbers, PairBits.of(drawn, SIZE), limits, add_ons, primaries, always), drawn


def invented_columns(rng: np.random.Generator) -> ServiceColumns:
    """A million lines on 300,000 claims of 100,000 patients over 90 days."""
    claim = np.sort(rng.integers(0, 300_000, LINES, dtype=np.int32))
    day = (DAY.toordinal() + rng.integers(0, 90, 300_000)).astype(np.int32)[claim]
    popular = (rng.zipf(1.3, LINES) % SIZE).astype(np.int32)  # a few codes make most of the lines
    units = rng.choice(np.array([1, 1, 1, 1, 2], dtype=np.int32), LINES)
    return ServiceColumns(claim, claim // 3, popular, day, day, units, np.zeros(LINES, dtype=np.int32))


def table_edits(pairs: int) -> None:
    """Lines per second of the three table edits, and of a dictionary for the pairs alone."""
    rng = np.random.default_rng(4)
    screen, drawn = invented_screen(pairs, rng)
    columns = invented_columns(rng)
    began = time.process_time()
    suspects = screen.suspects(columns, 300_000)
    spent = time.process_time() - began
    left = ", ".join(f"{edit.removeprefix('edit.')} {int(suspects[edit].sum()):,}" for edit in SCREENED)
    print(f"{len(drawn):,} pairs; {LINES:,} lines; most memory {memory_mb():.0f} MB")
    print(f"arrays, three edits   {LINES / spent:12,.0f} lines/s   left of 300,000 claims: {left}")
    rate = LINES / by_dict(columns, drawn)
    print(f"a dict, pairs alone   {rate:12,.0f} lines/s   most memory {memory_mb():.0f} MB")


def by_dict(columns: ServiceColumns, drawn: np.ndarray) -> float:
    """Seconds for the pairs of the same lines by a dictionary, table and columns ready."""
    table = dict.fromkeys(map(tuple, drawn.tolist()), 1)
    groups: dict[tuple[int, int], list[int]] = {}
    for group, day, code in zip(
        columns.group.tolist(), columns.first.tolist(), columns.code.tolist(), strict=True
    ):
        groups.setdefault((group, day), []).append(code)
    began = time.process_time()
    for codes in groups.values():
        for one, other in combinations(codes, 2):
            table.get((one, other)), table.get((other, one))
    return time.process_time() - began


def measure(label: str, claims: list[Claim], tables: Tables | None) -> None:
    """Single, then screened for the first time, then with the memory warm. No history between patients."""
    context = a_context(tabular=tabular_on(DAY), tables=tables, from_file=True)
    began = time.process_time()
    single = [scrub(claim, context) for claim in claims[:2000]]
    print(f"{label:15} one by one       {2000 / (time.process_time() - began):9,.0f} claims/s")
    screen = Screen()
    compiled = compile_tables(tables) if tables else None
    for turn in ("screened, cold", "screened, warm"):
        began = time.process_time()
        quiet = [0] * len(claims)
        if compiled is not None:
            suspects = compiled.suspects(columns_of(claims, compiled.procedures, Numbers()), len(claims))
            for edit in SCREENED:
                mark = screen.marks_of(edit)
                for position in np.flatnonzero(~suspects[edit]).tolist():
                    quiet[position] |= mark
        reports = [
            screen.scrub(claim, context, quiet=marks) for claim, marks in zip(claims, quiet, strict=True)
        ]
        print(f"{label:15} {turn:16} {len(claims) / (time.process_time() - began):9,.0f} claims/s")
    assert reports[:2000] == single


def main() -> None:
    """Both measurements."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    table_edits(int(sys.argv[2]) if len(sys.argv) > 2 else 2_500_000)
    rng = random.Random(4)
    claims = [
        replace(claim, patient=replace(PATIENT, patient_id=f"P{number}"))
        for number, (claim, _) in enumerate(make_claims(count, rng))
    ]
    print(f"{len(all_edits())} edits; {len(claims):,} claims, {sum(len(c.lines) for c in claims):,} lines")
    measure("without tables", claims, None)
    with tempfile.TemporaryDirectory() as name:
        write_tables(Path(name), rng)
        measure("with tables", claims, Tables(Path(name) / "tables.sqlite"))


if __name__ == "__main__":
    main()
