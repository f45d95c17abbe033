"""Backup, restore and verification of a store.

A backup of an embedded store is a whole, encrypted database under the same key. The key is never put beside
it: keep it elsewhere, or the backup is as good as plain. PostgreSQL has its own tools, which know its log and
its replicas; a store there is backed up with `pg_dump --format=custom` and verified with `verify`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from cleanclaim.core.errors import KeyRefusedError, MisuseError, StoreDamagedError, StoreError
from cleanclaim.store.engines import embedded_engine
from cleanclaim.store.files import appearing, logs_of, make_folder, refuse_stray_log
from cleanclaim.store.keys import KEY_VARIABLE, keep_key, key_file_of, read_key_file, told_key
from cleanclaim.store.opening import Store, opened
from cleanclaim.store.refusals import refusal_of
from cleanclaim.store.verifying import page_damage, verify

__all__ = ["backup", "restore", "verify"]


def backup(store: Store, target: Path) -> None:
    """Write an encrypted copy of one moment of the store, also while others write; check its pages.

    The target appears whole or not at all, and is never replaced. Raises MisuseError for a target that exists
    and for PostgreSQL, StoreDamagedError when the store itself cannot be read, StoreFullError.
    """
    if not store.is_embedded:
        raise MisuseError(
            "back up a PostgreSQL store with pg_dump --format=custom, restore it with pg_restore"
        )
    _refuse_to_replace(target)
    try:
        with appearing(target) as draft:
            _copy_into(store, draft)
    except FileExistsError:
        raise MisuseError(f"{target.name} exists already: name a new file") from None
    except OSError as error:
        raise StoreError(f"cannot write {target.name}: {error.strerror}") from None


def restore(source: Path, target: Path, *, key: str | None = None) -> None:
    """Put a backup where no database is, after verifying every record in it.

    The key is `key`, CLEANCLAIM_KEY, the key file beside the target or the one beside the source; a key that
    came from a key file lies beside the target afterwards. Raises MisuseError for a target that exists,
    KeyRefusedError, and StoreDamagedError for a backup that does not verify; the target is not made then.
    """
    if not source.is_file():
        raise MisuseError(f"there is no backup {source.name}")
    if any(log.exists() for log in logs_of(source)):
        raise MisuseError(f"{source.name} is in use as a database: restore from a backup of it")
    _refuse_to_replace(target)
    found_key, from_file = _key_for(source, target, key)
    try:
        with appearing(target) as draft:
            shutil.copyfile(source, draft)
            _check_copy(draft, found_key, source.name)
            if from_file:
                keep_key(key_file_of(target), found_key)
    except FileExistsError:
        raise MisuseError(f"{target.name} exists already: name a new file") from None
    except OSError as error:
        raise StoreError(f"cannot write {target.name}: {error.strerror}") from None


def _refuse_to_replace(target: Path) -> None:
    if target.exists():
        raise MisuseError(f"{target.name} exists already: name a new file")
    make_folder(target.parent)
    refuse_stray_log(target)


def _copy_into(store: Store, draft: Path) -> None:
    """VACUUM INTO keeps the key of the store and reads one moment of it; ATTACH then checks the copy."""
    import sqlcipher3.dbapi2 as driver

    refusal: StoreError | None = None
    damage: tuple[str, ...] = ()
    try:
        pooled = store.engine.raw_connection()
        try:
            connection = pooled.driver_connection
            assert connection is not None
            connection.execute("VACUUM INTO ?", (str(draft),))
            connection.execute("ATTACH DATABASE ? AS copied", (str(draft),))
            damage = page_damage(connection, "copied")
            connection.execute("DETACH DATABASE copied")
        finally:
            pooled.invalidate()  # whatever is still attached goes with it
    except (SQLAlchemyError, driver.Error) as error:
        refusal = refusal_of(error, "backup")
    if damage:
        refusal = StoreDamagedError(f"the copy is damaged: {damage[0]}")
    if refusal:
        raise refusal


def _key_for(source: Path, target: Path, given: str | None) -> tuple[str, bool]:
    told = told_key(given)
    if told is not None:
        return told, False
    for key_file in (key_file_of(target), key_file_of(source)):
        if key_file.exists():
            return read_key_file(key_file), True
    raise KeyRefusedError(
        f"no key for {source.name}: set {KEY_VARIABLE}, or put the key file beside the place to restore to "
        f"as {key_file_of(target).name}"
    )


def _check_copy(draft: Path, key: str, name: str) -> None:
    with opened(Store(embedded_engine(draft, key), location=draft), create=False, name=name) as store:
        report = verify(store)
    if report.rejects:
        worst = report.rejects[0]
        raise StoreDamagedError(f"{name} does not verify: {worst.message} ({worst.place})")
