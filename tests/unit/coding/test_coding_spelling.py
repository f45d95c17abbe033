"""Slips of the pen are read as meant; words that only look alike are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.coding.spelling import Speller

WORDS = ("hypertension", "hypotension", "infection", "hyperlipidemia", "diabetes", "fracture", "gout")
SPELLER = Speller(WORDS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hypertesnion", "hypertension"),  # swapped
        ("hyperlipidema", "hyperlipidemia"),  # lost
        ("hypertennsion", "hypertension"),  # doubled
        ("diabites", "diabetes"),  # another vowel
        ("injection", "injection"),  # another consonant is another word
        ("inflection", "inflection"),  # a word of its own
        ("fractured", "fractured"),  # an ending is grammar
        ("gaut", "gaut"),  # too short
        ("hypotension", "hypotension"),  # known as it stands
    ],
)
def test_respelled(written: str, meant: str) -> None:
    assert SPELLER.respell(written) == meant


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=14))
def test_never_anything_but_the_word_or_a_word_of_the_lexicon(word: str) -> None:
    assert SPELLER.respell(word) in {word, *WORDS}


def test_two_words_equally_near_leave_it_alone() -> None:
    assert Speller(("perianalis", "perinealis")).respell("perinalis") == "perinalis"


def test_the_evidence_keeps_the_note_as_it_is(coded: Callable[..., object]) -> None:
    found = coded("Assessment: Hypertesnion, on lisinopril.")
    assert [(each.code.value, each.evidence[0].text) for each in found.diagnoses] == [  # type: ignore[attr-defined]
        ("I10", "Hypertesnion")
    ]
