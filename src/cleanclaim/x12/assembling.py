"""Segments to interchanges, groups and sets: what opens, what closes, what is left open."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from cleanclaim.core.finding import Finding
from cleanclaim.core.place import Place
from cleanclaim.x12.opening import PADDING, Source
from cleanclaim.x12.reading import Group, Interchange, TransactionSet
from cleanclaim.x12.reports import TYPE_1, advise, reject
from cleanclaim.x12.scanning import MAX_SEGMENT, Scanner, declared_delimiters
from cleanclaim.x12.segments import Delimiters, Segment

_LINE_ENDS = re.compile("[\r\n]")
_NOT_PLAIN = ("ISA", "GS", "ST", "GE", "IEA", "SE", " ", "\t")  # envelope segments, and names like them
_CONTROL = re.compile(r"[A-Za-z0-9]{1,9}")
_NO_SET_END = (TYPE_1, ("IK502", "2"))
_NO_GROUP_END = (TYPE_1, ("AK905", "3"))
_NO_INTERCHANGE_END = (TYPE_1, ("TA105", "023"))
_STRUCTURE = (TYPE_1, ("TA105", "022"))


def assemble(source: Source) -> tuple[tuple[Interchange, ...], str, list[Finding]]:
    """The interchanges of a file, the hash over what they say, and the findings in file order."""
    interchanges: list[Interchange] = []
    findings: list[Finding] = []
    digest = hashlib.sha256()
    position, count = source.start, 0
    while source.text.startswith("ISA", position):
        delimiters, finding = declared_delimiters(source, position)
        findings += [finding] if finding is not None else []
        if delimiters is None:
            break
        scanner = Scanner(source, position, delimiters)
        builder = _Builder(source, scanner, len(interchanges) + 1, count=count)
        interchanges.append(builder.build())
        findings += sorted(builder.findings + scanner.findings, key=lambda one: one.place.offset or 0)
        digest.update(_canonical(builder.pieces, delimiters))
        position, count = scanner.position, builder.count
        while source.text[position : position + 1] and source.text[position] in PADDING:
            position += 1
    rest = source.text[position:]
    if rest:
        digest.update(b"rest" + rest.encode("utf-8"))
    findings += _trailing(source, position, findings)
    return tuple(interchanges), digest.hexdigest(), findings


def _canonical(pieces: list[str], delimiters: Delimiters) -> bytes:
    """The same bytes for the same segments whatever the delimiters: marks that no byte of a file can be."""
    text = "\u0103".join(pieces) + "\u0103"
    marks = (delimiters.element, delimiters.repetition, delimiters.component)
    for mark, stand_in in zip(marks, ("\u0100", "\u0101", "\u0102"), strict=True):
        if mark:
            text = text.replace(mark, stand_in)
    return text.encode("utf-8")


def _trailing(source: Source, position: int, findings: list[Finding]) -> list[Finding]:
    text = source.text
    if position < len(text):
        if any(finding.rule_id in _READING_STOPPED for finding in findings):
            return []
        message = "bytes stand behind the IEA that are no further interchange"
        found, place = f"{len(text) - position} bytes", source.place(position)
        return [reject("read.trailing-bytes", place, message, found=found, wanted="ISA", codes=_STRUCTURE)]
    padding = text[len(text.rstrip(PADDING)) :].strip("\r\n")
    if padding:
        return [
            advise(
                "read.padding",
                source.place(len(text) - len(padding)),
                "padding stands at the end of the file",
            )
        ]
    return []


_READING_STOPPED = {
    f"x12.read.{name}" for name in ("truncated", "segment-length", "header-shape", "delimiters")
}


@dataclass(slots=True)
class _Builder:
    """Builds one interchange from a scanner that stands at its ISA."""

    source: Source
    scanner: Scanner
    number: int
    findings: list[Finding] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    header: Segment | None = None
    path: tuple[str, ...] = ()
    loose: list[Segment] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    group_header: Segment | None = None
    sets: list[TransactionSet] = field(default_factory=list)
    body: list[Segment] = field(default_factory=list)
    count: int = 0
    end: int = 0
    looked_to: int = 0

    def build(self) -> Interchange:
        """Read up to the IEA, to the next ISA, or to where the file cannot be read on."""
        trailer = None
        while trailer is None:
            if self.header is not None and self.scanner.at_header():
                break
            found = self.scanner.cut()
            if found is None:
                break
            trailer = self._take(self._segment(*found))
        if trailer is None:
            self._close_group(None)
            place = self._place(self.path, self.end - 1)
            self._missing("IEA", place, "interchange", _NO_INTERCHANGE_END)
        assert self.header is not None, "a scanner starts at an ISA of 106 bytes"
        return Interchange(
            self.header,
            tuple(self.groups),
            tuple(self.loose),
            trailer,
            self.scanner.delimiters,
            Place(self.source.subject, self.path, offset=self.header.offset),
            self.end,
        )

    def _segment(self, piece: str, start: int) -> Segment:
        self.pieces.append(piece)
        self.count += 1
        self.end = self.source.offset(self.scanner.position - 1) + 1
        name, *elements = self.scanner.elements(piece, start)
        ordinal = len(self.body) + 1 if self.body else self.count
        return Segment(name, tuple(elements), self.scanner.delimiters, ordinal, self.source.offset(start))

    def _take(self, segment: Segment) -> Segment | None:
        """Put a segment where it belongs; returns it when it is the IEA."""
        match segment.name:
            case "ISA":
                self.header = segment
                self.path = (step_of("ISA", segment.element(13), self.number),)
            case "GS":
                self._close_group(None)
                self.group_header = segment
            case "ST" if self.group_header is not None:
                self._close_set()
                self.body = [Segment(segment.name, segment.elements, segment.delimiters, 1, segment.offset)]
                self._take_plain_body()
            case "SE" if self.body:
                self.body.append(segment)
                self._close_set()
            case "GE" if self.group_header is not None:
                self._close_group(segment)
            case "IEA":
                self._close_group(None)
                return segment
            case _:
                self._put(segment)
        return None

    def _take_plain_body(self) -> None:
        """All segments up to the next SE at once, when not one of them needs a closer look.

        The scanner goes from segment to segment with several calls each; nearly all sets need none of them.
        """
        text, start, delimiters = self.source.text, self.scanner.position, self.scanner.delimiters
        if start < self.looked_to:  # many STs before one SE must not make this quadratic
            return
        end = text.find(f"{delimiters.terminator}SE{delimiters.element}", start)
        self.looked_to = end if end > 0 else len(text)
        stretch = text[start:end] if end > 0 else ""
        if not stretch or self.source.removed or not stretch.isascii() or _LINE_ENDS.search(stretch):
            return
        pieces = stretch.split(delimiters.terminator)
        if any(piece.startswith(_NOT_PLAIN) or len(piece) > MAX_SEGMENT for piece in pieces):
            return
        ordinal, mark = len(self.body), delimiters.element
        for piece in pieces:
            ordinal += 1
            name, *elements = piece.split(mark)
            self.body.append(Segment(name, tuple(elements), delimiters, ordinal, start))
            start += len(piece) + 1
        self.pieces += pieces
        self.count += len(pieces)
        self.scanner.position = start

    def _put(self, segment: Segment) -> None:
        if self.body:
            self.body.append(segment)
            return
        self.loose.append(segment)
        if segment.name != "TA1" or self.group_header is not None:
            place = self._place(self.path, segment.offset)
            message = "a segment stands outside any transaction set"
            self.findings.append(
                reject("read.stray-segment", place, message, found=segment.name, codes=_STRUCTURE)
            )

    def _close_set(self) -> None:
        if not self.body:
            return
        header, last = self.body[0], self.body[-1]
        assert self.group_header is not None, "sets open only inside a group"
        control, guide = header.element(2), header.element(3) or self.group_header.element(8)
        path = (*self._group_path(), step_of("ST", control, len(self.sets) + 1))
        place = Place(self.source.subject, path, offset=header.offset)
        complete = last.name == "SE"
        end = self.end if complete else last.offset + 1
        if not complete:
            at = Place(self.source.subject, path, len(self.body), last.offset)
            self._missing("SE", at, "transaction set", _NO_SET_END)
        self.sets.append(
            TransactionSet(tuple(self.body), header.element(1), control, guide, place, end, complete)
        )
        self.body = []

    def _close_group(self, trailer: Segment | None) -> None:
        self._close_set()
        header = self.group_header
        if header is None:
            return
        path = self._group_path()
        end = self.end if trailer is not None else self.sets[-1].end if self.sets else header.offset + 1
        if trailer is None:
            self._missing("GE", self._place(path, end - 1), "functional group", _NO_GROUP_END)
        place = Place(self.source.subject, path, offset=header.offset)
        self.groups.append(Group(header, tuple(self.sets), trailer, place, end))
        self.group_header, self.sets = None, []

    def _group_path(self) -> tuple[str, ...]:
        assert self.group_header is not None
        return (*self.path, step_of("GS", self.group_header.element(6), len(self.groups) + 1))

    def _place(self, path: tuple[str, ...], offset: int) -> Place:
        return Place(self.source.subject, path, offset=offset)

    def _missing(self, name: str, place: Place, what: str, codes: tuple[tuple[str, str], ...]) -> None:
        message = f"the {what} is not closed"
        step = "ask for the file again: it may have been cut off"
        self.findings.append(
            reject("read.not-closed", place, message, wanted=name, next_step=step, codes=codes)
        )


def step_of(name: str, control: str, number: int) -> str:
    """One step of a place: the control number when it looks like one, else the position."""
    return f"{name} {control}" if _CONTROL.fullmatch(control) else f"{name} #{number}"
