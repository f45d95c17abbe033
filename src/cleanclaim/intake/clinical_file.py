"""Documents in other forms than our notes: C-CDA, HL7 v2 and PDF, with a header of their own beside them.

What the document says of the visit is taken from it. A file of the same name that ends in `.header`, with the
lines of a note's header, adds what it does not say (coverage, charges) and wins where both speak.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from cleanclaim.core.code import Code
from cleanclaim.core.finding import Finding
from cleanclaim.intake import assembly
from cleanclaim.intake.cda import read_cda
from cleanclaim.intake.clinical_text import ClinicalText
from cleanclaim.intake.hl7v2_text import read_hl7
from cleanclaim.intake.note import HEADER_LABELS, charges_of
from cleanclaim.intake.note_charge import diagnosis_codes
from cleanclaim.intake.note_header import header_cells, header_lines
from cleanclaim.intake.pdf_text import read_pdf
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.sheet import Cell, Sheet
from cleanclaim.intake.sniffing import UNREAD, FileKind, kind_of
from cleanclaim.intake.text_file import LARGEST_BYTES, normalised, read_text
from cleanclaim.model.encounter import CapturedCharge, Encounter, Visit
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.reference.care_settings import SETTINGS

COMPANION = ".header"
_ROOM = "intake.document"
_MISSING_STEP = f"add it to a file of the same name that ends in {COMPANION}"


def read_clinical_file(path: Path, setup: PracticeSetup) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    """The encounters of one file, one for each document in it, and all findings.

    A file with anything wrong gives no encounter: findings name every problem by its place.
    """
    problems = problems_of(path)
    content = read_bytes(path, problems)
    found = documents_in(content, setup, problems) if content is not None else []
    if content is None or problems.refused:
        return (), problems.findings
    return encounters_of(path, content, found, setup=setup, problems=problems)


def problems_of(path: Path) -> Problems:
    """A collection for what is wrong with one document."""
    return Problems(_ROOM, f"document {path.name}")


def read_bytes(path: Path, problems: Problems) -> bytes | None:
    """The bytes of a file, or None after noting why there are none."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            problems.refuse("too-large", (), "the file is larger than 16 MB", next_step="split the file")
            return None
        return path.read_bytes()
    except OSError as error:
        problems.refuse(
            "no-file", (), "the file cannot be opened", found=type(error).__name__, wanted="a readable file"
        )
        return None


def documents_in(content: bytes, setup: PracticeSetup | None, problems: Problems) -> list[ClinicalText]:
    """The documents of a file by its bytes; [] after noting why there are none."""
    kind = kind_of(content)
    if kind is FileKind.HL7:
        return read_hl7(content, setup, problems)
    if kind is FileKind.CDA:
        read = read_cda(content, problems)
        return [read] if read else []
    if kind is FileKind.PDF:
        extracted = read_pdf(content, problems)
        return [ClinicalText(extracted)] if extracted else []
    told = f"this is {kind}, which is not read" if kind in UNREAD else f"this is {kind}"
    problems.refuse("kind", (), told, wanted="C-CDA, HL7 v2 (MDM, ORU), PDF, FHIR R4 as JSON, or a text note",
                    next_step="export the document in one of these forms")  # fmt: skip
    return []


def encounters_of(
    path: Path,
    content: bytes,
    texts: Sequence[ClinicalText],
    *,
    setup: PracticeSetup,
    problems: Problems,
) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    """Documents and the companion header beside them to encounters. All of a file is read, or nothing."""
    companion = _Companion(path, problems)
    if companion.is_there and len(texts) > 1:
        problems.refuse(
            "many-documents",
            (),
            "one header stands beside a file of several documents; whose it is cannot be told",
            next_step="split the file, with a header for each document",
        )
    found = []
    for number, each in enumerate(texts, 1):
        if not each.extracted.text.strip():
            problems.refuse("empty", (f"document {number}",), "the document holds no text to code")
            continue
        if not each.cells and not companion.is_there:
            problems.refuse(
                "no-header",
                (),
                "the document says nothing of the visit by itself",
                wanted=f"a file of the same name that ends in {COMPANION}, with the lines of a note's header",
                next_step="write the header and read the document again",
            )
            continue
        found.append(_encounter(each, companion, setup, digest=hashlib.sha256(content).hexdigest()))
    if problems.refused:
        return (), problems.findings
    return tuple(each for each in found if each), problems.findings


class _Companion:
    """The header beside a document; empty when there is none."""

    def __init__(self, path: Path, problems: Problems) -> None:
        beside = path.with_suffix(COMPANION)
        self.problems = problems
        self.is_there = beside != path and beside.is_file()
        text = read_text(beside, problems) if self.is_there else None
        lines = header_lines(normalised(text or "").split("\n---")[0].split("\n"), problems)
        self.cells: Mapping[str, Cell] = header_cells(lines, problems)
        self.charges: Sequence[CapturedCharge] = charges_of(lines, problems)
        self.diagnoses: Sequence[Code] = diagnosis_codes(
            [line for line in lines if line.key == "diagnosis"], problems
        )


def _encounter(
    text: ClinicalText, companion: _Companion, setup: PracticeSetup, *, digest: str
) -> Encounter | None:
    problems = companion.problems
    cells = _assumed({**text.cells, **companion.cells}, text, problems)
    sheet = Sheet(cells, problems, at=("header",), labels=HEADER_LABELS, missing_step=_MISSING_STEP)
    document = text.extracted.as_document(f"note {sheet.text('encounter')}", digest)
    if not any(field.startswith("payer_") for field in cells):
        problems.advise(
            "no-coverage",
            (),
            "the document names no coverage: the patient pays",
            wanted="Coverage 1, when there is a plan",
            next_step=_MISSING_STEP,
        )
    return assembly.encounter(
        sheet, setup, charges=companion.charges, diagnoses=companion.diagnoses, documents=(document,)
    )


def _assumed(cells: dict[str, Cell], text: ClinicalText, problems: Problems) -> dict[str, Cell]:
    """With what is usual where the visit says less than a claim needs; each assumption is told."""
    if "place_of_service" not in cells and text.usual:
        cells["place_of_service"] = Cell(text.usual[1], ("header",), "place of service")
        problems.advise(
            "place-assumed", (), "no place of service is stated; taken from the class of the encounter",
            found=text.usual[1], next_step=_MISSING_STEP,
        )  # fmt: skip
    place = cells["place_of_service"].text if "place_of_service" in cells else ""
    if "setting" not in cells and (place in SETTINGS or text.usual):
        setting = SETTINGS.get(place) or (text.usual[0] if text.usual else None)
        assert setting is not None
        cells["setting"] = Cell(setting.value, ("header",), "setting")
    if "visit" not in cells:
        cells["visit"] = Cell(Visit.ESTABLISHED.value, ("header",), "visit")
        problems.advise(
            "visit-assumed", (), "nothing says that the patient is new; taken as established",
            next_step=_MISSING_STEP,
        )  # fmt: skip
    return cells
