"""The key of an embedded database: 256 bits, from the environment or from a file beside the database.

A database is never opened, and never made, with a key that was guessed: when the key of an existing file is
missing, malformed or readable by others, opening stops with `KeyRefusedError`. No text here repeats a key.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from cleanclaim.core.errors import KeyRefusedError
from cleanclaim.store.files import take_name

KEY_VARIABLE = "CLEANCLAIM_KEY"
_KEY = re.compile(r"[0-9A-Fa-f]{64}")


def key_file_of(database: Path) -> Path:
    """Where the key of this database lies when no one keeps it elsewhere: `practice.db.key`."""
    return database.with_name(database.name + ".key")


def key_of(database: Path, *, given: str | None = None, may_make: bool = False) -> str:
    """The key of a database as 64 lower-case hex digits.

    Looked for in this order: `given`, the environment variable `CLEANCLAIM_KEY`, the key file. With
    `may_make` (only for a database that does not exist yet) a missing key file is made, mode 0600.
    Raises KeyRefusedError.
    """
    told = told_key(given)
    if told is not None:
        return told
    key_file = key_file_of(database)
    if not key_file.exists():
        if not may_make:
            raise KeyRefusedError(
                f"no key for {database.name}: neither {KEY_VARIABLE} nor the key file {key_file.name} "
                f"is there. Put the key file back beside the database or set {KEY_VARIABLE}"
            )
        keep_key(key_file, secrets.token_hex(32))
    return read_key_file(key_file)


def told_key(given: str | None) -> str | None:
    """The key that was handed over or set in the environment, checked; None when neither was."""
    if given is not None:
        return _checked(given, "the key that was given")
    told = os.environ.get(KEY_VARIABLE)
    return None if told is None else _checked(told, KEY_VARIABLE)


def read_key_file(key_file: Path) -> str:
    """The key in a file that only its owner can read. Raises KeyRefusedError."""
    try:
        with key_file.open("r", encoding="ascii", errors="replace") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            text = opened.read(100)
    except OSError as error:
        raise KeyRefusedError(f"the key file {key_file.name} cannot be read: {error.strerror}") from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeyRefusedError(
            f"the key file {key_file.name} can be read by others (mode {stat.S_IMODE(mode):04o}); "
            f"make it private: chmod 600 {key_file.name}"
        )
    return _checked(text.removesuffix("\n"), f"the key file {key_file.name}")


def keep_key(key_file: Path, key: str) -> None:
    """Write a key file that appears whole or not at all. One that is already there is left as it is."""
    draft = key_file.with_name(f".{key_file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(key + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        take_name(draft, key_file)
    except FileExistsError:
        pass  # another opener was first: its key counts
    finally:
        draft.unlink(missing_ok=True)


def _checked(text: str, where: str) -> str:
    if not _KEY.fullmatch(text):
        raise KeyRefusedError(f"{where} is not a key: want exactly 64 hexadecimal digits")
    return text.lower()
