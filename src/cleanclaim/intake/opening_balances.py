"""A CSV list of opening balances: kind, owner, reference, amount; one row per balance.

kind is `patient`, `payer` or `unapplied`; owner is a patient id or a payer id; amount is in dollars.
"""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from cleanclaim.core.money import Money
from cleanclaim.intake import values
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.text_file import normalised, read_text
from cleanclaim.ledger.opening_balances import BalanceKind, OpeningBalance

COLUMNS = ("kind", "owner", "reference", "amount")


def read_opening_balances(path: Path) -> tuple[str, tuple[OpeningBalance, ...]]:
    """The id of the list (of its content) and its balances.

    Raises UnreadableFileError whose findings name every problem.
    """
    problems = Problems("intake.opening", f"opening balances {path.name}")
    text = normalised(read_text(path, problems) or "")
    problems.raise_if_refused("the list")
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(cell.strip().lower() for cell in rows[0]) != COLUMNS:
        problems.refuse("columns", ("row 1",), "the first row names the columns", wanted=", ".join(COLUMNS))
    balances = []
    for number, row in enumerate(rows[1:], start=1):
        balance = _read(number, row, problems)
        if balance is not None:
            balances.append(balance)
    problems.raise_if_refused("the list")
    return hashlib.sha256(text.encode()).hexdigest()[:12], tuple(balances)


def _read(number: int, row: list[str], problems: Problems) -> OpeningBalance | None:
    step = (f"row {number + 1}",)
    if len(row) != len(COLUMNS):
        if row:
            problems.refuse("cells", step, "the row has another number of cells", wanted=str(len(COLUMNS)))
        return None
    texts = dict(zip(COLUMNS, (cell.strip() for cell in row), strict=True))
    kind = problems.parse(values.choice(BalanceKind), texts["kind"], step, label="kind")
    amount = problems.parse(values.amount, texts["amount"].replace(",", ""), step, label="amount")
    if not texts["owner"]:
        problems.refuse("owner", step, "the owner is missing", wanted="a patient id or a payer id")
        return None
    if kind is None or amount is None:
        return None
    assert isinstance(amount, Money)
    return OpeningBalance(number, kind, texts["owner"], texts["reference"], amount)
