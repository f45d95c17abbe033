from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from cleanclaim.core.errors import KeyRefusedError, MisuseError, StoreError
from cleanclaim.store import schema
from cleanclaim.store.engines import embedded_engine
from cleanclaim.store.guarding import missing_guards
from cleanclaim.store.migrating import HEAD, KNOWN
from cleanclaim.store.opening import Store, open_store

KEY = "ab" * 32


def test_the_migrations_make_exactly_the_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
        assert context.get_current_revision() == HEAD
    with store.reading() as work:
        assert missing_guards(work.desk) == ()


def test_the_known_revisions_are_the_steps_in_the_package() -> None:
    config = Config()
    config.set_main_option("script_location", "cleanclaim.store:migrations")
    config.set_main_option("path_separator", "os")
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(steps)) == KNOWN


def test_opening_again_finds_what_was_kept(open_again: Callable[[], Store]) -> None:
    first = open_again()
    with first.unit_of_work() as work:
        sha256 = work.raw_files.keep(b"ISA*00*")
    first.close()
    with open_again().reading() as work:
        assert work.raw_files.read(sha256) == b"ISA*00*"


def test_a_newer_revision_is_refused_and_left_alone(open_again: Callable[[], Store]) -> None:
    with open_again().engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=f"revision 9999; this release knows up to {HEAD}"):
        open_again()


def test_a_failed_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleanclaim.store.migrations import guards

    def broken(table: str) -> list[str]:
        return ["CREATE NONSENSE"]

    monkeypatch.setattr(guards, "sqlite_append_only", broken)
    with pytest.raises(StoreError):
        open_store(tmp_path / "practice.db", key=KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_migration_on_a_server_leaves_nothing(
    schema_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cleanclaim.store.migrations import guards

    def broken(table: str) -> list[str]:
        return ["CREATE NONSENSE"]

    with monkeypatch.context() as broken_here:
        broken_here.setattr(guards, "postgresql_append_only", broken)
        with pytest.raises(StoreError):
            open_store(None, url=schema_url)
    with pytest.raises(MisuseError, match="holds no cleanclaim store"):
        open_store(None, url=schema_url, create=False)
    open_store(None, url=schema_url).close()


def test_many_openers_at_once_make_one_store(open_again: Callable[[], Store]) -> None:
    failures: list[BaseException] = []

    def opens(number: int) -> None:
        try:
            with open_again().unit_of_work() as work:
                work.raw_files.keep(bytes([number]))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=opens, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with open_again().reading() as work:
        assert len(work.raw_files.all()) == 6


def test_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "other.db"
    place.touch()
    engine = embedded_engine(place, KEY)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cats (name TEXT)"))
    engine.dispose()
    with pytest.raises(MisuseError, match="something else"):
        open_store(place, key=KEY)


@pytest.mark.parametrize(
    "url", ["mysql://root:secret@here/db", "sqlite:///x.db", "no url: secret", "http://secret@here"]
)
def test_a_url_of_something_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(MisuseError) as told:
        open_store(None, url=url)
    assert "secret" not in str(told.value)


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no connection") as told:
        open_store(None, url=f"postgresql://me:secret@/db?host={tmp_path}")
    assert "secret" not in repr(told.value)
    assert told.value.__context__ is None


def test_a_server_that_may_forget_is_refused(schema_url: str) -> None:
    careless = schema_url.replace("options=", "options=-csynchronous_commit%3Doff+")
    with pytest.raises(StoreError, match="synchronous_commit = off"):
        open_store(None, url=careless)


def test_either_a_file_or_a_url(tmp_path: Path) -> None:
    for location, url, key in (
        (None, None, None),
        (tmp_path / "a.db", "postgresql://x/y", None),
        (None, "postgresql://x/y", KEY),
    ):
        with pytest.raises(MisuseError):
            open_store(location, url=url, key=key)
    assert list(tmp_path.iterdir()) == []


def test_errors_carry_no_driver_text_along(tmp_path: Path) -> None:
    open_store(tmp_path / "practice.db", key=KEY).close()
    with pytest.raises(KeyRefusedError) as told:
        open_store(tmp_path / "practice.db", key="cd" * 32)
    assert told.value.__context__ is None
    assert told.value.__cause__ is None
