"""A code and the system it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeSystem(StrEnum):
    """The code sets of 45 CFR 162.1002 that a claim can carry, and the ones its envelope needs."""

    ICD10CM = "ICD-10-CM"
    ICD10PCS = "ICD-10-PCS"
    HCPCS = "HCPCS"  # Level I (the CPT numbers) and Level II share one field on every claim
    MODIFIER = "modifier"
    PLACE_OF_SERVICE = "place of service"


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code value as people write it: ICD-10-CM with its dot (`E11.22`), procedures without one."""

    system: CodeSystem
    value: str

    @property
    def undotted(self) -> str:
        """As it travels on the wire: `E1122`."""
        return self.value.replace(".", "")

    def __str__(self) -> str:
        return self.value


def icd10cm(value: str) -> Code:
    """An ICD-10-CM code from either writing: `E1122` and `E11.22` are the same."""
    bare = value.strip().upper().replace(".", "")
    return Code(CodeSystem.ICD10CM, bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}")


def hcpcs(value: str) -> Code:
    """A procedure, supply or drug code: a CPT number or a HCPCS Level II code."""
    return Code(CodeSystem.HCPCS, value.strip().upper())
