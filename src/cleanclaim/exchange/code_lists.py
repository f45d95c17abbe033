"""The code lists that we can look into, as the wire asks for them: SNIP type 5.

What is not here (HCPCS, ICD-10-PCS, revenue codes, adjustment reasons, remarks) is not ours to ship: each
file says that it was not checked.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from cleanclaim.core.identifiers import is_npi, is_taxonomy, is_zip
from cleanclaim.reference import place_of_service
from cleanclaim.reference.icd10cm import tabular_on
from cleanclaim.x12 import code_sets
from cleanclaim.x12.code_sets import CodeSet

# USPS abbreviations of states, territories and military post (USPS Publication 28, appendix B)
_STATES = frozenset(
    [
        *("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA"),
        *("KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM"),
        *("NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA"),
        *("WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI", "FM", "MH", "PW", "AA", "AE", "AP"),
    ]
)


def loaded_code_sets() -> dict[str, CodeSet]:
    """Every list that is loaded; nothing is read before the first code is asked."""
    return {
        code_sets.ICD10CM: CodeSet(_diagnosis, "45 CFR 162.1000(a), 162.1002; ICD-10-CM tabular list"),
        code_sets.PLACE: CodeSet(_place, "CMS place of service code set"),
        code_sets.NPI: CodeSet(_npi, "45 CFR 162.406"),
        code_sets.STATE: CodeSet(_state, "USPS Publication 28, appendix B"),
        code_sets.ZIP: CodeSet(_zip, "USPS ZIP codes: five or nine digits, shape only"),
        code_sets.TAXONOMY: CodeSet(_taxonomy, "provider taxonomy: shape only"),
    }


@lru_cache(maxsize=4096)
def _diagnosis(code: str, day: date) -> str | None:
    tabular = tabular_on(day)
    if tabular is None:
        return None
    if "." in code:
        return "a diagnosis travels without its point"
    why = tabular.why_invalid(code)
    return f"the diagnosis is not valid on {day.isoformat()}: {why}" if why else ""


def _place(code: str, _: date) -> str | None:
    return "" if place_of_service.is_known(code) else "not a place of service of the code set"


def _npi(code: str, _: date) -> str | None:
    return "" if is_npi(code) else "not an NPI: ten digits with a check digit that is right"


def _state(code: str, _: date) -> str | None:
    return "" if code in _STATES else "not a state of the United States"


def _zip(code: str, _: date) -> str | None:
    return "" if is_zip(code) else "not five or nine digits"


def _taxonomy(code: str, _: date) -> str | None:
    return "" if is_taxonomy(code) else "not the shape of a taxonomy code"
