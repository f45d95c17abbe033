"""The ranker's parts on small cases with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from cleanclaim.coding.ranking import codelist, phrasebook
from cleanclaim.coding.ranking.associations import Associations, associate
from cleanclaim.coding.ranking.attention import wants_a_person
from cleanclaim.coding.ranking.calibrating import best_limit, calibrate, safe_limit
from cleanclaim.coding.ranking.codelist import CodeList
from cleanclaim.coding.ranking.measuring import Judged, agreement
from cleanclaim.coding.ranking.passages import Passages, grams_of, passages_of, stem_hash
from cleanclaim.coding.ranking.phrasebook import Phrasebook
from cleanclaim.coding.ranking.phrases import Phrase, every_phrase
from cleanclaim.coding.ranking.trees import Settings, grow, probability
from cleanclaim.coding.text import Reading
from cleanclaim.coding.vocabulary import default_lexicon
from cleanclaim.reference.icd10cm import Tabular


def words_of(text: str) -> Passages:
    return passages_of(Reading("note X", text))


@pytest.fixture(scope="module")
def codes(tabular: Tabular) -> CodeList:
    return CodeList(codelist.arrays_of(tabular))


@pytest.fixture(scope="module")
def book(tabular: Tabular) -> Phrasebook:
    return Phrasebook(phrasebook.arrays_of(every_phrase(tabular, default_lexicon())))


def test_a_stem_has_the_same_hash_in_every_run() -> None:
    assert stem_hash("fever") == 11024901700203319014


def test_content_words_keep_their_place_and_stop_words_go() -> None:
    words = words_of("He had a fever. The cough was dry.")
    assert words.stems == ("fever", "cough", "dry")
    assert [(int(a), int(b)) for a, b in zip(words.start, words.end, strict=True)] == [
        (9, 14),
        (20, 25),
        (30, 33),
    ]
    assert words.sentence.tolist() == [0, 1, 1]


def test_a_denial_reaches_to_the_end_of_its_clause() -> None:
    words = words_of("No fever or chills but cough. Dyspnea.")
    assert dict(zip(words.stems, words.denied.tolist(), strict=True)) == {
        "fever": True, "chill": True, "cough": False, "dyspnea": False,
    }  # fmt: skip


def test_grams_stay_inside_a_sentence_and_know_denial() -> None:
    grams = grams_of(words_of("Renal colic today. Fever."))
    assert grams.length.tolist() == [1, 1, 1, 1, 2, 2, 3]
    said, denied = grams_of(words_of("Fever.")), grams_of(words_of("No fever."))
    assert said.hashes.tolist() == denied.hashes.tolist() == [966616611673340302]
    assert (said.denied.tolist(), denied.denied.tolist()) == ([False], [True])


def grams(*names: str) -> np.ndarray:
    return np.array([stem_hash(name) for name in names], dtype=np.uint64)


def aligned(known: Associations, name: str) -> dict[int, float]:
    at = int(np.searchsorted(known.hashes, stem_hash(name)))
    rows = range(int(known.first[at]), int(known.first[at + 1]))
    return {int(known.code[row]): round(float(known.aligned[row]), 3) for row in rows}


def test_a_code_is_learned_from_the_word_that_explains_it() -> None:
    # fever stands in every note with code 1, pneumonia brings code 2; two notes have fever alone
    texts = [grams("fever", "pneumonia")] * 3 + [grams("fever", "rash")] * 2 + [grams("rash", "well")] * 6
    labels = [np.array(each, dtype=np.int32) for each in [[1, 2]] * 3 + [[1]] * 2 + [[3]] * 6]
    known = associate(texts, labels)
    fever, pneumonia = aligned(known, "fever"), aligned(known, "pneumonia")
    assert fever[1] > 0.7 > pneumonia.get(1, 0.0) + 0.5
    assert pneumonia[2] > 2 * fever[2]


def test_what_one_document_alone_says_is_not_kept() -> None:
    label = np.array([1], dtype=np.int32)
    known = associate([grams("fever", "springfield"), grams("fever"), grams("cough")], [label] * 3)
    assert known.hashes.tolist() == [stem_hash("fever")]


def test_trees_learn_an_interaction_and_the_seed_decides_all() -> None:
    generator = np.random.default_rng(5)
    rows = generator.random((2000, 3))
    wanted = (rows[:, 0] > 0.5) != (rows[:, 1] > 0.5)
    settings = Settings(trees=40, depth=3, rate=0.3, row_share=0.8, column_share=1.0)
    forest = grow(rows, wanted, settings, seed=2)
    chance = probability(forest.log_odds(rows))
    assert float(((chance > 0.5) == wanted).mean()) > 0.97
    again = grow(rows, wanted, settings, seed=2)
    assert np.array_equal(again.value, forest.value)
    assert not np.array_equal(grow(rows, wanted, settings, seed=3).value, forest.value)
    assert forest.log_odds(np.zeros((0, 3))).tolist() == []


def test_calibration_pools_what_stands_in_the_wrong_order() -> None:
    odds = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    right = np.array([False, True, False, True, True])
    found = calibrate(odds, right)
    # -2 alone; -1 and 0 pooled at one in two; 1 and 2 pooled; half a right and half a wrong one added to each
    assert found.odds.tolist() == [-2.0, -0.5, 1.5]
    assert found.share.tolist() == [0.25, 0.5, pytest.approx(2.5 / 3)]
    assert found.confidence(np.array([-9.0, 0.5, 9.0])).tolist() == [
        0.25,
        pytest.approx(2 / 3),
        pytest.approx(2.5 / 3),
    ]


def test_the_limit_of_suggesting_is_where_f1_is_highest() -> None:
    odds, right = np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, True, False, False])
    assert best_limit(odds, right, 3) == 2.0


def test_the_limit_of_accepting_wants_the_share_at_every_higher_limit() -> None:
    odds = np.arange(100.0)[::-1]
    right = np.ones(100, dtype=bool)
    right[60] = False
    assert safe_limit(odds, right, precision=0.99) == 40.0
    assert safe_limit(odds, np.zeros(100, dtype=bool), precision=0.99) == float("inf")
    assert safe_limit(odds[:20], right[:20], precision=0.99) == float("inf")  # too few to rest on


@pytest.mark.parametrize(
    ("code", "leaf"),
    [
        ("E11.9", "E11.9"),
        ("J43", "J43.9"),  # a heading leads to its unspecified leaf
        ("T14.90", "T14.90"),  # only the 7th character is due, and the text does not settle it
        ("T14.90XA", "T14.90"),
        ("R51", "R51.9"),
        ("E11", "E11.9"),  # not E11.8, `with unspecified complications`
        ("W19.XXX", "W19"),
    ],
)
def test_a_code_leads_to_its_leaf(codes: CodeList, code: str, leaf: str) -> None:
    number = codes.find(code)
    assert number is not None
    assert codes.codes[number] == leaf


@pytest.mark.parametrize("code", ["Q99.99", "C50.9Z", "ZZZ", ""])
def test_a_code_without_one_leaf_leads_nowhere(codes: CodeList, code: str) -> None:
    assert codes.find(code) is None


def test_a_title_is_found_by_other_words_of_the_same_meaning(book: Phrasebook) -> None:
    text = "Ultrasound showed renal lithiasis on both sides."
    assert found_in(book, text)["N20.0"] == ("renal lithiasis", 1.0)


def test_a_title_under_a_denial_says_so(book: Phrasebook) -> None:
    found = book.find(words_of("No cardiac tamponade."))
    names = [book.codes[each] for each in book.code[found.phrase]]
    assert found.denied[names.index("I31.4")]


def small_book(*phrases: str) -> Phrasebook:
    rows = [Phrase(f"A{number}", 3, tuple(each.split())) for number, each in enumerate(phrases)]
    return Phrasebook(phrasebook.arrays_of(rows))


def found_in(book: Phrasebook, text: str) -> dict[str, tuple[str, float]]:
    found = book.find(words_of(text))
    names = [book.codes[each] for each in book.code[found.phrase]]
    rows = zip(found.start.tolist(), found.end.tolist(), found.cover.tolist(), strict=True)
    return {
        name: (text[start:end], round(cover, 3))
        for name, (start, end, cover) in zip(names, rows, strict=True)
    }


def test_a_phrase_is_found_where_it_stands_most_whole_and_tightest() -> None:
    book = small_book("calculus kidney", "fracture", "rash", "cough", "gout")
    text = "Kidney pain. Kidney scan: the kidney held a calculus, calculus removed."
    assert found_in(book, text) == {"A0": ("kidney held a calculus", 1.0)}


def test_a_phrase_counts_by_the_weight_of_the_words_that_are_there() -> None:
    # four phrases have `pain`, one `toe`: of log(5/4) + log(5) the second is far more than half
    book = small_book("pain", "pain toe", "pain thumb", "pain heel", "rash")
    assert found_in(book, "A toe.") == {"A1": ("toe", 0.878)}
    assert found_in(book, "Some pain.") == {"A0": ("pain", 1.0)}


def test_a_long_text_is_looked_at_in_parts_and_nothing_is_lost_between_them() -> None:
    book = small_book("gout", "rash", "cough")
    text = " ".join(f"Line {number} says gout." for number in range(70)) + " One rash. Last a cough."
    found = found_in(book, text)
    assert sorted(found) == ["A0", "A1", "A2"]
    assert found["A2"] == ("cough", 1.0)


def test_at_most_two_phrases_of_a_code_are_kept_the_best_first() -> None:
    rows = [Phrase("A1", 3, (each,)) for each in ("gout", "rash", "cough")] + [Phrase("B2", 3, ("fever",))]
    book = Phrasebook(phrasebook.arrays_of(rows))
    found = book.find(words_of("Cough, rash, gout and fever."))
    assert [book.codes[each] for each in book.code[found.phrase]] == ["A1", "A1", "B2"]


@pytest.mark.parametrize(
    ("code", "is_for_a_person"),
    [("E11.9", True), ("C50.912", True), ("Z00.00", True), ("R05.9", False), ("K21.9", False)],
)
def test_risk_diagnoses_and_reasons_of_visits_are_for_a_person(code: str, *, is_for_a_person: bool) -> None:
    assert wants_a_person(code) is is_for_a_person


def test_every_figure_of_agreement() -> None:
    one = Judged(
        "a",
        (("E119", 0.9, True, True), ("I10", 0.6, True, False), ("R05", 0.2, False, False)),
        frozenset({"E119", "R05"}),
    )
    two = Judged("b", (("I10", 0.8, True, True),), frozenset({"I110"}))
    found = agreement([one, two])
    assert (found.documents, found.precision, found.recall) == (2, 1 / 3, 1 / 3)
    assert found.micro_f1 == pytest.approx(1 / 3)
    assert found.macro_f1 == pytest.approx(1 / 3)  # E119 1, R05 0, I110 0
    assert found.category_f1 == pytest.approx(1 / 3)
    assert found.mean_average_precision == pytest.approx(((1 + 2 / 3) / 2 + 0) / 2)
    assert (found.recall_at_10, found.recall_at_50) == (2 / 3, 2 / 3)
    assert (found.accepted_coverage, found.accepted_precision) == (2 / 3, 0.5)
    # bands: .9 right, .6 wrong, .8 wrong
    assert found.calibration_error == pytest.approx((0.1 + 0.6 + 0.8) / 3)
    assert found.interval == (0.0, 0.5)
