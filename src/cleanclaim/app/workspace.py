"""A practice's folder: its database, and the files that go out and come in.

```
FOLDER/cleanclaim.db        the encrypted database (with PostgreSQL: not there)
FOLDER/cleanclaim.db.key    its key, mode 0600, unless CLEANCLAIM_KEY is set
FOLDER/practice.toml        the practice file that was used last
FOLDER/sent/                837P files, as sent
FOLDER/received/            files of the simulated payer, as received
FOLDER/statements/          patient statements
FOLDER/forms/               CMS-1500 forms
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.core.errors import MisuseError

if TYPE_CHECKING:  # SQLAlchemy is imported when a workspace is opened, not before
    from cleanclaim.store.opening import Store

URL_VARIABLE = "CLEANCLAIM_DATABASE_URL"
DATABASE = "cleanclaim.db"
PRACTICE_FILE = "practice.toml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open folder and its store."""

    folder: Path
    store: Store

    def write(self, kind: str, name: str, body: bytes) -> Path:
        """Write FOLDER/kind/name unless it is there with this content already. Names hold no particulars."""
        return self._write(self.folder / kind / name, body)

    def keep_practice(self, practice_file: Path) -> None:
        """Keep the practice file for the commands that come later."""
        self._write(self.folder / PRACTICE_FILE, practice_file.read_bytes())

    def _write(self, target: Path, body: bytes) -> Path:
        if target.exists() and target.read_bytes() == body:
            return target
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.draft")
        draft.write_bytes(body)
        draft.replace(target)
        return target


@contextmanager
def open_workspace(folder: Path, *, create: bool = False) -> Iterator[Workspace]:
    """Open the folder's store, or the server that CLEANCLAIM_DATABASE_URL names. Raises StoreError."""
    from cleanclaim.store.opening import open_store

    url = os.environ.get(URL_VARIABLE)
    location = folder / DATABASE
    if not url and not create and not location.exists():
        raise MisuseError(
            f"there is no {DATABASE} in that folder; name another with --dir, or begin with `cleanclaim demo`"
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_store(None if url else location, url=url, create=create) as store:
        yield Workspace(folder, store)
