"""Many claims through the edits: the reports of one by one, with tables screened in arrays, on all cores.

A file's claims are shared out over processes by patient, so that each finds its own history; the answers
come back in the order of the file.
"""

from __future__ import annotations

import heapq
import json
import multiprocessing
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cleanclaim.app.load_tables import tables_of
from cleanclaim.app.profile_files import profiles_in
from cleanclaim.app.scrub_files import ScrubbedClaim, read_claim_lines, refuse_lines, report_document
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.profiles import EditProfile
from cleanclaim.edits.screening import Screen
from cleanclaim.edits.service_columns import Numbers, columns_of
from cleanclaim.edits.table_screen import SCREENED, TableScreen, compile_tables
from cleanclaim.model.claim import Claim
from cleanclaim.reference.icd10cm import tabular_on
from cleanclaim.reference.tables.lookup import Tables

CHUNK = 20_000  # claims whose services are looked at together
_SENT_TOGETHER = 200
# a quote inside a JSON text is escaped, so this is the key itself and never a part of somebody's words
_PATIENT = re.compile(r'"patient_id"\s*:\s*("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class ScrubbedLine:
    """The answer about the claim in one line of a file, written out."""

    number: int
    text: str
    fired: bool
    rejected: bool


@dataclass(frozen=True, slots=True)
class _Share:
    """What one process takes of a file: the patients whose number is `part` of `parts`."""

    path: Path
    folder: Path
    today: date
    part: int
    parts: int


def scrub_many(
    claims: Iterable[Claim],
    *,
    today: date,
    tables: Tables | None = None,
    profiles: tuple[EditProfile, ...] = (),
) -> Iterator[ScrubbedClaim]:
    """What `scrub_batch` says of each claim, in order; its history is what stands before it in the batch."""
    screen = Screen()
    compiled = compile_tables(tables) if tables is not None else None
    earlier: dict[str, list[Claim]] = defaultdict(list)
    waiting = iter(claims)
    while chunk := list(islice(waiting, CHUNK)):
        quiet = _proved_quiet(screen, compiled, chunk, earlier)
        for claim, marks in zip(chunk, quiet, strict=True):
            history = earlier[claim.patient.patient_id]
            context = ScrubContext(
                today=today,
                tabular=tabular_on(claim.service_dates.first) if claim.lines else None,
                history=tuple(history),
                tables=tables,
                from_file=True,
                profiles=profiles,
            )
            yield ScrubbedClaim(claim.claim_id, screen.scrub(claim, context, quiet=marks))
            history.append(claim)


def _proved_quiet(
    screen: Screen, compiled: TableScreen | None, chunk: list[Claim], earlier: dict[str, list[Claim]]
) -> list[int]:
    """For each claim of the chunk the edits on tables that have nothing to say about it."""
    if compiled is None:
        return [0] * len(chunk)
    patients = dict.fromkeys(claim.patient.patient_id for claim in chunk)
    before = chain.from_iterable(earlier.get(patient, ()) for patient in patients)
    together = [*chunk, *before]
    suspects = compiled.suspects(columns_of(together, compiled.procedures, Numbers()), len(together))
    quiet = [0] * len(chunk)
    for edit in SCREENED:
        mark = screen.marks_of(edit)
        for position, suspected in enumerate(suspects[edit][: len(chunk)].tolist()):
            quiet[position] |= 0 if suspected else mark
    return quiet


def scrub_lines_in_bulk(
    path: Path, folder: Path, *, today: date, processes: int = 2
) -> Iterator[ScrubbedLine]:
    """The claims of a JSON Lines file, answered in its order. Takes the file whole or raises as
    `claims_of_lines` does."""
    with _workers(path, folder, today, processes) as pipes:
        findings: dict[int, Finding] = {}
        for pipe in pipes:
            findings |= _received(pipe)
        refuse_lines(path, (findings[number] for number in sorted(findings)))
        for pipe in pipes:
            pipe.send("go")
        yield from heapq.merge(*map(_answers, pipes), key=lambda each: each.number)


@contextmanager
def _workers(path: Path, folder: Path, today: date, processes: int) -> Iterator[list[Connection]]:
    started, pipes = [], []
    for part in range(processes):
        here, there = multiprocessing.Pipe()
        share = _Share(path, folder, today, part, processes)
        worker = multiprocessing.Process(target=_work, args=(there, share), daemon=True)
        worker.start()
        there.close()
        started.append(worker)
        pipes.append(here)
    try:
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for worker in started:  # one that waits would not see its pipe closed: others may hold the end of it
            worker.terminate()
            worker.join()


def _received(pipe: Connection) -> Any:
    """What a worker sent; the error that stopped it is raised here."""
    said = pipe.recv()
    if isinstance(said, BaseException):
        raise said
    return said


def _answers(pipe: Connection) -> Iterator[ScrubbedLine]:
    while batch := _received(pipe):
        yield from batch


def _work(pipe: Connection, share: _Share) -> None:
    """One process: first what is wrong with its lines, then, when told to go on, its answers in batches."""
    try:
        _answer_share(pipe, share)
    except (BrokenPipeError, EOFError):
        return  # nobody wants the rest
    except Exception as error:
        pipe.send(error)
    finally:
        pipe.close()


def _answer_share(pipe: Connection, share: _Share) -> None:
    claims, findings = read_claim_lines(share.path, lambda line: _share_of(line, share.parts) == share.part)
    pipe.send(findings)
    pipe.recv()
    with tables_of(share.folder) as tables:
        profiles = profiles_in(share.folder)
        told = scrub_many(claims.values(), today=share.today, tables=tables, profiles=profiles)
        scrubbed = zip(claims, told, strict=True)
        while batch := [_line(number, each) for number, each in islice(scrubbed, _SENT_TOGETHER)]:
            pipe.send(batch)
    pipe.send([])


def _share_of(line: str, processes: int) -> int:
    """Which process has a line's patient; lines that name none, which are no claims, go to the first."""
    found = _PATIENT.search(line)
    patient = json.loads(found[1]) if found else ""
    return zlib.crc32(patient.encode("utf-8", "surrogatepass")) % processes


def _line(number: int, scrubbed: ScrubbedClaim) -> ScrubbedLine:
    report = scrubbed.report
    text = json.dumps({"claim_id": scrubbed.claim_id, **report_document(report)}, ensure_ascii=False)
    rejected = any(each.severity is Severity.REJECT for each in report.findings)
    return ScrubbedLine(number, text, bool(report.findings), rejected)
