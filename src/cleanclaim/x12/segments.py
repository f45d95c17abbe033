"""Segments and what separates them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The four delimiters of an interchange, as its ISA declares them; no `repetition` ('') before 00402."""

    element: str = "*"
    repetition: str = "^"
    component: str = ":"
    terminator: str = "~"


STANDARD = Delimiters()


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment as read or to be written.

    name      `CLM`
    elements  raw text of each element, `elements[0]` is element 01; composites still joined
    ordinal   1-based position in its transaction set (ST = 1), of envelope segments in the file; 0 = not read
    offset    0-based byte offset of its first byte in the file; -1 = not read
    """

    name: str
    elements: tuple[str, ...]
    delimiters: Delimiters = STANDARD
    ordinal: int = 0
    offset: int = -1

    def element(self, number: int) -> str:
        """Element `number` (1-based), '' when absent."""
        return self.elements[number - 1] if number <= len(self.elements) else ""

    def component(self, number: int, part: int) -> str:
        """Component `part` (1-based) of element `number`, '' when absent."""
        text = self.elements[number - 1] if number <= len(self.elements) else ""
        if part == 1:  # what is asked most, for every qualifier
            return text.partition(self.delimiters.component)[0]
        parts = text.split(self.delimiters.component)
        return parts[part - 1] if part <= len(parts) else ""

    def components(self, number: int) -> tuple[str, ...]:
        """All components of element `number`; () when the element is empty."""
        text = self.element(number)
        return tuple(text.split(self.delimiters.component)) if text else ()

    def repeats(self, number: int) -> tuple[str, ...]:
        """All repetitions of element `number`; () when the element is empty."""
        text, mark = self.element(number), self.delimiters.repetition
        if not text:
            return ()
        return tuple(text.split(mark)) if mark else (text,)

    def __str__(self) -> str:
        return self.delimiters.element.join((self.name, *self.elements))


def segment(name: str, *elements: str | tuple[str, ...], delimiters: Delimiters = STANDARD) -> Segment:
    """A segment to be written: a tuple is a composite; empty elements and components at the end fall away."""
    texts = [element if isinstance(element, str) else _composite(element, delimiters) for element in elements]
    while texts and not texts[-1]:
        texts.pop()
    return Segment(name, tuple(texts), delimiters)


def _composite(parts: tuple[str, ...], delimiters: Delimiters) -> str:
    return delimiters.component.join(parts).rstrip(delimiters.component)
