"""A file that was read as one list of segments, and segments as bytes with the delimiters they came with."""

from __future__ import annotations

from collections.abc import Iterable

from cleanclaim.x12.reading import Interchange, Reading
from cleanclaim.x12.segments import Segment

_HEADER_LENGTH = 106
_LEFT_OUT = frozenset(
    f"x12.read.{name}"
    for name in ("truncated", "segment-length", "trailing-bytes", "header-shape", "delimiters")
)


def segments_of(interchange: Interchange) -> tuple[Segment, ...]:
    """Every segment of an interchange in file order, envelopes and loose ones included."""
    found = [interchange.header, *interchange.loose]
    for group in interchange.groups:
        found.append(group.header)
        found += [segment for each in group.sets for segment in each.segments]
        found += [group.trailer] if group.trailer is not None else []
    found += [interchange.trailer] if interchange.trailer is not None else []
    return tuple(sorted(found, key=lambda each: each.offset))


def all_segments(reading: Reading) -> tuple[Segment, ...]:
    """The same for all interchanges of a file."""
    return tuple(each for interchange in reading.interchanges for each in segments_of(interchange))


def rewrite(segments: Iterable[Segment], line_end: str = "", *, encoding: str = "utf-8") -> bytes:
    """Segments with the delimiters they came with; what `encoding` cannot write, as UTF-8.

    line_end  written after each terminator, unless that is a line end itself
    """
    pieces = []
    for each in segments:
        mark = each.delimiters.terminator
        pieces += [str(each), mark, "" if mark in "\r\n" else line_end]
    text = "".join(pieces)
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")


def encoding_of(raw: bytes) -> str:
    """UTF-8 where the whole file is, else Latin-1."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def left_out(reading: Reading) -> bool:
    """Whether bytes of the file are in no segment; a part that is not closed was read all the same."""
    return any(each.rule_id in _LEFT_OUT for each in reading.rejects)


def line_end_of(raw: bytes, reading: Reading) -> str:
    """The line end that follows the first terminator of a file, '' when none does."""
    if not reading.interchanges:
        return ""
    after = reading.interchanges[0].header.offset + _HEADER_LENGTH
    return next((end for end in ("\r\n", "\n", "\r") if raw.startswith(end.encode(), after)), "")
