"""Show one X12 file as a tree."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding
from cleanclaim.x12.reading import read
from cleanclaim.x12.showing import ShownLoop, ShownSegment, shown_file

_GUTTER, _INDENT, _WORDS = 12, 2, 22


def show_x12(raw: bytes, *, subject: str) -> tuple[tuple[ShownLoop, ...], tuple[Finding, ...]]:
    """The interchanges of a file, and what refused to be read. UnreadableFileError when there is none."""
    reading = read(raw, subject=subject)
    if not reading.interchanges:
        raise UnreadableFileError(f"{subject} holds no interchange", reading.findings)
    return shown_file(reading), reading.rejects


def tree_lines(loop: ShownLoop, depth: int = 0) -> Iterator[str]:
    """A tree as lines: the first amount of each segment in a column of its own on the left."""
    if depth > 1:
        yield f"{'':{_GUTTER}}  {'':{depth * _INDENT}}{loop.loop} {loop.name}".rstrip()
    for part in loop.parts:
        if isinstance(part, ShownLoop):
            yield from tree_lines(part, depth + 1)
        else:
            yield _line(part, depth + 1)


def _line(each: ShownSegment, depth: int) -> str:
    fields = "; ".join(f"{one.name or one.position} {one.value}" for one in each.elements)
    called = f"{each.segment:<3} {each.name:<{_WORDS}} {fields}"
    return f"{each.amount:>{_GUTTER}}  {'':{depth * _INDENT}}{called}".rstrip()
