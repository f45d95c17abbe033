"""The page of three verdicts says what the three libraries say, and why wherever they differ."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.x12_samples import ACCEPTED, REFUSED, verdicts
from cleanclaim.x12.reading import read
from cleanclaim.x12.segments import Segment

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "reference" / "x12-sample-verdicts.md"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    root = Path(os.environ.get("CLEANCLAIM_DATA", ROOT.parent / "shared" / "data")) / "x12"
    if not root.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("CLEANCLAIM_DATA names no folder with x12 samples")
        pytest.skip("no sample folder: set CLEANCLAIM_DATA to the folder that holds x12/")
    logging.disable(logging.CRITICAL)
    yield root
    logging.disable(logging.NOTSET)


def rows() -> list[list[str]]:
    """The cells of the page's table."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cut = [
        line.strip("|").split("|") for line in lines if line.startswith("| ") and "cleanclaim |" not in line
    ]
    return [[cell.strip() for cell in cells] for cells in cut]


def test_the_page_says_what_the_three_say(folder: Path) -> None:
    assert [tuple(cells[:4]) for cells in rows()] == list(verdicts(folder))


def test_every_difference_is_explained() -> None:
    assert len(rows()) == 64
    for name, *said, why in rows():
        assert (why != "") == (len(set(said)) > 1), name


def test_we_accept_nothing_that_another_refuses() -> None:
    weaker = [name for name, ours, *peers, _ in rows() if ours == ACCEPTED and REFUSED in peers]
    assert weaker == []


def test_every_sample_comes_back_byte_for_byte(folder: Path) -> None:
    """Each segment stands where it says it does; between them are line ends and blanks, nothing else."""
    for path in sorted(folder.glob("*/*.edi")):
        raw = path.read_bytes()
        rest, encoding = bytearray(raw), "utf-8" if is_utf8(raw) else "latin-1"
        for segment in segments(raw):
            text = str(segment).encode(encoding)
            assert raw[segment.offset : segment.offset + len(text)] == text, (path.name, segment.ordinal)
            end = segment.offset + len(text) + len(segment.delimiters.terminator)
            rest[segment.offset : end] = b" " * (end - segment.offset)
        assert bytes(rest).strip() == b"", path.name


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def segments(raw: bytes) -> Iterator[Segment]:
    for interchange in read(raw).interchanges:
        yield interchange.header
        yield from interchange.loose
        for group in interchange.groups:
            yield group.header
            for each in group.sets:
                yield from each.segments
            if group.trailer is not None:
                yield group.trailer
        if interchange.trailer is not None:
            yield interchange.trailer
