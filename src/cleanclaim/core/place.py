"""Where something is: in a claim, a note or a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A subject and the way down into it. Ids and positions only, never a patient's particulars.

    subject  what the place lies in, by id: `claim E01A`, `encounter E01`, `file 3f2a90c1`
    path     outer to inner: ("line 2", "pointers") or ("ISA 000000001", "GS 1", "ST 0001", "2300", "CLM02")
    segment  1-based ordinal of an X12 segment within its transaction set or file, when there is one
    offset   0-based byte offset in the file, when there is one
    """

    subject: str
    path: tuple[str, ...] = ()
    segment: int | None = None
    offset: int | None = None

    def within(self, *steps: str) -> Place:
        """The same place, further in."""
        return Place(self.subject, (*self.path, *steps), self.segment, self.offset)

    def __str__(self) -> str:
        text = " > ".join((self.subject, *self.path))
        if self.segment is not None:
            text += f", segment {self.segment}"
        if self.offset is not None:
            text += f", byte {self.offset}"
        return text
