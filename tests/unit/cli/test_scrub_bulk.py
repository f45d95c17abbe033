"""`cleanclaim scrub --bulk`: the same lines as one by one, in the order of the file."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleanclaim.app import bulk_scrub
from cleanclaim.app.bulk_scrub import scrub_lines_in_bulk, scrub_many
from cleanclaim.app.load_tables import load_table, tables_of
from cleanclaim.app.scrub_files import claims_of_lines, scrub_batch
from cleanclaim.cli.root import root
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.span import Span
from cleanclaim.edits.examples import MEDICARE_COVERAGE, PATIENT, a_claim, a_line
from cleanclaim.model.claim import Claim
from cleanclaim.model.documents import to_json

TODAY = date(2026, 4, 20)
CODES = ("20000", "20001", "20002", "20003", "99213", "99203", "11045")


def load_small_tables(folder: Path) -> None:
    pairs = "".join(
        f"{one}\t{other}\t\t20200101\t{end}\t{mark}\tx\r\n"
        for one, other, end, mark in (
            ("20000", "20001", "*", "1"),
            ("20002", "20000", "*", "0"),
            ("20003", "20001", "20260414", "1"),
            ("20003", "20002", "*", "9"),
        )
    )
    units = "HCPCS/CPT Code,MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n" + (
        "20000,1,3 Date of Service Edit: Clinical,x\r\n20001,2,1 Line Edit,x\r\n"
    )
    add_ons = "Add-on Code\tPrimary Code\tEdit Type\tEdit Effective Date\r\n11045\t20000\t1\t2020001\r\n"
    for name, text in (
        ("ccipra-v321r0.txt", pairs),
        ("MUE_PractitionerServices_2026q2.csv", units),
        ("AOC_2026.txt", add_ons),
    ):
        (folder / name).write_text(text, newline="")
        load_table(folder, folder / name, unverified=True)


def some_claims(count: int, seed: int = 1) -> list[Claim]:
    rng = random.Random(seed)
    claims = []
    for number in range(count):
        lines = [
            a_line(
                rng.choice(CODES),
                at,
                units=rng.choice((1, 1, 2)),
                modifiers=rng.choice(((), (), ("59",), ("RT",), ("51",))),
                service_dates=Span.day(date(2026, 4, rng.choice((13, 14, 15)))),
            )
            for at in range(1, rng.randint(2, 5))
        ]
        claim = a_claim(*lines, coverage=MEDICARE_COVERAGE, frequency=rng.choice("1118"))
        patient = replace(PATIENT, patient_id=f'P-{rng.randint(1, 12)}-é"')
        claims.append(replace(claim, claim_id=f"C{number}", encounter_id=f"V{number}", patient=patient))
    return claims


def scrubbed(path: Path, *more: str) -> Result:
    arguments = ["scrub", str(path), "--today", "2026-04-20", "--dir", str(path.parent), *more]
    return CliRunner().invoke(root, arguments)


@pytest.fixture
def claims_file(tmp_path: Path) -> Path:
    load_small_tables(tmp_path)
    path = tmp_path / "claims.jsonl"
    path.write_text("\n\n".join(map(to_json, some_claims(120))) + "\n", encoding="utf-8")
    return path


def test_bulk_prints_what_single_prints(claims_file: Path) -> None:
    single, bulk = scrubbed(claims_file, "--json"), scrubbed(claims_file, "--bulk")
    assert bulk.stdout == single.stdout
    assert bulk.exit_code == single.exit_code == 1
    told = [finding["id"] for line in bulk.stdout.splitlines() for finding in json.loads(line)["findings"]]
    assert {"edit.ncci-pair", "edit.unlikely-units", "edit.add-on-primary"} <= set(told)


@pytest.mark.parametrize("processes", [1, 3])
def test_any_number_of_processes_says_the_same(claims_file: Path, processes: int) -> None:
    lines = scrub_lines_in_bulk(claims_file, claims_file.parent, today=TODAY, processes=processes)
    assert "".join(f"{line.text}\n" for line in lines) == scrubbed(claims_file, "--json").stdout


def test_history_reaches_over_chunks(claims_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_scrub, "CHUNK", 7)
    claims = claims_of_lines(claims_file)
    with tables_of(claims_file.parent) as tables:
        many = list(scrub_many(claims, today=TODAY, tables=tables))
        assert many == list(scrub_batch(claims, today=TODAY, tables=tables))
    on_history = [each for one in many for each in one.report.findings if "on claim" in each.found]
    assert {"edit.ncci-pair"} <= {each.rule_id for each in on_history}


def test_a_line_that_is_no_claim_refuses_the_file_in_bulk_too(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("{not json\n" + "\n".join(map(to_json, some_claims(20))) + '\n{"a": 1}\n')
    with pytest.raises(UnreadableFileError) as refused:
        list(scrub_lines_in_bulk(path, tmp_path, today=TODAY, processes=2))
    assert [str(each.place) for each in refused.value.findings] == [
        "claims.jsonl > line 1",
        "claims.jsonl > line 22",
    ]


def test_bulk_wants_claims_in_lines(tmp_path: Path) -> None:
    assert scrubbed(tmp_path / "none", "--bulk").exit_code == 2
