"""A FHIR R4 file to encounters: a Bundle, or one document with a header of its own beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.fhir.bundle import read_bundle
from cleanclaim.fhir.documents import AttachmentReader
from cleanclaim.fhir.lone_document import is_lone_document, read_lone_document
from cleanclaim.intake.cda import read_cda
from cleanclaim.intake.clinical_file import encounters_of, problems_of
from cleanclaim.intake.clinical_text import ClinicalText
from cleanclaim.intake.pdf_text import read_pdf
from cleanclaim.intake.problems import Problems
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.extracted import Extracted
from cleanclaim.model.setup import PracticeSetup

_CDA_TYPES = ("application/hl7-cda+xml", "application/cda+xml", "application/xml", "text/xml")


def read_fhir(path: Path, setup: PracticeSetup) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    """The encounters of a Bundle as JSON; or the one that a document makes with the header beside it.

    Attachments in PDF and C-CDA are read like files in those forms.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return (), (_not_text(path, error.start),)
    if not is_lone_document(text):
        return read_bundle(text, setup, subject=path.name, readers=attachment_readers())
    texts, findings = read_lone_document(text, subject=path.name, readers=attachment_readers())
    if not texts:
        return (), findings
    found, more = encounters_of(
        path,
        content,
        [ClinicalText(each.extracted) for each in texts],
        setup=setup,
        problems=problems_of(path),
    )
    return found, (*findings, *more)


def attachment_readers() -> dict[str, AttachmentReader]:
    """What reads an attachment of a media type that is no text."""
    return {"application/pdf": _reader(read_pdf), **dict.fromkeys(_CDA_TYPES, _reader(_cda_text))}


def _reader(read: Callable[[bytes, Problems], Extracted | None]) -> AttachmentReader:
    def attachment(content: bytes) -> tuple[Extracted | None, tuple[Finding, ...]]:
        problems = Problems("intake.attachment", "attachment")
        return read(content, problems), problems.findings

    return attachment


def _cda_text(content: bytes, problems: Problems) -> Extracted | None:
    read = read_cda(content, problems)
    return read.extracted if read else None


def _not_text(path: Path, offset: int) -> Finding:
    return Finding(
        "intake.not-utf8",
        Severity.REJECT,
        Place(path.name, offset=offset),
        "The file is not UTF-8 text.",
        wanted="FHIR R4 as UTF-8 JSON",
        next_step="Save it as UTF-8 and read it again.",
    )
