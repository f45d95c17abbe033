"""What stops a run. What is wrong with a document is a `Finding` instead (law 1 of ARCHITECTURE.md).

CleanclaimError
├── MisuseError          the caller asked for something that cannot be done as asked (exit code 2)
├── UnreadableFileError  a file cannot be read as what it was offered as; carries its findings
├── EndpointError        a language model's endpoint gave no usable answer
├── ConflictError        the same key was used for something else before
└── StoreError           the database refused
    ├── KeyRefusedError  the key is missing or does not open this database
    ├── StoreFullError   no room left; nothing was written
    └── StoreDamagedError  a stored record does not match its own hash

No text in this tree may carry a patient's name, number, date or note text: places and ids only (law 9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleanclaim.core.finding import Finding


class CleanclaimError(Exception):
    """The root: every error this package raises on purpose."""


class MisuseError(CleanclaimError):
    """Asked for something that cannot be done as asked; the text says what to do instead."""


class UnreadableFileError(CleanclaimError):
    """A file cannot be read as what it was offered as."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class EndpointError(CleanclaimError):
    """A language model's endpoint gave no usable answer: no connection, too late, too much, no such form."""


class ConflictError(CleanclaimError):
    """A natural key that is already taken by something with other content."""


class StoreError(CleanclaimError):
    """The database refused; nothing was half-written."""


class KeyRefusedError(StoreError):
    """The key is missing, malformed, or does not open this database."""


class StoreFullError(StoreError):
    """No room left on the disk; the unit of work was rolled back whole."""


class StoreDamagedError(StoreError):
    """A stored record does not match its own hash."""
