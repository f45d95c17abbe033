"""HL7 v2 on the wire: messages, segments, fields; separators and escapes as MSH declares them.

Source of the rules: HL7 v2.5.1 ch. 2 (encoding rules, escape sequences). Nothing of what a field means is
known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleanclaim.intake.problems import Problems

_FRAME = "\x0b\x1c"  # start and end of a message on a socket (MLLP)
_ENVELOPE = ("FHS", "BHS", "BTS", "FTS")  # batch headers and trailers: nothing clinical
_BREAKS = (".br", ".sp", ".ce")
_HEX = re.compile(r"X((?:[0-9A-Fa-f]{2})+)")
_LATIN = ("8859/1", "ISO8859/1", "ISO-8859-1")


@dataclass(frozen=True, slots=True)
class Separators:
    """Of fields, components, repetitions, escapes and subcomponents."""

    field: str
    component: str
    repetition: str
    escape: str
    part: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its 1-based number in the message, its name, its fields as they stand on the wire."""

    number: int
    name: str
    fields: tuple[str, ...]
    separators: Separators

    def raw(self, field: int) -> str:
        """A field as on the wire; '' when the segment is shorter. Numbers as in the standard."""
        return self.fields[field - 1] if 0 < field <= len(self.fields) else ""

    def repetitions(self, field: int) -> list[str]:
        """The repetitions of a field, unescaped, as texts."""
        return [self._plain(each) for each in self.raw(field).split(self.separators.repetition)]

    def text(self, field: int, component: int = 1, part: int = 1) -> str:
        """A component of the first repetition, unescaped and stripped; '' when it is not there."""
        first = self.raw(field).split(self.separators.repetition)[0]
        parts = _nth(first.split(self.separators.component), component).split(self.separators.part)
        return self._plain(_nth(parts, part)).strip()

    def _plain(self, text: str) -> str:
        return unescaped(text, self.separators)


def _nth(pieces: list[str], number: int) -> str:
    return pieces[number - 1] if number <= len(pieces) else ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `number` is its place in the file."""

    number: int
    segments: tuple[Segment, ...]

    @property
    def header(self) -> Segment:
        """MSH."""
        return self.segments[0]

    def first(self, name: str) -> Segment | None:
        """The first segment of a name."""
        return next((each for each in self.segments if each.name == name), None)


def unescaped(text: str, separators: Separators) -> str:
    """Escapes to what they stand for; formatting commands end a line or vanish, unknown ones vanish."""
    mark = re.escape(separators.escape)
    meanings = {
        "F": separators.field, "S": separators.component, "T": separators.part,
        "R": separators.repetition, "E": separators.escape,
    }  # fmt: skip

    def meaning(found: re.Match[str]) -> str:
        command = found[1]
        if command.startswith(_BREAKS):
            return "\n"
        coded = _HEX.fullmatch(command)
        if coded:
            return bytes.fromhex(coded[1]).decode("latin-1").replace("\0", "")
        return meanings.get(command, "")

    return re.sub(f"{mark}([^{mark}\\r\\n]{{0,60}}){mark}", meaning, text) if separators.escape else text


def decoded(content: bytes, problems: Problems) -> str | None:
    """The text of a file in UTF-8, or in Latin-1 where MSH-18 says so; None after noting why not."""
    head = content[:2000].decode("latin-1")
    declared = next((line for line in re.split(r"[\r\n]", head) if "MSH" in line[:5]), "")
    named = declared.split(declared[declared.find("MSH") + 3])[17:18] if len(declared) > 4 else []
    if named and named[0].split("~")[0].strip().upper() in _LATIN:
        text = content.decode("latin-1")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems.refuse(
                "not-utf8",
                (f"byte {error.start}",),
                "the file is not UTF-8, and MSH-18 declares no other character set that we read",
                found=f"0x{content[error.start]:02x}",
                wanted="UTF-8, or 8859/1 in MSH-18",
            )
            return None
    if "\0" in text:
        problems.refuse("nul", (f"character {text.index(chr(0))}",), "the file holds a NUL character")
        return None
    return text


def messages(text: str, problems: Problems) -> list[Message]:
    """The messages of a file in order. A line before the first MSH, or that is no segment, is refused."""
    found: list[Message] = []
    for number, lines in enumerate(_split(text, problems), 1):
        message = _message(number, lines, problems)
        if message:
            found.append(message)
    if not found and not problems.refused:
        problems.refuse("no-message", (), "there is no message in the file", wanted="a segment MSH")
    return found


def _split(text: str, problems: Problems) -> Iterator[list[str]]:
    lines: list[str] = []
    for number, line in enumerate(re.split(r"\r\n|[\r\n]", text), 1):
        segment = line.strip(_FRAME)
        if not segment.strip() or segment[:3] in _ENVELOPE:
            continue
        if segment.startswith("MSH"):
            if lines:
                yield lines
            lines = []
        elif not lines:
            problems.refuse(
                "no-header", (f"line {number}",), "a segment stands before MSH", wanted="MSH first"
            )
            return
        lines.append(segment)
    if lines:
        yield lines


def _message(number: int, lines: list[str], problems: Problems) -> Message | None:
    separators = _separators(lines[0])
    at = f"message {number}"
    if separators is None:
        problems.refuse(
            "unfit-separators", (at, "MSH"), "MSH-1 and MSH-2 do not declare separators", wanted=r"MSH|^~\&|"
        )
        return None
    segments = []
    for place, line in enumerate(lines, 1):
        name, *fields = line.split(separators.field)
        if not re.fullmatch(r"[A-Z][A-Z0-9]{2}", name):
            problems.refuse(
                "no-segment",
                (at, f"segment {place}"),
                "the line begins with no segment name; a line break may stand inside of a field",
                wanted="three letters and a separator",
            )
            return None
        if name == "MSH":
            fields = [separators.field, *fields]  # MSH-1 is the separator itself
        segments.append(Segment(place, name, tuple(fields), separators))
    return Message(number, tuple(segments))


def _separators(header: str) -> Separators | None:
    field = header[3:4]
    marks = header[4:].split(field)[0] if field else ""
    if not 3 <= len(marks) <= 5 or len(set(field + marks)) != len(field + marks) or (field + marks).isalnum():
        return None
    return Separators(field, marks[0], marks[1], marks[2], marks[3] if len(marks) > 3 else "\x00")
