"""What proves a statement: the words, the row or the element it rests on (law 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHARACTERS = re.compile(r"characters ([0-9]+)-([0-9]+)")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A verbatim quote and where it stands.

    source   id of the document, table edition or file: `note E01`, `ICD-10-CM FY2026 April`, `835 3f2a90c1`
    locator  where in it: `characters 120-134`, `E11.22 > Excludes1`, `segment 14, CAS03`
    text     the words themselves, verbatim
    """

    source: str
    locator: str
    text: str

    @classmethod
    def quote(cls, source: str, text: str, start: int, end: int) -> Evidence:
        """The characters [start, end) of a document; `text` is the whole document."""
        if not 0 <= start < end <= len(text):
            raise ValueError("a quote must lie inside its document and hold at least one character")
        return cls(source, f"characters {start}-{end}", text[start:end])

    @property
    def characters(self) -> tuple[int, int] | None:
        """Start and end (exclusive) when the evidence is a span of a document."""
        found = _CHARACTERS.fullmatch(self.locator)
        return (int(found[1]), int(found[2])) if found else None

    def holds_in(self, document_text: str) -> bool:
        """Whether the quote stands verbatim at its span in this document."""
        span = self.characters
        return span is not None and document_text[span[0] : span[1]] == self.text
