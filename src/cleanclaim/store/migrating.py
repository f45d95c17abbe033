"""Bringing a database to the revision that this code knows, in one transaction."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, Engine, inspect, text

from cleanclaim.core.errors import MisuseError, StoreError
from cleanclaim.store.engines import READING

# The revisions this code knows, oldest first; a test compares them with the steps in `migrations`.
KNOWN = ("0001", "0002")
HEAD = KNOWN[-1]

_LOCK = 0x636C65616E  # "clean": one migrating process at a time on a server
_ONE_THREAD = threading.Lock()  # Alembic keeps its context in module variables


def bring_up_to_date(engine: Engine, *, create: bool) -> None:
    """Make or migrate the tables. Raises MisuseError when there are none and `create` is off, and StoreError
    when the database was made by a newer release; both leave it untouched."""
    with engine.connect().execution_options(**{READING: True}) as connection:
        if _current(connection, create=create) == HEAD:
            return  # the usual case costs one query, takes no lock and does not import Alembic
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _current(connection, create=create) != HEAD:
            _upgrade(connection)


def _current(connection: Connection, *, create: bool) -> str | None:
    """The revision of this database, None for one without tables of ours."""
    inspector = inspect(connection)
    if not inspector.has_table("alembic_version"):
        if connection.dialect.name == "sqlite" and inspector.get_table_names():
            raise MisuseError("this database holds something else than a cleanclaim store")
        if not create:
            raise MisuseError("this database holds no cleanclaim store")
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if len(found) != 1 or found[0] not in KNOWN:
        raise StoreError(
            f"the store is of revision {', '.join(map(str, found)) or 'none'}; "
            f"this release knows up to {HEAD}: use the release that wrote it, or a newer one"
        )
    return str(found[0])


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "cleanclaim.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with _ONE_THREAD:
        command.upgrade(config, HEAD)
