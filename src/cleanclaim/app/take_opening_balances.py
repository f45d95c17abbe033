"""Balances of another system into the books, once they tie to its totals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.core.money import Money
from cleanclaim.intake.opening_balances import read_opening_balances
from cleanclaim.ledger.opening_balances import BalanceKind, opening_entries

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


def take_opening_balances(
    work: UnitOfWork, path: Path, totals: Mapping[BalanceKind, Money], *, on: date, by: str
) -> int:
    """Take a list; how many entries are new. The same list again changes nothing.

    Raises UnreadableFileError, or MisuseError when a total does not tie; then nothing is taken.
    """
    source, balances = read_opening_balances(path)
    entries = opening_entries(balances, totals, source=source, on=on, by=by)
    work.raw_files.keep(path.read_bytes())
    return work.entries.post_all(entries)
