"""Which edition of the tabular list covers a day, and where its official file lies.

Medical code sets are those valid on the date of service [45 CFR 162.1000(a)]. One edition ships with the
pinned dependency; before and after its span nothing is claimed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.span import Span

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm.tabular import Tabular

SOURCE_LINE = "Source: CDC/NCHS"


@dataclass(frozen=True, slots=True)
class Edition:
    """One published tabular list and the days it is in force."""

    name: str
    effective: Span
    package: str
    file: str

    def path(self) -> Path:
        """The official file, found without importing the package that carries it (which is slow)."""
        spec = find_spec(self.package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder, self.file)
            if path.is_file():
                return path
        raise UnreadableFileError(f"the file of {self.name} is not installed: reinstall {self.package}")


EDITIONS = (
    Edition(
        "ICD-10-CM FY2026 April",
        Span(date(2026, 4, 1), date(2026, 9, 30)),
        "simple_icd_10_cm",
        "data/icd10c-tabular-April-1-2026.xml",
    ),
)


def tabular_on(day: date) -> Tabular | None:
    """The tabular list in force on a day; None when no loaded edition covers it: not checked."""
    return next((_opened(edition) for edition in EDITIONS if day in edition.effective), None)


@cache
def _opened(edition: Edition) -> Tabular:
    from cleanclaim.reference.icd10cm.compiling import open_compiled
    from cleanclaim.reference.icd10cm.tabular import Tabular

    return Tabular(edition.name, edition.effective, open_compiled(edition.path()))
