"""HCPCS Level II alphanumeric file, fixed width in the layout of 2011 (293 characters; 1-based positions).

1-5 code, a modifier in 4-5; 11 record kind: 3 code, 4 its continuation, 7 modifier, 8 its continuation;
12-91 long title; 230 coverage; 269-276 added, 277-284 effective, 285-292 ended; 293 action. The first line
has a stray leading byte. Wider files of later years are refused by their width until their layout is
verified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import compact_day, year_in

WIDTH = 293
_START = re.compile(r"([A-Z][0-9]{4}|   [A-Z0-9]{2})[0-9]{5}[3478]")
_NAMES, _CONTINUATIONS = frozenset("37"), frozenset("48")


@dataclass(frozen=True, slots=True)
class _Record:
    number: int
    text: str

    @property
    def key(self) -> str:
        return self.text[:5].strip()

    @property
    def words(self) -> str:
        return " ".join(self.text[11:91].split())


def _aligned(line: str) -> str:
    """Without the stray byte in front of the first line."""
    return line[1:] if not _START.match(line) and _START.match(line[1:]) else line


def _recognises(sample: Sample) -> bool:
    rows = [_aligned(line) for line in sample.lines if line.strip()]
    return bool(rows) and all(_START.match(row) and len(row) <= WIDTH for row in rows)


def _read(lines: Lines) -> Reading:
    held: _Record | None = None
    title: list[str] = []
    for number, line in lines:
        if not line.strip("\x1a \t"):
            continue
        record = _Record(number, _aligned(line))
        if not _START.match(record.text) or not WIDTH - 1 <= len(record.text) <= WIDTH:
            yield BadLine(number, f"it is not a record of {WIDTH} characters that begins with a code")
        elif record.text[10] in _CONTINUATIONS:
            if held is None or held.key != record.key:
                yield BadLine(number, "a continuation stands behind another code")
            title.append(record.words)
        else:
            if held is not None:
                yield _row(held, title)
            held, title = record, [record.words]
    if held is not None:
        yield _row(held, title)


def _row(record: _Record, title: list[str]) -> Row | BadLine:
    text = record.text
    try:
        added, effective, ended = (compact_day(text[a:b]) for a, b in ((268, 276), (276, 284), (284, 292)))
    except ValueError as error:
        return BadLine(record.number, f"added, effective or ended is {error}")
    first = added or effective
    if first and ended and ended < first:
        return BadLine(record.number, "the code ends before it begins")
    kind = "modifier" if text[10] == "7" else "code"
    return Row(record.key, (kind, text[229:230].strip(), " ".join(title)), first, ended)


LAYOUT = Layout(
    tables=(Table.HCPCS,),
    title="HCPCS Level II alphanumeric file (fixed width, layout of 2011)",
    publisher="CMS",
    licence="US public domain; dental codes (c) ADA, not kept",
    attributes=("kind", "coverage", "title"),
    recognises=_recognises,
    read=_read,
    span_of=year_in,
    table_of=only(Table.HCPCS),
    drops_dental=True,
)
