"""Bytes received or sent, kept under their own hash and never changed."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from cleanclaim.core.errors import MisuseError, StoreDamagedError
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk

_FILES = schema.raw_files


class RawFiles:
    """Content-addressed: the same bytes are one file, whatever they were called."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, body: bytes) -> str:
        """Keep the bytes; return their sha256 as hex. Keeping them again changes nothing."""
        sha256 = hashlib.sha256(body).hexdigest()
        self._desk.insert(_FILES, {"sha256": sha256, "body": body})
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes. Raises MisuseError for an unknown hash, StoreDamagedError when they do not match it."""
        row = self._desk.first(select(_FILES.c.body).where(_FILES.c.sha256 == sha256))
        if row is None:
            raise MisuseError(f"no raw file {sha256} in the store")
        body = bytes(row.body)
        if hashlib.sha256(body).hexdigest() != sha256:
            raise StoreDamagedError(f"raw_files {sha256}: the bytes do not match their hash")
        return body

    def holds(self, sha256: str) -> bool:
        """Whether bytes with this hash are kept."""
        return self._desk.first(select(_FILES.c.sha256).where(_FILES.c.sha256 == sha256)) is not None

    def all(self) -> tuple[str, ...]:
        """The hashes of all files, sorted."""
        return tuple(row.sha256 for row in self._desk.rows(select(_FILES.c.sha256).order_by(_FILES.c.sha256)))
