"""`refdata show`, `diff` and `verify` on small invented editions."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.lookup import TABLE_FILE
from tests.unit.reference.official_files import mue, pprrvu


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """Two quarters of the fee schedule: 99213 changes, 99214 goes, 99215 comes."""
    for name, rows in (
        ("PPRRVU25_JUL.csv", [{"code": "99213", "work": "1.00"}, {"code": "99214"}, {"code": "71046"}]),
        ("PPRRVU25_OCT.csv", [{"code": "99213", "work": "1.30"}, {"code": "71046"}, {"code": "99215"}]),
    ):
        path = tmp_path / name
        path.write_text(pprrvu(*rows, {"code": "71046", "modifier": "26"}), newline="")
        load(tmp_path / "practice" / TABLE_FILE, path)
    return tmp_path / "practice"


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(root, ["refdata", *words, "--dir", str(folder)])


def test_show_tells_the_rows_of_a_day_with_their_edition(practice: Path) -> None:
    shown = run(practice, "show", "71046", "--on", "2025-10-01")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert [line for line in lines if line.startswith("mpfs")] == ["mpfs  71046", "mpfs  71046-26"]
    assert lines.count("  from mpfs 2025-10-01..2025-12-31 (PPRRVU25_OCT.csv)") == 2
    assert "  work_rvu: 1.00" in lines


def test_show_tells_when_no_table_knows_the_code_or_none_covers_the_day(practice: Path) -> None:
    gone = run(practice, "show", "99214", "--on", "2025-10-01")
    assert (gone.exit_code, gone.output) == (1, "no table knows 99214 on 2025-10-01\n")
    later = run(practice, "show", "99213", "--on", "2026-01-01")
    assert later.output.splitlines() == [
        "mpfs: no edition covers 2026-01-01",
        "no table knows 99213 on 2026-01-01",
    ]
    assert isinstance(run(practice, "show", "99213", "--on", "soon").exception, MisuseError)


def test_show_tells_a_diagnosis_with_headings_and_notes_without_any_loaded_table(tmp_path: Path) -> None:
    shown = run(tmp_path, "show", "e11.42", "--on", "2026-06-01")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["E11", "E11.4", "E11.42"]
    assert lines[0].endswith("(not billable: needs more characters)")
    assert "  Use additional code (at E11): insulin (Z79.4)" in lines
    assert lines[-1] == "  from ICD-10-CM FY2026 April, Source: CDC/NCHS"
    as_json = json.loads(run(tmp_path, "show", "E11.42", "--on", "2026-06-01", "--json").output)
    assert [each["code"] for each in as_json["diagnoses"]] == ["E11", "E11.4", "E11.42"]
    assert run(tmp_path, "show", "E11.42", "--on", "2020-01-01").exit_code == 1


def test_diff_tells_what_came_went_and_changed(practice: Path) -> None:
    shown = run(practice, "diff", "mpfs", "2025-07-01", "2025-12-31")
    assert shown.output.splitlines() == [
        "changed  99213  work_rvu 1.00 -> 1.30",
        "removed  99214",
        "added    99215",
        "1 added, 1 removed, 1 changed",
    ]
    back = run(practice, "diff", "mpfs", "2025-12-31", "2025-07-01", "--limit", "1")
    assert back.output.splitlines() == [
        "changed  99213  work_rvu 1.30 -> 1.00",
        "1 added, 1 removed, 1 changed",
    ]
    as_json = run(practice, "diff", "mpfs", "2025-07-01", "2025-12-31", "--json").output.splitlines()
    assert [json.loads(line)["change"] for line in as_json] == ["changed", "removed", "added"]


def test_diff_wants_two_loaded_editions_of_a_known_table(practice: Path) -> None:
    for words in (
        ("mpfs", "2025-07-01", "2025-09-30"),
        ("mpfs", "2025-07-01", "2026-01-01"),
        ("gpci", "2025-07-01", "2025-10-01"),
        ("prices", "2025-07-01", "2025-10-01"),
    ):
        assert isinstance(run(practice, "diff", *words).exception, MisuseError)


def test_several_rows_of_a_key_are_compared_by_number(tmp_path: Path) -> None:
    from cleanclaim.core.span import Span
    from cleanclaim.reference.tables.comparing import Change, KeyChange, changes
    from cleanclaim.reference.tables.records import Table, TableRow

    def row(key: str, value: str) -> TableRow:
        from datetime import date

        return TableRow(Table.ADD_ON, key, (("primary", value),), Span(date.min), "an edition")

    before = [row("A", "1"), row("A", "2"), row("B", "1")]
    after = [row("A", "1"), row("B", "1")]
    assert list(changes(iter(before), iter(after))) == [KeyChange("A", Change.CHANGED, (("rows", "2", "1"),))]
    assert list(changes(iter([]), iter(after))) == [
        KeyChange("A", Change.ADDED),
        KeyChange("B", Change.ADDED),
    ]


def test_verify_finds_missing_rows_wrong_rows_and_overlaps(practice: Path) -> None:
    whole = run(practice, "verify")
    assert (whole.exit_code, whole.output) == (0, "2 editions are whole\n")
    for change, rules in (
        ("DELETE FROM entry WHERE key = '99214'", ["refdata.verify-row-count"]),
        ("UPDATE entry SET content = '[]' WHERE key = '71046' AND edition = 2", ["refdata.verify-row-shape"]),
        ("UPDATE edition SET last = '2025-10-01' WHERE id = 1", ["refdata.verify-overlap"]),
    ):
        with sqlite3.connect(practice / TABLE_FILE) as connection:
            before = connection.execute("SELECT * FROM entry").fetchall()
            editions = connection.execute("SELECT * FROM edition").fetchall()
            connection.execute(change)
        connection.close()
        found = run(practice, "verify", "--json")
        told = [json.loads(line) for line in found.output.splitlines()]
        assert (found.exit_code, told[-1]) == (1, {"editions": 2, "whole": False})
        assert [each["finding"]["rule_id"] for each in told[:-1]] == rules
        with sqlite3.connect(practice / TABLE_FILE) as connection:
            connection.execute("DELETE FROM entry")
            connection.execute("DELETE FROM edition")
            connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", before)
            marks = ", ".join("?" * len(editions[0]))
            connection.executemany(f"INSERT INTO edition VALUES ({marks})", editions)
        connection.close()
    assert run(practice, "verify").exit_code == 0


def test_verify_wants_a_table_file(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path, "verify").exception, MisuseError)
    (tmp_path / TABLE_FILE).write_text("no database")
    assert isinstance(run(tmp_path, "verify").exception, UnreadableFileError)


def test_an_unverified_layout_needs_the_flag(tmp_path: Path) -> None:
    path = tmp_path / "MUE_Practitioner_2025q4.csv"
    path.write_text(mue("99214,2,2 Date of Service Edit: Policy,Invented"), newline="")
    folder = tmp_path / "practice"
    refused = run(folder, "load", str(path))
    assert isinstance(refused.exception, UnreadableFileError)
    assert [each.rule_id for each in refused.exception.findings] == ["refdata.unverified-layout"]
    taken = run(folder, "load", str(path), "--unverified")
    assert taken.exit_code == 0
    assert "look at a few rows before you rely on it" in taken.output
