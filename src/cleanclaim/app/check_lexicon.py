"""Check lexicon files: every line has three fields, a code that the edition has, and terms of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.place import Place
from cleanclaim.reference.icd10cm import tabular_on

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular

_FLAGS = frozenset("-Acdistvxz")
_PAIRS = ("families", "histories")  # from a family of codes to one code


@dataclass(frozen=True, slots=True)
class LexiconCounts:
    """How much was checked."""

    lines: int
    terms: int
    codes: int
    edition: str


@dataclass(frozen=True, slots=True)
class _Line:
    file: str
    number: int
    fields: tuple[str, ...]

    @property
    def place(self) -> Place:
        return Place(self.file, (f"line {self.number}",))

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(each.strip() for each in self.fields[2].split(";")) if len(self.fields) == 3 else ()


def check_lexicon(paths: Sequence[Path], day: date) -> tuple[Report, LexiconCounts]:
    """Findings and counts; without paths the lexicon that ships with the package is checked."""
    tabular = tabular_on(day)
    if tabular is None:
        raise MisuseError(f"no edition of ICD-10-CM covers {day}")
    lines = list(_own(paths) if paths else _shipped())
    findings = [each for line in lines for each in _about(line, tabular)]
    findings += _twice(lines)
    terms = sum(len(line.terms) for line in lines)
    codes = len({line.fields[0] for line in lines})
    return Report.of(findings), LexiconCounts(len(lines), terms, codes, tabular.edition)


def _shipped() -> Iterator[_Line]:
    folder = files("cleanclaim.coding.lexicon")
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.name.endswith(".tsv") and each.name.removesuffix(".tsv") not in _PAIRS:
            yield from _lines(each.name, each.read_text(encoding="utf-8"))


def _own(paths: Sequence[Path]) -> Iterator[_Line]:
    for path in paths:
        yield from _lines(path.name, path.read_text(encoding="utf-8", errors="replace"))


def _lines(name: str, text: str) -> Iterator[_Line]:
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            yield _Line(name, number, tuple(line.split("\t")))


def _about(line: _Line, tabular: Tabular) -> Iterator[Finding]:
    if len(line.fields) != 3:
        yield _finding(
            line, "layout", "The line does not hold three fields with tabs between.", "code, flags, terms"
        )
        return
    code, flags, _ = line.fields
    if tabular.find(code) is None:
        yield _finding(
            line, "code", f"The edition does not have the code {code}.", "a code or category of it"
        )
    if not flags or not set(flags) <= _FLAGS:
        yield _finding(line, "flags", "The flags are not known ones.", "letters of Acdistvxz, or -")
    if not all(each.removeprefix("~") for each in line.terms):
        yield _finding(line, "term", "A term is empty.", "terms with one semicolon between")


def _twice(lines: Sequence[_Line]) -> Iterator[Finding]:
    first: dict[tuple[str, str], _Line] = {}
    for line in lines:
        kind = line.file.removesuffix(".tsv").split("-")[0]
        for term in dict.fromkeys(line.terms):
            earlier = first.setdefault((kind, term), line)
            if earlier is not line and earlier.fields[0] != line.fields[0]:
                yield Finding(
                    "coder.lexicon.twice",
                    Severity.REVIEW,
                    line.place,
                    "A term stands for two codes; the first line wins.",
                    found=f"{term}: {earlier.fields[0]} in {earlier.file} line {earlier.number}",
                    wanted="one code a term",
                    next_step="Take it out of one of the lines.",
                )


def _finding(line: _Line, rule: str, message: str, wanted: str) -> Finding:
    found = line.fields[0] if rule == "code" else ""
    return Finding(
        f"coder.lexicon.{rule}",
        Severity.REJECT,
        line.place,
        message,
        found=found,
        wanted=wanted,
        next_step="Correct the line.",
    )
