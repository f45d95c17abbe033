"""Opening the store: an embedded encrypted file, or a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from cleanclaim.core.errors import KeyRefusedError, MisuseError, StoreError
from cleanclaim.store.desk import Desk
from cleanclaim.store.engines import check_server, embedded_engine, server_engine
from cleanclaim.store.files import appearing, make_folder, refuse_stray_log
from cleanclaim.store.keys import key_of
from cleanclaim.store.migrating import bring_up_to_date
from cleanclaim.store.refusals import NOT_A_DATABASE, refusal_of, sqlite_code
from cleanclaim.store.unit_of_work import UnitOfWork

_PLAIN_SQLITE = b"SQLite format 3\0"


class Store:
    """An open store. Safe to share between threads; each unit of work has its own connection."""

    def __init__(self, engine: Engine, *, location: Path | None, url: str | None = None) -> None:
        self.engine = engine
        self.location = location
        self.url = url

    @property
    def is_embedded(self) -> bool:
        """Whether it is one encrypted file; otherwise it is a PostgreSQL database."""
        return self.location is not None

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """One transaction: commits at normal exit, rolls everything back on any exception.

        Writers on an embedded store queue; on PostgreSQL they run side by side (READ COMMITTED), so decide by
        the answer of `keep`, `append` and `post`, not by having looked first.
        Raises StoreError (StoreFullError ...) when the database refuses; then nothing was written.
        """
        desk = Desk(self.engine)
        try:
            yield UnitOfWork(desk)
        except BaseException:
            desk.abandon()
            raise
        desk.finish()

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """One moment of the store, to look at only: holds up no writer and works on a full disk."""
        desk = Desk(self.engine, reading=True)
        try:
            yield UnitOfWork(desk)
        finally:
            desk.abandon()

    def close(self) -> None:
        """Close every connection. The store can be opened again."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(
    location: Path | None, *, url: str | None = None, key: str | None = None, create: bool = True
) -> Store:
    """Open the store at a file, or with `location=None` at a PostgreSQL URL; make or migrate its tables.

    key     64 hex digits for an embedded store; else CLEANCLAIM_KEY, else the key file beside it (see `keys`)
    create  whether a store that is not there may be made

    Raises KeyRefusedError (the key is missing, malformed or wrong; no file is made then), MisuseError
    (nothing there with `create=False`, not a database URL, ...) and StoreError (made by a newer release, no
    connection, ...).
    """
    if location is not None and url is None:
        return _open_embedded(location, key, create=create)
    if location is None and url is not None and key is None:
        return _open_server(url, create=create)
    raise MisuseError("name either a database file (with its key) or a database URL (without one)")


def _open_embedded(location: Path, key: str | None, *, create: bool) -> Store:
    if location.exists():
        _refuse_foreign_file(location)
        found_key = key_of(location, given=key)
    else:
        if not create:
            raise MisuseError(f"there is no database {location.name} at that place")
        make_folder(location.parent)
        refuse_stray_log(location)
        found_key = key_of(location, given=key, may_make=True)
        _make_embedded(location, found_key)
    return opened(Store(embedded_engine(location, found_key), location=location), create=False)


def _make_embedded(location: Path, key: str) -> None:
    """Make the tables in a draft that takes the name when it is whole: no half-made, no second database."""
    try:
        with appearing(location) as draft:
            opened(Store(embedded_engine(draft, key), location=draft), create=True).close()
    except FileExistsError:
        pass  # another opener was first: its database counts
    except OSError as error:
        raise StoreError(f"cannot make the database {location.name}: {error.strerror}") from None


def _open_server(url: str, *, create: bool) -> Store:
    return opened(Store(server_engine(url), location=None, url=url), create=create)


def opened(store: Store, *, create: bool, name: str = "") -> Store:
    """Connect, check and migrate a store; whatever fails, no connection is left behind.

    name  what to call its file in an error, when that is not its own name
    """
    refusal: StoreError | None = None
    try:
        if not store.is_embedded:
            with store.engine.connect() as connection:
                check_server(connection)
        bring_up_to_date(store.engine, create=create)
    except SQLAlchemyError as error:
        refusal = _opening_refusal(error, store.location, name)
    except BaseException:
        store.close()
        raise
    if refusal:
        store.close()
        raise refusal
    return store


def _opening_refusal(error: SQLAlchemyError, location: Path | None, name: str) -> StoreError:
    if sqlite_code(error) == NOT_A_DATABASE and location is not None:
        return KeyRefusedError(
            f"the key does not open {name or location.name}; nothing was changed. "
            "Use the key it was made with (or its first page is damaged: restore a backup)"
        )
    return refusal_of(error, "opening the store")


def _refuse_foreign_file(location: Path) -> None:
    if not location.is_file():
        raise MisuseError(f"{location.name} is not a file")
    with location.open("rb") as opened:
        start = opened.read(len(_PLAIN_SQLITE))
    if start == _PLAIN_SQLITE:
        raise KeyRefusedError(f"{location.name} is a plain, unencrypted SQLite database, not a store")
    if not start:
        raise StoreError(f"{location.name} is empty: restore a backup, or remove it to begin anew")
