"""De-identify one X12 file, and hold the verdict on the result against that on the original."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.exchange.code_lists import loaded_code_sets
from cleanclaim.x12.code_sets import CodeSet, CodeSets
from cleanclaim.x12.deidentifying import deidentify
from cleanclaim.x12.pseudonyms import Pseudonyms
from cleanclaim.x12.reading import Reading, read
from cleanclaim.x12.rewriting import all_segments, encoding_of, left_out, line_end_of, rewrite
from cleanclaim.x12.validation import check


@dataclass(frozen=True, slots=True)
class CoveredFile:
    """A de-identified file.

    changed       how many elements of each kind were replaced
    days          how far the dates moved
    same_verdict  it is refused for the same things in the same places as the original, or for nothing like it
    """

    raw: bytes
    changed: Mapping[str, int]
    days: int
    same_verdict: bool


def deidentify_x12(raw: bytes, *, subject: str, key: bytes) -> CoveredFile:
    """The file with stand-ins, its delimiters and line ends kept.

    Raises UnreadableFileError for a file that cannot be read whole: what was not read cannot be covered, and
    is never copied.
    """
    reading = read(raw, subject=subject)
    if not reading.interchanges or left_out(reading):
        raise UnreadableFileError(
            f"{subject} cannot be read whole, so it is not de-identified", reading.rejects
        )
    pseudonyms = Pseudonyms(key)
    made = deidentify(all_segments(reading), pseudonyms)
    written = rewrite(made.segments, line_end_of(raw, reading), encoding=encoding_of(raw))
    lists = loaded_code_sets()
    before = _refused(reading, lists)
    same = before == _refused(read(written, subject=subject), _asked_for(lists, pseudonyms.days))
    return CoveredFile(written, dict(sorted(made.changed.items())), pseudonyms.days, same)


def _asked_for(lists: CodeSets, days: int) -> CodeSets:
    """The same lists, asked for the day before it moved: a code is not held against another edition."""

    def moved(chosen: CodeSet) -> CodeSet:
        return CodeSet(lambda code, day: chosen.why_wrong(code, day - timedelta(days=days)), chosen.citation)

    return {name: moved(chosen) for name, chosen in lists.items()}


def _refused(reading: Reading, lists: CodeSets) -> list[tuple[str, int, str]]:
    """What is refused, where: rule, segment and element, without the values."""
    return sorted(
        (each.rule_id, each.place.segment or 0, each.place.path[-1] if each.place.path else "")
        for each in check(reading, code_sets=lists).rejects
    )
