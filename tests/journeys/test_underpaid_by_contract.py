"""A practice lays down what it agreed with a payer, and is told which lines fall short of it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from tests.unit.reference.official_files import pprrvu

ACME = """
title = "Acme, professional services"
payer = "ACME"
effective = "2026-01-01..2026-12-31"

[[fee]]
procedure = "99213"
amount = "97.00"

[[fee]]
procedure = "99214"
amount = "136.50"
"""


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(root, [*words, "--dir", str(folder)])


def agree(folder: Path, text: str = ACME, name: str = "acme.toml") -> None:
    (folder / "contracts").mkdir(exist_ok=True)
    (folder / "contracts" / name).write_text(text, encoding="utf-8")


def test_without_contract_or_tables_nothing_is_compared_and_the_reason_is_told(finished: Path) -> None:
    shown = run(finished, "remit", "variance")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert lines[0] == "as expected 0, underpaid 0, overpaid 0, not compared 43"
    assert lines[1] == "  not compared 17: no reference tables are loaded: cleanclaim refdata load"
    assert "  not compared 14: no contract with ACME covers the service date" in lines


def test_lines_below_the_contract_are_found_with_cause_and_dollars(finished: Path) -> None:
    agree(finished)
    shown = run(finished, "remit", "variance", "--payer", "ACME", "--json")
    assert shown.exit_code == 1
    told = [json.loads(line) for line in shown.output.splitlines()]
    lines = {
        (each["line"]["claim_id"], each["line"]["procedure"]): (
            each["line"]["verdict"],
            each["line"]["allowed"],
            each["variance"],
            each["line"]["cause"],
        )
        for each in told
        if "line" in each and each["line"]["expected"] is not None
    }
    assert lines == {
        ("E04A", "99213-25"): ("underpaid", "0.00", "-97.00", "bundling"),
        ("E07A", "99213-25"): ("underpaid", "96.60", "-0.40", "fee"),
        ("E14A", "99214"): ("as expected", "136.50", "0.00", "fee"),
        ("E18A", "99213"): ("underpaid", "96.60", "-0.40", "fee"),
    }
    assert [each["underpaid"]["short"] for each in told if "underpaid" in each] == ["97.00", "0.40", "0.40"]
    within = run(finished, "remit", "variance", "--payer", "ACME", "--tolerance", "0.40")
    assert "as expected 3, underpaid 1, overpaid 0, not compared 10" in within.output


def test_medicare_lines_are_held_against_the_schedule(finished: Path, tmp_path: Path) -> None:
    path = tmp_path / "PPRRVU26_APR.csv"
    path.write_text(pprrvu({"code": "99214", "work": "2.00"}), newline="")
    assert run(finished, "refdata", "load", str(path)).exit_code == 0
    shown = run(finished, "remit", "variance", "--payer", "MEDICARE", "--locality", "national", "--json")
    told = [json.loads(line)["line"] for line in shown.output.splitlines() if '"line"' in line]
    priced = {each["claim_id"]: each for each in told if each["expected"] is not None}
    assert priced
    for each in priced.values():
        assert each["procedure"].startswith("99214")
        assert each["expected"] == "103.54"  # (2.00 + 1.00 + 0.10) x 33.4009
        assert each["source"] == "mpfs 2026-04-01..2026-06-30 (PPRRVU26_APR.csv): mpfs 99214"


def test_the_lines_of_a_claim_are_priced_by_its_contract(finished: Path) -> None:
    agree(finished)
    shown = run(finished, "price", "--claim", "E18A")
    assert shown.exit_code == 0
    assert shown.output.splitlines()[:3] == [
        "99213  97.00",
        "  fee for 99213: 97.00",
        "  from contract acme.toml: fee 99213",
    ]


def test_two_contracts_for_one_day_or_a_wrong_one_stop_the_run(finished: Path) -> None:
    agree(finished)
    agree(finished, ACME, "again.toml")
    assert isinstance(run(finished, "remit", "variance").exception, MisuseError)
    agree(finished, "payer = 1", "again.toml")
    assert isinstance(run(finished, "remit", "variance").exception, UnreadableFileError)
