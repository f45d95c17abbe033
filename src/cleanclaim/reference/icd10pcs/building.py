"""`build`: from what is known of a procedure to its code, or to the next question.

The tables alone decide what is valid [ICD-10-PCS Official Guidelines A9: one row supplies characters 4 to 7]
(unverified); an impossible combination cannot be built, so the answer to one is a question as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import takewhile

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.evidence import Evidence
from cleanclaim.reference.icd10pcs.codes import AXES, ProcedureCode, codes_under
from cleanclaim.reference.icd10pcs.keys import (
    Synonyms,
    definitions_of,
    index_prefixes,
    synonyms_on,
    words_of,
)
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table

_OPERATION = AXES.index("operation")


class Why(StrEnum):
    """Why there is a question and no code."""

    OPEN = "open"  # several codes fit what was said
    IMPOSSIBLE = "impossible"  # what was said of this axis does not go with what was said before it
    NOT_INDEXED = "not indexed"  # the index sends from the term to no table


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that an axis can take here; `definition` where the loaded definitions have one."""

    character: str
    meaning: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """A valid code.

    meanings  one for each of the seven characters
    implied   the axes that nobody named: the tables leave one value alone
    evidence  the row of the code, and the definition of its operation when loaded
    """

    code: str
    meanings: tuple[str, ...]
    implied: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be known next. `axis` is one of AXES, or `term`; `code_count` codes fit so far."""

    axis: str
    why: Why
    choices: tuple[Choice, ...]
    code_count: int

    @property
    def sentence(self) -> str:
        """To the person who knows: open, with every value the tables allow."""
        name = self.axis.replace("_", " ")
        if self.why is Why.NOT_INDEXED:
            return "The index sends from this term to no table: which operation on which body part was it?"
        if self.why is Why.IMPOSSIBLE:
            return f"No valid code has this {name} with the rest: which {name} is documented?"
        return f"Which {name} is documented?"


def build(tables: Tables, day: date, told: Mapping[str, str], *, term: str = "") -> Built | Question | None:
    """The code that is told, or the question that remains; None when no edition covers the day.

    `told` has, by the names of AXES, a character (`T`) or words of the table or of its keys (`Resection`,
    `vermiform appendix`); `term` is an index entry (`Appendectomy`, `Bypass > Artery > Coronary`). Raises
    MisuseError for an axis that there is not.
    """
    narrowed = _narrowed(tables, day, told, term)
    if narrowed is None:
        return None
    codes, refusal = narrowed
    if refusal is not None:
        return _with_definitions(tables, day, refusal)
    if len(codes) == 1:
        return _built(tables, day, codes[0], told)
    number = next(n for n in range(len(AXES)) if len(_choices(codes, n)) > 1)
    return _with_definitions(
        tables, day, Question(AXES[number], Why.OPEN, _choices(codes, number), len(codes))
    )


def fitting_codes(
    tables: Tables, day: date, told: Mapping[str, str], *, term: str = ""
) -> tuple[ProcedureCode, ...]:
    """All valid codes that what was told leaves, in order; none when it is impossible or not loaded."""
    narrowed = _narrowed(tables, day, told, term)
    return () if narrowed is None or narrowed[1] else tuple(narrowed[0])


def _narrowed(
    tables: Tables, day: date, told: Mapping[str, str], term: str
) -> tuple[Sequence[ProcedureCode], Question | None] | None:
    """The codes that fit, axis by axis, and the question when one of them leaves none."""
    unknown = sorted(set(told) - set(AXES))
    if unknown:
        raise MisuseError(f"there is no axis {', '.join(unknown)}; they are {', '.join(AXES)}")
    if tables.edition_on(Table.ICD10PCS, day) is None:
        return None
    codes: Sequence[ProcedureCode] = _beginning(tables, day, told, term.strip())
    if not codes:
        return (), Question("term", Why.NOT_INDEXED, (), 0)
    synonyms = synonyms_on(tables, day)
    for number, axis in enumerate(AXES):
        asked = told.get(axis, "").strip()
        fitting = _fitting(codes, number, asked, synonyms) if asked else codes
        if not fitting:
            return (), Question(axis, Why.IMPOSSIBLE, _choices(codes, number), len(codes))
        codes = fitting
    return codes, None


def _beginning(tables: Tables, day: date, told: Mapping[str, str], term: str) -> Sequence[ProcedureCode]:
    """The codes to which the index sends; else those that begin with the characters told, or all."""
    if term:
        return codes_under(tables, day, index_prefixes(tables, day, term))
    characters = (told.get(axis, "").strip().upper() for axis in AXES)
    lead = "".join(takewhile(lambda character: len(character) == 1, characters))
    return codes_under(tables, day, (lead,)) or codes_under(tables, day)


def _fitting(
    codes: Sequence[ProcedureCode], number: int, asked: str, synonyms: Synonyms
) -> list[ProcedureCode]:
    """The codes whose value on this axis is asked: by character, by its words, by a key, by a part."""
    if len(asked) == 1:
        return [code for code in codes if code.value[number] == asked.upper()]
    wanted = words_of(asked)
    meanings = {code.meanings[number] for code in codes}
    worded = {meaning: words_of(meaning) for meaning in meanings}
    preferred = synonyms.preferred(number + 1, wanted)
    chosen = {meaning for meaning in meanings if worded[meaning] == wanted}
    chosen = chosen or {meaning for meaning in meanings if worded[meaning] in preferred}
    chosen = chosen or {meaning for meaning in meanings if wanted and wanted <= worded[meaning]}
    return [code for code in codes if code.meanings[number] in chosen]


def _choices(codes: Sequence[ProcedureCode], number: int) -> tuple[Choice, ...]:
    found = {(code.value[number], code.meanings[number]) for code in codes}
    return tuple(Choice(character, meaning) for character, meaning in sorted(found))


def _built(tables: Tables, day: date, code: ProcedureCode, told: Mapping[str, str]) -> Built:
    (row,) = tables.rows(Table.ICD10PCS, code.value, day)
    defined = definitions_of(tables, day, code.value[0]).get(code.meanings[_OPERATION])
    evidence = (row.evidence, *((defined.evidence,) if defined else ()))
    implied = tuple(axis for axis in AXES if not told.get(axis, "").strip())
    return Built(code.value, code.meanings, implied, evidence)


def _with_definitions(tables: Tables, day: date, question: Question) -> Question:
    """An operation is asked for with what each one means, where the first section that has it says so."""
    if question.axis != AXES[_OPERATION]:
        return question
    meaning_of: dict[str, str] = {}
    for row in tables.all_rows(Table.ICD10PCS_DEFINITIONS, day):
        _, position, title = row.key.split(" ", 2)
        if position == str(_OPERATION + 1):
            meaning_of.setdefault(title, row["definition"])
    choices = tuple(replace(each, definition=meaning_of.get(each.meaning, "")) for each in question.choices)
    return replace(question, choices=choices)
