"""A file as offered: text, XML or workbook, plain, gzipped or zipped; hashed whole, read line by line."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from cleanclaim.reference.tables.layout import Lines, Sample
from cleanclaim.reference.tables.sheets import is_workbook, sheet_lines, sheet_names

SAMPLE_LINES = 40
LONGEST_LINE = 65_536  # characters; no official layout comes near it
MOST_BYTES = 4_000_000_000  # of one member unpacked: the whole PTP table has about 150 MB
READ_FAILURES = (
    OSError,
    EOFError,
    csv.Error,
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
)


def _old_letters(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8 are read as Windows-1252: official files mix both."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    piece = error.object[error.start : error.end]
    return piece.decode("cp1252", "replace"), error.end


codecs.register_error("cleanclaim-cp1252", _old_letters)


@dataclass(frozen=True, slots=True)
class Document:
    """One readable text: the file itself, a member of a zip, a sheet of a workbook. `name` has no folder."""

    path: Path
    name: str
    member: str = ""
    sheet: str = ""

    @contextmanager
    def lines(self) -> Iterator[Lines]:
        """Numbered lines without their ends, streamed. Raises what READ_FAILURES lists, or ValueError."""
        with self.raw() as raw:
            if self.sheet:
                yield sheet_lines(raw, self.sheet)
                return
            text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="cleanclaim-cp1252", newline=None)
            yield _numbered(text)

    def sample(self) -> Sample:
        """The first lines."""
        with self.lines() as lines:
            return Sample(self.name.lower(), tuple(line for _, line in islice(lines, SAMPLE_LINES)))

    def sha256(self) -> str:
        """Of the unpacked bytes, read in pieces: the same text has one hash however it was packed."""
        digest = hashlib.sha256()
        with self.raw() as raw:
            while piece := raw.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()

    @contextmanager
    def raw(self) -> Iterator[IO[bytes]]:
        """Its bytes, unpacked."""
        if self.member:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as raw:
                yield raw
        elif self.path.suffix.lower() == ".gz":
            with gzip.open(self.path) as raw:
                yield raw  # type: ignore[misc]
        else:
            with self.path.open("rb") as raw:
                yield raw


def _numbered(text: io.TextIOWrapper) -> Lines:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise ValueError(f"line {number} has no end: this is not a text file")
        if "\0" in line:
            raise ValueError(f"line {number} holds zero bytes: this is not a text file")
        yield number, line.rstrip("\r\n")


def documents_in(path: Path) -> tuple[Document, ...]:
    """The texts of a file: itself, or the text and XML members of a zip by name. Of a workbook nothing."""
    if is_workbook(path.name):
        return ()
    if not zipfile.is_zipfile(path):
        name = path.stem if path.suffix.lower() == ".gz" else path.name
        return (Document(path, name),)
    return _members(path, (".txt", ".csv", ".tsv", ".xml"))


def sheets_in(path: Path) -> tuple[Document, ...]:
    """The sheets of a workbook, or of the workbooks in a zip. Read only when no text is known: publishers
    often put one table into both."""
    if is_workbook(path.name):
        workbooks: tuple[Document, ...] = (Document(path, path.name),)
    elif zipfile.is_zipfile(path):
        workbooks = _members(path, (".xlsx",))
    else:
        workbooks = ()
    return tuple(sheet for workbook in workbooks for sheet in _sheets(workbook))


def _members(path: Path, endings: tuple[str, ...]) -> tuple[Document, ...]:
    with zipfile.ZipFile(path) as archive:
        members = sorted(
            entry.filename
            for entry in archive.infolist()
            if entry.filename.lower().endswith(endings) and entry.file_size <= MOST_BYTES
        )
    return tuple(Document(path, member.rpartition("/")[2], member) for member in members)


def _sheets(workbook: Document) -> tuple[Document, ...]:
    with workbook.raw() as raw:
        names = sheet_names(raw, MOST_BYTES)
    return tuple(replace(workbook, sheet=name) for name in names)
