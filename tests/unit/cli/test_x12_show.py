"""`cleanclaim x12 show`: a tree for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.unit.cli.conftest import Run

Golden = Callable[[str], Path]
CLEAN = "x12-276-two-claims"


def test_tree_and_json(x12: Run, golden_file: Golden) -> None:
    shown = x12("show", golden_file(CLEAN))
    assert (shown.exit_code, shown.err) == (0, "")
    assert shown.text.splitlines()[0].split()[:2] == ["ISA", "interchange"]
    (line,) = x12("show", "--json", golden_file(CLEAN)).text.splitlines()
    tree = json.loads(line)
    assert {"name": "receiver", "position": "08", "value": "PLANONE"} in tree["parts"][0]["elements"]
    assert (tree["loop"], tree["parts"][1]["loop"], tree["parts"][1]["parts"][1]["loop"]) == (
        "ISA",
        "GS",
        "276",
    )


def test_what_was_cut_is_shown_as_far_as_it_goes(x12: Run, golden_file: Golden) -> None:
    shown = x12("show", "-", given=golden_file(CLEAN).read_bytes()[:400])
    assert shown.exit_code == 1
    assert "BHT beginning" in shown.text
    assert "read.not-closed" in shown.err


def test_no_x12_is_misuse(x12: Run) -> None:
    shown = x12("show", "-", given=b"hello")
    assert (shown.exit_code, shown.out) == (2, b"")
    assert "holds no interchange" in shown.err
