"""How the x12 commands take their files and write bytes."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cleanclaim.core.errors import MisuseError

if TYPE_CHECKING:
    from cleanclaim.x12.profiles import Profile


def read_file(name: str) -> bytes:
    """The bytes of a file, or of the standard input for `-`. MisuseError when it cannot be read."""
    if name == "-":
        return sys.stdin.buffer.read()
    path = Path(name)
    if path.is_dir():
        raise MisuseError(f"{name} is a folder; name the files in it, for instance {name.rstrip('/')}/*.x12")
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _unreadable(name, error) from None


@contextmanager
def open_file(name: str) -> Iterator[BinaryIO]:
    """A file that can be read more than once, or what the standard input gives for `-`.

    MisuseError when it cannot be read, then or later.
    """
    if name == "-" or not Path(name).is_file():
        yield io.BytesIO(read_file(name))
        return
    try:
        with Path(name).open("rb") as stream:
            yield stream
    except OSError as error:
        raise _unreadable(name, error) from None


def _unreadable(name: str, error: OSError | ValueError) -> MisuseError:
    reason = getattr(error, "strerror", None) or "the system refused"
    return MisuseError(f"{name} cannot be read: {reason}")


def read_payer_profile(name: str) -> Profile:
    """The payer profile in a TOML file. MisuseError names the entry that is wrong."""
    from cleanclaim.x12.profiles import read_profile

    try:
        text = read_file(name).decode("utf-8")
    except UnicodeDecodeError:
        raise MisuseError(f"{name} is not UTF-8 text; a payer profile is a TOML file") from None
    return read_profile(text, source=subject_of(name))


def subject_of(name: str) -> str:
    """What the places of findings call the file."""
    return "standard input" if name == "-" else Path(name).name


def write_bytes(raw: bytes) -> None:
    """Bytes to the standard output as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()
