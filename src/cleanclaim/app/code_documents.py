"""Code text files for `cleanclaim code`: one answer a file, in claim order or best first.

Offsets are in code points of the file as it is: nothing is normalised before it is read in index mode, and
for a note with a header the offsets of its body are carried back into the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.app.document_texts import FileTexts, document_files, file_text, kind_of_file, texts_of
from cleanclaim.app.read_encounters import read_encounters
from cleanclaim.coding import Suggestions, suggest
from cleanclaim.core.errors import ConflictError, UnreadableFileError
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, NotChecked
from cleanclaim.core.span import Span
from cleanclaim.intake.sniffing import FileKind
from cleanclaim.intake.text_file import normalised
from cleanclaim.llm.transcript import ModelRun
from cleanclaim.model.encounter import Document, Encounter, Setting, Visit
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Provider
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.reference.icd10cm import tabular_on

if TYPE_CHECKING:
    from cleanclaim.coding.ranking.ranker import Ranked, Ranker
    from cleanclaim.llm.second_opinion import SecondOpinion
    from cleanclaim.reference.icd10cm import Tabular

_AGE = re.compile(r"\b([0-9]{1,3})[- ]?(?:years?|yrs?|y)[- /]?(?:old|o)\b", re.IGNORECASE)
_MALE = re.compile(r"\b(?:man|male|boy|gentleman)\b", re.IGNORECASE)
_FEMALE = re.compile(r"\b(?:woman|female|girl|lady)\b", re.IGNORECASE)
_AGE_UNSAID = 45  # neither a child nor an elder, so no rule for those is set off


@dataclass(frozen=True, slots=True)
class Quote:
    """Code points [start, end) of the file and what stands there.

    place  for text taken out of another form: where in the original it stood (`page 2`), and the offsets are
           those of the text taken out
    """

    start: int
    end: int
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One code. `status` is pre_accepted, suggested or candidate."""

    system: str
    code: str
    title: str
    confidence: float
    rank: int
    evidence: tuple[Quote, ...]
    rules: tuple[str, ...]
    status: str
    assertion: str = "present"
    reasons: tuple[str, ...] = ()  # the rules' sentences


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What to ask the clinician."""

    about: str
    question: str
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """What the text names that got no code."""

    code: str
    reason: str
    rule: str
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """The answer about one file. `id` is the file's stem.

    is_calibrated  whether `confidence` is the share that auditors gave too; else it only orders
    """

    id: str
    mode: str
    edition: str
    is_calibrated: bool
    codes: tuple[Answer, ...]
    queries: tuple[OpenQuestion, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    not_checked: tuple[NotChecked, ...] = field(default=())
    model: Compared | None = None  # when a language model was asked


@dataclass(frozen=True, slots=True)
class ComparedCode:
    """One code between the engine and a language model; see `llm.second_opinion`.

    quote  the model's own words for it, which stand in the file only where `evidence` holds them
    """

    code: str
    title: str
    standing: str
    reason: str
    evidence: tuple[Quote, ...]
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a language model said beside the engine, and under which words and limits it was asked."""

    codes: tuple[ComparedCode, ...]
    run: ModelRun


Coder = Callable[[Encounter, "Tabular | None"], "Suggestions | SecondOpinion"]
Outcome = tuple[Coded | None, tuple[Finding, ...]]


def index_files(
    paths: Sequence[Path], ranker: Ranker, *, top: int = 0, every_mention: bool = False
) -> Iterator[Outcome]:
    """The coded mentions of each document, best first; a file that cannot be read costs no other."""
    for read in _read_each(paths):
        yield None, read.findings
        for document in read.documents:
            yield index_document(document, ranker, top=top, every_mention=every_mention), ()


def code_files(
    paths: Sequence[Path], day: date, setting: Setting, *, coder: Coder = suggest
) -> Iterator[Outcome]:
    """What belongs on the claim, for texts and documents without a visit. `coder`: alone or with a model."""
    for read in _read_each(paths):
        yield None, read.findings
        for document in read.documents:
            encounter = plain_encounter(document, day, setting)
            said = coder(encounter, tabular_on(day))
            yield billable_document(document.document_id, encounter, said, document.text), ()


def _read_each(paths: Sequence[Path]) -> Iterator[FileTexts]:
    for path in document_files(tuple(paths)):
        try:
            yield texts_of(path)
        except UnreadableFileError as error:
            yield FileTexts((), error.findings)


def code_notes(paths: Sequence[Path], setup: PracticeSetup, *, coder: Coder = suggest) -> Iterator[Outcome]:
    """What belongs on the claim, for whatever holds the visits of a practice (`read_encounters`)."""
    seen: set[str] = set()
    for path in document_files(tuple(paths)):
        encounters, findings = read_encounters([path], setup)
        yield None, findings
        is_note = path.suffix.lower() != ".csv" and kind_of_file(path) is FileKind.NOTE
        for encounter in encounters:
            if encounter.encounter_id in seen:
                raise ConflictError(f"two files hold the encounter {encounter.encounter_id}")
            seen.add(encounter.encounter_id)
            body = encounter.documents[0].text if encounter.documents else ""
            yield (
                billable_document(
                    path.stem if is_note else encounter.encounter_id,
                    encounter,
                    coder(encounter, tabular_on(encounter.service_dates.first)),
                    file_text(path) if is_note else body,
                ),
                (),
            )


def index_document(document: Document, ranker: Ranker, *, top: int = 0, every_mention: bool = False) -> Coded:
    """The coded mentions of one document, best first."""
    name, text = document.document_id, document.text
    ranked, left = ranker.rank(name, text, top=top, every_mention=every_mention) if text.strip() else ((), ())
    places = _Places(text, (document,))
    return Coded(
        id=name,
        mode="index",
        edition=ranker.reader.tabular.edition,
        is_calibrated=True,
        codes=tuple(_ranked(each, places) for each in ranked),
        rejected=tuple(
            Rejected(each.code, each.reason, each.rule, places.quotes(each.evidence)) for each in left
        ),
    )


def encounter_around(text: str, day: date, setting: Setting, *, name: str) -> Encounter:
    """An encounter that is known by a text alone; age and sex as the text states them."""
    return plain_encounter(Document(name, text), day, setting)


def plain_encounter(document: Document, day: date, setting: Setting) -> Encounter:
    """An encounter around a text without a visit; age and sex as the text states them."""
    name, text = document.document_id, document.text
    age = _AGE.search(text)
    years = min(int(age[1]), 120) if age else _AGE_UNSAID
    address = Address("unknown", "unknown", "", "")
    return Encounter(
        encounter_id=name,
        patient=Patient(name, Name("", ""), date(day.year - years, 1, 1), _sex(text), address),
        service_dates=Span.day(day),
        place_of_service="21" if setting is Setting.INPATIENT else "11",
        setting=setting,
        visit=Visit.ESTABLISHED,
        rendering=Provider("unknown", Name("", ""), ""),
        documents=(document,) if text.strip() else (),
    )


def billable_document(name: str, encounter: Encounter, said: Suggestions | SecondOpinion, text: str) -> Coded:
    """What belongs on the claim, in its order. `text` is the file as it is."""
    suggestions = said if isinstance(said, Suggestions) else said.suggestions
    places = _Places(text, encounter.documents)
    answers = tuple(
        Answer(
            system=str(each.code.system.value),
            code="-".join((each.code.value, *each.modifiers)),
            title=each.title,
            confidence=each.confidence / 100,
            rank=rank,
            evidence=places.quotes(each.evidence),
            rules=tuple(reason.rule for reason in each.reasons),
            reasons=tuple(f"{reason.sentence} [{reason.rule}]" for reason in each.reasons),
            status="suggested",
        )
        for rank, each in enumerate(suggestions.assignments, 1)
    )
    return Coded(
        id=name,
        mode="billable",
        edition=next((each.edition for each in suggestions.diagnoses if each.edition), ""),
        is_calibrated=False,
        codes=answers,
        queries=tuple(
            OpenQuestion(each.about, each.question, places.quotes(each.evidence))
            for each in suggestions.queries
        ),
        rejected=tuple(
            Rejected(each.code, each.reason, each.rule, places.quotes(each.evidence))
            for each in suggestions.not_coded
        ),
        not_checked=suggestions.not_checked,
        model=None if isinstance(said, Suggestions) else _compared(said, places),
    )


def _compared(opinion: SecondOpinion, places: _Places) -> Compared:
    codes = (
        ComparedCode(
            each.code, each.title, each.standing.value, each.reason, places.quotes(each.evidence), each.quote
        )
        for each in opinion.compared
    )
    return Compared(tuple(codes), opinion.run)


class _Places:
    """From characters of a document to code points of its file, or to the place of its original."""

    def __init__(self, text: str, documents: Sequence[Document]) -> None:
        self._text = text
        self._documents = {each.document_id: each for each in documents}
        self._offset: list[int] | None = None
        body = documents[0].text if documents else ""
        if body != text:
            plain, origin = normalised(text), _origins(text)
            self._offset = origin[len(plain) - len(body) :]

    def quotes(self, evidence: Sequence[Evidence]) -> tuple[Quote, ...]:
        return tuple(self._quotes(evidence))

    def _quotes(self, evidence: Sequence[Evidence]) -> Iterator[Quote]:
        for each in evidence:
            if each.characters is None:
                continue
            start, end = each.characters
            document = self._documents.get(each.source)
            place = document.place_of(start) if document else ""
            if self._offset is None:
                yield Quote(start, end, each.text, place)
            else:
                start, end = self._offset[start], self._offset[end - 1] + 1
                yield Quote(start, end, self._text[start:end], place)


def _origins(text: str) -> list[int]:
    """For each character of the normalised text its place in the file, and the file's length at the end."""
    kept = [
        place
        for place, character in enumerate(text)
        if not (character == "\n" and place and text[place - 1] == "\r")
        and not (place == 0 and character == "\ufeff")
    ]
    return [*kept, len(text)]


def _ranked(each: Ranked, places: _Places) -> Answer:
    return Answer(
        system="ICD-10-CM",
        code=each.code,
        title=each.title,
        confidence=each.confidence,
        rank=each.rank,
        evidence=places.quotes((each.evidence,)),
        rules=each.rules,
        status=each.standing,
        assertion=each.assertion,
    )


def _sex(text: str) -> Sex:
    male, female = _MALE.search(text), _FEMALE.search(text)
    if male and (not female or male.start() < female.start()):
        return Sex.MALE
    return Sex.FEMALE if female else Sex.UNKNOWN
