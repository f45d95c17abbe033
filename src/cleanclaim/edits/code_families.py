"""Families of codes by their numbers. Structure only, authored from the layout of the code sets (unverified
row by row); where a payer's own list is loaded later, that list decides instead."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps

from cleanclaim.core.code import Code, CodeSystem

_EXTERNAL_CAUSE = frozenset("VWXY")
# visits outside 99202-99499: eye visits, Medicare's own visits
_OTHER_VISITS = frozenset(
    {"92002", "92004", "92012", "92014", "G0402", "G0438", "G0439", "G0463", "S0610", "S0612", "T1015"}
)
_EVALUATIONS = (
    (99202, 99215),
    (99221, 99239),
    (99242, 99255),
    (99281, 99285),
    (99304, 99316),
    (99341, 99350),
    (99381, 99397),
)
_EQUIPMENT = frozenset("EKL")


def _remembered(family: Callable[[Code], bool]) -> Callable[[Code], bool]:
    """A family is asked of the same few codes over and over; the answer hangs on the value alone."""
    by_value = lru_cache(maxsize=65_536)(lambda value: family(Code(CodeSystem.HCPCS, value)))

    @wraps(family)
    def asked(code: Code) -> bool:
        return by_value(code.value)

    return asked


def is_external_cause(code: Code) -> bool:
    """ICD-10-CM chapter 20, V00-Y99."""
    return code.value[:1] in _EXTERNAL_CAUSE


@_remembered
def is_visit(code: Code) -> bool:
    """Evaluation and management: 99202-99499 and a few visits numbered elsewhere."""
    return code.value in _OTHER_VISITS or _number_between(code, 99202, 99499)


@_remembered
def is_seen_in_person(code: Code) -> bool:
    """Visits that evaluate the patient: office, hospital, emergency, nursing home, home, consultation,
    preventive; not the management of care, counselling or time added to a visit."""
    value = code.value
    if value in _OTHER_VISITS:
        return True
    return any(_number_between(code, first, last) for first, last in _EVALUATIONS)


@_remembered
def is_immunization_given(code: Code) -> bool:
    """Giving a vaccine: 90460-90474, 90480, and Medicare's G0008-G0010."""
    value = code.value
    return value in {"90480", "G0008", "G0009", "G0010"} or _number_between(code, 90460, 90474)


@_remembered
def is_vaccine(code: Code) -> bool:
    """The vaccine itself: 90476-90759, 91300-91323, and influenza products among the Q codes."""
    influenza = len(code.value) == 5 and "Q2034" <= code.value <= "Q2039"
    return influenza or _number_between(code, 90476, 90759) or _number_between(code, 91300, 91323)


@_remembered
def is_laboratory(code: Code) -> bool:
    """Pathology and laboratory: 80047-89398."""
    return _number_between(code, 80047, 89398)


@_remembered
def is_imaging(code: Code) -> bool:
    """Radiology: 70010-79999."""
    return _number_between(code, 70010, 79999)


@_remembered
def is_equipment(code: Code) -> bool:
    """Durable equipment, orthotics and prosthetics: HCPCS E, K and L codes."""
    return len(code.value) == 5 and code.value[0] in _EQUIPMENT


@_remembered
def is_anesthesia(code: Code) -> bool:
    """Anesthesia: 00100-01999."""
    return _number_between(code, 100, 1999)


@_remembered
def is_drug(code: Code) -> bool:
    """Drugs given other than by mouth: HCPCS J codes. Drugs among the Q codes are not known here."""
    return len(code.value) == 5 and code.value[0] == "J"


def _number_between(code: Code, first: int, last: int) -> bool:
    value = code.value
    return len(value) == 5 and value.isascii() and value.isdigit() and first <= int(value) <= last
