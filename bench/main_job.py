"""Does the cost of the main job grow linearly? The demo's encounters, copied many times under other ids.

    python bench/main_job.py [COPIES ...]        default 4 8 16 (times 24 encounters)

Prints, per size: encounters, claims sent, files taken, ledger entries, seconds per stage, encounters a second
and peak memory. One process per size: its memory is its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path

from cleanclaim.app.receive_files import receive_file
from cleanclaim.app.run_demo import DemoPractice, payer_answers, read_demo, take_encounter
from cleanclaim.app.send_claims import send_claims
from cleanclaim.app.summary import summarize
from cleanclaim.app.workspace import open_workspace
from cleanclaim.simulator.payer import SimulatedPayer
from cleanclaim.simulator.scenario import read_scenario

COLUMNS = (
    "encounters",
    "sent",
    "files",
    "entries",
    "notes s",
    "send s",
    "payer s",
    "post s",
    "total s",
    "enc/s",
    "MB",
)


def copies(demo: DemoPractice, count: int) -> DemoPractice:
    """The same encounters `count` times; copies have ids and patients of their own."""
    encounters, decisions = [], {}
    for number in range(count):
        for encounter in demo.encounters:
            new_id = f"{encounter.encounter_id}N{number:04d}"
            patient = replace(encounter.patient, patient_id=f"{encounter.patient.patient_id}N{number:04d}")
            encounters.append(replace(encounter, encounter_id=new_id, patient=patient))
            decisions[new_id] = replace(demo.decisions[encounter.encounter_id], encounter_id=new_id)
    return replace(demo, encounters=tuple(encounters), decisions=decisions)


@contextmanager
def timed(seconds: list[float]) -> Iterator[None]:
    """Append how long the block took."""
    started = time.monotonic()
    yield
    seconds.append(time.monotonic() - started)


def measure(count: int) -> None:
    """One size, one line."""
    demo = read_demo()
    at = datetime.combine(demo.today, clock(9, tzinfo=UTC))
    many, seconds = copies(demo, count), list[float]()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_workspace(Path(folder) / "d", create=True) as workspace,
    ):
        with timed(seconds):
            for encounter in many.encounters:
                take_encounter(workspace, many, encounter, at=at)
        with timed(seconds):
            send_claims(workspace, at=at)
        with timed(seconds):
            arrivals = payer_answers(workspace, SimulatedPayer(read_scenario(demo.payers)))
        with timed(seconds):
            for arrival in arrivals:
                with workspace.store.unit_of_work() as work:
                    receive_file(work, arrival.raw, at=arrival.at)
        with workspace.store.reading() as work:
            summary, entries = summarize(work), len(work.entries.all())
    assert summary.balanced
    total = sum(seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = [len(many.encounters), summary.submitted, len(arrivals), entries]
    shown = [str(figure) for figure in figures] + [f"{each:.2f}" for each in (*seconds, total)]
    print("  ".join(text.rjust(len(name)) for text, name in zip(
        [*shown, f"{len(many.encounters) / total:.1f}", f"{peak:.0f}"], COLUMNS, strict=True
    )), flush=True)  # fmt: skip


if __name__ == "__main__":
    print("  ".join(COLUMNS))
    for size in [int(each) for each in sys.argv[1:]] or [4, 8, 16]:
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(size,))
        process.start()
        process.join()
