"""The lexicon resolves: every code exists, every term is found, no term says two things."""

from __future__ import annotations

from collections import defaultdict

from cleanclaim.coding.mentions import find_mentions
from cleanclaim.coding.specify import specify
from cleanclaim.coding.text import Reading
from cleanclaim.coding.vocabulary import Entry, Kind, default_lexicon, lexicon_codes
from cleanclaim.reference.icd10cm import Tabular


def entries() -> list[Entry]:
    lexicon = default_lexicon()
    found = [entry for each in (*lexicon.by_first.values(), *lexicon.loose.values()) for entry in each]
    return sorted(found, key=lambda entry: (entry.code, entry.term))


def test_it_holds_five_thousand_concepts() -> None:
    """One line of a file is a concept; inverted forms (`gastroenteritis, viral`) are counted apart."""
    written = [entry for entry in entries() if "," not in entry.term]
    assert len({entry.code for entry in entries()}) > 3600
    assert len({(entry.code, entry.name) for entry in entries()}) >= 5000
    assert len(written) > 11000


def test_every_code_or_category_exists_in_the_edition(tabular: Tabular) -> None:
    assert [(name, code) for name, code in lexicon_codes() if tabular.find(code) is None] == []


def test_every_concept_leads_to_a_leaf_or_to_a_question(tabular: Tabular) -> None:
    """From a bare term: a leaf (a 7th character may still be due), or what is missing is named."""
    lost = []
    for entry in entries():
        if entry.kind is Kind.DRUG:
            continue
        result = specify(tabular, entry.code, entry.stems)
        if not result.codes and not result.missing:
            lost.append((entry.code, entry.term))
        for code in result.codes:
            row = tabular.find(code)
            assert row is not None
            assert row.is_billable or row.seventh_characters, (entry.code, code)
    assert lost == []


def test_no_term_stands_for_two_codes() -> None:
    """A condition and a symptom file may both know a term only when they agree."""
    by_term: dict[tuple[tuple[str, ...], bool, bool], set[str]] = defaultdict(set)
    for entry in entries():
        if entry.kind not in (Kind.CAUSE, Kind.DRUG):
            by_term[entry.stems, entry.is_exact, entry.is_loose].add(entry.code)
    assert {stems[0]: sorted(codes) for stems, codes in by_term.items() if len(codes) > 1} == {}


def test_every_exact_term_is_found_in_a_sentence_of_its_own() -> None:
    lexicon = default_lexicon()
    unfound = []
    for entry in entries():
        text = f"Today {entry.term} here."
        codes = {mention.code for mention in find_mentions(Reading("x", text), lexicon)}
        if not entry.is_loose and entry.code not in codes:
            unfound.append((entry.code, entry.term, sorted(codes)))
    assert unfound == []


def test_abbreviations_want_their_capitals() -> None:
    lexicon = default_lexicon()
    assert [each.code for each in find_mentions(Reading("x", "Stable AF today."), lexicon)] == ["I48"]
    assert find_mentions(Reading("x", "He walked as far as his rad bike would go."), lexicon) == ()
