"""Test one of the room: SQLAlchemy 2 and Alembic work over sqlcipher3, and the file is really encrypted."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from cleanclaim.store.engines import embedded_engine
from cleanclaim.store.opening import Store, open_store

KEY = "ab" * 32
OTHER_KEY = "cd" * 32
CANARY = "Zyxwvutsrq"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "practice.db", key=KEY)


def test_create_query_and_rollback_with_its_ddl(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (a INTEGER PRIMARY KEY, b TEXT) STRICT"))
        connection.execute(text("INSERT INTO kept VALUES (1, :b)"), {"b": "x"})

    def fails_half_way() -> None:
        with store.engine.begin() as connection:
            connection.execute(text("CREATE TABLE lost (a INTEGER)"))
            connection.execute(text("INSERT INTO kept VALUES (2, 'y')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_half_way()
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT a, b FROM kept")).all() == [(1, "x")]
        assert not inspect(connection).has_table("lost")
    store.close()


def test_it_is_sqlcipher_with_the_pragmas_that_were_asked_for(store: Store) -> None:
    with store.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
        }
        assert str(connection.exec_driver_sql("PRAGMA cipher_version").scalar_one()).startswith("4.")
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 30_000,
    }
    store.close()


def test_the_standard_library_cannot_open_the_file_and_no_byte_of_it_is_plain(store: Store) -> None:
    assert store.location is not None
    with store.unit_of_work() as work:
        work.raw_files.keep(CANARY.encode() * 500)
    files = sorted(store.location.parent.glob("practice.db*"))
    assert [path.name for path in files] == ["practice.db", "practice.db-shm", "practice.db-wal"]
    for path in files:
        stored = path.read_bytes()
        assert CANARY.encode() not in stored, path.name
        assert b"CREATE TABLE" not in stored, path.name
    store.close()
    plain = sqlite3.connect(store.location)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT * FROM sqlite_master")
    plain.close()


def test_a_wrong_key_is_refused_by_the_file_itself(store: Store) -> None:
    store.close()
    assert store.location is not None
    engine = embedded_engine(store.location, OTHER_KEY)
    with pytest.raises(DatabaseError, match="not a database"):
        engine.connect()
    engine.dispose()


def test_nothing_is_printed_when_a_store_is_made_opened_and_refused(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from cleanclaim.store.opening import open_store\n"
        "from cleanclaim.core.errors import KeyRefusedError\n"
        "place = pathlib.Path(sys.argv[1])\n"
        f"open_store(place, key='{KEY}').close(); open_store(place, key='{KEY}').close()\n"
        f"try:\n    open_store(place, key='{OTHER_KEY}')\n"
        "except KeyRefusedError:\n    sys.exit(7)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(tmp_path / "practice.db")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (7, "", "")
