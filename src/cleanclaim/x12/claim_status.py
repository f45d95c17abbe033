"""What a 277CA says of a finding: category, claim status and entity of an STC composite.

The numbers are values of the claim status category and claim status code sets; which finding gives which
number is our reading (unverified) unless the finding brings its own as ("STC", "A7:562:85").
"""

from __future__ import annotations

from cleanclaim.core.finding import Finding
from cleanclaim.x12 import code_sets
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.segments import Segment

MISSING, INVALID, CONFLICTING = "A6", "A7", "A8"
Triple = tuple[str, str, str]

_OUT_OF_BALANCE, _INFORMATION = "400", "21"
_OF_CODE_SET = {
    code_sets.HCPCS: "454",
    code_sets.PLACE: "249",
    code_sets.REVENUE: "455",
}
_OF_ENTITY = {
    code_sets.NPI: "562",
    code_sets.STATE: "501",
    code_sets.ZIP: "500",
    code_sets.TAXONOMY: "145",
}
_PROVIDER_OF_ROLE = {"BI": "85", "PE": "82", "AT": "71", "RF": "DN"}  # PRV01 to the entity it speaks of


def claim_status(finding: Finding, transaction_set: TransactionSet) -> Triple:
    """The STC composite that tells a sender of this finding; entity '' where none is meant."""
    own = finding.code("STC")
    if own:
        category, number, entity = (*own.split(":"), "", "")[:3]
        return category, number, entity
    if finding.code("SNIP") == "3":
        return INVALID, _OUT_OF_BALANCE, ""
    name = finding.code("CODE_SET")
    if name in _OF_ENTITY:
        return INVALID, _OF_ENTITY[name], _entity(finding, transaction_set)
    if name in _OF_CODE_SET:
        return INVALID, _OF_CODE_SET[name], ""
    if name in (code_sets.ICD10CM, code_sets.ICD10PCS):
        return INVALID, _of_health_code(finding, transaction_set), ""
    if finding.code("SNIP") == "6":
        return CONFLICTING, _INFORMATION, ""
    return (INVALID if finding.found else MISSING), _INFORMATION, ""


def _of_health_code(finding: Finding, transaction_set: TransactionSet) -> str:
    """Principal diagnosis, other diagnosis, principal procedure, other procedure."""
    where = _segment(finding, transaction_set)
    qualifier = where.component(int(finding.code("ELEMENT") or "1"), 1)
    return {"ABK": "254", "BBR": "465", "BBQ": "490"}.get(qualifier, "255")


def _segment(finding: Finding, transaction_set: TransactionSet) -> Segment:
    ordinal = finding.place.segment or 1
    segments = transaction_set.segments
    return segments[ordinal - 1] if ordinal <= len(segments) else segments[0]


def _entity(finding: Finding, transaction_set: TransactionSet) -> str:
    """NM101 of the party that the segment belongs to: its own, or that of the NM1 before it."""
    where = _segment(finding, transaction_set)
    if where.name == "PRV":
        return _PROVIDER_OF_ROLE.get(where.element(1), "")
    for each in reversed(transaction_set.segments[: where.ordinal]):
        if each.name == "NM1":
            return each.element(1)
        if each.name in ("HL", "CLM", "LX"):
            return ""
    return ""
