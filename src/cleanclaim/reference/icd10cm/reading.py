"""Reader of the official tabular XML (CDC/NCHS `icd10cm-tabular`): a stream of plain rows.

The file is a tree of chapters, sections and `diag` elements. Two of its habits matter here. A
`sevenChrDef` may hold `note` elements among its `extension`s: continuations of the meaning before them, not
characters of their own. And a section such as `C00-C75` may stand without codes although narrower sections
inside its range hold them: notes under it apply to them all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, iterparse

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.reference.icd10cm.records import Note, NoteKind

_KINDS = frozenset(NoteKind)
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Row:
    """One chapter, section or code with its own notes and 7th characters (not the inherited ones)."""

    code: str
    title: str
    parent: str
    chapter: int
    level: str  # `chapter`, `section` or `code`
    has_children: bool = False
    notes: list[Note] = field(default_factory=list)
    sevenths: list[tuple[str, str]] = field(default_factory=list)


def read_tabular(path: Path) -> Iterator[Row]:
    """Every row, parents before children. UnreadableFileError when the file is not a tabular list."""
    try:
        # a document type could smuggle entities in; the official file has none
        with path.open("rb") as opened:
            if b"<!DOCTYPE" in opened.read(4096):
                raise UnreadableFileError("the tabular file declares a document type, which is not allowed")
        for _, element in iterparse(path, events=("end",)):  # noqa: S314 (checked above; a local, pinned file)
            if element.tag == "chapter":
                yield from _chapter(element)
                element.clear()
    except (OSError, ParseError) as error:
        raise UnreadableFileError("the ICD-10-CM tabular file cannot be read") from error


def _chapter(element: Element) -> Iterator[Row]:
    number = int(_text(element.find("name")))
    chapter = _row(element, code=f"chapter {number}", parent="", chapter=number, level="chapter")
    yield chapter
    for section in element.findall("section"):
        block = section.get("id", "")
        block = block if "-" in block else f"{block}-{block}"  # a section of one category is named like it
        row = _row(section, code=block, parent=chapter.code, chapter=number, level="section")
        yield row
        for category in section.findall("diag"):
            yield from _codes(category, row.code, number)


def _codes(element: Element, parent: str, chapter: int) -> Iterator[Row]:
    row = _row(element, code=_text(element.find("name")), parent=parent, chapter=chapter, level="code")
    below = element.findall("diag")
    row.has_children = bool(below)
    yield row
    for child in below:
        yield from _codes(child, row.code, chapter)


def _row(element: Element, *, code: str, parent: str, chapter: int, level: str) -> Row:
    row = Row(code, _text(element.find("desc")), parent, chapter, level)
    for child in element:
        if child.tag in _KINDS:
            kind = NoteKind(child.tag)
            row.notes.extend(Note(code, kind, _text(note)) for note in child.findall("note"))
        elif child.tag == "sevenChrDef":
            row.sevenths.extend(_sevenths(child))
    return row


def _sevenths(definition: Element) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for child in definition:
        character = child.get("char", "")
        if character:
            found.append((character, _text(child)))
        elif found:
            last, meaning = found[-1]
            found[-1] = (last, f"{meaning}; {_text(child)}")
    return found


def _text(element: Element | None) -> str:
    return "" if element is None else _SPACES.sub(" ", "".join(element.itertext())).strip()
