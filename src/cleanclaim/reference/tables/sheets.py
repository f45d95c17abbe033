"""Sheets of an .xlsx workbook as lines of csv, so that every csv layout reads them too."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

    from cleanclaim.reference.tables.layout import Lines


def is_workbook(name: str) -> bool:
    """By its ending."""
    return name.lower().endswith(".xlsx")


def sheet_names(raw: IO[bytes], most_bytes: int) -> tuple[str, ...]:
    """The sheets in order. ValueError when it is no workbook or unpacks to more than `most_bytes`."""
    try:
        with zipfile.ZipFile(_seekable(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > most_bytes:
                raise ValueError("the workbook unpacks to more than any official file")
        return tuple(_opened(raw).sheetnames)
    except (zipfile.BadZipFile, KeyError):
        raise ValueError("it is named like a workbook and is none") from None


def sheet_lines(raw: IO[bytes], sheet: str) -> Lines:
    """Numbered rows of a sheet as csv, streamed; a row keeps its number in the sheet. ValueError: damaged."""
    number = 0
    try:
        for number, row in enumerate(_opened(raw)[sheet].iter_rows(values_only=True), 1):
            line = io.StringIO()
            csv.writer(line, lineterminator="").writerow([_text(cell) for cell in row])
            yield number, line.getvalue().replace("\n", " ").replace("\r", " ")
    except (KeyError, SyntaxError):  # a part that is missing; XML that is not whole
        raise ValueError(f"the sheet is damaged behind row {number}") from None


def _opened(raw: IO[bytes]) -> Workbook:
    from openpyxl import load_workbook

    with warnings.catch_warnings():  # styles and validations that it does not keep: only values are read
        warnings.simplefilter("ignore")
        return load_workbook(_seekable(raw), read_only=True, data_only=True)


def _seekable(raw: IO[bytes]) -> IO[bytes]:
    """A member of a zip is read into memory: a workbook is a zip of its own, and read from its end."""
    raw.seek(0)
    return raw if raw.seekable() and not isinstance(raw, zipfile.ZipExtFile) else io.BytesIO(raw.read())


def _text(cell: Any) -> str:
    """As it would stand in a text file: no `.0` behind whole numbers, days as YYYYMMDD."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y%m%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
