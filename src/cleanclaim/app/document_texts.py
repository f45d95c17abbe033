"""The texts of files for coding without a visit: as they are, or taken out of C-CDA, HL7 v2, PDF or FHIR."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cleanclaim.app.read_fhir import attachment_readers
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.fhir.lone_document import is_fhir, read_lone_document
from cleanclaim.intake.clinical_file import documents_in, problems_of, read_bytes
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.sniffing import FileKind, kind_of
from cleanclaim.intake.text_file import read_text
from cleanclaim.model.encounter import Document
from cleanclaim.model.extracted import Extracted

DOCUMENT_ENDINGS = (".txt", ".xml", ".cda", ".hl7", ".pdf")  # in folders; other files have to be named
_SNIFFED_BYTES = 4096


@dataclass(frozen=True, slots=True)
class FileTexts:
    """The documents of one file, and what there is to say about it."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...] = ()


def document_files(paths: list[Path] | tuple[Path, ...]) -> tuple[Path, ...]:
    """The files themselves, and of folders those that end as documents do, by name."""
    found: list[Path] = []
    for path in paths:
        inside = path.iterdir() if path.is_dir() else ()
        named = [each for each in inside if each.suffix.lower() in DOCUMENT_ENDINGS and each.is_file()]
        found += sorted(named, key=lambda each: each.name) if path.is_dir() else [path]
    if not found:
        raise MisuseError("there is no .txt file in that folder, nor another document")
    return tuple(found)


def kind_of_file(path: Path) -> FileKind:
    """The kind of a file by its first bytes; a note when it cannot be opened, whose reader says why."""
    try:
        with path.open("rb") as file:
            return kind_of(file.read(_SNIFFED_BYTES))
    except OSError:
        return FileKind.NOTE


def file_text(path: Path) -> str:
    """The file's text as it is. UnreadableFileError with its findings when it is not UTF-8 text."""
    problems = Problems("intake.note", path.name)
    text = read_text(path, problems)
    problems.raise_if_refused("the file")
    assert text is not None
    return text


def texts_of(path: Path) -> FileTexts:
    """The documents of a file, named after it; a plain text is one as it is.

    Raises UnreadableFileError with its findings when the file cannot be read.
    """
    kind = kind_of_file(path)
    if kind is FileKind.JSON and is_fhir(file_text(path)):
        return _fhir_texts(path)
    if kind in (FileKind.NOTE, FileKind.JSON):
        return FileTexts((Document(path.stem, file_text(path)),))
    problems = problems_of(path)
    content = read_bytes(path, problems)
    found = documents_in(content, None, problems) if content is not None else []
    problems.raise_if_refused("the document")
    assert content is not None
    return FileTexts(_named(path, [each.extracted for each in found], content), problems.findings)


def _fhir_texts(path: Path) -> FileTexts:
    texts, findings = read_lone_document(file_text(path), subject=path.name, readers=attachment_readers())
    if any(each.severity is Severity.REJECT for each in findings):
        raise UnreadableFileError("the document cannot be read", findings)
    return FileTexts(_named(path, [each.extracted for each in texts], path.read_bytes()), findings)


def _named(path: Path, texts: list[Extracted], content: bytes) -> tuple[Document, ...]:
    digest = hashlib.sha256(content).hexdigest()
    names = [path.stem, *(f"{path.stem}-{number}" for number in range(2, len(texts) + 1))]
    return tuple(text.as_document(name, digest) for name, text in zip(names, texts, strict=False))
