"""Editions: first and last day, no overlap, gaps seen, nothing twice, two loads at once, the commands."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.app.load_tables import span_from
from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.coverage import gaps
from cleanclaim.reference.tables.layout import all_layouts
from cleanclaim.reference.tables.lookup import TABLE_FILE, Tables
from cleanclaim.reference.tables.records import Table, TableEdition
from cleanclaim.reference.tables.spans import julian_day, quarter_in, quarter_of
from tests.unit.reference.official_files import pprrvu

ONE_DAY = timedelta(days=1)


def release(folder: Path, name: str, work: str) -> Path:
    path = folder / name
    path.write_text(pprrvu({"code": "99213", "work": work}), newline="")
    return path


def test_first_and_last_day_of_each_edition(tmp_path: Path) -> None:
    store = tmp_path / "t.sqlite"
    load(store, release(tmp_path, "PPRRVU25_JUL.csv", "1.00"))
    load(store, release(tmp_path, "PPRRVU25_OCT.csv", "2.00"))
    tables = Tables(store)
    told = [
        [row["work_rvu"] for row in tables.rows(Table.MPFS, "99213", day)]
        for first, last in ((date(2025, 7, 1), date(2025, 9, 30)), (date(2025, 10, 1), date(2025, 12, 31)))
        for day in (first - ONE_DAY, first, last, last + ONE_DAY)
    ]
    tables.close()
    assert told == [[], ["1.00"], ["1.00"], ["2.00"], ["1.00"], ["2.00"], ["2.00"], []]


def test_the_same_bytes_again_change_nothing(tmp_path: Path) -> None:
    store, path = tmp_path / "t.sqlite", release(tmp_path, "PPRRVU25_OCT.csv", "1.00")
    (first,) = load(store, path)
    (again,) = load(store, path)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.edition == again.edition


def test_an_overlap_is_refused_and_a_correction_takes_days_of_its_own(tmp_path: Path) -> None:
    store = tmp_path / "t.sqlite"
    load(store, release(tmp_path, "PPRRVU25_OCT.csv", "1.00"), effective=span_from("2025-10-01..2025-11-14"))
    fixed = release(tmp_path, "PPRRVU25_OCT_fixed.csv", "3.00")
    with pytest.raises(UnreadableFileError) as caught:
        load(store, fixed)
    assert [finding.rule_id for finding in caught.value.findings] == ["refdata.overlap"]
    load(store, fixed, effective=span_from("2025-11-15..2025-12-31"))
    tables = Tables(store)
    assert [tables.rows(Table.MPFS, "99213", date(2025, 11, day))[0]["work_rvu"] for day in (14, 15)] == [
        "1.00",
        "3.00",
    ]
    tables.close()


def test_two_loads_at_once_leave_one_edition(tmp_path: Path) -> None:
    store = tmp_path / "t.sqlite"
    paths = [release(tmp_path, f"PPRRVU25_OCT_{number}.csv", f"{number}.00") for number in range(4)]

    def attempt(path: Path) -> bool:
        try:
            load(store, path)
        except UnreadableFileError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, paths)) == [False, False, False, True]
    tables = Tables(store)
    assert len(tables.editions) == 1
    tables.close()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=6))
def test_gaps_are_exactly_the_days_between_that_nobody_covers(pieces: list[tuple[int, int]]) -> None:
    start = date(2025, 1, 1)
    spans: list[Span] = []
    for offset, length in pieces:
        span = Span(start + offset * ONE_DAY, start + (offset + length) * ONE_DAY)
        if not any(span.overlaps(each) for each in spans):
            spans.append(span)
    editions = [TableEdition(Table.MPFS, "", span, "", "", "", "", 1) for span in spans]
    found = gaps(editions, Table.MPFS)
    assert gaps(editions, Table.GPCI) == ()
    for day in (start + number * ONE_DAY for number in range(80)):
        between = bool(spans) and min(spans).first <= day <= max(each.last or day for each in spans)
        covered = any(day in span for span in spans)
        assert any(day in gap for gap in found) is (between and not covered)


def test_a_file_that_is_no_table_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "t.sqlite").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(UnreadableFileError, match="no table file"):
        Tables(tmp_path / "t.sqlite")


def test_looking_up_cannot_write(tmp_path: Path) -> None:
    load(tmp_path / "t.sqlite", release(tmp_path, "PPRRVU25_OCT.csv", "1.00"))
    tables = Tables(tmp_path / "t.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        tables._connection.execute("DELETE FROM entry")
    tables.close()


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("PPRRVU25_OCT.csv", date(2025, 10, 1)),
        ("PPRRVU2026_Jan_nonQPP.csv", date(2026, 1, 1)),
        ("mue_2025q4.csv", date(2025, 10, 1)),
        ("MUE_Eff_04-01-2026.csv", date(2026, 4, 1)),
        ("addendum_b_2026-04.csv", date(2026, 4, 1)),
        ("april 2024 addendum b.csv", date(2024, 4, 1)),
    ],
)
def test_names_tell_quarters(name: str, first: date) -> None:
    found = quarter_in(name)
    assert found is not None
    assert found.first == first
    assert found == quarter_of(first.year, (first.month + 2) // 3)


def test_names_without_a_quarter_and_days_of_the_year() -> None:
    assert quarter_in("table.csv") is None
    assert julian_day("2024366") == date(2024, 12, 31)
    assert julian_day("") is None
    with pytest.raises(ValueError, match="YYYYDDD"):
        julian_day("2024367")


@pytest.mark.parametrize("text", ["2025-10-01", "2025-10-01..x", "2025-10-02..2025-10-01", ".."])
def test_effective_wants_two_days(text: str) -> None:
    with pytest.raises(MisuseError):
        span_from(text)
    assert span_from("2025-10-01..") == Span(date(2025, 10, 1))


def test_every_layout_says_what_it_is() -> None:
    assert len(all_layouts()) == 20
    assert {table for layout in all_layouts() for table in layout.tables} == set(Table)
    for layout in all_layouts():
        assert layout.title
        assert layout.publisher
        assert layout.licence


def test_the_commands_load_and_show(tmp_path: Path) -> None:
    practice = tmp_path / "practice"
    for name in ("PPRRVU25_JAN.csv", "PPRRVU25_JUL.csv"):
        done = CliRunner().invoke(
            root, ["refdata", "load", str(release(tmp_path, name, "1.00")), "--dir", str(practice)]
        )
        assert done.exit_code == 0, done.output
        assert name in done.output
    shown = CliRunner().invoke(
        root, ["refdata", "status", "--dir", str(practice), "--today", "2025-08-01", "--json"]
    )
    table = [json.loads(line) for line in shown.output.splitlines()]
    told = [
        (row["edition"], row["covers"], row.get("rows"), row["covers_today"])
        for row in table
        if row["table"] == "mpfs"
    ]
    assert told == [
        ("PPRRVU25_JAN.csv", "2025-01-01..2025-03-31", 1, False),
        ("PPRRVU25_JUL.csv", "2025-07-01..2025-09-30", 1, True),
        ("GAP: no edition is loaded", "2025-04-01..2025-06-30", None, False),
    ]
    assert (practice / TABLE_FILE).is_file()
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("nothing\n")
    refused = CliRunner().invoke(root, ["refdata", "load", str(wrong), "--dir", str(practice)])
    assert isinstance(refused.exception, UnreadableFileError)
