"""NCCI pairs, unlikely units and add-ons over many services at once, in arrays.

The screen proves claims quiet; it renders nothing. It looks at codes and days only and leaves modifiers,
indicators and row dates to the edits: a claim it does not prove quiet is asked by the edits themselves, so
the findings are theirs. What it may never do is prove a claim quiet that an edit would answer.

Pairs are bits of a square over all codes of the tables: 14,000 codes take 24.5 MB, however many pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cleanclaim.core.span import Span
from cleanclaim.edits.service_columns import Integers, Numbers, ServiceColumns
from cleanclaim.reference.tables.records import Table, TableEdition, TableRow

Flags = NDArray[np.bool_]
NO_LIMIT = 2**31 - 1
_PAIRS = (Table.PTP_PRACTITIONER, Table.PTP_MEDICAID)
_UNITS = (Table.MUE_PRACTITIONER, Table.MUE_MEDICAID)
NCCI_PAIR, UNLIKELY_UNITS, ADD_ON_PRIMARY = "edit.ncci-pair", "edit.unlikely-units", "edit.add-on-primary"
_ASKED = {
    NCCI_PAIR: _PAIRS,
    UNLIKELY_UNITS: _UNITS,
    ADD_ON_PRIMARY: (Table.ADD_ON, Table.ADD_ON),
}  # with the usual plan, with Medicaid
SCREENED = (NCCI_PAIR, UNLIKELY_UNITS, ADD_ON_PRIMARY)


class LoadedTables(Protocol):
    """What the screen asks of `reference.tables.lookup.Tables`."""

    @property
    def editions(self) -> tuple[TableEdition, ...]: ...

    def keys(self, edition: TableEdition) -> Iterator[str]: ...

    def rows_of(self, edition: TableEdition) -> Iterator[TableRow]: ...


@dataclass(frozen=True, slots=True)
class PairBits:
    """A set of ordered pairs of code numbers below `size`, as bits."""

    bits: NDArray[np.uint8]
    size: int

    @classmethod
    def of(cls, pairs: Integers, size: int) -> PairBits:
        """`pairs` has two columns."""
        bits = np.zeros((size, (size + 7) // 8), dtype=np.uint8)
        marks = np.left_shift(1, pairs[:, 1] & 7).astype(np.uint8)
        np.bitwise_or.at(bits, (pairs[:, 0], pairs[:, 1] >> 3), marks)
        return cls(bits, size)

    def hold(self, one: Integers, other: Integers) -> Flags:
        """Whether each pair is in the set; codes that the tables do not know are in none."""
        inside = (one < self.size) & (other < self.size)
        row, column = np.where(inside, one, 0), np.where(inside, other, 0)
        held: Flags = (self.bits[row, column >> 3] >> (column & 7).astype(np.uint8)) & 1 > 0
        return inside & held


@dataclass(frozen=True, slots=True)
class TableScreen:
    """The tables compiled. `procedures` numbers their codes first, so every later number is unknown to them.

    most_units  the least value of any edition by code number, NO_LIMIT where there is none
    add_ons     whether a code number is an add-on
    primaries   (add-on, primary) that stand in every edition for all of its days
    covered     the days of the loaded editions by table
    """

    procedures: Numbers
    pairs: PairBits
    most_units: Integers
    add_ons: Flags
    primaries: PairBits
    covered: Mapping[Table, tuple[Span, ...]]

    def suspects(self, columns: ServiceColumns, claims: int) -> dict[str, Flags]:
        """For each of the three edits: which of the `claims` it may have something to say about."""
        if not len(columns):
            return {edit: np.zeros(claims, dtype=bool) for edit in SCREENED}
        paired, lonely = self._neighbours(columns)
        over = self._over(columns)
        found = {}
        for edit, lines in ((NCCI_PAIR, paired), (UNLIKELY_UNITS, over), (ADD_ON_PRIMARY, lonely)):
            flags = np.zeros(claims, dtype=bool)
            flags[columns.claim[lines | self._uncovered(columns, edit)]] = True
            found[edit] = flags
        return found

    def _neighbours(self, columns: ServiceColumns) -> tuple[Flags, Flags]:
        """Lines paired with one of their group and days; add-ons without a primary of their claim."""
        order = np.lexsort((columns.first, columns.group))
        group, code, claim = columns.group[order], columns.code[order], columns.claim[order]
        first, last = columns.first[order], columns.last[order]
        paired, settled = np.zeros(len(order), dtype=bool), np.zeros(len(order), dtype=bool)
        here = np.arange(len(order) - 1)
        step = 0
        while len(here):
            step += 1
            here = here[here + step < len(order)]
            there = here + step
            # sorted by first day: once a later line begins after this one has ended, so do all that follow
            near = (group[here] == group[there]) & (first[there] <= last[here])
            here, there = here[near], there[near]
            hit = self.pairs.hold(code[here], code[there]) | self.pairs.hold(code[there], code[here])
            paired[here[hit]] = paired[there[hit]] = True
            same = claim[here] == claim[there]
            one, other = here[same], there[same]
            settled[one[self.primaries.hold(code[one], code[other])]] = True
            settled[other[self.primaries.hold(code[other], code[one])]] = True
        known = code < len(self.add_ons)
        lonely = known & self.add_ons[np.where(known, code, 0)] & ~settled
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        return paired[back], lonely[back]

    def _over(self, columns: ServiceColumns) -> Flags:
        """Lines whose code may have more units on a day than its least value, over their group."""
        over = np.zeros(len(columns), dtype=bool)
        known = columns.code < len(self.most_units)
        limit = np.where(known, self.most_units[np.where(known, columns.code, 0)], NO_LIMIT)
        asked = np.flatnonzero(limit < NO_LIMIT)
        if len(asked):
            limit, first = limit[asked], columns.first[asked]
            of_code = columns.group[asked].astype(np.int64) * len(self.most_units) + columns.code[asked]
            order = np.lexsort((first, of_code))
            of_code, first = of_code[order], first[order]
            code_run = np.cumsum(np.diff(of_code, prepend=of_code[:1]) != 0)
            day_run = np.cumsum(
                (np.diff(of_code, prepend=of_code[:1]) != 0) | (np.diff(first, prepend=first[:1]) != 0)
            )
            units = np.bincount(day_run, weights=columns.units[asked][order])[day_run]
            several = (columns.last > columns.first)[asked][order]
            spread = np.bincount(code_run, weights=several)[code_run] > 0
            over[asked[order]] = spread | (units > limit[order])
        return over

    def _uncovered(self, columns: ServiceColumns, edit: str) -> Flags:
        """Lines on days that the edit's table does not cover: the edit says so itself."""
        start = int(columns.first.min())
        usual, medicaid = (self._gaps(table, start, int(columns.first.max())) for table in _ASKED[edit])
        days = columns.first - start
        return np.where(columns.medicaid > 0, medicaid[days], usual[days])

    def _gaps(self, table: Table, start: int, end: int) -> Flags:
        """For each day from `start` to `end`, as ordinals: whether no edition of the table covers it."""
        gaps = np.ones(end - start + 1, dtype=bool)
        for span in self.covered[table]:
            last = end if span.last is None else span.last.toordinal()
            gaps[max(span.first.toordinal() - start, 0) : max(last - start + 1, 0)] = False
        return gaps


def compile_tables(tables: LoadedTables) -> TableScreen:
    """Read the loaded editions once: some seconds for millions of pairs."""
    procedures = Numbers()
    pairs = _pairs(tables, procedures)
    limits = _limits(tables)
    add_ons, primaries = _add_ons(tables)
    for code in (*limits, *add_ons, *(each for pair in primaries for each in pair)):
        procedures.of(code)
    size = max(len(procedures.known), 1)
    most_units = np.full(size, NO_LIMIT, dtype=np.int32)
    for code, most in limits.items():
        most_units[procedures.of(code)] = most
    is_add_on = np.zeros(size, dtype=bool)
    is_add_on[[procedures.of(code) for code in add_ons]] = True
    listed = [(procedures.of(one), procedures.of(other)) for one, other in sorted(primaries)]
    return TableScreen(
        procedures,
        PairBits.of(pairs, size),
        most_units,
        is_add_on,
        PairBits.of(np.array(listed, dtype=np.int32).reshape(-1, 2), size),
        {table: tuple(e.effective for e in tables.editions if e.table is table) for table in Table},
    )


def _editions(tables: LoadedTables, wanted: Iterable[Table]) -> list[TableEdition]:
    return [edition for edition in tables.editions if edition.table in wanted]


def _pairs(tables: LoadedTables, procedures: Numbers) -> Integers:
    """Every pair of every edition, whatever its days and indicator."""
    found: list[NDArray[np.int32]] = []
    for edition in _editions(tables, _PAIRS):
        numbers = (procedures.of(code) for key in tables.keys(edition) for code in key.split(" ", 1))
        found.append(np.fromiter(numbers, dtype=np.int32).reshape(-1, 2))
    return np.concatenate(found) if found else np.empty((0, 2), dtype=np.int32)


def _limits(tables: LoadedTables) -> dict[str, int]:
    limits: dict[str, int] = {}
    for edition in _editions(tables, _UNITS):
        for row in tables.rows_of(edition):
            limits[row.key] = min(int(row["value"]), limits.get(row.key, NO_LIMIT))
    return limits


def _add_ons(tables: LoadedTables) -> tuple[set[str], set[tuple[str, str]]]:
    """All add-ons, and the pairs with a primary on which every edition agrees for all of its days."""
    add_ons: set[str] = set()
    agreed: set[tuple[str, str]] | None = None
    for edition in _editions(tables, (Table.ADD_ON,)):
        whole = set()
        for row in tables.rows_of(edition):
            add_ons.add(row.key)
            ends = row.effective.last
            if row.effective.first <= edition.effective.first and (
                ends is None or (edition.effective.last is not None and ends >= edition.effective.last)
            ):
                whole.add((row.key, row["primary"]))
        agreed = whole if agreed is None else agreed & whole
    return add_ons, agreed or set()
