"""A stretch of X12 bytes as arrays: where its marks stand, where segments begin, what each is called."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cleanclaim.x12.columns.interning import MOST, Interner
from cleanclaim.x12.guides.tables import QUALIFIERS
from cleanclaim.x12.scanning import MAX_SEGMENT
from cleanclaim.x12.segments import Delimiters, Segment

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

MARGIN = 32  # zero bytes around the text, so that three times eight bytes can be taken from any place on
MOST_MARKS = 48

LOW = np.array([(1 << 8 * length) - 1 for length in range(9)], dtype=np.uint64)
_LAID_OUT_BITS = np.uint64(56)


class IrregularError(Exception):
    """The bytes hold something that only the row reader knows how to take; never leaves this room."""


def packed(text: str) -> int:
    """Up to eight ASCII characters as the number that their bytes are in memory."""
    return int.from_bytes(text.encode("ascii"), "little")


_ONE = frozenset(name for name, positions in QUALIFIERS.items() if positions == (1,))
_HL, _PWK = packed("HL"), packed("PWK")
_OTHERS = frozenset(QUALIFIERS) - _ONE - {"HL", "PWK"}


@dataclass(slots=True)
class Vocabulary:
    """The numbers of names, of names with qualifiers (tokens), and of layouts; one for a whole run."""

    names: Interner = field(default_factory=Interner)
    tokens: Interner = field(default_factory=Interner)
    layouts: Interner = field(default_factory=Interner)
    steps: dict[tuple[int, int], tuple[Ints, Ints]] = field(default_factory=dict)  # see picking.py
    _ways: list[int] = field(default_factory=lambda: [9])
    token_names: list[str] = field(default_factory=lambda: [""])

    @property
    def is_full(self) -> bool:
        """Whether some name or token may have been left without a number."""
        return max(len(self.names.values), len(self.tokens.values)) > MOST

    def ways(self) -> NDArray[np.uint8]:
        """By number of a name: 0 no qualifier, 1 the first element, 3 HL, 2 PWK, 9 not known here."""
        for value in self.names.values[len(self._ways) :]:
            name = _text_of(value)
            way = (
                1
                if name in _ONE
                else 3
                if value == _HL
                else 2
                if value == _PWK
                else 9
                if name in _OTHERS
                else 0
            )
            self._ways.append(way)
        return np.array(self._ways, dtype=np.uint8)

    def told(self, value: int) -> NDArray[np.bool_]:
        """By number of a token: whether it is this name and qualifier, packed."""
        found = np.zeros(len(self.tokens.values), dtype=np.bool_)
        found[self.tokens.known.get(value, 0)] = value in self.tokens.known
        return found

    def named(self, *names: str) -> NDArray[np.bool_]:
        """By number of a token: whether its segment has one of these names."""
        return self.names_of(names) > 0

    def names_of(self, names: Iterable[str]) -> NDArray[np.uint8]:
        """By number of a token: which of these names its segment has, from 1 on; 0 = none of them."""
        for value in self.tokens.values[len(self.token_names) :]:
            self.token_names.append(_text_of(value & 0xFFFFFF))
        wanted = {name: number for number, name in enumerate(names, start=1)}
        return np.array([wanted.get(name, 0) for name in self.token_names], dtype=np.uint8)


def _text_of(value: int) -> str:
    return value.to_bytes(8, "little").rstrip(b"\x00").decode("latin-1")


@dataclass(slots=True)
class Cells:
    """The segments that end within some bytes.

    buffer   the bytes with MARGIN zeros before and behind; positions below are positions in it
    base     what to add to a position for the byte offset in the file
    marks    where element and component separators and terminators stand
    first    by segment, which of `marks` ends its name; `last` the one that ends it
    starts   by segment, where its name begins
    tokens   by segment, the number of its name and qualifiers; 0 = not to be told by arrays
    layouts  by segment, the number of its arrangement of separators
    odd      segments that hold characters that no plain value has
    not_ascii   the first segment with a byte beyond ASCII, -1 when there is none
    line_end    the position of the first line end between two of the segments, -1 when there is none
    """

    raw: bytes
    buffer: NDArray[np.uint8]
    words: Words
    base: int
    delimiters: Delimiters
    marks: Ints
    first: Ints
    last: Ints
    starts: Ints
    tokens: NDArray[np.uint16]
    layouts: NDArray[np.uint16]
    odd: Ints
    not_ascii: int
    line_end: int
    blank_first: bool

    @property
    def count(self) -> int:
        """How many segments."""
        return len(self.starts)

    def offset(self, at: int) -> int:
        """The byte offset of a segment in the file."""
        return int(self.starts[at]) + self.base

    def end_offset(self, at: int) -> int:
        """The byte offset behind its terminator."""
        return int(self.marks[self.last[at]]) + 1 + self.base

    def segment(self, at: int, ordinal: int) -> Segment:
        """One of the segments as a record."""
        piece = self.raw[int(self.starts[at]) : int(self.marks[self.last[at]])]
        return as_segment(piece.decode("latin-1"), self.delimiters, ordinal, self.offset(at))


def as_segment(piece: str, delimiters: Delimiters, ordinal: int, offset: int) -> Segment:
    """The record of a segment's text; text beyond ASCII is UTF-8 where it can be, else Latin-1."""
    if not piece.isascii():
        with suppress(UnicodeDecodeError):
            piece = piece.encode("latin-1").decode("utf-8")
    name, *elements = piece.split(delimiters.element)
    return Segment(name, tuple(elements), delimiters, ordinal, offset)


def cut(text: bytes, base: int, delimiters: Delimiters, vocabulary: Vocabulary) -> Cells | None:
    """The segments that end in these bytes; None when none does.

    Raises IrregularError for blanks between segments, line ends inside them, NUL bytes, and segments that are
    too long.
    """
    raw = bytes(MARGIN) + text + bytes(MARGIN)
    buffer = np.frombuffer(raw, dtype=np.uint8)
    inside = buffer[MARGIN : MARGIN + len(text)]
    separator, component, terminator = (
        ord(mark) for mark in (delimiters.element, delimiters.component, delimiters.terminator)
    )
    mask = (inside == separator) | (inside == component) | (inside == terminator)
    marks = np.flatnonzero(mask) + MARGIN
    kinds = buffer[marks]
    last = np.flatnonzero(kinds == terminator)
    if not len(last):
        return None
    marks, kinds = marks[: last[-1] + 1], kinds[: last[-1] + 1]
    first = np.concatenate(([0], last[:-1] + 1))
    ends = marks[last]
    starts = np.concatenate(([MARGIN], ends[:-1] + 1))
    places = _strange(text, inside, mask, delimiters)
    starts, places, line_end = _past_line_ends(buffer, starts, places, ends)
    if (
        (ends - starts > MAX_SEGMENT).any()
        or (buffer[places] == 0).any()
        or np.isin(buffer[starts], (32, 9)).any()
    ):
        raise IrregularError
    if delimiters.terminator in "\r\n" and (starts == ends).any():
        raise IrregularError  # empty lines, which the row reader skips
    odd, not_ascii = _odd_segments(buffer, places, ends)
    words: Words = np.ndarray((len(raw) - 7,), dtype="<u8", buffer=raw, strides=(1,))
    tokens = _tokens(words, (marks, kinds, first, last), (starts, ord(delimiters.component)), vocabulary)
    layouts = _layouts(kinds == component, first, last, vocabulary)
    blank_first = bool((buffer[marks + 1] == 32).any())
    shift = base - MARGIN
    return Cells(raw, buffer, words, shift, delimiters, marks, first, last, starts, tokens, layouts, odd,
                 not_ascii, line_end, blank_first)  # fmt: skip


def _strange(
    text: bytes, inside: NDArray[np.uint8], marked: NDArray[np.bool_], delimiters: Delimiters
) -> Ints:
    """Where bytes stand that no plain value has: control characters, repetition separators, beyond ASCII."""
    repetition = delimiters.repetition.encode()
    plain = delimiters.terminator >= " " and delimiters.element >= " " and delimiters.component >= " "
    if plain and inside.min() >= 32 and inside.max() <= 126 and (not repetition or repetition not in text):
        return np.zeros(0, dtype=np.int64)
    strange = (inside - np.uint8(32)) > np.uint8(94)
    if repetition:
        strange |= inside == repetition[0]
    return np.flatnonzero(strange & ~marked) + MARGIN


def _past_line_ends(
    buffer: NDArray[np.uint8], starts: Ints, places: Ints, ends: Ints
) -> tuple[Ints, Ints, int]:
    """Where segments begin behind line ends, the strange places without them, the first line end."""
    breaks = np.isin(buffer[places], (10, 13))
    if not breaks.any():
        return starts, places, -1
    count, moved = int(breaks.sum()), starts.copy()
    first = int(places[breaks][0])
    while True:
        more = np.isin(buffer[moved], (10, 13)) & (moved < ends)
        if not more.any():
            break
        moved += more
    behind = int((places[breaks] > ends[-1]).sum())
    if int((moved - starts).sum()) + behind != count:
        raise IrregularError
    return moved, places[~breaks], first if first < ends[-1] else -1


def _odd_segments(buffer: NDArray[np.uint8], places: Ints, ends: Ints) -> tuple[Ints, int]:
    places = places[places < ends[-1]]
    if not len(places):
        return places, -1
    holders = np.searchsorted(ends, places)
    beyond = holders[buffer[places] > 127]
    return np.unique(holders), int(beyond[0]) if len(beyond) else -1


def _tokens(
    words: Words,
    laid: tuple[Ints, NDArray[np.uint8], Ints, Ints],
    begun: tuple[Ints, int],
    vocabulary: Vocabulary,
) -> NDArray[np.uint16]:
    """The number of name and qualifiers. What cannot be packed whole into 64 bits is 0, never shortened."""
    (marks, kinds, first, last), (starts, component) = laid, begun
    length = marks[first] - starts
    plain = (length >= 1) & (length <= 3) & (kinds[first] != component)
    names = np.where(plain, words[starts] & LOW[np.clip(length, 0, 3)], np.uint64(0))
    numbers = vocabulary.names.numbers(names)
    ways = vocabulary.ways()[numbers]
    values, lost = names.copy(), (ways == 9) | ~plain
    with_first = np.flatnonzero((ways == 1) & (first < last))
    _add_qualifier(values, lost, with_first, (words, marks, first + 0), width=5)
    levels = np.flatnonzero((ways == 3) & (last - first >= 3))
    _add_qualifier(values, lost, levels, (words, marks, first + 2), width=5)
    reports = np.flatnonzero((ways == 2) & (last - first >= 2))
    _add_qualifier(values, lost, reports, (words, marks, first + 0), width=2)
    _add_qualifier(values, lost, reports, (words, marks, first + 1), width=3, shift=40)
    lost |= (ways == 2) & (last - first == 1)  # one qualifier of two
    for way, cells in ((3, 2), (2, 1)):
        rows = np.flatnonzero(ways == way)
        for step in range(1, cells + 1):  # a component before the qualifier would shift it
            lost[rows] |= kinds[np.minimum(first[rows] + step, last[rows])] == component
    values[lost] = 0
    return vocabulary.tokens.numbers(values)


def _add_qualifier(
    values: Words,
    lost: NDArray[np.bool_],
    rows: Ints,
    where: tuple[Words, Ints, Ints],
    *,
    width: int,
    shift: int = 24,
) -> None:
    words, marks, before = where
    start = marks[before[rows]] + 1
    length = marks[before[rows] + 1] - start
    lost[rows] |= length > width
    values[rows] |= (words[start] & LOW[np.minimum(length, width)]) << np.uint64(shift)


def _layouts(
    components: NDArray[np.bool_], first: Ints, last: Ints, vocabulary: Vocabulary
) -> NDArray[np.uint16]:
    """The number of a segment's arrangement: how many marks, and which of them are component separators."""
    counts = last - first + 1
    values = np.minimum(counts, MOST_MARKS + 1).astype(np.uint64) << _LAID_OUT_BITS
    at = np.flatnonzero(components)
    if len(at):
        holders = np.repeat(np.arange(len(first)), counts)[at]
        steps = np.minimum(at - first[holders], MOST_MARKS)
        begins = np.flatnonzero(np.concatenate(([True], holders[1:] != holders[:-1])))
        values[holders[begins]] |= np.add.reduceat(np.uint64(1) << steps.astype(np.uint64), begins)
    values[counts > MOST_MARKS] = 0
    return vocabulary.layouts.numbers(values)


def layout_of(value: int) -> tuple[int, ...]:
    """The kinds of marks behind a layout's value: 1 where a component separator stands."""
    return tuple(value >> at & 1 for at in range(value >> int(_LAID_OUT_BITS)))
