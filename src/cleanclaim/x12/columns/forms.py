"""Segments that share a row and a layout, checked column by column; what is not proved clean is named.

A form is stricter than elements.py and never milder: it passes a subset of what the slow look passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from cleanclaim.x12.columns.amounts import EQUATIONS, Amounts
from cleanclaim.x12.columns.automaton import Rows
from cleanclaim.x12.columns.cells import LOW, Cells, Ints, Vocabulary, Words, layout_of, packed
from cleanclaim.x12.columns.interning import Interner
from cleanclaim.x12.columns.numerals import Truths, cents, dates, whole
from cleanclaim.x12.guides.loading import SyntaxNote, dictionary
from cleanclaim.x12.guides.tables import QUALIFIERS, ElementRule, SegmentRule

_MONEY, _PERIOD = "782", "1251"
_D8, _RD8 = packed("D8"), packed("RD8")
_FEW = 6
_BLANK, _HYPHEN = 32, 45


@dataclass(slots=True)
class Column:
    """One cell of many segments: where it begins and ends, and what the cell before it says."""

    cells: Cells
    start: Ints
    end: Ints
    before: Words | None = None
    length: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.length = self.end - self.start

    def word(self) -> Words:
        """Its first eight bytes."""
        found: Words = self.cells.words[self.start] & LOW.take(self.length, mode="clip")
        return found

    def numbered(self, rule: ElementRule) -> Truths:
        """Whether the length is one the rule allows."""
        found: Truths = (self.length >= rule.shortest) & (self.length <= rule.longest)
        return found


Proof = Callable[[Column, ElementRule], Truths]


@dataclass(frozen=True, slots=True)
class Cell:
    """What to prove of one cell. rule None = it must be empty; `column` = where its amount goes; `told` = its
    token has proved it."""

    rule: ElementRule | None
    required: bool
    proof: Proof | None
    codes: Words | None = None
    column: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The cells of a row in one layout. `never` = the layout alone asks for the slow look.

    elements  by position, the number of its only cell, or 0 when its mere separators make it present
    """

    name: str
    cells: tuple[Cell, ...]
    elements: tuple[int, ...]
    notes: tuple[SyntaxNote, ...]
    never: bool = False

    def suspects(self, cells: Cells, segments: Ints, amounts: Amounts) -> Ints:
        """Those of the segments that are not proved clean."""
        if self.never:
            for at in segments if self.name in EQUATIONS else ():
                amounts.read_slowly(cells, int(at))
            return segments
        bad = np.zeros(len(segments), dtype=np.bool_)
        first, lengths, before = cells.first[segments], list[Ints](), None
        start = cells.marks[first] + 1
        for step, cell in enumerate(self.cells, start=1):
            end = cells.marks[first + step]
            column = Column(cells, start, end, before)
            if not cell.told:
                bad |= ~_proved(cell, column, segments, amounts)
            before = column.word() if _asked_for_format(self.cells, step) else None
            lengths.append(column.length)
            start = end + 1
        if self.elements and self.elements[-1] != 0:
            bad |= lengths[-1] == 0
        bad |= self._pairs_broken(lengths, len(segments))
        return segments[bad]

    def _pairs_broken(self, lengths: list[Ints], count: int) -> Truths:
        broken = np.zeros(count, dtype=np.bool_)
        always, never = np.ones(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
        for note in self.notes:
            there = [
                never if position > len(self.elements)
                else always if self.elements[position - 1] == 0
                else lengths[self.elements[position - 1] - 1] > 0
                for position in note.positions
            ]  # fmt: skip
            broken |= _broken(note.kind, there)
        return broken


def _asked_for_format(cells: tuple[Cell, ...], step: int) -> bool:
    following = cells[step].rule if step < len(cells) else None
    return following is not None and following.number == _PERIOD


def _broken(kind: str, there: list[Truths]) -> Truths:
    count = np.sum(there, axis=0)
    match kind:
        case "P":
            broken = (count > 0) & (count < len(there))
        case "R":
            broken = count == 0
        case "E":
            broken = count > 1
        case "C":
            broken = there[0] & (count < len(there))
        case _:
            broken = there[0] & (count == 1)
    found: Truths = broken
    return found


def _proved(cell: Cell, column: Column, segments: Ints, amounts: Amounts) -> Truths:
    empty: Truths = column.length == 0
    rule = cell.rule
    if rule is None:
        return empty
    if cell.column:
        return _amount(cell, column, segments, amounts)
    proved = _in_codes(cell.codes, column) if cell.codes is not None else _by_kind(cell, column, rule)
    if cell.required:
        return proved & ~empty
    return proved | empty


def _by_kind(cell: Cell, column: Column, rule: ElementRule) -> Truths:
    if cell.proof is None:
        return np.zeros(len(column.length), dtype=np.bool_)
    return cell.proof(column, rule)


def _amount(cell: Cell, column: Column, segments: Ints, amounts: Amounts) -> Truths:
    """An amount that stands in an equation: proved or not, it is put into its column."""
    assert cell.rule is not None, "an amount has a rule"
    value, digits, proved = cents(column.cells, column.start, column.end)
    proved &= (digits >= cell.rule.shortest) & (digits <= cell.rule.longest)
    empty = column.length == 0
    amounts.column(cell.column)[segments] += np.where(proved, value, 0)
    for at in segments[~proved & ~empty]:
        amounts.doubtful.append(int(at))
    return proved if cell.required else proved | empty


def _in_codes(codes: Words, column: Column) -> Truths:
    word = column.word()  # a text longer than a code has other bytes behind it: there is no NUL in it
    if len(codes) > _FEW:
        found: Truths = codes.take(np.searchsorted(codes, word), mode="clip") == word
        return found
    any_of = np.zeros(len(word), dtype=np.bool_)
    for code in codes:
        any_of |= word == code
    return any_of


def _words(column: Column, rule: ElementRule) -> Truths:
    """Printable characters (a segment with others is odd), the first not a blank."""
    proved = column.numbered(rule)
    if column.cells.blank_first:
        proved &= column.cells.buffer[column.start] != _BLANK
    return proved


def _whole(column: Column, rule: ElementRule) -> Truths:
    return whole(column.cells, column.end, column.length)[1] & column.numbered(rule)


def _decimal(column: Column, rule: ElementRule) -> Truths:
    _, digits, proved = cents(column.cells, column.start, column.end)
    proved &= (digits >= rule.shortest) & (digits <= rule.longest)
    return proved


def _date(column: Column, rule: ElementRule) -> Truths:
    return dates(column.cells, column.end, column.length)[1] & column.numbered(rule)


def _period(column: Column, rule: ElementRule) -> Truths:
    if column.before is None:
        return np.zeros(len(column.length), dtype=np.bool_)
    day: Truths = (column.before == _D8) & dates(column.cells, column.end, column.length)[1]
    span = np.flatnonzero((column.before == _RD8) & (column.length == 17))
    if len(span):
        start, eight = column.start[span], np.full(len(span), 8)
        first, begins = dates(column.cells, start + 8, eight)
        last, ends = dates(column.cells, start + 17, eight)
        day[span] = begins & ends & (first <= last) & (column.cells.buffer[start + 8] == _HYPHEN)
    day &= column.numbered(rule)
    return day


def _time(column: Column, rule: ElementRule) -> Truths:
    value, proved = whole(column.cells, column.end, column.length)
    proved &= (column.length == 4) & (value < 2400) & (value % 100 < 60) & column.numbered(rule)
    return proved


def _proof_for(rule: ElementRule) -> Proof | None:
    if rule.number == _PERIOD:
        return _period
    by_kind: dict[str, Proof] = {
        "AN": _words, "ID": _words, "N0": _whole, "R": _decimal, "DT": _date, "TM": _time,
    }  # fmt: skip
    return by_kind.get(rule.kind)


def _codes_of(rule: ElementRule) -> Words:
    """The codes that the slow look passes for their form and length too, sorted as numbers."""
    fitting = (code for code in rule.codes if rule.shortest <= len(code) <= min(rule.longest, 7))
    alike = (
        code
        for code in fitting
        if (code.isdigit() if rule.kind == "N0" else code.isalnum()) and code.isascii()
    )
    plain = rule.kind in ("AN", "ID", "N0")
    return np.array(sorted(packed(code) for code in alike) if plain else [], dtype=np.uint64)


@dataclass(slots=True)
class Forms:
    """Every form met so far, by the number of its row and layout."""

    rows: Rows
    vocabulary: Vocabulary
    _numbers: Interner = field(default_factory=Interner)
    _forms: list[Form | None] = field(default_factory=lambda: [None])

    def suspects(
        self, cells: Cells, row_numbers: np.ndarray[tuple[int], np.dtype[np.uint16]], amounts: Amounts
    ) -> Ints:
        """All segments that have a row and are not proved clean, ascending; fills in the amounts."""
        keys = (row_numbers.astype(np.uint64) << np.uint64(16)) | cells.layouts
        keys[(row_numbers == 0)] = 0
        numbers = self._numbers.numbers(keys)
        for value in self._numbers.values[len(self._forms) :]:
            self._forms.append(self._form(value >> 16, value & 0xFFFF))
        order = np.argsort(numbers, kind="stable")
        edges = np.searchsorted(numbers[order], np.arange(len(self._forms) + 1))
        found: list[Ints] = [
            cells.odd[row_numbers[cells.odd] > 0],
            np.flatnonzero((keys > 0) & (numbers == 0)),
        ]
        for number, form in enumerate(self._forms):
            segments = order[edges[number] : edges[number + 1]]
            if form is not None and len(segments):
                found.append(form.suspects(cells, segments, amounts))
        for at in dict.fromkeys([*amounts.doubtful, *(int(one) for one in found[1])]):
            amounts.read_slowly(cells, at)
        return np.unique(np.concatenate(found))

    def _form(self, row: int, layout: int) -> Form:
        rule = self.rows.rules[row]
        assert rule is not None, "segments without a row have no form"
        value = self.vocabulary.layouts.values[layout]
        if layout == 0:
            return Form(rule.name, (), (), (), never=True)
        return _compiled(rule, layout_of(value), qualified=self.rows.qualified[row])


def _compiled(rule: SegmentRule, layout: tuple[int, ...], *, qualified: bool) -> Form:
    """`layout` has a mark for each cell: the first ends the name."""
    cells: list[Cell] = []
    elements: list[int] = []
    never = False
    groups = list(_groups(layout))
    columns = EQUATIONS.get(rule.name, {})
    for position, size in enumerate(groups, start=1):
        element = rule.elements.get(position)
        elements.append(len(cells) + 1 if size == 1 else 0)
        if element is None:
            never |= size > 1 or position in columns
            cells += [Cell(None, required=False, proof=None)] * size
        elif element.components:
            cells += _composite(element, size)
            never |= size > element.component_count
        else:
            never |= size > 1
            cells += [_cell(element, required=element.required, column=columns.get(position, ""))] * size
    for position in QUALIFIERS.get(rule.name, ()) if qualified else ():
        _trust(rule, position, elements, cells)
    never |= any(each.required for position, each in rule.elements.items() if position > len(groups))
    notes = dictionary().syntax.get(rule.name, ())
    return Form(rule.name, tuple(cells), tuple(elements), notes, never)


def _trust(rule: SegmentRule, position: int, elements: list[int], cells: list[Cell]) -> None:
    """A qualifier that the row accepts has been compared already, when it is all of its cell."""
    if position in rule.elements and position <= len(elements):
        number = elements[position - 1] or (1 if position == 1 else 0)
        cell = cells[number - 1] if number else None
        if cell is not None and cell.codes is not None and cell.rule is not None:
            told = cell.required and len(cell.codes) == len(cell.rule.codes)
            cells[number - 1] = replace(cell, told=told)


def _groups(layout: tuple[int, ...]) -> Iterator[int]:
    """How many cells each element has."""
    size = 0
    for kind in layout[1:]:
        size += 1
        if kind == 0:
            yield size
            size = 0


def _composite(element: ElementRule, size: int) -> list[Cell]:
    """The cells of a composite; one that is there must have what is required in it."""
    inner = {component.position: component for component in element.components}
    there = size > 1 or element.required
    found = []
    for position in range(1, size + 1):
        rule = inner.get(position)
        found.append(_cell(rule, required=rule is not None and rule.required and there))
    missing = [each for each in element.components if each.required and each.position > size]
    if missing:  # clean only when the whole element is empty
        return (
            [Cell(None, required=False, proof=None)]
            if size == 1 and not element.required
            else [_NEVER] * size
        )
    return found


_NEVER = Cell(ElementRule(0, "", "?", 1, 0, required=True), required=True, proof=None)


def _cell(rule: ElementRule | None, *, required: bool, column: str = "") -> Cell:
    if rule is None:
        return Cell(None, required=False, proof=None)
    if rule.components:
        return _NEVER
    codes = _codes_of(rule) if rule.codes else None
    return Cell(rule, required, _proof_for(rule), codes, column)
