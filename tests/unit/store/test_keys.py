from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cleanclaim.core.errors import KeyRefusedError, MisuseError, StoreError
from cleanclaim.store.files import take_name
from cleanclaim.store.keys import KEY_VARIABLE, keep_key, key_file_of, key_of
from cleanclaim.store.opening import open_store

KEY = "0123456789abcdef" * 4
OTHER_KEY = "f" * 64


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "practice.db"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_first_use_makes_a_private_key_file_beside_the_database(place: Path) -> None:
    open_store(place).close()
    assert names(place.parent) == ["practice.db", "practice.db.key"]
    assert stat.S_IMODE(key_file_of(place).stat().st_mode) == 0o600
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    text = key_file_of(place).read_text()
    assert len(text) == 65
    assert key_of(place) == text.strip()
    open_store(place, key=text.strip()).close()


def test_a_key_from_the_environment_leaves_no_key_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY.upper())
    open_store(place).close()
    assert names(place.parent) == ["practice.db"]
    open_store(place, key=KEY).close()


def test_a_given_key_comes_before_the_environment_and_that_before_the_file(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_key(key_file_of(place), "1" * 64)
    assert key_of(place) == "1" * 64
    monkeypatch.setenv(KEY_VARIABLE, "2" * 64)
    assert key_of(place) == "2" * 64
    assert key_of(place, given="3" * 64) == "3" * 64


@pytest.mark.parametrize(
    "bad", ["", "short", KEY[:-1], KEY + "0", KEY[:-1] + "g", " " + KEY[1:], KEY + "\n", "x'"]
)
def test_a_malformed_key_is_refused_and_makes_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    with pytest.raises(KeyRefusedError, match="64 hexadecimal digits") as told:
        open_store(place, key=bad)
    assert bad == "" or bad not in str(told.value)
    monkeypatch.setenv(KEY_VARIABLE, bad)
    with pytest.raises(KeyRefusedError, match=KEY_VARIABLE):
        open_store(place)
    assert names(place.parent) == []


def test_a_wrong_key_is_refused_and_changes_nothing(place: Path) -> None:
    open_store(place, key=KEY).close()
    before = place.read_bytes()
    with pytest.raises(KeyRefusedError, match=r"does not open practice\.db"):
        open_store(place, key=OTHER_KEY)
    assert place.read_bytes() == before
    assert names(place.parent) == ["practice.db"]


def test_a_database_without_its_key_is_refused_and_no_key_is_made(place: Path) -> None:
    open_store(place).close()
    key_file_of(place).unlink()
    with pytest.raises(KeyRefusedError, match=r"practice\.db\.key"):
        open_store(place)
    assert names(place.parent) == ["practice.db"]


def test_a_malformed_key_file_is_refused(place: Path) -> None:
    open_store(place).close()
    key_file_of(place).write_text("not a key\n")
    with pytest.raises(KeyRefusedError, match="not a key"):
        open_store(place)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_can_read_is_refused(place: Path, mode: int) -> None:
    open_store(place).close()
    key_file_of(place).chmod(mode)
    with pytest.raises(KeyRefusedError, match=f"mode {mode:04o}"):
        open_store(place)
    key_file_of(place).chmod(0o400)
    open_store(place).close()


def test_a_key_file_is_never_written_over(place: Path) -> None:
    keep_key(key_file_of(place), KEY)
    keep_key(key_file_of(place), OTHER_KEY)
    assert key_of(place) == KEY
    assert names(place.parent) == ["practice.db.key"]


def test_a_folder_that_knows_no_links_will_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuses)
    open_store(place).close()
    assert names(place.parent) == ["practice.db", "practice.db.key"]
    with pytest.raises(FileExistsError):
        take_name(place, key_file_of(place))
    open_store(place).close()


def test_a_plain_database_and_an_empty_file_are_refused(place: Path) -> None:
    import sqlite3

    plain = sqlite3.connect(place)
    plain.execute("CREATE TABLE a (b)")
    plain.close()
    with pytest.raises(KeyRefusedError, match="unencrypted"):
        open_store(place, key=KEY)
    place.write_bytes(b"")
    with pytest.raises(StoreError, match="is empty"):
        open_store(place, key=KEY)
    assert place.read_bytes() == b""
    place.unlink()
    place.mkdir()
    with pytest.raises(MisuseError, match="not a file"):
        open_store(place, key=KEY)


def test_a_log_without_its_database_is_not_swallowed(place: Path) -> None:
    place.with_name("practice.db-wal").write_bytes(b"what someone may need")
    with pytest.raises(StoreError, match=r"practice\.db-wal"):
        open_store(place, key=KEY)
    assert names(place.parent) == ["practice.db-wal"]


def test_create_off_makes_neither_database_nor_key(place: Path) -> None:
    with pytest.raises(MisuseError, match="no database"):
        open_store(place, create=False)
    assert names(place.parent) == []
