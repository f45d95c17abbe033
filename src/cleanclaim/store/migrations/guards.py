# ruff: noqa: S608  every name in these statements is a constant of the steps
"""Triggers by which the database itself keeps the books straight. Used by the steps; only ever added to.

Their messages start with `cleanclaim:` and hold no value of a row, so that they may be shown.
"""

from __future__ import annotations

from collections.abc import Iterator

# --- SQLite ----------------------------------------------------------------------------------------------


def sqlite_append_only(table: str) -> Iterator[str]:
    """Refuse UPDATE and DELETE, and with recursive triggers INSERT OR REPLACE."""
    for verb in ("update", "delete"):
        event, message = f"BEFORE {verb.upper()}", f"{table} is append-only"
        yield _sqlite(table, f"{table}_no_{verb}", event, refuse_when="1", message=message)


def sqlite_books() -> Iterator[str]:
    """An entry balances when it is written, and nothing is added to it afterwards."""
    own = "FROM postings WHERE natural_key = NEW.natural_key"
    yield _sqlite(
        "entries",
        "entries_balance",
        "BEFORE INSERT",
        refuse_when=f"(SELECT count(*) {own}) = 0 OR (SELECT count(*) {own}) <> NEW.posting_count"
        f" OR (SELECT sum(cents) {own}) <> 0",
        message="the entry does not balance",
    )
    yield _sqlite(
        "postings",
        "postings_before_entry",
        "AFTER INSERT",
        refuse_when="EXISTS (SELECT 1 FROM entries WHERE natural_key = NEW.natural_key)",
        message="the entry of this posting is closed",
    )


def sqlite_counters() -> Iterator[str]:
    """A control number starts at one, goes up by one and never comes back."""
    not_the_next = (
        "NEW.last_number <> OLD.last_number + 1 OR (NEW.sender, NEW.receiver, NEW.kind)"
        " <> (OLD.sender, OLD.receiver, OLD.kind)"
    )
    for name, event, refuse_when in (
        ("start", "BEFORE INSERT", "NEW.last_number <> 1"),
        ("step", "BEFORE UPDATE", not_the_next),
        ("no_delete", "BEFORE DELETE", "1"),
    ):
        yield _sqlite(
            "control_numbers",
            f"control_numbers_{name}",
            event,
            refuse_when=refuse_when,
            message="a control number goes up by one",
        )


def _sqlite(table: str, name: str, event: str, *, refuse_when: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} {event} ON {table} WHEN {refuse_when}"
        f" BEGIN SELECT RAISE(ABORT, 'cleanclaim: {message}'); END"
    )


# --- PostgreSQL ------------------------------------------------------------------------------------------


def postgresql_functions() -> Iterator[str]:
    """The functions behind the triggers, bound to the schema that they are made in."""
    yield _function("cleanclaim_append_only", _raise("% is append-only", "TG_TABLE_NAME"))
    own = "FROM postings WHERE natural_key = NEW.natural_key"
    unbalanced = _raise("the entry does not balance")
    yield _function(
        "cleanclaim_entry_balances",
        f"IF (SELECT count(*) {own}) = 0 OR (SELECT count(*) {own}) <> NEW.posting_count"
        f" OR (SELECT sum(cents) {own}) <> 0 THEN {unbalanced} END IF; RETURN NEW;",
    )
    closed = _raise("the entry of this posting is closed")
    yield _function(
        "cleanclaim_posting_before_entry",
        "IF EXISTS (SELECT 1 FROM entries WHERE natural_key = NEW.natural_key)"
        f" THEN {closed} END IF; RETURN NULL;",
    )
    # Two transactions may each see half of an entry. At commit, after the foreign key has found the entry,
    # whoever comes second sees all of it; so nothing can be slipped in from beside.
    yield _function(
        "cleanclaim_entry_still_balances",
        "IF EXISTS (SELECT 1 FROM entries e WHERE e.natural_key = NEW.natural_key AND"
        f" (e.posting_count <> (SELECT count(*) {own}) OR (SELECT sum(cents) {own}) <> 0))"
        f" THEN {unbalanced} END IF; RETURN NULL;",
    )
    step = _raise("a control number goes up by one")
    yield _function(
        "cleanclaim_counter",
        "IF TG_OP = 'INSERT' THEN IF NEW.last_number <> 1 THEN "
        f"{step} END IF; RETURN NEW; ELSIF TG_OP = 'UPDATE' THEN"
        " IF NEW.last_number <> OLD.last_number + 1 OR (NEW.sender, NEW.receiver, NEW.kind)"
        f" <> (OLD.sender, OLD.receiver, OLD.kind) THEN {step} END IF; RETURN NEW; END IF; {step}",
    )


def postgresql_append_only(table: str) -> Iterator[str]:
    """Refuse UPDATE and DELETE of rows and TRUNCATE of the table."""
    yield _trigger(table, f"{table}_no_change", "BEFORE UPDATE OR DELETE", "cleanclaim_append_only")
    yield _trigger(
        table, f"{table}_no_truncate", "BEFORE TRUNCATE", "cleanclaim_append_only", each="STATEMENT"
    )


def postgresql_books() -> Iterator[str]:
    """See `sqlite_books`; here also against a second transaction at the same moment."""
    yield _trigger("entries", "entries_balance", "BEFORE INSERT", "cleanclaim_entry_balances")
    yield _trigger("postings", "postings_before_entry", "AFTER INSERT", "cleanclaim_posting_before_entry")
    # its name sorts after those of the foreign key's triggers (RI_...), so it runs after them
    yield (
        "CREATE CONSTRAINT TRIGGER zz_postings_still_balance AFTER INSERT ON postings"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cleanclaim_entry_still_balances()"
    )


def postgresql_counters() -> Iterator[str]:
    """See `sqlite_counters`."""
    yield _trigger(
        "control_numbers", "control_numbers_step", "BEFORE INSERT OR UPDATE OR DELETE", "cleanclaim_counter"
    )
    yield _trigger(
        "control_numbers", "control_numbers_no_truncate", "BEFORE TRUNCATE", "cleanclaim_append_only",
        each="STATEMENT",
    )  # fmt: skip


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT"
        f" AS $cleanclaim$ BEGIN {body} END $cleanclaim$"
    )


def _raise(message: str, *arguments: str) -> str:
    return f"RAISE EXCEPTION {', '.join((repr('cleanclaim: ' + message), *arguments))};"


def _trigger(table: str, name: str, when: str, function: str, *, each: str = "ROW") -> str:
    return f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
