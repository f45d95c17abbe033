"""What the tabular list holds, as records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """The kinds of note in the tabular list; each value is the element's name in the official file."""

    INCLUSION_TERM = "inclusionTerm"
    INCLUDES = "includes"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "codeFirst"
    USE_ADDITIONAL = "useAdditionalCode"
    CODE_ALSO = "codeAlso"
    GENERAL = "notes"

    @property
    def label(self) -> str:
        """As it stands above the note in print."""
        return _LABELS[self]


_LABELS = {
    NoteKind.INCLUSION_TERM: "Inclusion term",
    NoteKind.INCLUDES: "Includes",
    NoteKind.EXCLUDES1: "Excludes1",
    NoteKind.EXCLUDES2: "Excludes2",
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.GENERAL: "Note",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One note and the code, section (`E08-E13`) or chapter (`chapter 4`) it stands under."""

    owner: str
    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class TabularCode:
    """One code of the tabular list, a heading or a billable leaf; a 7-character code carries its own meaning.

    code                dotted: `E11.22`, `W10.9XXD`
    is_billable         nothing further is due: no code below it, no 7th character missing
    parent              the next shorter code, '' for a three-character category
    chapter             1-22
    section             the narrowest block that holds the category: `E08-E13`
    seventh_characters  (character, meaning) pairs still to be chosen from; empty when none is due
    """

    code: str
    title: str
    is_billable: bool
    parent: str
    chapter: int
    section: str
    seventh_characters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A title or inclusion term as a bag of stems, for linking free text to codes."""

    code: str
    kind: str  # `title` or an inclusion term's note kind
    text: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result, best first."""

    code: str
    title: str
    matched: str
