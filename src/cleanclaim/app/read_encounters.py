"""Read encounters from whatever a practice has: notes, documents, a CSV export, a FHIR bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cleanclaim.app.document_texts import DOCUMENT_ENDINGS, kind_of_file
from cleanclaim.app.read_fhir import read_fhir
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.intake.charges_csv import read_charges_file
from cleanclaim.intake.clinical_file import COMPANION, read_clinical_file
from cleanclaim.intake.note import read_notes
from cleanclaim.intake.sniffing import FileKind
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.setup import PracticeSetup

_Read = tuple[tuple[Encounter, ...], tuple[Finding, ...]]


def read_encounters(paths: Sequence[Path], setup: PracticeSetup) -> _Read:
    """Notes, C-CDA, HL7 v2 (MDM, ORU), PDF, charge exports (`.csv`) and FHIR R4 as JSON, in order.

    What a file is, is told by its bytes; in a folder, files ending in .txt, .xml, .cda, .hl7 and .pdf are
    read. What cannot be read is told by findings and costs no other encounter; one encounter id in two files
    is refused in both.
    """
    read: list[tuple[str, Encounter]] = []
    findings: list[Finding] = []
    for path in (each for given in paths for each in _files(given)):
        some, more = _read_one(path, setup)
        read += [(path.name, encounter) for encounter in some]
        findings += more
    times = Counter(encounter.encounter_id for _, encounter in read)
    findings += [_given_twice(name, each) for name, each in read if times[each.encounter_id] > 1]
    return tuple(each for _, each in read if times[each.encounter_id] == 1), tuple(findings)


def _files(given: Path) -> list[Path]:
    """A folder's files by name; the folder itself when it holds none, which the reader of notes tells."""
    if not given.is_dir():
        return [given]
    inside = [each for each in given.iterdir() if each.suffix.lower() in DOCUMENT_ENDINGS and each.is_file()]
    return sorted(inside, key=lambda each: each.name) or [given]


def _read_one(path: Path, setup: PracticeSetup) -> _Read:
    if path.suffix.lower() == ".csv":
        return read_charges_file(path, setup)
    kind = kind_of_file(path)
    if path.suffix.lower() == ".json" or kind is FileKind.JSON:
        return read_fhir(path, setup)
    if path.suffix.lower() == COMPANION or kind is FileKind.NOTE:
        return read_notes([path], setup)
    return read_clinical_file(path, setup)


def _given_twice(name: str, encounter: Encounter) -> Finding:
    return Finding(
        "intake.given-twice",
        Severity.REJECT,
        Place(name),
        "Another file has the same encounter id, so neither is taken.",
        found=encounter.encounter_id,
        wanted="an id of its own for each encounter",
        next_step="Remove one of the files or give it its own id.",
    )
