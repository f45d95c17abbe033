"""What a reader of one official layout tells about itself: one file in `layouts/`, found by looking there."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from cleanclaim.core.span import Span
from cleanclaim.reference.tables.records import Table

MOST_BAD_LINES = 20  # a file this wrong is not what it was taken for; the rest would only repeat it
_PROCEDURE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")


@dataclass(frozen=True, slots=True)
class Sample:
    """The first lines of a file and its name in lower case: what a reader recognises its layout by."""

    name: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it in lower case with single spaces."""
        return " ".join(" ".join(self.lines).lower().split())


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read: key, values in the order of `Layout.attributes`, and its own first and last day."""

    key: str
    values: tuple[str, ...]
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that the layout does not explain. One of them refuses the file."""

    number: int
    reason: str


Lines = Iterator[tuple[int, str]]
Reading = Iterator[Row | BadLine]


@dataclass(frozen=True, slots=True)
class Layout:
    """One official file layout.

    tables          the tables it can hold, the likeliest first
    attributes      names of the values of a row
    recognises      whether a sample is of this layout
    table_of        which of `tables` it is, None when neither name nor heading tells
    span_of         the days that the file name tells, None when it tells none
    read            numbered lines to rows
    in_parts        the publisher splits one edition over several files
    drops_dental    rows keyed by ADA codes (D0120) are left out: the set is the ADA's
    verified        run on a real official file, or on rows taken from one; else written from its description
    """

    tables: tuple[Table, ...]
    title: str
    publisher: str
    licence: str
    attributes: tuple[str, ...]
    recognises: Callable[[Sample], bool]
    read: Callable[[Lines], Reading]
    span_of: Callable[[str], Span | None]
    table_of: Callable[[Sample], Table | None]
    in_parts: bool = False
    drops_dental: bool = False
    verified: bool = False


def only(table: Table) -> Callable[[Sample], Table | None]:
    """For layouts that hold one table."""
    return lambda _sample: table


def is_procedure(text: str) -> bool:
    """Whether it is shaped like a CPT or HCPCS code."""
    return bool(_PROCEDURE.fullmatch(text))


def is_dental(key: str) -> bool:
    """An ADA code: D and four digits, at the front of a key."""
    return bool(re.match(r"D[0-9]{4}\b", key))


def normalised(heading: Iterable[str]) -> tuple[str, ...]:
    """Column headings without case, signs and spaces: `HCPCS/CPT Code` becomes `hcpcscptcode`."""
    return tuple(re.sub(r"[^a-z0-9]", "", each.lower()) for each in heading)


@cache
def all_layouts() -> tuple[Layout, ...]:
    """Every layout in `layouts/`, by file name."""
    from cleanclaim.reference.tables import layouts

    names = sorted(module.name for module in pkgutil.iter_modules(layouts.__path__))
    return tuple(importlib.import_module(f"{layouts.__name__}.{name}").LAYOUT for name in names)
