"""Identifiers with a shape of their own, and the check digits that guard them."""

from __future__ import annotations

import re

_NPI = re.compile(r"[12][0-9]{9}")
_CLIA = re.compile(r"[0-9]{2}D[0-9]{7}")
_TAXONOMY = re.compile(r"[0-9A-Z]{9}X")
_TAX_ID = re.compile(r"[0-9]{9}")
_ZIP = re.compile(r"[0-9]{5}(?:[0-9]{4})?")

# The card-issuer prefix that the NPI check digit is computed with [69 FR 3434; 45 CFR 162.406].
_NPI_PREFIX = "80840"


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the right Luhn (mod 10) check digit for the ones before it."""
    total = 0
    for position, character in enumerate(reversed(digits)):
        digit = ord(character) - 48
        if position % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def is_npi(text: str) -> bool:
    """Ten ASCII digits, the first 1 or 2, with the check digit of 45 CFR 162.406."""
    return bool(_NPI.fullmatch(text)) and luhn_holds(_NPI_PREFIX + text)


def is_clia(text: str) -> bool:
    """A CLIA certificate number, `nnDnnnnnnn` (42 CFR 493)."""
    return bool(_CLIA.fullmatch(text))


def is_taxonomy(text: str) -> bool:
    """The shape of a provider taxonomy code: ten characters ending in X. Shape only, not membership."""
    return bool(_TAXONOMY.fullmatch(text))


def is_tax_id(text: str) -> bool:
    """Nine digits, an EIN or SSN without its hyphens."""
    return bool(_TAX_ID.fullmatch(text))


def is_zip(text: str) -> bool:
    """Five or nine digits without a hyphen."""
    return bool(_ZIP.fullmatch(text))
