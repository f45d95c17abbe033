"""Control numbers of received envelopes: a partner must not use one twice for different content."""

from __future__ import annotations

from cleanclaim.core.errors import ConflictError
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.records import Envelope
from cleanclaim.store.shelf import Shelf

SHELF = Shelf(schema.envelopes, Envelope, lambda kept: {"envelope_key": kept.envelope_key})


class Envelopes:
    """Append-only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def claim(self, envelope_key: str, content_sha256: str) -> bool:
        """True when the key is new or carried this content before, False when it carried something else."""
        try:
            SHELF.keep(self._desk, Envelope(envelope_key, content_sha256))
        except ConflictError:
            return False
        return True
