"""Plain-text notes with a header: `read_note` for one text, `read_notes` for files and folders.

The format is in docs/note-format.md. Line ends are normalised to `\\n` and a byte order mark is taken off
before anything else; the document is the text after the `---` line, character for character, and every
span of evidence points into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.intake import assembly
from cleanclaim.intake.note_charge import charge_cells, diagnosis_codes
from cleanclaim.intake.note_header import HeaderLine, header_cells, header_lines
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.sheet import Sheet
from cleanclaim.intake.text_file import normalised, read_text
from cleanclaim.model.encounter import CapturedCharge, Document, Encounter
from cleanclaim.model.setup import PracticeSetup

_ROOM = "intake.note"
HEADER_LABELS = {
    "encounter": "Encounter", "patient": "Patient", "last_name": "Name", "first_name": "Name",
    "birth_date": "Birth date", "sex": "Sex", "street": "Address", "service_date": "Date",
    "place_of_service": "Place of service", "setting": "Setting", "visit": "Visit", "rendering": "Rendering",
    "city": "Address", "state": "Address", "zip": "Address",
    "signed_by": "Signed by", "signed_on": "Signed by",
    "payer_1": "payer of Coverage 1", "payer_2": "payer of Coverage 2", "payer_3": "payer of Coverage 3",
    "accident_cause": "Accident", "accident_date": "Accident", "accident_state": "state of the Accident",
}  # fmt: skip


def read_note(text: str, setup: PracticeSetup, *, subject: str) -> Encounter:
    """The encounter of one note.

    `subject` names the note in findings, e.g. `note E18.txt`. Raises UnreadableFileError whose findings name
    every problem by line; their messages never repeat a patient's particulars, `found` may.
    """
    problems = Problems(_ROOM, subject)
    head, body = _parted(normalised(text), problems)
    lines = header_lines(head, problems)
    sheet = Sheet(header_cells(lines, problems), problems, at=("header",), labels=HEADER_LABELS)
    charges = charges_of(lines, problems)
    diagnoses = diagnosis_codes([line for line in lines if line.key == "diagnosis"], problems)
    if not body.strip() and not charges and not problems.refused:
        problems.refuse("empty", ("note text",), "there is neither note text nor a charge to read")
    documents = (Document(f"note {sheet.text('encounter')}", body),) if body.strip() else ()
    encounter = assembly.encounter(sheet, setup, charges=charges, diagnoses=diagnoses, documents=documents)
    problems.raise_if_refused("the note")
    assert encounter is not None
    return encounter


def _parted(text: str, problems: Problems) -> tuple[list[str], str]:
    """The header's lines and the note text behind the first line that is `---`."""
    head: list[str] = []
    rest = text
    while rest:
        line, _, rest = rest.partition("\n")
        if line.rstrip() == "---":
            return head, rest
        head.append(line)
    problems.refuse(
        "no-divider",
        ("header",),
        "no line parts the header from the note text",
        wanted="a line that holds --- alone",
        next_step="put --- behind the last header line",
    )
    return head, ""


def charges_of(lines: Sequence[HeaderLine], problems: Problems) -> list[CapturedCharge]:
    """The charges of a header's lines."""
    found = []
    for line in lines:
        if line.key == "charge":
            sheet = Sheet(
                charge_cells(line, problems), problems, at=line.path, labels={"procedure": "Charge"}
            )
            found.append(assembly.captured_charge(sheet, f"line {line.number}"))
    return [charge for charge in found if charge]


def read_notes(
    paths: Iterable[Path], setup: PracticeSetup
) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    """The encounters of note files and of folders of `*.txt`, in order of file name, and all findings.

    A note that cannot be read does not lose the others. Two notes with the same encounter id are both
    refused: which one is right is not ours to guess.
    """
    findings: list[Finding] = []
    read: list[tuple[str, Encounter]] = []
    for path in _note_files(paths, findings):
        encounter = _read_file(path, setup, findings)
        if encounter:
            read.append((f"note {path.name}", encounter))
    times = Counter(encounter.encounter_id for _, encounter in read)
    for subject, encounter in read:
        if times[encounter.encounter_id] > 1:
            findings.append(_given_twice(subject, encounter.encounter_id))
    return tuple(each for _, each in read if times[each.encounter_id] == 1), tuple(findings)


def _note_files(paths: Iterable[Path], findings: list[Finding]) -> list[Path]:
    found: set[Path] = set()
    for path in paths:
        inside = set(path.glob("*.txt")) if path.is_dir() else {path}
        if not inside:
            problems = Problems(_ROOM, f"folder {path.name}")
            problems.refuse("no-notes", (), "the folder holds no note", wanted="files that end in .txt")
            findings.extend(problems.findings)
        found |= inside
    return sorted(found, key=lambda file: (file.name, str(file)))


def _read_file(path: Path, setup: PracticeSetup, findings: list[Finding]) -> Encounter | None:
    problems = Problems(_ROOM, f"note {path.name}")
    text = read_text(path, problems)
    findings.extend(problems.findings)
    if text is None:
        return None
    try:
        return read_note(text, setup, subject=f"note {path.name}")
    except UnreadableFileError as unreadable:
        findings.extend(unreadable.findings)
        return None


def _given_twice(subject: str, encounter_id: str) -> Finding:
    return Finding(
        f"{_ROOM}.given-twice",
        Severity.REJECT,
        Place(subject, ("header", "Encounter")),
        "another note has the same encounter id, so neither is taken",
        found=encounter_id,
        wanted="an id of its own for each encounter",
        next_step="remove one of the notes or give it its own id",
    )
