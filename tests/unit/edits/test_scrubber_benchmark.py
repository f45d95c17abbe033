"""The published table is what the benchmark prints; the score counts as it says."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "reference" / "scrubber.md"


def score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", ROOT / "bench" / "scrubber" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_published_table_is_what_the_benchmark_prints() -> None:
    command = [sys.executable, str(ROOT / "bench" / "scrubber" / "run.py")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "| all | 1175 | 1175 | 0 | 1.000 | 1.000 |"
    assert shown in PAGE.read_text(encoding="utf-8")


def test_found_missed_false_and_allowed() -> None:
    family_of = {"r.pair": "pair", "r.units": "units"}
    expected = [
        {"claim_id": "A", "families": ["pair"], "also": []},
        {"claim_id": "B", "families": ["pair"], "also": ["units"]},
        {"claim_id": "C", "families": [], "also": []},
    ]
    answers = [
        {"claim_id": "A", "findings": [{"id": "r.pair"}, {"id": "r.unknown"}]},
        {"claim_id": "B", "findings": [{"id": "r.units"}]},
        {"claim_id": "C", "findings": [{"id": "r.pair"}, {"id": "r.units"}]},
    ]
    assert score().table(expected, answers, family_of) == [
        ("pair", 2, 1, 1, "0.500", "0.500"),
        ("units", 0, 0, 1, "0.000", "-"),
        ("all", 2, 1, 2, "0.333", "0.500"),
    ]


def test_every_rule_that_the_benchmark_names_is_an_edit() -> None:
    from cleanclaim.edits.folder import all_edits

    assert set(score().own_families()) <= {each.edit.edit_id for each in all_edits()}
