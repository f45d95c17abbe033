"""Cutting an interchange into segments: delimiters from its ISA, one segment after the other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from cleanclaim.core.finding import Finding
from cleanclaim.x12.opening import BLANKS, PADDING, Source
from cleanclaim.x12.reports import advise, reject
from cleanclaim.x12.segments import Delimiters

HEADER_LENGTH = 106
MAX_SEGMENT = 64 * 1024

_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
_CUT = (("SNIP", "1"), ("TA105", "023"))
_STRUCTURE = (("SNIP", "1"), ("TA105", "022"))


def _separator_positions() -> tuple[int, ...]:
    positions, at = [], len("ISA")
    for width in _WIDTHS:
        positions.append(at)
        at += 1 + width
    return tuple(positions)


_SEPARATORS = _separator_positions()


def declared_delimiters(source: Source, start: int) -> tuple[Delimiters | None, Finding | None]:
    """The delimiters that the ISA at `start` declares, and what is wrong or odd about them.

    The ISA is the one segment of fixed width: 106 bytes with its terminator, element separators at fixed
    places, so that its own bytes tell how to read the rest (X12.5).
    """
    header = source.text[start : start + HEADER_LENGTH]
    if len(header) < HEADER_LENGTH:
        return None, _cut_off(source, "the file ends inside the ISA", "106 bytes")
    separator = header[3]
    if any(header[at] != separator for at in _SEPARATORS) or header.count(separator) != len(_SEPARATORS):
        return None, _misshapen(
            source, start, "the ISA does not have its sixteen elements at their fixed places"
        )
    if header[-1] in header[:-1]:
        return None, _misshapen(source, start, "the segment terminator stands inside the ISA")
    return _chosen(source, start, header)


def _cut_off(source: Source, message: str, wanted: str) -> Finding:
    return reject(
        "read.truncated",
        source.place(len(source.text)),
        message,
        found=f"{len(source.text)} bytes",
        wanted=wanted,
        next_step="ask for the file again: it was cut off",
        codes=_CUT,
    )


def _misshapen(source: Source, start: int, message: str) -> Finding:
    return reject(
        "read.header-shape",
        source.place(start),
        message,
        wanted="106 bytes with separators at 3, 6, 17, 20 ...",
        next_step="ask the sender to write the ISA in full width",
        codes=_STRUCTURE,
    )


def _chosen(source: Source, start: int, header: str) -> tuple[Delimiters | None, Finding | None]:
    repetition, component, terminator = header[82], header[104], header[105]
    if terminator == "\r" and source.text[start + HEADER_LENGTH : start + HEADER_LENGTH + 1] == "\n":
        terminator = "\n"  # lines end CR LF: the CR is taken off each segment
    oddity = None
    if repetition.isalnum():
        if repetition != "U":
            return None, _colliding(source, start + 82, repetition)
        if header[84:89] >= "00402":
            message = "ISA11 says U as before version 00402; read without a repetition separator"
            oddity = advise("read.repetition-separator", source.place(start + 82), message, found="U")
        repetition = ""
    chosen = (header[3], repetition, component, terminator)
    for at, mark in zip((3, 82, 104, 105), chosen, strict=True):
        if mark and (not _may_delimit(mark) or chosen.count(mark) > 1 or (mark in "\r\n" and at != 105)):
            return None, _colliding(source, start + at, mark)
    return Delimiters(header[3], repetition, component, terminator), oddity


def _may_delimit(mark: str) -> bool:
    """Printable ASCII that no number, date or word is made of, or an ASCII control character but NUL."""
    return mark.isascii() and not mark.isalnum() and mark not in " .-\x00\x1a"


def _colliding(source: Source, position: int, mark: str) -> Finding:
    return reject(
        "read.delimiters",
        source.place(position),
        "two delimiters are the same, or one is a character that values are made of",
        found=f"byte {ord(mark):02x}",
        wanted="four different bytes that are neither letter, digit, blank, point, hyphen nor NUL",
        next_step="ask the sender for other delimiters",
        codes=(("SNIP", "1"), ("TA105", "027" if position % 2 else "026")),
    )


@dataclass(slots=True)
class Scanner:
    """Walks one interchange. `stopped` is set by the finding that ended the walk early."""

    source: Source
    position: int
    delimiters: Delimiters
    findings: list[Finding] = field(default_factory=list)
    stopped: bool = False
    _noted: set[str] = field(default_factory=set)

    def cut(self) -> tuple[str, int] | None:
        """The next segment without its terminator, and its position; None where it cannot go on."""
        text = self.source.text
        start = self._past_blanks(text)
        end = text.find(self.delimiters.terminator, start, start + MAX_SEGMENT + 1)
        if end < 0:
            self._stop(text, start)
            return None
        self.position = end + 1
        piece = text[start:end]
        if "\r" in piece or "\n" in piece:
            piece = piece.rstrip("\r") if self.delimiters.terminator == "\n" else piece
            if "\r" in piece or "\n" in piece:
                self._note("read.line-end-in-segment", start, "a line end stands inside a segment")
        return piece, start

    def at_header(self) -> bool:
        """Whether the next segment begins a further interchange."""
        text, start = self.source.text, self.position
        if text.startswith("ISA", start):
            return True
        return (
            text[start : start + 1] in tuple(BLANKS) and text[start : start + 8].lstrip(BLANKS)[:3] == "ISA"
        )

    def elements(self, piece: str, start: int) -> list[str]:
        """A segment's name and elements, text beyond ASCII decoded as UTF-8 where it is, else as Latin-1."""
        if not piece.isascii():
            self._note("read.not-ascii", start, "the file holds text beyond ASCII")
            with suppress(UnicodeDecodeError):  # then Latin-1 it is
                piece = piece.encode("latin-1").decode("utf-8")
        return piece.split(self.delimiters.element)

    def _past_blanks(self, text: str) -> int:
        start = self.position
        while text[start : start + 1] and text[start] in BLANKS:
            start += 1
        if start > self.position and self.delimiters.terminator != "\n":
            skipped = text[self.position : start]
            if skipped.strip("\r\n"):
                self._note("read.blanks", self.position, "blanks stand between segments")
            elif start < len(text):
                self._note("read.line-ends", self.position, "line ends follow the segment terminator")
        return start

    def _stop(self, text: str, start: int) -> None:
        self.position = start
        if not text[start:].strip(PADDING):
            return
        self.stopped = True
        if len(text) - start > MAX_SEGMENT:
            self.findings.append(
                reject(
                    "read.segment-length", self.source.place(start),
                    "a segment does not end within 64 KiB", wanted="a segment terminator",
                    next_step="check that the file is X12 and that its terminator was not changed on the way",
                    codes=_STRUCTURE,
                )
            )  # fmt: skip
            return
        self.findings.append(
            _cut_off(self.source, "the file ends in the middle of a segment", "a segment terminator")
        )

    def _note(self, rule: str, position: int, message: str) -> None:
        if rule not in self._noted:
            self._noted.add(rule)
            self.findings.append(advise(rule, self.source.place(position), message))
