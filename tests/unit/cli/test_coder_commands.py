"""`cleanclaim code` and `cleanclaim coder`: what they print, and with which exit code they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleanclaim.app.run_demo import demo_folder
from cleanclaim.cli.root import root
from cleanclaim.coding.ranking import training
from cleanclaim.coding.ranking.trees import Settings

NOTE = "CC: cough\r\nA 64-year-old man.\r\nAssessment:\r\n1. Pneumonia\r\n2. HTN, no chest pain\r\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(root, [str(each) for each in arguments])


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note one.txt"
    path.write_bytes(NOTE.encode())
    return path


def test_billable_codes_of_a_plain_text_come_in_claim_order(note: Path) -> None:
    result = run("code", note, "--on", "2026-05-12", "--jsonl")
    assert result.exit_code == 0, result.output
    (answer,) = answers(result)
    assert (answer["id"], answer["mode"], answer["is_calibrated"]) == ("note one", "billable", False)
    assert [(each["code"], each["rank"], each["status"]) for each in answer["codes"]] == [
        ("J18.9", 1, "suggested"),
        ("I10", 2, "suggested"),
    ]
    assert [each["evidence"] for each in answer["codes"]] == [
        [{"start": 47, "end": 56, "text": "Pneumonia", "place": ""}],
        [{"start": 61, "end": 64, "text": "HTN", "place": ""}],
    ]
    assert {each["code"] for each in answer["rejected"]} == {"R05.9", "R07.9"}


def test_a_plain_text_wants_a_date_for_the_claim(note: Path) -> None:
    result = run("code", note)
    assert result.exit_code != 0
    assert "--on" in str(result.exception)


def test_a_date_without_an_edition_is_not_checked(note: Path) -> None:
    (answer,) = answers(run("code", note, "--on", "2026-10-01", "--json"))
    assert answer["codes"] == []
    assert [each["rule_id"] for each in answer["not_checked"]] == ["coding.icd10cm-edition"]


def test_the_setting_decides_about_what_is_uncertain(tmp_path: Path) -> None:
    path = tmp_path / "n.txt"
    path.write_text("Assessment:\n1. Probable pneumonia\n", encoding="utf-8")
    outpatient = answers(run("code", path, "--on", "2026-05-12", "--json"))[0]
    inpatient = answers(run("code", path, "--on", "2026-05-12", "--setting", "inpatient", "--json"))[0]
    assert [each["code"] for each in outpatient["codes"]] == []
    assert [each["code"] for each in inpatient["codes"]] == ["J18.9"]


def test_offsets_of_a_note_with_a_header_point_into_the_file(tmp_path: Path) -> None:
    source = sorted((demo_folder() / "notes").glob("E04*.txt"))[0].read_text(encoding="utf-8")
    path = tmp_path / "E04.txt"
    path.write_bytes(b"\xef\xbb\xbf" + source.replace("\n", "\r\n").encode())
    text = path.read_bytes().decode("utf-8")
    result = run("code", path, "--practice", demo_folder() / "practice.toml", "--jsonl")
    assert result.exit_code == 0, result.output
    (answer,) = answers(result)
    quotes = [quote for each in answer["codes"] for quote in each["evidence"]]
    assert answer["id"] == "E04"
    assert len(quotes) >= 2
    assert all(text[quote["start"] : quote["end"]] == quote["text"] for quote in quotes)


def test_index_mode_ranks_with_the_shipped_model(note: Path) -> None:
    (answer,) = answers(run("code", note, "--mode", "index", "--jsonl"))
    assert answer["mode"] == "index"
    codes = [each["code"] for each in answer["codes"]]
    assert {"J18.9", "R05.9", "I10"} <= set(codes)
    assert "R07.9" not in codes
    assert [each["confidence"] for each in answer["codes"]] == sorted(
        (each["confidence"] for each in answer["codes"]), reverse=True
    )
    assert all(NOTE[q["start"] : q["end"]] == q["text"] for each in answer["codes"] for q in each["evidence"])
    assert {each["code"]: each["rule"] for each in answer["rejected"]}["R07.9"] == "assertion.negated"
    assert {each["assertion"] for each in answer["codes"]} == {"present"}
    assert set(codes).isdisjoint(each["code"] for each in answer["rejected"])


def test_every_mention_is_coded_where_it_is_asked_for(note: Path) -> None:
    (answer,) = answers(run("code", note, "--mode", "index", "--jsonl", "--mentions", "all"))
    said = {each["code"]: each["assertion"] for each in answer["codes"]}
    assert (said["J18.9"], said["R07.9"]) == ("present", "negated")


def test_a_file_that_is_no_text_costs_no_other(note: Path) -> None:
    (note.parent / "a.txt").write_bytes(b"\xff\xfe\x00")
    (note.parent / "z.txt").write_bytes(b"")
    result = run("code", note.parent, "--mode", "index", "--jsonl")
    assert result.exit_code == 1
    *coded, finding = answers(result)
    assert [each["id"] for each in coded] == ["note one", "z"]
    assert coded[1]["codes"] == []
    assert finding["finding"]["rule_id"] == "intake.note.not-utf8"


def test_the_shipped_lexicon_is_clean() -> None:
    result = run("coder", "lexicon", "check")
    assert result.exit_code == 0, result.output
    assert "ICD-10-CM FY2026 April" in result.output


def test_a_lexicon_of_ones_own_is_checked_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "conditions-own.tsv"
    lines = [
        "# code\tflags\tterms",
        "I10\t-\thigh pressure",
        "ZZZ\t-\tnothing",
        "E11.9\tq\tsugar",
        "R05.9 cough",
    ]
    path.write_text("\n".join([*lines, "R05.9\t-\thigh pressure"]) + "\n", encoding="utf-8")
    result = run("coder", "lexicon", "check", path, "--json")
    assert result.exit_code == 1
    found = [row["finding"] for row in answers(result) if "finding" in row]
    assert [(each["rule_id"], each["place"]["path"]) for each in found] == [
        ("coder.lexicon.code", ["line 3"]),
        ("coder.lexicon.flags", ["line 4"]),
        ("coder.lexicon.layout", ["line 5"]),
        ("coder.lexicon.twice", ["line 6"]),
    ]


def test_train_then_evaluate_then_code(tmp_path: Path, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "Settings", lambda: Settings(trees=15, depth=3, least_weight=1.0))
    told = [("hypertension", "I10"), ("pneumonia", "J18.9"), ("anemia", "D64.9")]
    rows = [
        {"id": str(n), "text": f"Seen with {told[n % 3][0]}.", "codes": [{"code": told[n % 3][1]}]}
        for n in range(36)
    ]
    gold, model = tmp_path / "gold.jsonl", tmp_path / "own.npz"
    gold.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    card = answers(run("coder", "train", gold, "--out", model, "--source", "invented", "--json"))[0]
    assert (card["documents"], card["source"], card["seed"]) == (36, "invented", 1)
    found = answers(run("coder", "evaluate", gold, "--model", model, "--json"))[0]
    assert (found["documents"], found["micro_f1"]) == (36, 1.0)
    assert "micro f1" in run("coder", "evaluate", gold, "--model", model).output
    (answer,) = answers(run("code", note, "--mode", "index", "--model", model, "--jsonl"))
    assert answer["codes"][0]["code"] == "J18.9"
