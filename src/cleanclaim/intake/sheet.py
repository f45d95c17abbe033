"""The fields of one encounter or one charge, whatever file they stood in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from cleanclaim.intake.problems import Problems, Steps

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Cell:
    """One text, where it stands, and what its reader calls it."""

    text: str
    path: Steps
    label: str


class Sheet:
    """Cells by field name (`birth_date`, `payer_1`, ...), read one by one; problems are collected.

    at      the place named for a field that is missing
    labels  what a field is called in this kind of file, where that is not its own name
    missing_step  what to do about a missing field; by default to add it
    """

    def __init__(
        self,
        cells: Mapping[str, Cell],
        problems: Problems,
        *,
        at: Steps = (),
        labels: Mapping[str, str] | None = None,
        missing_step: str = "",
    ) -> None:
        self._cells = {field: cell for field, cell in cells.items() if cell.text.strip()}
        self.problems = problems
        self._at = at
        self._labels = labels or {}
        self._missing_step = missing_step

    def __contains__(self, field: str) -> bool:
        return field in self._cells

    def cell(self, field: str) -> Cell:
        """The cell of a field that is there."""
        return self._cells[field]

    def text(self, field: str) -> str:
        """The text of a field, stripped; '' when it is missing."""
        return self._cells[field].text.strip() if field in self._cells else ""

    def label(self, field: str) -> str:
        """What the reader of the file calls this field."""
        return self._labels.get(field, field)

    def take(self, field: str, parser: Callable[[str], Value]) -> Value | None:
        """The value of a field that may be missing; None when it is missing or unfit."""
        if field not in self._cells:
            return None
        cell = self._cells[field]
        return self.problems.parse(parser, cell.text.strip(), cell.path, label=cell.label)

    def need(self, field: str, parser: Callable[[str], Value]) -> Value | None:
        """The value of a field that must be there; None after noting that it is missing or unfit."""
        if field not in self._cells:
            self.refuse_missing(field)
            return None
        return self.take(field, parser)

    def refuse_missing(self, field: str) -> None:
        """Note that a field is not there."""
        label = self.label(field)
        self.problems.refuse(
            "missing",
            self._at,
            f"{label} is missing",
            wanted=label,
            next_step=self._missing_step or f"add {label}",
        )
