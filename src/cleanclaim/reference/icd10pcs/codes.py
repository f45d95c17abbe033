"""The valid codes of an edition with the meaning of each character, read from the loaded tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from sys import intern

from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table

# the seven characters in order; other sections than Medical and Surgical call some of them otherwise
AXES = ("section", "body_system", "operation", "body_part", "approach", "device", "qualifier")
_LENGTH = len(AXES)


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """One valid code; `meanings` has one text for each of its seven characters."""

    value: str
    meanings: tuple[str, ...]


def codes_under(tables: Tables, day: date, prefixes: Iterable[str] = ("",)) -> tuple[ProcedureCode, ...]:
    """All valid codes of the day that begin with one of the prefixes, in order, each once."""
    found: dict[str, ProcedureCode] = {}
    for prefix in sorted(set(prefixes)):
        for row in tables.rows_under(Table.ICD10PCS, prefix, day):
            meanings = tuple(intern(meaning) for _, meaning in row.attributes[:_LENGTH])
            found.setdefault(row.key, ProcedureCode(row.key, meanings))
    return tuple(found[value] for value in sorted(found))
