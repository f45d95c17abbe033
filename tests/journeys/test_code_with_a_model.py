"""`cleanclaim code --llm`: the whole way, from settings on disk to what a person reads."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.app.keep_opinion import OpinionRecord
from cleanclaim.app.run_demo import demo_folder
from cleanclaim.app.workspace import open_workspace
from cleanclaim.model.documents import from_json
from tests.unit.llm.model_server import calls, serving, submits

NOTE = (
    "\ufeffHPI: 62 year old woman.\r\n"
    "Assessment:\r\n1. Hypertension.\r\n2. Skin: a leathery epidermal layer.\r\n"
)
QUOTE = "leathery epidermal layer"
SHOWN = calls(("check_codes", {"codes": ["L85.8", "I10"]}))


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "visit.txt"
    path.write_bytes(NOTE.encode())
    return path


def settings(folder: Path, url: str, *, may_see_phi: bool) -> None:
    lines = [
        "[llm.own]",
        f'url = "{url}"',
        'model = "asked-1"',
        'hosts = ["127.0.0.1"]',
        f"may_see_phi = {str(may_see_phi).lower()}",
    ]
    (folder / "llm.toml").write_text("\n".join(lines), encoding="utf-8")


def code(note: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cleanclaim", "code", note.name, "--on", "2026-05-12", *options]
    return subprocess.run(command, cwd=note.parent, capture_output=True, text=True, encoding="utf-8")


def answer(shown: subprocess.CompletedProcess[str]) -> Any:
    assert (shown.returncode, shown.stderr) == (0, "")
    return json.loads(shown.stdout)


def test_the_json_tells_the_codes_the_comparison_and_where_it_comes_from(note: Path) -> None:
    with serving(SHOWN, submits(("I10", "Hypertension"), ("L85.8", QUOTE))) as model:
        settings(note.parent, model.url, may_see_phi=True)
        told = answer(code(note, "--llm", "own", "--json"))
    assert [each["code"] for each in told["codes"]] == ["I10", "L85.8"]
    quote = told["codes"][1]["evidence"][0]
    assert NOTE[quote["start"] : quote["end"]] == quote["text"] == QUOTE  # in code points of the file
    assert [(each["code"], each["standing"]) for each in told["model"]["codes"]] == [
        ("I10", "both"),
        ("L85.8", "model_alone"),
    ]
    run = told["model"]["run"]
    assert (run["model"], run["served_by"], run["prompt_version"], run["calls"]) == (
        "asked-1",
        "served-1",
        "1",
        2,
    )
    assert run["tools"][0]["codes"] == ["L85.8", "I10"]


def test_a_person_reads_what_each_of_the_two_says(note: Path) -> None:
    with serving(SHOWN, submits(("L85.8", "Skin"), ("Q99.9", "Hypertension"))) as model:
        settings(note.parent, model.url, may_see_phi=True)
        shown = code(note, "--llm", "own")
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert "  language model asked-1 (own, prompt 1): 2 calls, 1 tool uses, 2200 tokens, 0 dollars" in (
        shown.stdout.splitlines()
    )
    assert ["engine", "alone", "I10"] in [line[:3] for line in lines]
    assert ["not", "named", "L85.8"] in [line[:3] for line in lines]
    assert ["not", "taken", "Q99.9"] in [line[:3] for line in lines]


def test_without_leave_nothing_is_sent_and_it_is_misuse(note: Path) -> None:
    with serving(submits()) as model:
        settings(note.parent, model.url, may_see_phi=False)
        shown = code(note, "--llm", "own")
        assert (shown.returncode, model.requests) == (2, [])
    assert "llm.own may not see PHI" in shown.stderr


def test_a_de_identified_note_goes_on_a_persons_word(note: Path) -> None:
    with serving(SHOWN, submits(("L85.8", QUOTE))) as model:
        settings(note.parent, model.url, may_see_phi=False)
        told = answer(code(note, "--llm", "own", "--deidentified", "--json"))
    assert [each["code"] for each in told["codes"]] == ["I10", "L85.8"]


def test_a_silent_endpoint_costs_only_the_second_opinion(note: Path) -> None:
    plain = answer(code(note, "--json"))
    with serving() as model:
        settings(note.parent, model.url, may_see_phi=True)
    told = answer(code(note, "--llm", "own", "--json"))  # nobody listens there any more
    assert told["codes"] == plain["codes"]
    assert [each["rule_id"] for each in told["not_checked"]] == ["llm.no-answer"]
    assert "model" not in plain


def test_settings_that_are_missing_are_misuse(note: Path) -> None:
    shown = code(note, "--llm", "own")
    assert shown.returncode == 2
    assert shown.stderr == "cleanclaim: there are no language model settings llm.toml at that place\n"
    assert code(note, "--llm", "own", "--mode", "index").returncode == 2


HEADER = """Encounter: X1
Patient: PX1
Name: Testerly, Ann
Birth date: 1960-01-01
Sex: F
Address: 1 Placeholder Way; Springfield; IL; 62701
Date: 2026-05-01
Place of service: 11
Setting: office
Visit: established
Rendering: dr-quill
---
"""


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cleanclaim", "run", "visit.txt", "--practice", "practice.toml"]
    options = ["--dir", "desk", "--llm", "own", "--today", "2026-05-02"]
    return subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, encoding="utf-8")


def test_what_a_model_said_is_kept_with_the_encounter_and_differences_are_work(tmp_path: Path) -> None:
    (tmp_path / "practice.toml").write_bytes((demo_folder() / "practice.toml").read_bytes())
    (tmp_path / "visit.txt").write_text(HEADER + NOTE.removeprefix("\ufeff"), encoding="utf-8")
    script = (SHOWN, submits(("I10", "Hypertension"), ("L85.8", QUOTE)))
    with serving(*script) as model:
        settings(tmp_path, model.url, may_see_phi=True)
        first, again = run(tmp_path), run(tmp_path)
        assert (first.returncode, first.stderr) == (again.returncode, again.stderr) == (0, "")
        assert len(model.requests) == 2  # what was coded once stands: the model is not asked again
        assert "Testerly" not in str(model.requests)
    with open_workspace(tmp_path / "desk") as workspace, workspace.store.reading() as work:
        codes = work.assignments.of("X1")
        (item,) = [each for each in work.work_items.all() if each.work_item_id.startswith("model:X1:")]
        sha256 = re.findall(r"record ([0-9a-f]{64})\.", item.detail)[0]
        record = from_json(OpinionRecord, work.raw_files.read(sha256).decode())
    assert [each.code.value for each in codes] == ["I10", "L85.8"]
    assert codes[1].reasons[0].rule == "match.language-model"
    assert item.title == "The language model and the engine do not agree"
    assert item.detail.endswith("model_alone L85.8: The engine did not find it; it passes every rule.")
    assert (record.run.model, record.run.prompt_version, record.run.tools[0].tool) == (
        "asked-1",
        "1",
        "check_codes",
    )
    assert [(each.code, each.standing.value) for each in record.compared] == [
        ("I10", "both"),
        ("L85.8", "model_alone"),
    ]


def test_a_model_that_does_not_answer_holds_nothing_up(tmp_path: Path) -> None:
    (tmp_path / "practice.toml").write_bytes((demo_folder() / "practice.toml").read_bytes())
    (tmp_path / "visit.txt").write_text(HEADER + "Assessment:\n1. Hypertension.\n", encoding="utf-8")
    with serving() as model:
        settings(tmp_path, model.url, may_see_phi=True)
    shown = run(tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    with open_workspace(tmp_path / "desk") as workspace, workspace.store.reading() as work:
        (item,) = work.work_items.all()
        assert [each.code.value for each in work.assignments.of("X1")] == ["I10"]
    assert item.title == "The language model gave no answer"
