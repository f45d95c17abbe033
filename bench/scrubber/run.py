"""The open scrubber benchmark: seeded errors per family with near misses and clean claims, scored.

    python bench/scrubber/run.py                      # make, scrub with this project, print the table
    python bench/scrubber/run.py --write FOLDER       # claims.jsonl, claims.x12, expected.jsonl, the tables

Another product reads FOLDER, writes its answers, and is scored by score.py. Seed 20261 makes the published
table; no test or other bench of the project uses it. Claims that an 837 cannot carry are in claims.jsonl
alone.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cleanclaim.app.load_tables import tables_of
from cleanclaim.app.scrub_files import report_document, scrub_batch
from cleanclaim.core.errors import CleanclaimError
from cleanclaim.exchange.professional_claim import GUIDE, encode_claims
from cleanclaim.model.claim import Claim
from cleanclaim.model.documents import to_json
from cleanclaim.model.people import Name
from cleanclaim.x12.writing import Envelope

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.scrubber.families import FAMILIES, TODAY, Case, clean
from bench.scrubber.score import markdown, own_families, table
from bench.scrubber.tables import load_tables

SEED, EACH, CLEAN = 20261, 25, 1000


def make(seed: int) -> tuple[list[Claim], list[dict[str, Any]]]:
    """All claims in order, and what is expected of those that are judged."""
    rng = random.Random(seed)
    claims: list[Claim] = []
    expected: list[dict[str, Any]] = []
    for family in FAMILIES:
        for _ in range(EACH):
            for case, families in ((family.fault(rng), [family.name]), (family.near_miss(rng), [])):
                numbered = _numbered(case, len(claims))
                claims += numbered
                judged = {"claim_id": numbered[-1].claim_id, "families": families, "also": list(family.also)}
                expected.append(judged)
    for _ in range(CLEAN):
        numbered = _numbered(clean(rng), len(claims))
        claims += numbered
        expected += [{"claim_id": each.claim_id, "families": [], "also": []} for each in numbered]
    return claims, expected


def _numbered(case: Case, start: int) -> list[Claim]:
    patient = f"P{start}"
    return [
        replace(
            each,
            claim_id=f"S{start + number}",
            encounter_id=f"V{start + number}",
            patient=replace(each.patient, patient_id=patient, name=Name("Testcase", f"A{start}")),
            practice=replace(each.practice, phone="5555550100"),
            lines=tuple(
                replace(line, control_number=f"S{start + number}L{line.line_number}") for line in each.lines
            ),
        )
        for number, each in enumerate(case)
    ]


def write(folder: Path, claims: list[Claim], expected: list[dict[str, Any]]) -> None:
    """Everything another product needs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "claims.jsonl").write_text("".join(f"{to_json(each)}\n" for each in claims), encoding="utf-8")
    (folder / "expected.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in expected))
    carried = [each for each in claims if each.coverage.payer.receiver_id == "MCRRCV" and _encoded([each])]
    (folder / "claims.x12").write_bytes(_encoded(carried))
    load_tables(folder)
    print(f"{len(claims)} claims, {len(carried)} of them in claims.x12, {len(expected)} judged: {folder}")


def _encoded(claims: list[Claim]) -> bytes:
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    envelope = Envelope("DEMO", "MCRRCV", "HC", GUIDE, at, 1, 1)
    try:
        return encode_claims(claims, envelope=envelope, set_controls=["0001"], line_end="\n")
    except CleanclaimError:
        return b""


def main() -> None:
    """Write the benchmark, or run this project on it."""
    claims, expected = make(SEED)
    if len(sys.argv) > 2 and sys.argv[1] == "--write":
        write(Path(sys.argv[2]), claims, expected)
        return
    with tempfile.TemporaryDirectory() as name:
        load_tables(Path(name))
        with tables_of(Path(name)) as tables:
            answers = [
                {"claim_id": each.claim_id, **report_document(each.report)}
                for each in scrub_batch(claims, today=TODAY, tables=tables)
            ]
    print(f"{len(claims)} claims, {len(expected)} judged, seed {SEED}\n")
    print(markdown(table(expected, answers, own_families())))


if __name__ == "__main__":
    main()
