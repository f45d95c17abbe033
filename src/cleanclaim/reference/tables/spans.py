"""The days that an official file's name tells. A name that tells none wants `--effective`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from cleanclaim.core.span import Span

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "|".join(_MONTHS)
_QUARTER_PATTERNS = (
    re.compile(r"(?P<year>20\d\d)[ _-]?q(?P<quarter>[1-4])"),
    re.compile(r"eff[a-z]*[ _-]*(?P<month>\d\d)[-_](?P<day>\d\d)[-_](?P<year>20\d\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)[-_](?P<month>0[1-9]|1[0-2])(?!\d)"),
    re.compile(rf"(?P<word>{_MONTH})[a-z]*[ _-]?(?P<year>20\d\d|\d\d)(?!\d)"),
    re.compile(rf"(?P<year>20\d\d|\d\d)[ _-]?(?P<word>{_MONTH})"),
)


def quarter_in(name: str) -> Span | None:
    """The calendar quarter in a name: `PPRRVU25_OCT`, `2025q4`, `Eff_10-01-2025`, `2025-10`."""
    for pattern in _QUARTER_PATTERNS:
        found = pattern.search(name.lower())
        if found:
            return _quarter(found.groupdict())
    return None


def _quarter(told: dict[str, str | None]) -> Span:
    year = int(told["year"] or "0") % 100 + 2000
    if told.get("quarter"):
        month = int(told["quarter"] or "1") * 3
    elif told.get("word"):
        month = _MONTHS.index(told["word"] or "jan") + 1
    else:
        month = min(max(int(told["month"] or "1"), 1), 12)
    return quarter_of(year, (month - 1) // 3 + 1)


def quarter_of(year: int, quarter: int) -> Span:
    """First to last day of a calendar quarter, 1-4."""
    after = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return Span(date(year, quarter * 3 - 2, 1), after - timedelta(days=1))


def month_in(name: str) -> Span | None:
    """The calendar month in a name: `LEIE202512`, `2025-12`."""
    found = re.search(r"(20\d\d)[-_]?(0[1-9]|1[0-2])(?!\d)", name)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_in(name: str) -> Span | None:
    """The calendar year in a name: `GPCI2025`, or two digits in front as in `25LOCCO`."""
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", name) or re.match(r"(\d\d)(?=[a-z])", name, re.IGNORECASE)
    if not found:
        return None
    year = int(found[1]) % 100 + 2000
    return Span(date(year, 1, 1), date(year, 12, 31))


def fiscal_half_in(name: str) -> Span | None:
    """ICD-10-CM: `icd10cm_order_2026` begins 2025-10-01; `order-April-1-2026` begins 2026-04-01.

    Without word of an April update the October edition is taken to end with March: the coding set has been
    updated on 1 April of every year since 2022 (unverified for years to come).
    """
    april = re.search(r"april[ _-]?1[ _-]?(20\d\d)", name.lower())
    if april:
        return Span(date(int(april[1]), 4, 1), date(int(april[1]), 9, 30))
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", name)
    return Span(date(int(found[1]) - 1, 10, 1), date(int(found[1]), 3, 31)) if found else None


def fiscal_year_in(name: str) -> Span | None:
    """ICD-10-PCS and MS-DRG: the year in the name is the fiscal one, from 1 October of the year before."""
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", name)
    return Span(date(int(found[1]) - 1, 10, 1), date(int(found[1]), 9, 30)) if found else None


def compact_day(text: str) -> date | None:
    """A day written YYYYMMDD; None for `*`, blanks and zeros. ValueError for anything else."""
    bare = text.strip()
    if bare in ("", "*") or not bare.strip("0"):
        return None
    if not re.fullmatch(r"[0-9]{8}", bare):
        raise ValueError("not a day written YYYYMMDD")
    return date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))


def julian_day(text: str) -> date | None:
    """A day written YYYYDDD (year and day of the year); None for blanks. ValueError for anything else."""
    bare = text.strip()
    if bare in ("", "*") or not bare.strip("0"):
        return None
    if re.fullmatch(r"[0-9]{8}", bare):
        return compact_day(bare)
    if not re.fullmatch(r"[0-9]{7}", bare) or not 1 <= int(bare[4:]) <= 366:
        raise ValueError("not a day written YYYYDDD")
    return date(int(bare[:4]), 1, 1) + timedelta(days=int(bare[4:]) - 1)
