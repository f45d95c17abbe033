"""An ISA whose elements were trimmed or padded too far, written again at its fixed places."""

from __future__ import annotations

from cleanclaim.core.place import Place
from cleanclaim.x12.reading import read
from cleanclaim.x12.segments import Delimiters

_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1)  # ISA01 to ISA15
_PADDED, _CONTROL = (2, 4, 6, 8), 13
_LONGEST = 400
_NEXT = ("GS", "TA1", "IEA")
_MAX_INTERCHANGES = 1000
_MISSHAPEN = "x12.read.header-shape"


def with_full_width(raw: bytes, subject: str) -> tuple[bytes, tuple[Place, ...]]:
    """The bytes with every such ISA in 106 bytes, and where they stood. One that has two readings is left."""
    places: list[Place] = []
    while len(places) < _MAX_INTERCHANGES:
        misshapen = [each for each in read(raw, subject=subject).findings if each.rule_id == _MISSHAPEN]
        if not misshapen:
            break
        at = misshapen[0].place.offset or 0
        repaired = _repaired(raw.decode("latin-1"), raw.find(b"ISA", at))
        if repaired is None:
            break
        raw = repaired.encode("latin-1")
        places.append(misshapen[0].place)
    return raw, tuple(places)


def _repaired(text: str, start: int) -> str | None:
    separator = text[start + 3 : start + 4]
    parts = text[start + 4 : start + _LONGEST].split(separator, 15) if start >= 0 and separator else []
    if len(parts) != 16 or separator.isalnum():
        return None
    elements = _elements(parts[:15])
    component, terminator, rest = parts[15][:1], parts[15][1:2], parts[15][2:]
    if elements is None or not rest.lstrip("\r\n ").startswith(tuple(name + separator for name in _NEXT)):
        return None
    marks = Delimiters(separator, elements[10], component, terminator)
    distinct = {marks.element, marks.component, marks.terminator}
    if len(distinct) != 3 or component.isalnum() or terminator.isalnum() or terminator in " \r":
        return None
    header = separator.join(("ISA", *elements, component)) + terminator
    length = 4 + sum(len(part) + 1 for part in parts[:15]) + 2
    return text[:start] + header + text[start + length :]


def _elements(parts: list[str]) -> list[str] | None:
    """Each at its width; None when one is too long, or too short where nothing may be added."""
    made = []
    for number, (part, width) in enumerate(zip(parts, _WIDTHS, strict=True), start=1):
        bare = part.strip(" ")
        if number in _PADDED:
            bare = bare.ljust(width)
        elif number == _CONTROL and bare.isascii() and bare.isdigit():
            bare = bare.zfill(width)
        if len(bare) != width:
            return None
        made.append(bare)
    return made
