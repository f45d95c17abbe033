"""The tables and keys of practice.toml, as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cleanclaim.core.identifiers import is_clia, is_taxonomy
from cleanclaim.intake import values
from cleanclaim.intake.problems import UnfitValueError
from cleanclaim.model.coverage import PlanType


@dataclass(frozen=True, slots=True)
class Field:
    """One key: how its text is read, or that it is a whole number; whether it must be there."""

    parser: Callable[[str], Any] = values.plain_text
    required: bool = True
    kind: type = str
    default: Any = ""


Table = Mapping[str, Field]


def _ten_digits(text: str) -> str:
    # the check digit is left to the edits: they name it on each claim that it spoils
    if not re.fullmatch(r"[0-9]{10}", text):
        raise UnfitValueError("an NPI of ten digits")
    return text


def _tax_id(text: str) -> str:
    bare = text.replace("-", "")
    if not re.fullmatch(r"[0-9]{9}", bare):
        raise UnfitValueError("a tax id of nine digits")
    return bare


def _taxonomy(text: str) -> str:
    if not is_taxonomy(text):
        raise UnfitValueError("a taxonomy code of ten characters ending in X")
    return text


def _clia(text: str) -> str:
    if not is_clia(text):
        raise UnfitValueError("a CLIA number as 14D0000001")
    return text


def _partner_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]{2,15}", text):
        raise UnfitValueError("2 to 15 letters and digits (it stands in ISA08 and GS03)")
    return text


def _filing_indicator(text: str) -> str:
    if not re.fullmatch(r"[A-Z0-9]{2}", text):
        raise UnfitValueError("a claim filing indicator of two characters, as MB, MC or CI")
    return text


_ID = Field(values.record_id)
_ANY = Field()
_NPI = Field(_ten_digits)
_TAXONOMY = Field(_taxonomy)
_OPTIONAL = Field(required=False)
_ADDRESS: Table = {
    "street": _ANY,
    "city": _ANY,
    "state": Field(values.state),
    "zip": Field(values.postal_code),
}

PRACTICE: Table = {
    "id": _ID, "name": _ANY, "npi": _NPI, "tax_id": Field(_tax_id), "taxonomy": _TAXONOMY, **_ADDRESS,
    "phone": _ANY, "contact": _ANY, "clia": Field(_clia, required=False), "submitter_id": Field(_partner_id),
}  # fmt: skip
SIGNING: Table = {"coder": _ANY}
PROVIDER: Table = {
    "id": _ID, "last": _ANY, "first": _ANY, "middle": _OPTIONAL, "npi": _NPI, "taxonomy": _TAXONOMY,
}  # fmt: skip
FACILITY: Table = {
    "id": _ID, "name": _ANY, "npi": _NPI, **_ADDRESS, "place_of_service": Field(values.place_of_service),
}  # fmt: skip
PAYER: Table = {
    "id": _ID, "name": _ANY, "identifier": _ANY, "plan_type": Field(values.choice(PlanType)),
    "filing_indicator": Field(_filing_indicator), "receiver_id": Field(_partner_id),
    "filing_limit_days": Field(kind=int), "appeal_limit_days": Field(kind=int),
    "takes_corrections": Field(required=False, kind=bool, default=True),
    "street": _OPTIONAL, "city": _OPTIONAL, "state": Field(values.state, required=False),
    "zip": Field(values.postal_code, required=False),
}  # fmt: skip
FEE: Table = {
    "code": Field(values.procedure), "modifier": Field(values.modifier, required=False),
    "amount": Field(values.amount), "wording": _ANY,
}  # fmt: skip
