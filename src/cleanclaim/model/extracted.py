"""Text taken out of another form, with where each part of it stood: the map from evidence to the original."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanclaim.model.encounter import Document, Passage


@dataclass(frozen=True, slots=True)
class Extracted:
    """A text and its passages; an empty text when the original holds no words."""

    text: str
    passages: tuple[Passage, ...]

    def lines(self) -> Iterator[tuple[str, str]]:
        """Each line without its end, and where it came from."""
        document, offset = self.as_document("", ""), 0
        for line in self.text.split("\n")[:-1]:
            yield line, document.place_of(offset)
            offset += len(line) + 1

    def as_document(self, document_id: str, original_sha256: str) -> Document:
        """The same as a document of an encounter."""
        return Document(document_id, self.text, self.passages, original_sha256)


class TextBuilder:
    """Puts a text together line by line and remembers where each line came from."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._passages: list[Passage] = []

    def add_line(self, line: str, locator: str) -> None:
        """One or more whole lines taken from a place; '' as locator for words that are ours."""
        if not self._passages or self._passages[-1].locator != locator:
            self._passages.append(Passage(self._length, locator))
        self._pieces.append(f"{line}\n")
        self._length += len(line) + 1

    def add_gap(self) -> None:
        """An empty line, unless the text begins here or has one already."""
        if self._pieces and self._pieces[-1] != "\n":
            self.add_line("", "")

    def done(self) -> Extracted:
        """The whole; without passages when nothing was added."""
        return Extracted("".join(self._pieces), tuple(self._passages))
