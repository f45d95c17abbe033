"""From category to leaf by documented words only."""

from __future__ import annotations

import pytest

from cleanclaim.coding.specify import seventh, specify, wants_side
from cleanclaim.coding.text import term_stems
from cleanclaim.reference.icd10cm import Tabular


@pytest.mark.parametrize(
    ("target", "said", "codes"),
    [
        ("J45", "mild persistent asthma with acute exacerbation", ("J45.31",)),
        ("J45", "asthma", ("J45.909",)),
        ("M17.1", "right knee osteoarthritis", ("M17.11",)),
        ("M17.1", "osteoarthritis of both knees", ("M17.0",)),
        ("M25.56", "bilateral knee pain", ("M25.561", "M25.562")),
        ("M25.56", "knee pain", ("M25.569",)),
        ("S82.84", "left ankle bimalleolar fracture", ("S82.842",)),
        ("S82.84", "nondisplaced left bimalleolar fracture", ("S82.845",)),
        ("H66.00", "acute suppurative otitis media, left, drum intact", ("H66.002",)),
        ("S61.21", "left index finger", ("S61.211",)),
        ("L03.11", "cellulitis of the right lower leg", ("L03.115",)),
        ("I50", "acute on chronic systolic heart failure", ("I50.23",)),
        ("I50", "heart failure", ("I50.9",)),
        ("N18", "CKD stage 3b", ("N18.32",)),
        ("N18", "CKD", ("N18.9",)),
        ("F33", "recurrent, moderate", ("F33.1",)),
        ("L89.15", "stage 3", ("L89.153",)),
        ("M80.0", "right femur", ("M80.051",)),
        ("E11.ZZ", "nothing", ()),
    ],
)
def test_walk(tabular: Tabular, target: str, said: str, codes: tuple[str, ...]) -> None:
    assert specify(tabular, target, term_stems(said)).codes == codes


@pytest.mark.parametrize(
    ("target", "missing"), [("M25.56", ("side",)), ("J45", ("severity",)), ("N18", ()), ("J18.9", ())]
)
def test_what_the_note_leaves_open(tabular: Tabular, target: str, missing: tuple[str, ...]) -> None:
    assert specify(tabular, target, ()).missing == missing


def test_no_fact_is_added(tabular: Tabular) -> None:
    """`Diabetes` never becomes diabetes in remission, nor `ulcer` one with exposed fat."""
    assert specify(tabular, "E11", ("diabetes", "2")).codes in ((), ("E11.9",), ("E11.8",))
    assert specify(tabular, "L97.5", ("right", "foot", "ulcer")).codes == ("L97.519",)


@pytest.mark.parametrize(
    ("code", "words", "episode", "character"),
    [
        ("S82.842", (), "D", "D"),
        ("S82.842", (), "A", "A"),
        ("W10.9", (), "K", "A"),
        ("E11.329", ("right", "eye"), "A", "1"),
        ("E11.329", (), "A", "9"),
        ("M1A.00", (), "A", "0"),
    ],
)
def test_seventh(tabular: Tabular, code: str, words: tuple[str, ...], episode: str, character: str) -> None:
    row = tabular.find(code)
    assert row is not None
    assert seventh(row, words, episode=episode)[0] == character


def test_which_categories_tell_sides_apart(tabular: Tabular) -> None:
    assert wants_side(tabular, "M25.56")
    assert not wants_side(tabular, "I10")
