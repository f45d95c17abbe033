"""What one payer asks for beyond the guide, or takes less strictly (SNIP type 7): a TOML file for each payer.

    payer = "Invented Plan"
    citation = "Invented Plan, companion guide to the 837P, 2026, invented for this example"
    from = 2026-01-01                # the days of transactions that it holds for, both included
    until = 2026-12-31
    sets = ["837P"]

    [[demand]]                       # one of present, absent, values, pattern, longest, most
    id = "taxonomy"                  # the finding is x12.profile.taxonomy
    at = "2000A PRV"                 # a loop, and a segment or element of it
    present = true
    citation = "section 3.1"

    [[relax]]                        # a finding of the guide that this payer does not refuse for
    rule = "x12.walk.missing"
    at = "2010BB N3"
    citation = "section 3.2"

Outside of its days a profile is NotChecked. What is relaxed is still told, as advice. Syntax and balance
(SNIP types 1 and 3) cannot be relaxed: a file that breaks them cannot be read rightly.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from cleanclaim.core.errors import MisuseError

T = TypeVar("T")

KINDS = ("present", "absent", "values", "pattern", "longest", "most")
SETS = ("837P", "837I", "837D", "835", "270", "271", "276", "277", "277CA", "278", "834", "820")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AT = re.compile(r"([0-9]{3,4}[A-Z]{0,2}) ([A-Z][A-Z0-9]{1,2}?)([0-9]{2})?")
_TOP = {"payer", "citation", "from", "until", "sets", "demand", "relax"}
_CALLED = {"str": "text", "int": "whole number", "bool": "true", "list": "list", "date": "date"}
_TYPES: dict[str, type] = {
    "present": bool,
    "absent": bool,
    "values": list,
    "pattern": str,
    "longest": int,
    "most": int,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """`2300 CLM01`: a loop, a segment of it, an element (0 = the segment as such)."""

    loop_id: str
    segment_name: str
    element: int = 0

    def __str__(self) -> str:
        return self.segment_name + (f"{self.element:02d}" if self.element else "")


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that a payer asks for.

    kind    present (the segment or element is there), absent, values (one of them), pattern (a regular
            expression that the whole value fits), longest (characters), most (so many loops `of` inside)
    wanted  as the file has it: True, a list of texts, a pattern, a number
    where   the qualifier that the segment's first element must have, '' = any
    of      the loop that `most` counts
    """

    demand_id: str
    spot: Spot
    kind: str
    wanted: bool | int | str | tuple[str, ...]
    citation: str
    where: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A rule of the guide that a payer does not refuse for, at one place."""

    rule_id: str
    spot: Spot
    citation: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What one payer asks for. `first` and `last` are the days of transactions that it holds for."""

    payer: str
    citation: str
    first: date
    last: date
    sets: tuple[str, ...]
    demands: tuple[Demand, ...]
    relaxed: tuple[Relaxed, ...]


def read_profile(text: str, *, source: str) -> Profile:
    """A profile from the text of its file; `source` names the file in errors.

    Raises MisuseError that says which entry is wrong and what it should be.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise MisuseError(f"{source} is not TOML: {fault}") from fault
    _only(table, _TOP, source)
    first, last = _entry(table, "from", date, source), _entry(table, "until", date, source)
    if first > last:
        raise MisuseError(f"{source}: from lies after until")
    sets = tuple(map(str, _entry(table, "sets", list, source)))
    unknown = sorted(set(sets) - set(SETS))
    if unknown or not sets:
        raise MisuseError(f"{source}: sets must be some of {', '.join(SETS)}; found {', '.join(unknown)}")
    demands = tuple(
        _demand(each, f"{source}, demand {number}")
        for number, each in enumerate(_rows(table, "demand", source), start=1)
    )
    relaxed = tuple(
        _relaxed(each, f"{source}, relax {number}")
        for number, each in enumerate(_rows(table, "relax", source), start=1)
    )
    payer, citation = _entry(table, "payer", str, source), _entry(table, "citation", str, source)
    return Profile(payer, citation, first, last, sets, demands, relaxed)


def _rows(table: Mapping[str, object], key: str, source: str) -> list[Mapping[str, object]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise MisuseError(f"{source}: {key} must be written as [[{key}]]")
    return rows


def _demand(row: Mapping[str, object], source: str) -> Demand:
    _only(row, {"id", "at", "citation", "where", "of", *KINDS}, source)
    named = _entry(row, "id", str, source)
    if not _ID.fullmatch(named):
        raise MisuseError(f"{source}: id must be lower-case words with hyphens")
    kinds = [kind for kind in KINDS if kind in row]
    if len(kinds) != 1:
        raise MisuseError(f"{source}: exactly one of {', '.join(KINDS)}; found {', '.join(kinds) or 'none'}")
    wanted, spot = _wanted(row, kinds[0], source), _spot(row, source)
    if kinds[0] in ("values", "pattern", "longest") and not spot.element:
        raise MisuseError(f"{source}: {kinds[0]} asks for an element, as in 2300 CLM01")
    if ("of" in row) != (kinds[0] == "most"):
        raise MisuseError(f"{source}: `of` names the loop that `most` counts, and goes with nothing else")
    citation = _entry(row, "citation", str, source)
    where, counted = str(row.get("where", "")), str(row.get("of", ""))
    return Demand(named, spot, kinds[0], wanted, citation, where, counted)


def _wanted(row: Mapping[str, object], kind: str, source: str) -> bool | int | str | tuple[str, ...]:
    found: object = _entry(row, kind, _TYPES[kind], source)
    if isinstance(found, list):
        if not found or not all(isinstance(each, str) for each in found):
            raise MisuseError(f"{source}: values must be a list of texts")
        return tuple(found)
    if found is False or (kind in ("longest", "most") and found is True):
        raise MisuseError(f"{source}: {kind} cannot be {str(found).lower()}")
    if kind == "pattern":
        try:
            re.compile(str(found))
        except re.error as fault:
            raise MisuseError(f"{source}: pattern is not a regular expression: {fault}") from fault
    assert isinstance(found, bool | int | str)
    return found


def _relaxed(row: Mapping[str, object], source: str) -> Relaxed:
    _only(row, {"rule", "at", "citation"}, source)
    rule = _entry(row, "rule", str, source)
    if not rule.startswith("x12.") or rule.startswith(("x12.envelope", "x12.read", "x12.balance")):
        raise MisuseError(f"{source}: {rule} cannot be relaxed: only rules of the guide and of codes can")
    return Relaxed(rule, _spot(row, source), _entry(row, "citation", str, source))


def _spot(row: Mapping[str, object], source: str) -> Spot:
    text = _entry(row, "at", str, source)
    found = _AT.fullmatch(text)
    if found is None:
        raise MisuseError(
            f"{source}: at must be a loop with a segment or element, as 2000A PRV or 2300 CLM01"
        )
    return Spot(found[1], found[2], int(found[3] or 0))


def _only(table: Mapping[str, object], known: set[str], source: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise MisuseError(f"{source}: unknown entry {unknown[0]}; known are {', '.join(sorted(known))}")


def _entry(table: Mapping[str, object], key: str, kind: type[T], source: str) -> T:
    if key not in table:
        raise MisuseError(f"{source}: {key} is missing")
    found = table[key]
    if not isinstance(found, kind) or (kind is str and not found):
        raise MisuseError(f"{source}: {key} must be a {_CALLED[kind.__name__]}")
    return found
