"""Whether words name a code: in the terms of the tabular, or in those of our lexicon.

A model that was won over by an order in a note can quote any true words for any code. So words enter the
suggestions only where they hold a term of the code itself; what a model knows beyond that is shown to a
person and not suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleanclaim.coding.text import term_stems
from cleanclaim.coding.vocabulary import default_lexicon
from cleanclaim.reference.icd10cm.records import NoteKind
from cleanclaim.reference.icd10cm.words import stems

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular

# words that stand in the titles of codes of every kind and so name none
_WEAK = frozenset(
    re.findall(
        "[a-z]+",
        "acute chronic subacute left right bilateral unilateral initial subsequent sequela encounter disease"
        " disorder syndrome condition type mild moderate severe recurrent history personal code ignore"
        " problem site part region upper lower no not any all new current",
    )
)


def is_named(tabular: Tabular, code: str, quote: str) -> bool:
    """Whether the quote holds a word of the code's titles and terms, or a lexicon term of its category."""
    said = set(stems(quote)) - _WEAK
    return any(said & set(stems(term)) for term in _terms(tabular, code)) or _in_lexicon(code, quote)


def _terms(tabular: Tabular, code: str) -> Iterator[str]:
    """The titles and inclusion terms of the code and of its headings up to the category."""
    row = tabular.find(code)
    while row is not None:
        yield row.title
        yield from (note.text for note in tabular.notes(row.code, NoteKind.INCLUSION_TERM))
        row = tabular.find(row.parent) if row.parent else None


def _in_lexicon(code: str, quote: str) -> bool:
    said = set(term_stems(quote))
    lexicon = default_lexicon()
    return any(
        entry.code[:3] == code[:3] and said.issuperset(entry.stems)
        for first in sorted(said)
        for entry in (*lexicon.by_first.get(first, ()), *lexicon.loose.get(first, ()))
    )
