"""Digits, amounts and dates of many cells at once, eight bytes a step. What is not sure is "not proved"."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleanclaim.x12.columns.cells import Cells, Ints, Words

Truths = NDArray[np.bool_]

_ALL = (1 << 64) - 1
_KEEP = np.array([(_ALL << 8 * (8 - length)) & _ALL for length in range(9)], dtype=np.uint64)
_FILL = np.uint64(0x3030303030303030) & ~_KEEP
_HIGH, _SIX, _THREES = (np.uint64(int(pattern * 8, 16)) for pattern in ("f0", "06", "33"))
_MINUS, _POINT = 45, 46
_ALWAYS, _IN_LEAP_YEARS = 1, 2


def whole(cells: Cells, end: Ints, length: Ints) -> tuple[Ints, Truths]:
    """The numbers that up to eight digits before `end` are, and where they are that."""
    fits = (length >= 0) & (length <= 8)
    size = np.where(fits, length, 0)
    word = (cells.words[end - 8] & _KEEP[size]) | _FILL[size]
    return _value(word), fits & _all_digits(word)


def _all_digits(word: Words) -> Truths:
    same: Truths = ((word & _HIGH) | (((word + _SIX) & _HIGH) >> np.uint64(4))) == _THREES
    return same


def _value(word: Words) -> Ints:
    """Eight ASCII digits, the first in the lowest byte: neighbours are joined to pairs, fours and eights."""
    low, pair = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x00FF00FF00FF00FF)
    word = ((word & low) * np.uint64(2561)) >> np.uint64(8)
    word = ((word & pair) * np.uint64(6553601)) >> np.uint64(16)
    word = ((word & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)
    return word.astype(np.int64)


def cents(cells: Cells, start: Ints, end: Ints) -> tuple[Ints, Ints, Truths]:
    """Amounts in cents with how many digits each has, and where that is proved: a minus, one to eight digits,
    a point with one or two more; not minus zero."""
    buffer = cells.buffer
    minus = buffer[start] == _MINUS
    begin = start + minus
    length = end - begin
    places = np.where((buffer[end - 3] == _POINT) & (length > 3), 2, 0)
    places = np.where((buffer[end - 2] == _POINT) & (length > 2), 1, places)
    point = places > 0
    front = end - places - point
    value, proved = whole(cells, front, front - begin)
    units = buffer[end - 1].astype(np.int64) - 48
    tens = buffer[end - 2].astype(np.int64) - 48
    fraction = np.where(places == 2, tens * 10 + units, np.where(places == 1, units * 10, 0))
    proved &= (front > begin) & (~point | ((units >= 0) & (units <= 9)))
    proved &= (places != 2) | ((tens >= 0) & (tens <= 9))
    value = value * 100 + fraction
    proved &= ~minus | (value != 0)
    return np.where(minus, -value, value), front - begin + places, proved


@cache
def _days_of_the_year() -> NDArray[np.uint8]:
    days = np.zeros(10_000, dtype=np.uint8)
    for month, length in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1):
        days[month * 100 + 1 : month * 100 + length + 1] = _ALWAYS
    days[229] = _IN_LEAP_YEARS
    return days


def dates(cells: Cells, end: Ints, length: Ints) -> tuple[Ints, Truths]:
    """CCYYMMDD as numbers, and where they are days of the calendar."""
    value, proved = whole(cells, end, length)
    value = np.where(proved, value, 0)
    year = value // 10_000
    kind = _days_of_the_year()[value - year * 10_000]
    proved &= (length == 8) & (year > 0) & (kind > 0)
    if (kind == _IN_LEAP_YEARS).any():
        leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
        proved &= (kind != _IN_LEAP_YEARS) | leap
    return value, proved
