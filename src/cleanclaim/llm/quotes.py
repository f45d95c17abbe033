"""What a model claimed, held against the note: a code from a tool, and words that stand there verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleanclaim.coding.pointing import Pointed, is_in_one_sentence
from cleanclaim.coding.text import Reading
from cleanclaim.core.code import icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.llm.transcript import Claimed
from cleanclaim.model.encounter import Document, Encounter

NOT_FROM_A_TOOL = "No tool's answer brought this code."
NOT_VERBATIM = "The quote does not stand in the note."
NOT_ONE_SENTENCE = "The quote runs over more than one sentence."
NO_QUOTE = "The quote holds no word, or more than a sentence may."
_LONGEST_QUOTE = 300
_MOST_PLACES = 8  # of one quote; a word that stands everywhere proves nothing more in its ninth place
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Verified:
    """A code that a tool brought, and every place where its quote stands verbatim, whole words only."""

    code: str
    points: tuple[Pointed, ...]
    evidence: tuple[Evidence, ...]
    quote: str
    why: str = ""


def verified(
    claimed: Sequence[Claimed], encounter: Encounter, shown: frozenset[str]
) -> tuple[tuple[Verified, ...], tuple[tuple[Claimed, str], ...]]:
    """The claims that hold, one for each code in the model's order, and the others with the reason.

    shown  the codes that tools' answers brought; no other code is taken, however right it may be
    """
    kept: dict[str, Verified] = {}
    refused: list[tuple[Claimed, str]] = []
    for each in claimed:
        found = _held(each, encounter, shown)
        if isinstance(found, str):
            refused.append((each, found))
        else:
            kept[found.code] = _joined(kept[found.code], found) if found.code in kept else found
    return tuple(kept.values()), tuple(refused)


def _held(claimed: Claimed, encounter: Encounter, shown: frozenset[str]) -> Verified | str:
    code = icd10cm(claimed.code).value
    if code not in shown:
        return NOT_FROM_A_TOOL
    if len(claimed.quote) > _LONGEST_QUOTE or not _WORD.search(claimed.quote):
        return NO_QUOTE
    if not 1 <= claimed.document <= len(encounter.documents):
        return NOT_VERBATIM
    document = encounter.documents[claimed.document - 1]
    quote = claimed.quote.strip()
    starts = list(_starts(document.text, quote))
    if not starts:
        return NOT_VERBATIM
    starts = _in_one_sentence(document, starts, len(quote))
    if not starts:
        return NOT_ONE_SENTENCE
    if claimed.start in starts:
        starts = [claimed.start]
    return _verified(code, document, [(start, start + len(quote)) for start in starts], claimed)


def _verified(code: str, document: Document, spans: Sequence[tuple[int, int]], claimed: Claimed) -> Verified:
    name, text = document.document_id, document.text
    return Verified(
        code,
        tuple(Pointed(name, start, end, code) for start, end in spans),
        tuple(Evidence.quote(name, text, start, end) for start, end in spans),
        claimed.quote,
        claimed.why,
    )


def _starts(text: str, quote: str) -> Iterator[int]:
    """Where the quote stands, not inside a longer word: `all` is not in `fall`."""
    before = r"(?<!\w)" if quote[0].isalnum() else ""
    after = r"(?!\w)" if quote[-1].isalnum() else ""
    for number, match in enumerate(re.finditer(before + re.escape(quote) + after, text)):
        if number == _MOST_PLACES:
            return
        yield match.start()


def _in_one_sentence(document: Document, starts: Sequence[int], length: int) -> list[int]:
    reading = Reading(document.document_id, document.text)
    return [start for start in starts if is_in_one_sentence(reading, start, start + length)]


def _joined(one: Verified, other: Verified) -> Verified:
    points = tuple(dict.fromkeys(one.points + other.points))
    return Verified(
        one.code, points, tuple(dict.fromkeys(one.evidence + other.evidence)), one.quote, one.why or other.why
    )
