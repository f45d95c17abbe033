"""Texts of a header line, a cell or a setting to values. Each reader raises `UnfitValueError`.

Only ASCII digits are digits here: `int` and `Decimal` would take Arabic-Indic ones and `1E5` as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from cleanclaim.core.code import Code, hcpcs, icd10cm
from cleanclaim.core.identifiers import is_zip
from cleanclaim.core.money import Money
from cleanclaim.intake.problems import UnfitValueError
from cleanclaim.model.people import Sex

Choice = TypeVar("Choice", bound=StrEnum)

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_US_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_ENCOUNTER_ID = re.compile(r"[A-Z0-9]{1,18}")
_RECORD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_PROCEDURE = re.compile(r"[A-Z0-9]{4}[A-Z0-9]")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z]\.?[0-9A-Z]{0,4}")
_QUANTITY = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,3})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_DRUG_UNITS = ("F2", "GR", "ME", "ML", "UN")
_SEXES = {"f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE}
_SEXES |= {"u": Sex.UNKNOWN, "unknown": Sex.UNKNOWN}
_FLAGS = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}


def plain_text(text: str) -> str:
    """Any text that holds something."""
    if not text.strip():
        raise UnfitValueError("a text that is not empty")
    return text.strip()


def iso_day(text: str) -> date:
    """`2026-05-14`."""
    return _calendar_day(_ISO_DAY.fullmatch(text), (1, 2, 3), "a day that exists, as YYYY-MM-DD")


def export_day(text: str) -> date:
    """`2026-05-14` or, as US systems export it, `5/14/2026`."""
    if _US_DAY.fullmatch(text):
        return _calendar_day(_US_DAY.fullmatch(text), (3, 1, 2), "a day that exists, as MM/DD/YYYY")
    return iso_day(text)


def _calendar_day(found: re.Match[str] | None, order: tuple[int, int, int], wanted: str) -> date:
    if found is None:
        raise UnfitValueError(wanted)
    try:
        return date(*(int(found[group]) for group in order))
    except ValueError:
        raise UnfitValueError(wanted) from None


def encounter_id(text: str) -> str:
    """At most 18 capital letters and digits: the claim's own number (CLM01, 20 characters) is built on it."""
    if not _ENCOUNTER_ID.fullmatch(text):
        raise UnfitValueError("1 to 18 capital letters and digits")
    return text


def record_id(text: str) -> str:
    """An id of our own files: letters, digits, dot, hyphen, underscore."""
    if not _RECORD_ID.fullmatch(text):
        raise UnfitValueError("1 to 40 letters, digits, dots, hyphens or underscores")
    return text


def sex(text: str) -> Sex:
    """F, M or U, or the words."""
    found = _SEXES.get(text.strip().lower())
    if found is None:
        raise UnfitValueError("F, M or U")
    return found


def choice(kind: type[Choice]) -> Callable[[str], Choice]:
    """A reader for the values of one enumeration, in any letter case."""

    def read(text: str) -> Choice:
        """One of the enumeration's values."""
        try:
            return kind(text.strip().lower())
        except ValueError:
            raise UnfitValueError("one of " + ", ".join(kind)) from None

    return read


def flag(text: str) -> bool:
    """yes or no."""
    found = _FLAGS.get(text.strip().lower())
    if found is None:
        raise UnfitValueError("yes or no")
    return found


def state(text: str) -> str:
    """A two-letter state."""
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise UnfitValueError("a state as two letters")
    return text.upper()


def postal_code(text: str) -> str:
    """Five or nine digits; the hyphen of ZIP+4 is taken out."""
    bare = text.replace("-", "") if re.fullmatch(r"[0-9]{5}-[0-9]{4}", text) else text
    if not is_zip(bare):
        raise UnfitValueError("a ZIP code of five or nine digits")
    return bare


def place_of_service(text: str) -> str:
    """Two digits; a lost leading zero (`2` for `02`, as spreadsheets write it) is put back."""
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise UnfitValueError("a place of service as two digits")
    return text.zfill(2)


def procedure(text: str) -> Code:
    """The shape of a CPT number or HCPCS Level II code. Whether it exists is for the edits to say."""
    if not _PROCEDURE.fullmatch(text.upper()):
        raise UnfitValueError("a procedure code of five letters and digits")
    return hcpcs(text)


def modifier(text: str) -> str:
    """Two letters or digits."""
    if not _MODIFIER.fullmatch(text.upper()):
        raise UnfitValueError("a modifier of two letters or digits")
    return text.upper()


def diagnosis(text: str) -> Code:
    """The shape of an ICD-10-CM code, with or without its dot."""
    if not _DIAGNOSIS.fullmatch(text.upper()):
        raise UnfitValueError("an ICD-10-CM code of three to seven characters")
    return icd10cm(text)


def diagnoses(text: str) -> tuple[Code, ...]:
    """Several ICD-10-CM codes, separated by comma, semicolon, bar or space."""
    return tuple(diagnosis(part) for part in re.split(r"[\s,;|]+", text.strip()) if part)


def modifiers(text: str) -> tuple[str, ...]:
    """Up to four modifiers, separated by comma, semicolon, bar, hyphen or space."""
    found = tuple(modifier(part) for part in re.split(r"[\s,;|-]+", text.strip()) if part)
    if len(found) > 4:
        raise UnfitValueError("at most four modifiers")
    return found


def units(text: str) -> int:
    """A whole number from 1 to 9999; `2.0`, as spreadsheets write it, is 2."""
    found = re.fullmatch(r"([0-9]{1,4})(?:\.0+)?", text)
    if found is None or int(found[1]) == 0:
        raise UnfitValueError("a whole number of units, 1 to 9999")
    return int(found[1])


def amount(text: str) -> Money:
    """Dollars, not negative: `125`, `125.00`, and as exports write them `$1,250.00`."""
    plain = text.removeprefix("$")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        found = Money.parse(plain)
    except ValueError:
        raise UnfitValueError('an amount in dollars with at most two decimals, as "125.00"') from None
    if found.cents < 0:
        raise UnfitValueError("an amount that is not negative")
    return found


def ndc(text: str) -> str:
    """Eleven digits, or 5-4-2 with hyphens."""
    bare = text.replace("-", "") if re.fullmatch(r"[0-9]{5}-[0-9]{4}-[0-9]{2}", text) else text
    if not re.fullmatch(r"[0-9]{11}", bare):
        raise UnfitValueError("an NDC of eleven digits, or 5-4-2 with hyphens")
    return bare


def quantity(text: str) -> Decimal:
    """A positive number with at most three decimals."""
    if not _QUANTITY.fullmatch(text) or not Decimal(text):
        raise UnfitValueError("a quantity above zero with at most three decimals")
    return Decimal(text)


def drug_unit(text: str) -> str:
    """The unit of a drug quantity."""
    if text.upper() not in _DRUG_UNITS:
        raise UnfitValueError("one of " + ", ".join(_DRUG_UNITS))
    return text.upper()
