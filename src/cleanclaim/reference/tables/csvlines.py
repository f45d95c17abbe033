"""Cells of delimited lines, and the search for the heading row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from cleanclaim.reference.tables.layout import Lines, Sample, normalised

Cells = tuple[int, list[str]]


def cells_of(lines: Lines, *, delimiter: str = ",") -> Iterator[Cells]:
    """Stripped cells with the number of the line a row ends on. Rows without any text are left out."""
    last = 0

    def texts() -> Iterator[str]:
        nonlocal last
        for number, line in lines:
            last = number
            yield line + "\n"

    for row in csv.reader(texts(), delimiter=delimiter):
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield last, cells


def heading_in(sample: Sample, *wanted: str, delimiter: str = ",") -> tuple[str, ...] | None:
    """The first row that has every wanted heading, all normalised; None when there is none."""
    for cells in csv.reader(sample.lines, delimiter=delimiter):
        row = normalised(cells)
        if set(wanted) <= set(row):
            return row
    return None


def after_heading(rows: Iterator[Cells], *wanted: str) -> Iterator[tuple[int, dict[str, str], Sequence[str]]]:
    """Rows below the heading row that has every wanted heading: number, cells by heading, cells."""
    heading: tuple[str, ...] | None = None
    for number, cells in rows:
        if heading is None:
            row = normalised(cells)
            heading = row if set(wanted) <= set(row) else None
            continue
        yield number, dict(zip(heading, cells, strict=False)), cells
