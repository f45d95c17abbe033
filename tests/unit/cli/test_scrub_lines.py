"""`cleanclaim scrub claims.jsonl`: claims of a file through the edits, without a desk."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cleanclaim.cli.root import root
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line
from cleanclaim.edits.folder import all_edits
from cleanclaim.model.claim import Claim
from cleanclaim.model.documents import to_document, to_json


def scrubbed(path: Path, *more: str) -> Result:
    arguments = ["scrub", str(path), "--today", "2026-04-20", "--dir", str(path.parent), *more]
    return CliRunner().invoke(root, arguments)


def written(folder: Path, *claims: Claim) -> Path:
    path = folder / "claims.jsonl"
    path.write_text("\n".join(map(to_json, claims)) + "\n", encoding="utf-8")
    return path


def test_each_claim_is_answered_and_those_before_are_its_history(tmp_path: Path) -> None:
    earlier = a_claim(a_line("99213"), claim_id="E00A", encounter_id="E00", coverage=MEDICARE_COVERAGE)
    later = a_claim(a_line("99203"), coverage=MEDICARE_COVERAGE, place_of_service="12")
    shown = scrubbed(written(tmp_path, earlier, later), "--json")
    first, second = map(json.loads, shown.output.splitlines())
    assert (first["claim_id"], first["findings"]) == ("E00A", [])
    assert second["claim_id"] == "E01A"
    assert [(each["id"], each["found"]) for each in second["findings"]] == [
        ("edit.one-visit-a-day", "99203 with 99213 on claim E00A"),
        ("edit.place-of-service-agrees", "11"),
    ]
    finding = second["findings"][0]
    assert (finding["severity"], finding["carc"], finding["patient_billable"]) == ("deny_risk", "97", "no")
    assert shown.exit_code == 0


def test_what_asks_the_desk_is_not_checked(tmp_path: Path) -> None:
    shown = scrubbed(written(tmp_path, a_claim()), "--json")
    asks_the_desk = {each.edit.edit_id for each in all_edits() if each.edit.desk_only}
    unasked = {each["id"] for each in json.loads(shown.output)["not_checked"]}
    assert asks_the_desk == {
        "edit.codes-decided",
        "edit.evidence-present",
        "edit.evidence-verbatim",
        "edit.restricted-encounter",
        "edit.sign-off",
    }
    assert asks_the_desk <= unasked


def test_a_story_that_claim_show_printed_is_a_claim_too(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps({"claim": to_document(a_claim()), "state": "draft"}))
    assert json.loads(scrubbed(path, "--json").output)["claim_id"] == "E01A"


def test_a_rejecting_finding_makes_exit_code_one(tmp_path: Path) -> None:
    shown = scrubbed(
        written(tmp_path, a_claim(a_line("99214", service_dates=a_line().service_dates), diagnoses=()))
    )
    assert shown.exit_code == 1
    assert "REJECT" in shown.output


def test_a_line_that_is_no_claim_refuses_the_file_and_tells_no_value(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    secret = to_json(a_claim()).replace('"birth_date":"1950-02-03"', '"birth_date":"Hushed"')
    path.write_text(to_json(a_claim()) + "\n" + secret + "\n{not json\n")
    shown = scrubbed(path, "--json")
    assert isinstance(shown.exception, UnreadableFileError)
    assert [(str(each.place), each.message) for each in shown.exception.findings] == [
        ("claims.jsonl > line 2", "The line is JSON and no claim record."),
        ("claims.jsonl > line 3", "The line is not JSON."),
    ]
    assert "Hushed" not in str(shown.exception.findings)
    assert shown.stdout == ""
