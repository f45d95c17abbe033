"""`cleanclaim edits list` and `show`: pages made from the edit files."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

from cleanclaim.app.edit_pages import page_of
from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError
from cleanclaim.edits.folder import all_edits


def asked(*arguments: str) -> Result:
    return CliRunner().invoke(root, ["edits", *arguments])


def test_the_list_names_every_edit() -> None:
    listed = [json.loads(line) for line in asked("list", "--json").stdout.splitlines()]
    assert [each["id"] for each in listed] == [each.edit.edit_id for each in all_edits()]
    assert listed[0]["severity"] == "reject"
    assert asked("list").stdout.startswith(f"{len(all_edits())} edits\n")


def test_a_page_holds_rule_source_and_cases() -> None:
    page = asked("show", "claim-total").stdout
    assert page.startswith("# edit.claim-total\n\n**")
    assert "- weighs: reject\n" in page
    assert "| case | answer |" in page
    assert page == asked("show", "edit.claim-total").stdout


def test_the_page_as_json_has_the_cases_apart() -> None:
    told = json.loads(asked("show", "edit.admission-date", "--json").stdout)
    assert told["examples"][0] == {"says": "hospital visit", "found": ["none"]}
    assert told["effective"].endswith("..")


def test_every_edit_has_a_page_that_a_table_can_hold() -> None:
    for each in all_edits():
        rows = [line for line in page_of(each).splitlines() if line.startswith("| ")]
        assert len(rows) == len(each.examples) + 1
        assert all(line.count(" | ") == 1 for line in rows), each.edit.edit_id


def test_an_edit_that_is_not_there() -> None:
    assert isinstance(asked("show", "edit.no-such").exception, MisuseError)
