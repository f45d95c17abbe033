"""A practice loads a table; the next scrub of a claim on the desk asks it, on the claim's service date."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from cleanclaim.cli.root import root
from tests.unit.reference.official_files import mue


def scrubbed(folder: Path) -> tuple[set[str], set[str]]:
    """Rules that fired and rules that were not checked on the held claim of 2026-08-18."""
    shown = CliRunner().invoke(root, ["scrub", "E21A", "--dir", str(folder), "--json"])
    told = json.loads(shown.output)
    assert told["claim_id"] == "E21A"
    return {each["id"] for each in told["findings"]}, {each["id"] for each in told["not_checked"]}


def test_a_loaded_table_turns_not_checked_into_an_answer(finished: Path, tmp_path: Path) -> None:
    assert "edit.unlikely-units" in scrubbed(finished)[1]
    for quarter, expected in (("2026q2", "not checked"), ("2026q3", "fired")):
        path = tmp_path / f"MUE_Practitioner_{quarter}.csv"
        path.write_text(mue("99214,0,2 Date of Service Edit: Policy,Invented"), newline="")
        done = CliRunner().invoke(
            root, ["refdata", "load", str(path), "--unverified", "--dir", str(finished)]
        )
        assert done.exit_code == 0
        fired, unasked = scrubbed(finished)
        told = "fired" if "edit.unlikely-units" in fired else "not checked"
        assert told == expected
        assert ("edit.unlikely-units" in unasked) is (expected == "not checked")
    assert fired == {"edit.payer-and-member", "edit.unlikely-units"}
