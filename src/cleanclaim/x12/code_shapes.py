"""What a code of a list must look like, whoever owns the list: asked before the list, and without it too.

A code that cannot be one is refused; one that could be stays NotChecked until its list is loaded. Only a
list whose shape is all there is to check (`WHOLE`) is answered here. The shapes are those of the X12 005010
element dictionary and of the code owners' public descriptions of their formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Shape = tuple[Callable[[str], object], str]

BILL_TYPE, PATIENT_STATUS, MODIFIER, NDC = "bill-type", "patient-status", "modifier", "ndc"
DENTAL, CURRENCY, ROUTING, CLAIM_STATUS = (
    "dental-procedure",
    "currency",
    "routing-number",
    "claim-status-category",
)

_WEIGHTS = (3, 7, 1) * 3  # of the check digit of a bank's number [ABA routing number policy]


def _like(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch


def is_routing_number(text: str) -> bool:
    """Nine digits whose weighted sum (3, 7, 1) is a multiple of ten."""
    if not re.fullmatch(r"[0-9]{9}", text):
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=True)) % 10 == 0


SHAPES: dict[str, Shape] = {
    "hcpcs": (_like(r"[0-9]{4}[0-9AFMTU]|[A-Z][0-9]{4}"), "five characters: digits, a letter first or last"),
    "icd10pcs": (_like(r"[0-9A-HJ-NP-Z]{7}"), "seven characters, neither I nor O"),
    "revenue": (_like(r"0[0-9]{3}|[1-3][0-9]{3}"), "four digits"),
    "carc": (_like(r"[1-9][0-9]{0,2}|[A-Z][0-9]{1,2}"), "a number, or a letter with one or two digits"),
    "remark": (_like(r"[A-Z]{1,2}[0-9]{1,3}"), "letters with digits"),
    BILL_TYPE: (_like(r"[1-9][0-9]"), "two digits, the first not zero"),
    PATIENT_STATUS: (_like(r"[0-9]{2}"), "two digits"),
    MODIFIER: (_like(r"[0-9A-Z]{2}"), "two letters or digits"),
    NDC: (_like(r"[0-9]{11}"), "eleven digits"),
    DENTAL: (_like(r"D[0-9]{4}"), "a D with four digits"),
    CURRENCY: (_like(r"[A-Z]{3}"), "three letters"),
    ROUTING: (is_routing_number, "nine digits with a check digit that is right"),
    CLAIM_STATUS: (_like(r"[ADEFPR][0-9]{1,2}"), "a letter with a digit"),
}
WHOLE = frozenset({ROUTING})


def why_misshapen(name: str, code: str) -> str:
    """'' when the code could be in the list of that name, else what one looks like."""
    shape = SHAPES.get(name)
    return "" if shape is None or shape[0](code) else f"not the shape of one: {shape[1]}"
