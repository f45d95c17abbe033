"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cleanclaim.core.errors import MisuseError, StoreError


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A private empty draft file in the target's folder; at normal exit it takes the target's name.

    An existing target is never replaced: then FileExistsError is raised and the draft is gone. After an
    exception or a kill the target is as it was (a kill leaves a dot file behind).
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        sync_file(draft)
        take_name(draft, target)
    finally:
        for leftover in (draft, *logs_of(draft)):
            with suppress(FileNotFoundError):
                leftover.unlink()


def take_name(draft: Path, target: Path) -> None:
    """Give a finished draft its name, for good. Raises FileExistsError when the name is taken."""
    try:
        os.link(draft, target)  # unlike a rename, a link refuses to replace
    except FileExistsError:
        raise
    except OSError:  # exFAT and some network folders know no links: look, then rename
        if target.exists():
            raise FileExistsError(target.name) from None
        draft.rename(target)
    sync_folder(target.parent)


def logs_of(database: Path) -> tuple[Path, Path]:
    """The write-ahead log and its index, as SQLite names them."""
    return database.with_name(database.name + "-wal"), database.with_name(database.name + "-shm")


def refuse_stray_log(database: Path) -> None:
    """A log without its database holds what someone may still need; a new database would swallow it."""
    for log in logs_of(database):
        if log.exists():
            raise StoreError(
                f"{log.name} lies there without its database {database.name}: "
                "put the database back, or move the log away first"
            )


def make_folder(folder: Path) -> None:
    """The folder with its parents, private when it is new. Raises MisuseError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MisuseError(f"cannot make the folder for the database: {error.strerror}") from None


def sync_file(path: Path) -> None:
    """Ask the disk to keep what was written to a file."""
    _sync(path)


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep the names in a folder; where folders cannot be opened (Windows), do nothing."""
    if os.name == "posix":
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
