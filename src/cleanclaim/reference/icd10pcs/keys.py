"""Other words for the values of an axis: body part key, device key, substance key, and the index's terms.

The official definitions carry the keys: a body part with its parts, a device with its trade names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table, TableRow

_OPERATION = "3"
_SIGN = re.compile(r"\((?:r|tm)\)")
_WORD = re.compile(r"[a-z0-9]+")
# `Cardiac Lead in Heart and Great Vessels`, `Drainage Device for Insertion in ...`: the value comes first
_PLACE = re.compile(r" (?:for [A-Z][a-z]+ )?in [A-Z].*$")
_BRACKETED = re.compile(r"\[([0-9A-HJ-NP-Z]{1,7})\]")
_PREFIX_COLUMNS = ("codes", "tab", "code")

Words = frozenset[str]


def words_of(text: str) -> Words:
    """The words of a term whatever their order and case: `Esophagus, Lower` is `lower esophagus`."""
    return frozenset(_WORD.findall(_SIGN.sub(" ", text.lower())))


class Synonyms:
    """From other words to the official ones, by the position of the axis."""

    def __init__(self, rows: Iterable[TableRow]) -> None:
        self._known: dict[tuple[str, Words], set[Words]] = {}
        for row in rows:
            _, position, title = row.key.split(" ", 2)
            if position != _OPERATION:  # there, includes are examples of procedures and no other names
                self._learn(position, title, row["includes"])

    def _learn(self, position: str, title: str, includes: str) -> None:
        preferred = {words_of(title), words_of(_PLACE.sub("", title))}
        for term in includes.split("; "):
            if term:
                self._known.setdefault((position, words_of(term)), set()).update(preferred)

    def preferred(self, position: int, asked: Words) -> set[Words]:
        """The official words that a key gives for these; empty when no key has them."""
        return self._known.get((str(position), asked), set())


def synonyms_on(tables: Tables, day: date) -> Synonyms:
    """The keys of the definitions in force on a day; none when no definitions are loaded."""
    return Synonyms(tables.all_rows(Table.ICD10PCS_DEFINITIONS, day))


def definitions_of(tables: Tables, day: date, section: str) -> Mapping[str, TableRow]:
    """What the operations of a section mean, by title: an operation is chosen by its objective."""
    rows = tables.rows_under(Table.ICD10PCS_DEFINITIONS, f"{section} {_OPERATION} ", day)
    return {row.key.split(" ", 2)[2]: row for row in rows}


def index_prefixes(tables: Tables, day: date, term: str) -> tuple[str, ...]:
    """The beginnings of codes to which the index sends from a term or from one of its subterms."""
    found: set[str] = set()
    for written in dict.fromkeys((term, term[:1].upper() + term[1:])):
        for row in tables.rows_under(Table.ICD10PCS_INDEX, written, day):
            if row.key == written or row.key.startswith(f"{written} > "):
                found |= prefixes_in(row)
    return tuple(sorted(found))


def prefixes_in(row: TableRow) -> set[str]:
    """The beginnings of codes that stand in one row of the index."""
    told = {prefix for name in _PREFIX_COLUMNS for prefix in row[name].split("; ") if prefix}
    return told | set(_BRACKETED.findall(row["see"]))
