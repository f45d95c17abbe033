"""Whether a text is a date, a time, a number or an amount as X12 writes them. ASCII digits only."""

from __future__ import annotations

import re
from datetime import date

_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{1,2})?)?")
_AMOUNT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{1,2})?|\.[0-9]{1,2})")
_MINUS_ZERO = re.compile(r"-[0.]*")


def is_date(text: str) -> bool:
    """A real day, CCYYMMDD or YYMMDD."""
    if not re.fullmatch(r"[0-9]{6}(?:[0-9]{2})?", text):
        return False
    full = text if len(text) == 8 else "20" + text
    try:
        date(int(full[:4]), int(full[4:6]), int(full[6:]))
    except ValueError:
        return False
    return True


def is_date_range(text: str) -> bool:
    """CCYYMMDD-CCYYMMDD, the first day not after the last."""
    first, _, last = text.partition("-")
    return len(first) == len(last) == 8 and is_date(first) and is_date(last) and first <= last


def is_time(text: str) -> bool:
    """HHMM, HHMMSS, or with one or two digits of a second."""
    return bool(_TIME.fullmatch(text))


def is_moment(text: str) -> bool:
    """CCYYMMDDHHMM."""
    return len(text) == 12 and is_date(text[:8]) and is_time(text[8:])


def is_number(text: str, kind: str) -> bool:
    """A whole number (N0) or a decimal one (R); no exponent, no sign but a leading minus."""
    return bool((_WHOLE if kind == "N0" else _DECIMAL).fullmatch(text))


def is_amount(text: str) -> bool:
    """An amount of money with at most two decimals; neither `-0` nor a bare point at the end."""
    return bool(_AMOUNT.fullmatch(text)) and not _MINUS_ZERO.fullmatch(text)


def measured(text: str, kind: str) -> int:
    """The length that counts: sign and point of a number do not."""
    return len(text.replace("-", "").replace(".", "")) if kind in ("N0", "R") else len(text)
