"""An edit or a payer profile over the demo's past: caught, falsely held, still open, and the dollars."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from tests.journeys.demo_practice import Demo

PROFILE = """
payer = "ACME"
title = "Acme, invented"
effective = "2020-01-01..2030-12-31"

[[add]]
id = "no-visits"
procedures = ["99211-99215"]
message = "The plan pays no visits."
severity = "reject"
citation = "invented for this test"
"""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-an-edit.md"


def rehearsed(demo: Demo, what: str | Path, *more: str) -> Result:
    arguments = ["edits", "rehearse", str(what), "--history", "--dir", str(demo.folder), *more]
    return CliRunner().invoke(root, arguments)


def test_a_profile_is_weighed_against_what_the_payer_answered(demo: Demo, tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(PROFILE)
    told = json.loads(rehearsed(demo, path, "--json").stdout)
    assert (told["rehearsed"], told["claims"], told["refused"]) == ("profile acme.toml", 20, 6)
    # E04A: 99213 was denied as bundled; E07A, E14A, E18A were paid; E23A has no answer yet
    assert told["caught"] == {"claims": 1, "held": 1, "amount": "138.00"}
    assert told["falsely"] == {"claims": 3, "held": 3, "amount": "471.00"}
    assert told["open"] == {"claims": 1, "held": 1, "amount": "195.00"}
    assert [each["claim_id"] for each in told["findings"]] == ["E04A", "E07A", "E14A", "E18A", "E23A"]


def test_a_file_that_is_not_in_the_folder_yet(demo: Demo, tmp_path: Path) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    path = tmp_path / "weekend_service.py"
    path.write_text(found[1])
    told = json.loads(rehearsed(demo, path, "--json").stdout)
    assert told["falsely"] == {"claims": 2, "held": 0, "amount": "666.00"}  # it would only have flagged them
    assert told["caught"]["claims"] == 0


def test_an_edit_of_the_folder_for_people(demo: Demo) -> None:
    shown = rehearsed(demo, "duplicate-in-history")
    assert shown.stdout.splitlines()[0] == (
        "edit.duplicate-in-history over 20 claims that were sent, 6 of them denied or rejected"
    )
    assert shown.exit_code == 0


def test_nothing_of_that_name_and_files_that_are_none(demo: Demo, tmp_path: Path) -> None:
    broken, empty, profile = tmp_path / "broken.py", tmp_path / "empty.py", tmp_path / "p.toml"
    broken.write_text("1 / 0")
    empty.write_text('"""Nothing."""')
    profile.write_text("payer = 1")
    for what in ("edit.no-such", broken, empty):
        assert isinstance(rehearsed(demo, what).exception, MisuseError)
    assert isinstance(rehearsed(demo, profile).exception, UnreadableFileError)
