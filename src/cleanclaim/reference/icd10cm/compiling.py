"""The tabular list compiled once into a small SQLite file of plain public rows.

The file lies in the folder that `CLEANCLAIM_CACHE` names, else in the XDG cache folder. Its name holds the
hash of the official file it was made from and its own hash, so one flipped byte is found out and the file is
made anew. It is written beside its place and moved in whole, so two processes never see half of one; where
the folder cannot be written the same tables are held in memory.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from cleanclaim.reference.icd10cm.reading import Row, read_tabular
from cleanclaim.reference.icd10cm.records import NoteKind
from cleanclaim.reference.icd10cm.words import stems

LAYOUT = 1  # raise it when a table changes: older cache files are then left alone and made anew

_SCHEMA = """
CREATE TABLE entry (
    code TEXT PRIMARY KEY, title TEXT NOT NULL, parent TEXT NOT NULL, chapter INTEGER NOT NULL,
    level TEXT NOT NULL, has_children INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE note (owner TEXT, kind TEXT, ordinal INTEGER, text TEXT NOT NULL,
    PRIMARY KEY (owner, kind, ordinal)) WITHOUT ROWID;
CREATE TABLE seventh (owner TEXT, ordinal INTEGER, character TEXT, meaning TEXT,
    PRIMARY KEY (owner, ordinal)) WITHOUT ROWID;
CREATE TABLE phrase (anchor TEXT, code TEXT, kind TEXT, text TEXT, stems TEXT);
CREATE VIRTUAL TABLE found USING fts5 (text, content = 'phrase', tokenize = 'porter');
"""
_INDEXES = """
CREATE INDEX entry_parent ON entry (parent);
CREATE INDEX phrase_anchor ON phrase (anchor);
"""


def open_compiled(source: Path) -> sqlite3.Connection:
    """A read-only connection to the compiled form of the official file, made now if it is not there yet."""
    folder = cache_folder()
    if folder is not None:
        prefix = f"icd10cm-tabular-{_sha256(source)}-{LAYOUT}-"
        connection = _opened(folder, prefix) or _made(source, folder, prefix)
        if connection is not None:
            return connection
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    _fill(connection, source)
    return connection


def cache_folder() -> Path | None:
    """Where compiled tables are kept; None when there is no such place."""
    named = os.environ.get("CLEANCLAIM_CACHE", "")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return Path(Path(base) if base else Path.home() / ".cache", "cleanclaim")
    except RuntimeError:  # no home folder at all
        return None


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]


def _opened(folder: Path, prefix: str) -> sqlite3.Connection | None:
    """The cache file when there is a whole one; damaged ones are taken away."""
    with suppress(OSError):
        for path in sorted(folder.glob(f"{prefix}*.sqlite")):
            if path.stem == prefix + _sha256(path):
                address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
                return sqlite3.connect(address, uri=True, check_same_thread=False)
            with suppress(OSError):
                path.unlink()
    return None


def _made(source: Path, folder: Path, prefix: str) -> sqlite3.Connection | None:
    """Compile into the folder; None when the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(dir=folder, prefix=".icd10cm-", suffix=".part")
    except OSError:
        return None
    os.close(handle)
    part = Path(name)
    try:
        connection = sqlite3.connect(part)
        try:
            _fill(connection, source)
        finally:
            connection.close()
        part.replace(folder / f"{prefix}{_sha256(part)}.sqlite")
    except (OSError, sqlite3.OperationalError):  # a full or vanishing disk: memory will do
        return None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return _opened(folder, prefix)


def _fill(connection: sqlite3.Connection, source: Path) -> None:
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
    rows = list(read_tabular(source))
    connection.executemany(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
        ((row.code, row.title, row.parent, row.chapter, row.level, row.has_children) for row in rows),
    )
    connection.executemany("INSERT INTO note VALUES (?, ?, ?, ?)", _note_rows(rows))
    connection.executemany(
        "INSERT INTO seventh VALUES (?, ?, ?, ?)",
        ((row.code, number, *pair) for row in rows for number, pair in enumerate(row.sevenths)),
    )
    _fill_phrases(connection, rows)
    connection.executescript(_INDEXES)
    connection.commit()


def _note_rows(rows: Iterable[Row]) -> Iterable[tuple[str, str, int, str]]:
    for row in rows:
        for number, note in enumerate(row.notes):
            yield (row.code, note.kind.value, number, note.text)


def _fill_phrases(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    phrases = []
    for row in rows:
        if row.level == "code":
            phrases.append((row.code, "title", row.title))
            terms = (
                note.text for note in row.notes if note.kind in (NoteKind.INCLUSION_TERM, NoteKind.INCLUDES)
            )
            phrases.extend((row.code, "term", text) for text in terms)
    bags = [stems(text) for _, _, text in phrases]
    counts = Counter(each for bag in bags for each in bag)
    connection.executemany(
        "INSERT INTO phrase VALUES (?, ?, ?, ?, ?)",
        (
            (min(bag, key=lambda each: (counts[each], each)), code, kind, text, " ".join(bag))
            for (code, kind, text), bag in zip(phrases, bags, strict=True)
            if bag
        ),
    )
    connection.execute("INSERT INTO found (found) VALUES ('rebuild')")
