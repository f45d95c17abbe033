"""From bytes to a text that can be cut into segments: encodings refused, harmless dirt noted."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from cleanclaim.core.finding import Finding
from cleanclaim.core.place import Place
from cleanclaim.x12.reports import advise, reject

BLANKS = " \t\r\n"
PADDING = BLANKS + "\x00\x1a"  # what old transfer programs append

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"I\x00S\x00", b"\x00I\x00S")
_EBCDIC = b"\xc9\xe2\xc1"  # `ISA` in code page 037 and its kin

# The record lengths at which old transfer programs break a file. Our own choice, short on purpose: a line
# feed that replaces a byte of a value must not be taken for a wrap.
_RECORD_WIDTHS = frozenset({72, 78, 79, 80, 128, 132, 250, 255, 256, 512, 1000, 1024})
_HEADER_LENGTH = 106


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes as text, one character a byte, with line breaks of wrapping taken out.

    start    where the first ISA begins in `text`
    removed  ascending positions in the original of the bytes that were taken out
    """

    subject: str
    text: str
    start: int = 0
    removed: tuple[int, ...] = ()

    def offset(self, position: int) -> int:
        """The byte offset in the original file of a position in `text`."""
        if not self.removed:
            return position
        # the i-th removed byte stood before `text[removed[i] - i]`
        count = bisect_right(range(len(self.removed)), position, key=lambda i: self.removed[i] - i)
        return position + count

    def place(self, position: int, *path: str) -> Place:
        """The place of a position in `text`."""
        return Place(self.subject, path, offset=self.offset(position))


def open_source(raw: bytes, subject: str) -> tuple[Source | None, list[Finding]]:
    """The text of an X12 file from its first ISA on, or None with the one finding that says why not."""
    refusal = _refused_encoding(raw, subject)
    if refusal is not None:
        return None, [refusal]
    findings: list[Finding] = []
    here = Place(subject, offset=0)
    lead = len(_BOM) if raw.startswith(_BOM) else 0
    if lead:
        findings.append(advise("read.byte-order-mark", here, "a byte order mark stands before the ISA"))
    text = raw.decode("latin-1")
    start = lead + len(text[lead:]) - len(text[lead:].lstrip(BLANKS))
    if start > lead:
        findings.append(advise("read.leading-blanks", here, "blanks or line ends stand before the ISA"))
    if not text.startswith("ISA", start):
        return None, [*findings, _not_x12(text, start, subject)]
    source, wrapped = _unwrapped(Source(subject, text, start))
    if wrapped:
        message = "the file is broken into lines of fixed width; it was read as if it were not"
        findings.append(advise("read.wrapped", here, message, found=f"{wrapped} columns"))
    return source, findings


def _refused_encoding(raw: bytes, subject: str) -> Finding | None:
    here = Place(subject, offset=0)
    if raw.startswith(_UTF16):
        name = "UTF-16"
    elif raw.lstrip(b"\x40\x15\x25\x0d").startswith(_EBCDIC):
        name = "EBCDIC"
    elif not raw.strip(PADDING.encode()):
        return reject(
            "read.empty",
            here,
            "the file holds nothing",
            found=f"{len(raw)} bytes",
            wanted="an ISA segment",
            next_step="fetch the file again; if it is still empty, ask the sender",
        )
    else:
        return None
    message = f"the file is written in {name}, which X12 partners do not exchange"
    next_step = "ask the sender for ASCII, or for a transfer that converts text"
    return reject("read.encoding", here, message, found=name, wanted="ASCII", next_step=next_step)


def _not_x12(text: str, start: int, subject: str) -> Finding:
    first = text[start : start + 3]
    if "ISA".startswith(first):
        message, rule = "the file ends inside the ISA", "read.truncated"
    else:
        message, rule = "the file does not begin with an ISA, so it is not an X12 interchange", "read.not-x12"
    return reject(
        rule,
        Place(subject, offset=start),
        message,
        found=f"bytes {first.encode('latin-1').hex(' ')}",
        wanted="ISA",
        next_step="check that this is the file that was meant and that it came over whole",
        codes=(("SNIP", "1"), ("TA105", "022")),
    )


def _unwrapped(source: Source) -> tuple[Source, int]:
    """The source without the line breaks of wrapping, and the width; unchanged and 0 when not wrapped."""
    text, start = source.text, source.start
    if "\n" not in text and "\r" not in text:
        return source, 0
    head = _joined(text[start : start + 3 * _HEADER_LENGTH])
    if len(head) < _HEADER_LENGTH or head[: _HEADER_LENGTH - 1] + "\n" == _first_line(text, start):
        return source, 0  # cut inside the ISA, or the line end is the terminator
    width = _record_width(text[start:].rstrip(PADDING), head[_HEADER_LENGTH - 1])
    if not width:
        return source, 0
    removed = tuple(at for at in range(start, len(text)) if text[at] in "\r\n")
    return Source(source.subject, text[:start] + _joined(text[start:]), start, removed), width


def _first_line(text: str, start: int) -> str:
    """As much text as an ISA is long, its terminator written LF when it is a CR."""
    return text[start : start + _HEADER_LENGTH].replace("\r", "\n")


def _joined(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")


def _record_width(text: str, terminator: str) -> int:
    """The one width of all lines that do not end with a terminator, 0 when there is no such line or width."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]
    broken = {len(line) for line in lines if not line.endswith(terminator)}
    if len(broken) != 1 or not broken <= _RECORD_WIDTHS:
        return 0
    width = broken.pop()
    return width if all(len(line) <= width for line in lines) else 0
