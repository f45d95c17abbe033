"""Stand-ins keep the shape of what they stand for, and two numbers never share one."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.identifiers import is_npi
from cleanclaim.x12.pseudonyms import Pseudonyms

KEY = Pseudonyms(b"sixteen bytes and more")
NUMBERS = st.text(string.ascii_letters + string.digits + "-./ ", min_size=1, max_size=20)


def shape(text: str) -> str:
    """Digits, capitals, small letters as 9, A, a; all else as it is."""
    kinds = {**dict.fromkeys(string.digits, "9"), **dict.fromkeys(string.ascii_uppercase, "A")}
    return "".join({**kinds, **dict.fromkeys(string.ascii_lowercase, "a")}.get(each, each) for each in text)


@settings(deadline=None)
@given(NUMBERS)
def test_the_shape_stays(text: str) -> None:
    made = KEY.number(text)
    assert shape(made) == shape(text)
    assert (made[0] == "0") == (text[0] == "0")
    assert is_npi(made) == is_npi(text)


@pytest.mark.parametrize("pattern", ["9", "99", "A9", "A99", "9-A", "a9"])
def test_no_two_numbers_of_a_shape_share_a_stand_in(pattern: str) -> None:
    alphabets = {"9": string.digits, "A": string.ascii_uppercase, "a": string.ascii_lowercase}
    every = [""]
    for mark in pattern:
        every = [each + letter for each in every for letter in alphabets.get(mark, mark)]
    assert sorted(KEY.number(each) for each in every) == sorted(every)


@settings(deadline=None)
@given(st.integers(0, 10**9 - 1))
def test_an_npi_stays_one(number: int) -> None:
    nine = f"1{number % 10**8:08d}"
    npi = next(nine + digit for digit in string.digits if is_npi(nine + digit))
    assert is_npi(KEY.number(npi))
    wrong = nine + str((int(npi[-1]) + 1) % 10)
    assert not is_npi(KEY.number(wrong))
