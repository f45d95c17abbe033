"""Engines: how a connection to each kind of database is made, and what it must promise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from cleanclaim.core.errors import MisuseError, StoreError

BUSY_TIMEOUT_S = 30
READING = "cleanclaim_reading"  # execution option of a connection that will only read
OLDEST_POSTGRESQL = 15

# Recursive triggers make INSERT OR REPLACE run the DELETE triggers, so that it cannot go round them.
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "cell_size_check = ON",
)


def embedded_engine(database: Path, key: str) -> Engine:
    """An engine on one SQLCipher file that exists. A wrong key shows at the first connection."""
    import sqlcipher3.dbapi2 as driver

    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect_embedded(database, key),
        poolclass=QueuePool,  # without it SQLAlchemy picks a pool for in-memory databases
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_embedded)
    return engine


def connect_embedded(database: Path, key: str) -> Any:
    """A driver connection with its key set and its pragmas checked; never makes a file."""
    import sqlcipher3.dbapi2 as driver

    connection = driver.connect(
        f"{database.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,  # transactions are begun by hand: the driver's own do not cover DDL
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_S,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr
        connection.execute(f"PRAGMA key = \"x'{key}'\"")  # a raw key: no derivation, 0.2 ms instead of 80
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_embedded(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    # IMMEDIATE takes the writer's place at once: two writers queue instead of failing half-way
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def server_engine(url: str) -> Engine:
    """An engine on PostgreSQL by its URL. Raises MisuseError when the URL or the driver will not do."""
    try:
        return create_engine(_server_url(url), hide_parameters=True, pool_pre_ping=True)
    except ImportError:
        raise MisuseError(
            "PostgreSQL needs its driver: install cleanclaim with the `postgres` extra"
        ) from None


def _server_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:  # its text repeats the URL, password and all
        parsed = None
    if parsed is None or parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise MisuseError("not a database URL: want postgresql://user@host/database")
    return parsed.set(drivername="postgresql+psycopg")


def check_server(connection: Connection) -> None:
    """Refuse a server that may forget what it has acknowledged. Raises StoreError."""
    version = int((connection.dialect.server_version_info or (0,))[0])
    if version < OLDEST_POSTGRESQL:
        raise StoreError(f"PostgreSQL {version} is too old: want {OLDEST_POSTGRESQL} or newer")
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        if connection.execute(text(f"SHOW {setting}")).scalar_one() == "off":
            raise StoreError(f"the server runs with {setting} = off and could lose posted money: turn it on")
    if connection.execute(text("SHOW server_encoding")).scalar_one() != "UTF8":
        raise StoreError("the database is not encoded in UTF-8: create it with ENCODING 'UTF8'")
