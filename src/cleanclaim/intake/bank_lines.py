"""Bank statements in: CSV, BAI2 or an ACH file with CCD+ addenda, told apart by how they begin.

CSV: a header `date,amount,trace,text` in any order (`trace` and `text` may be left out), days as YYYY-MM-DD,
amounts as `-12.34`. A line without a trace takes the one of a `TRN*1*...` segment in its text: that is how
banks pass on the addenda of a payer's transfer [45 CFR 162.1602(d) names CCD+ and TRN for EFT].
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanclaim.core.money import Money
from cleanclaim.intake.ach_file import ach_movements
from cleanclaim.intake.bai2 import bai2_movements
from cleanclaim.intake.movements import Movement
from cleanclaim.intake.problems import Problems, UnfitValueError
from cleanclaim.intake.text_file import normalised, read_text
from cleanclaim.model.deposit import BankLine

_TRACE = re.compile(r"TRN\*1\*([^*\\~/\s]+)")
_COLUMNS = ("date", "amount", "trace", "text")


def read_bank_lines(path: Path) -> tuple[BankLine, ...]:
    """Every line of a bank statement. Raises UnreadableFileError with every problem; then nothing is read."""
    problems = Problems("intake.bank", "bank file")
    content = read_text(path, problems)
    movements: list[Movement] = []
    if content is not None:
        text = normalised(content)
        movements = list(_movements(text, problems))
        if not movements and not problems.refused:
            problems.refuse("empty", (), "the file holds no bank line", wanted="CSV, BAI2 or an ACH file")
    problems.raise_if_refused("the bank file")
    return tuple(_lines(movements))


def _movements(text: str, problems: Problems) -> Iterable[Movement]:
    if text.startswith("01,"):
        return bai2_movements(text, problems)
    if text.startswith("101 "):
        return ach_movements(text, problems)
    return _csv_movements(text, problems)


def _lines(movements: Iterable[Movement]) -> Iterator[BankLine]:
    """Movements with their ids: what looks the same twice in one file happened twice."""
    seen = Counter[tuple[str, ...]]()
    for each in movements:
        found = _TRACE.search(each.text)
        trace = each.trace or (found.group(1) if found else "")
        # the text differs between formats of the same bank, so it only counts where there is no trace
        told = (each.booked_on.isoformat(), str(each.amount), trace, "" if trace else each.text)
        seen[told] += 1
        line_id = hashlib.sha256(json.dumps([*told, seen[told]]).encode("ascii")).hexdigest()[:32]
        yield BankLine(line_id, each.booked_on, each.amount, trace, each.text)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a CSV file by column name."""

    number: int
    cells: dict[str, str]


def _csv_movements(text: str, problems: Problems) -> Iterator[Movement]:
    rows = list(csv.reader(io.StringIO(text)))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    if not {"date", "amount"} <= set(header) or not set(header) <= set(_COLUMNS):
        wanted = "a header of date, amount, trace and text, or a BAI2 or ACH file"
        problems.refuse("header", ("line 1",), "the file is no bank statement that we know", wanted=wanted)
        return
    for number, cells in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in cells):
            yield from _csv_movement(_Row(number, dict(zip(header, cells, strict=False))), problems)


def _csv_movement(row: _Row, problems: Problems) -> Iterator[Movement]:
    def cell(name: str) -> str:
        return row.cells.get(name, "").strip()

    where = (f"line {row.number}",)
    booked_on = problems.parse(_day, cell("date"), where, label="date")
    amount = problems.parse(_amount, cell("amount"), where, label="amount")
    if booked_on is not None and amount is not None:
        yield Movement(booked_on, amount, cell("trace"), cell("text"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnfitValueError("a day such as 2026-10-01") from None


def _amount(text: str) -> Money:
    try:
        return Money.parse(text)
    except ValueError:
        raise UnfitValueError("an amount such as -12.34") from None
