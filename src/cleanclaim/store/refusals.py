"""What the database said, in words that carry no value of any row (law 9).

A driver's own text may quote a whole row ("Failing row contains ..."), so it never leaves this module: only
our own trigger messages, the kind of constraint, and the ids that the caller passes in.
"""

from __future__ import annotations

import re

from sqlalchemy.exc import DBAPIError

from cleanclaim.core.errors import StoreDamagedError, StoreError, StoreFullError

_OURS = re.compile(r"cleanclaim: ([a-z0-9_ ,;-]+)")
_BUSY = "another writer held the database for too long; nothing was written, try again"

# SQLite primary result codes (sqlite.org/rescode.html) and PostgreSQL SQLSTATEs (appendix A)
_SQLITE = {
    5: _BUSY,
    6: _BUSY,
    8: "the database file is read-only",
    10: "the disk failed to read or write",
    14: "the database file cannot be opened",
    19: "a constraint does not hold",
}
_SQLSTATES = {
    "23502": "a value is missing",
    "23503": "it names something that is not there",
    "23505": "its key is taken",
    "23514": "a check does not hold",
    "40001": _BUSY,
    "40P01": _BUSY,
    "42501": "the role lacks the right",
    "55P03": _BUSY,
}
_SQLITE_CONSTRAINTS = {
    "FOREIGN KEY": _SQLSTATES["23503"],
    "UNIQUE": _SQLSTATES["23505"],
    "CHECK": _SQLSTATES["23514"],
    "NOT NULL": _SQLSTATES["23502"],
}
_FULL = "no room left on the disk; nothing was written"
_DAMAGED = "a page cannot be read: it is damaged"
NOT_A_DATABASE = 26


def refusal_of(error: Exception, about: str) -> StoreError:
    """The StoreError to raise instead of SQLAlchemy's or the driver's, `about` being a table with key ids.

    Raise it outside the handler: inside, the driver's text would travel along as its context.
    """
    cause = _cause(error)
    number = sqlite_code(error)
    state = str(getattr(cause, "sqlstate", None) or "")
    if number == 13 or state == "53100":
        return StoreFullError(f"{about}: {_FULL}")
    if number in (11, NOT_A_DATABASE) or state in ("XX001", "XX002"):
        return StoreDamagedError(f"{about}: {_DAMAGED}")
    return StoreError(f"{about}: {_reason(cause, number, state)}")


def sqlite_code(error: Exception) -> int | None:
    """SQLite's primary result code, None for another database."""
    code = getattr(_cause(error), "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def _cause(error: Exception) -> BaseException:
    return error.orig or error if isinstance(error, DBAPIError) else error


def _reason(cause: BaseException, number: int | None, state: str) -> str:
    told = str(cause)
    ours = _OURS.search(told)
    if ours and (number is not None or state == "P0001"):
        return f"the database refused: {ours[1].strip()}"
    if number is not None:
        for constraint, reason in _SQLITE_CONSTRAINTS.items():
            if told.startswith(constraint):
                return f"the database refused: {reason}"
        return _SQLITE.get(number, f"the database refused (SQLite result {number})")
    if state:
        return f"the database refused: {_SQLSTATES.get(state, f'SQLSTATE {state}')}"
    return "no connection to the database"
