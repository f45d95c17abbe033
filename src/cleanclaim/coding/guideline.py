"""What every guideline file holds: a rule's head, what it does to a case, and examples that run as tests.

The files are in `guidelines/`; the folder is scanned, there is no list to edit. Section numbers follow the
ICD-10-CM Official Guidelines for FY2026 from general knowledge and are unverified until checked against the
published text.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.span import Span
from cleanclaim.model.assignment import Reason
from cleanclaim.model.encounter import Setting

if TYPE_CHECKING:
    from cleanclaim.coding.case import Case

FY2026 = Span(date(2025, 10, 1), date(2026, 9, 30))


@dataclass(frozen=True, slots=True)
class Rule:
    """The head of a guideline file.

    rule_id    `guideline.<section>`, e.g. `guideline.I.C.9.a`
    title      what it wants, one line
    citation   section of the Official Guidelines, or the tabular note
    order      when it runs: 10 admission, 20 specificity, 30 combination, 40 additional codes, 50 integral
               symptoms, 60 status, 70 Excludes1, 80 sequence
    effective  dates of service on which it is in force
    """

    rule_id: str
    title: str
    citation: str
    order: int
    effective: Span = FY2026

    def because(self, sentence: str) -> Reason:
        """A step of the trail in this rule's name."""
        return Reason(self.rule_id, sentence)


@dataclass(frozen=True, slots=True)
class Example:
    """A note and the diagnosis codes it must lead to, in order."""

    note: str
    codes: tuple[str, ...]
    setting: Setting = Setting.OFFICE
    age_years: int = 52


@dataclass(frozen=True, slots=True)
class GuidelineFile:
    """One guideline as its file holds it."""

    rule: Rule
    apply: Callable[[Case], Case]
    examples: tuple[Example, ...]
    page: str


@cache
def all_guidelines() -> tuple[GuidelineFile, ...]:
    """Every guideline, in the order in which they run (then by file name).

    MisuseError when a file lacks RULE, apply, EXAMPLES or its docstring.
    """
    from cleanclaim.coding import guidelines

    found = []
    for module in sorted(pkgutil.iter_modules(guidelines.__path__), key=lambda each: each.name):
        loaded = importlib.import_module(f"{guidelines.__name__}.{module.name}")
        missing = [
            part for part in ("RULE", "apply", "EXAMPLES", "__doc__") if not getattr(loaded, part, None)
        ]
        if missing:
            raise MisuseError(f"{module.name} is not a guideline: it lacks {', '.join(missing)}")
        found.append(GuidelineFile(loaded.RULE, loaded.apply, tuple(loaded.EXAMPLES), str(loaded.__doc__)))
    return tuple(sorted(found, key=lambda each: each.rule.order))
