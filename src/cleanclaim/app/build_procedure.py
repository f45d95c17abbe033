"""Build an ICD-10-PCS code from what is known of a procedure, on the practice's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from cleanclaim.app.load_tables import tables_of
from cleanclaim.core.errors import MisuseError
from cleanclaim.reference.icd10pcs import AXES, Built, Question, build, fitting_codes
from cleanclaim.reference.icd10pcs.codes import ProcedureCode


def build_procedure(folder: Path, day: date, told: Mapping[str, str], *, term: str = "") -> Built | Question:
    """A valid code or a question. Raises MisuseError when no loaded edition covers the day."""
    with tables_of(folder) as tables:
        answer = build(tables, day, told, term=term) if tables else None
    if answer is None:
        raise MisuseError(
            f"no loaded edition of ICD-10-PCS covers {day}; load its tables with `cleanclaim refdata load`"
        )
    return answer


def list_procedures(
    folder: Path, day: date, told: Mapping[str, str], *, term: str = ""
) -> tuple[ProcedureCode, ...]:
    """All valid codes that fit what is known, in order."""
    with tables_of(folder) as tables:
        return fitting_codes(tables, day, told, term=term) if tables else ()


def answer_lines(answer: Built | Question) -> Iterator[str]:
    """For people: the code with its seven meanings, or the question with its choices."""
    if isinstance(answer, Built):
        yield answer.code
        for character, axis, meaning in zip(answer.code, AXES, answer.meanings, strict=True):
            how = "  (the tables leave no other)" if axis in answer.implied else ""
            yield f"  {character}  {axis.replace('_', ' ')}: {meaning}{how}"
        yield from (f"  from {evidence.source}" for evidence in answer.evidence)
        return
    yield f"{answer.sentence}  ({answer.code_count:,} codes fit so far)"
    for choice in answer.choices:
        yield f"  {choice.character}  {choice.meaning}" + (f": {choice.definition}" * bool(choice.definition))
