"""The shape that every dated table shares: editions with spans, rows with a key and named attributes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.span import Span


class Table(StrEnum):
    """The tables we have a reader for."""

    MPFS = "mpfs"
    GPCI = "gpci"
    LOCALITY_COUNTY = "locality-county"
    ZIP_LOCALITY = "zip-locality"
    PTP_PRACTITIONER = "ncci-ptp-practitioner"
    PTP_OUTPATIENT = "ncci-ptp-outpatient"
    PTP_MEDICAID = "ncci-ptp-medicaid"
    MUE_PRACTITIONER = "mue-practitioner"
    MUE_OUTPATIENT = "mue-outpatient"
    MUE_DME = "mue-dme"
    MUE_MEDICAID = "mue-medicaid"
    ADD_ON = "add-on"
    ICD10CM = "icd10cm-order"
    ICD10CM_INDEX = "icd10cm-index"
    ICD10CM_DRUGS = "icd10cm-drugs"
    ICD10CM_NEOPLASMS = "icd10cm-neoplasms"
    ICD10CM_EXTERNAL_CAUSES = "icd10cm-external-causes"
    ICD10PCS = "icd10pcs"
    ICD10PCS_INDEX = "icd10pcs-index"
    ICD10PCS_DEFINITIONS = "icd10pcs-definitions"
    MS_DRG = "ms-drg"
    HCPCS = "hcpcs"
    OPPS_B = "opps-addendum-b"
    LEIE = "leie"
    POS = "place-of-service"
    COVERAGE_PROCEDURES = "coverage-procedures"
    COVERAGE_DIAGNOSES = "coverage-diagnoses"


@dataclass(frozen=True, slots=True)
class TableEdition:
    """One release of one table.

    name         as a person would cite it: `mpfs 2025-10-01..2025-12-31 (PPRRVU25_OCT.csv)`
    effective    service dates that it may be asked about
    source_file  the name of the official file, without its folder; several parts are joined by ` + `
    sha256       of the unpacked bytes that were loaded, one for each part
    row_count    rows kept; `dropped_count` rows that were left out because they are not ours to hold
    """

    table: Table
    name: str
    effective: Span
    publisher: str
    source_file: str
    sha256: str
    licence: str
    row_count: int
    dropped_count: int = 0


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of an edition. `effective`: the row's own days, already known to hold the day asked for."""

    table: Table
    key: str
    attributes: tuple[tuple[str, str], ...]
    effective: Span
    edition: str

    def __getitem__(self, name: str) -> str:
        """The attribute of that name as the file has it; KeyError when the table has no such attribute."""
        for known, value in self.attributes:
            if known == name:
                return value
        raise KeyError(name)

    @property
    def evidence(self) -> Evidence:
        """The row as proof: edition, table and key, and every attribute that is not empty."""
        told = "; ".join(f"{name}={value}" for name, value in self.attributes if value)
        return Evidence(self.edition, f"{self.table} {self.key}", told or self.key)
