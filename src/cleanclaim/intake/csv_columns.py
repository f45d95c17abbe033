"""The columns of a charge export: our own names, and other headers that mean the same.

Header cells are compared without regard to letter case, spaces, dots, hyphens and underscores. The page
docs/csv-format.md shows this table; a test keeps the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# own name -> other headers that exports use for it
ENCOUNTER_COLUMNS: dict[str, tuple[str, ...]] = {
    "encounter": ("encounter id", "visit id", "visit number", "encounter number"),
    "service_date": ("date of service", "dos", "from date", "service date from", "date from"),
    "service_date_to": ("to date", "date to", "through date", "dos to"),
    "place_of_service": ("pos", "place of service code"),
    "setting": (),
    "visit": ("visit type", "patient type"),
    "rendering": ("rendering provider", "rendering npi", "provider", "provider npi"),
    "referring": ("referring provider", "referring npi"),
    "supervising": ("supervising provider", "supervising npi"),
    "ordering": ("ordering provider", "ordering npi"),
    "facility": ("service facility", "facility npi", "facility id"),
    "patient": ("patient id", "mrn", "medical record number", "chart number", "account number"),
    "last_name": ("patient last name",),
    "first_name": ("patient first name",),
    "middle_name": ("patient middle name", "middle initial", "mi"),
    "suffix": ("patient suffix",),
    "birth_date": ("date of birth", "dob", "patient dob"),
    "sex": ("gender", "patient sex"),
    "street": ("address", "address 1", "street address", "patient address"),
    "street2": ("address 2",),
    "city": ("patient city",),
    "state": ("patient state",),
    "zip": ("zip code", "postal code", "patient zip"),
    "phone": ("patient phone", "home phone", "phone number"),
    "guarantor_last_name": (),
    "guarantor_first_name": (),
    "guarantor_street": ("guarantor address",),
    "guarantor_city": (),
    "guarantor_state": (),
    "guarantor_zip": (),
    "guarantor_relationship": (),
    "prior_authorization": ("prior auth", "authorization number", "auth number", "pa number"),
    "abn_date": ("abn signed on",),
    "accident_cause": ("accident type",),
    "accident_date": ("date of accident",),
    "accident_state": (),
    "restricted": ("do not bill plan",),
    "signed_by": ("coded by provider", "signing provider"),
    "signed_on": ("signed date", "signature date"),
}
# the same for plans 1 to 3; the first plan's number may be left off
COVERAGE_COLUMNS: dict[str, tuple[str, ...]] = {
    "payer": ("payer id", "insurance", "insurance id", "plan"),
    "member": ("member id", "policy number", "subscriber id", "insured id"),
    "group": ("group number",),
    "relationship": ("patient relationship", "relationship to subscriber"),
    "subscriber_last_name": ("subscriber last", "insured last name"),
    "subscriber_first_name": ("subscriber first", "insured first name"),
    "subscriber_middle_name": (),
    "subscriber_birth_date": ("subscriber dob", "insured dob"),
    "subscriber_sex": ("subscriber gender", "insured sex"),
}
LINE_COLUMNS: dict[str, tuple[str, ...]] = {
    "procedure": ("procedure code", "cpt", "cpt code", "hcpcs", "cpt hcpcs", "cpt hcpcs code"),
    "modifiers": ("modifier", "mods"),
    "units": ("unit", "quantity", "qty"),
    "diagnoses": ("diagnosis", "diagnosis codes", "dx", "dx codes", "icd10", "icd 10 codes"),
    "unit_price": ("price", "unit charge"),
    "line_charge": ("charge", "charge amount", "charges", "total charge"),
    "ndc": ("ndc code",),
    "ndc_quantity": ("ndc qty",),
    "ndc_unit": ("ndc uom", "ndc unit of measure"),
}
# single modifiers and diagnoses in columns of their own; read as one list, in this order
PARTED_COLUMNS: dict[str, tuple[str, int]] = {"modifiers": ("modifier", 4), "diagnoses": ("diagnosis", 12)}
_PARTED_ALIASES = {"modifier": ("modifier", "mod"), "diagnosis": ("diagnosis", "dx", "diag")}

REQUIRED_COLUMNS = (
    "encounter", "service_date", "place_of_service", "rendering", "patient", "last_name", "first_name",
    "birth_date", "sex", "street", "city", "state", "zip", "procedure",
)  # fmt: skip


def column_key(header: str) -> str:
    """A header without letter case, spaces and joining marks."""
    return re.sub(r"[\s._/-]+", "", header.lower())


def known_columns() -> dict[str, str]:
    """Every accepted header, as its key, with the field it stands for."""
    return {column_key(header): field for header, field in _headers()}


def _headers() -> Iterator[tuple[str, str]]:
    for columns in (ENCOUNTER_COLUMNS, LINE_COLUMNS):
        for field, aliases in columns.items():
            yield from ((header, field) for header in (field, *aliases))
    for field, aliases in COVERAGE_COLUMNS.items():
        for number in (1, 2, 3):
            for header in (field, *aliases):
                yield from ((f"{header}_{number}", f"{field}_{number}"),)
        yield from ((header, f"{field}_1") for header in (field, *aliases))
    for single, most in PARTED_COLUMNS.values():
        for header in _PARTED_ALIASES[single]:
            yield from ((f"{header}{number}", f"{single}_{number}") for number in range(1, most + 1))
