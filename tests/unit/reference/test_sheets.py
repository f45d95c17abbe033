"""Workbooks: every csv layout reads them; a damaged one is refused. The sheets are invented."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table, TableRow

HEADING = ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "COV CODE", "ADD DT", "ACT EFF DT", "TERM DT"]
YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


HCPCS: list[list[object]] = [
    ["Invented preamble"],
    list(HEADING),
    ["A9999", 100, 3, "Invented supply,", "C", 20200101, 20200101, None],
    ["A9999", 110, 4, "in two lines", None, None, None, None],
    [
        "ZZ",
        100,
        7,
        "Invented modifier",
        None,
        datetime(2021, 4, 1, tzinfo=UTC).replace(tzinfo=None),
        "20210401",
        20241231,
    ],
    ["D0120", 100, 3, "Not ours", None, None, None, None],
]


def rows(store: Path, table: Table, key: str, day: date) -> tuple[TableRow, ...]:
    tables = Tables(store)
    found = tables.history(table, key, day)
    tables.close()
    return found


def test_hcpcs_records_are_joined_and_keep_their_days(tmp_path: Path) -> None:
    path, store = tmp_path / "HCPC2025_ANWEB.xlsx", tmp_path / "t.sqlite"
    path.write_bytes(workbook([["nothing of ours"]], HCPCS))
    (it,) = load(store, path)
    assert (it.edition.row_count, it.edition.dropped_count, it.edition.effective) == (2, 1, YEAR)
    assert not it.is_verified
    (supply,) = rows(store, Table.HCPCS, "A9999", date(2025, 6, 1))
    assert (supply["kind"], supply["coverage"], supply["title"]) == (
        "code",
        "C",
        "Invented supply, in two lines",
    )
    assert supply.effective == Span(date(2020, 1, 1))
    (modifier,) = rows(store, Table.HCPCS, "ZZ", date(2025, 6, 1))
    assert modifier.effective == Span(date(2021, 4, 1), date(2024, 12, 31))


def test_a_workbook_inside_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "2025-january.zip"
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("folder/HCPC2025_ANWEB.xlsx", workbook(HCPCS))
        box.writestr("folder/readme.txt", "nothing of ours")
    (it,) = load(tmp_path / "t.sqlite", path)
    assert (it.edition.source_file, it.edition.row_count) == ("HCPC2025_ANWEB.xlsx", 2)
    (again,) = load(tmp_path / "t.sqlite", path)
    assert not again.is_new


def test_other_layouts_read_sheets_too(tmp_path: Path) -> None:
    units: list[list[object]] = [
        ["Copyright of its owner"],
        ["HCPCS/CPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"],
        ["99214", 2.0, "2 Date of Service Edit: Policy", "Invented, with a comma"],
    ]
    path, store = tmp_path / "MUE_Practitioner_2025q4.xlsx", tmp_path / "t.sqlite"
    path.write_bytes(workbook(units))
    load(store, path)
    (row,) = rows(store, Table.MUE_PRACTITIONER, "99214", date(2025, 12, 31))
    assert (row["value"], row["indicator"], row["rationale"]) == ("2", "2", "Invented, with a comma")


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (["A9999", 100, 5, "Of no kind", None, None, None, None], 3),
        (["A9999", 100, 4, "Continues nothing", None, None, None, None], 3),
        (["A9999", 100, 3, "Ends too early", None, 20200101, 20200101, 20191231], 3),
        (["A9999", 100, 3, "No day", None, "January", None, None], 3),
    ],
)
def test_a_wrong_record_refuses_the_file_and_is_named(
    tmp_path: Path, record: list[object], line: int
) -> None:
    path = tmp_path / "HCPC2025_ANWEB.xlsx"
    path.write_bytes(workbook([["Invented preamble"], [*HEADING], record]))
    with pytest.raises(UnreadableFileError) as caught:
        load(tmp_path / "t.sqlite", path)
    assert [str(each.place) for each in caught.value.findings] == [f"file HCPC2025_ANWEB.xlsx > line {line}"]


def test_what_is_no_workbook_or_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "HCPC2025_ANWEB.xlsx"
    whole = workbook(HCPCS)
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, body[:-40] if name.endswith("sheet1.xml") else body)
    for body in (b"A9999,not a workbook", whole[:-200], broken.getvalue()):
        path.write_bytes(body)
        with pytest.raises(UnreadableFileError) as caught:
            load(tmp_path / "t.sqlite", path)
        assert caught.value.findings[0].rule_id == "refdata.unreadable"


def test_a_layout_that_was_never_run_needs_a_word(tmp_path: Path) -> None:
    path, store = tmp_path / "HCPC2025_ANWEB.xlsx", tmp_path / "t.sqlite"
    path.write_bytes(workbook(HCPCS))
    with pytest.raises(UnreadableFileError) as caught:
        load(store, path, verified_only=True)
    (finding,) = caught.value.findings
    assert (finding.rule_id, finding.wanted) == ("refdata.unverified-layout", "--unverified")
    assert not store.exists()
