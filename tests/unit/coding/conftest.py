"""An encounter from a text, and the tabular list of its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cleanclaim.coding import Suggestions, suggest
from cleanclaim.core.span import Span
from cleanclaim.model.encounter import Document, Encounter, Setting, Visit
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Provider
from cleanclaim.reference.icd10cm import Tabular, tabular_on

DAY = date(2026, 5, 12)


def _encounter(
    text: str, *, setting: Setting = Setting.OFFICE, age_years: int = 52, sex: Sex = Sex.FEMALE, **more: Any
) -> Encounter:
    address = Address("1 Placeholder Way", "Springfield", "IL", "62701")
    patient = Patient("P01", Name("Testcase", "Anna"), date(DAY.year - age_years, 1, 2), sex, address)
    fields: dict[str, Any] = {
        "encounter_id": "E01",
        "patient": patient,
        "service_dates": Span.day(DAY),
        "place_of_service": "11",
        "setting": setting,
        "visit": Visit.ESTABLISHED,
        "rendering": Provider("dr-a", Name("Quill", "Ada"), "2000000119"),
        "documents": (Document("note E01", text),),
    }
    return Encounter(**{**fields, **more})


@pytest.fixture(scope="session")
def tabular() -> Tabular:
    found = tabular_on(DAY)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def encounter_of() -> Callable[..., Encounter]:
    return _encounter


@pytest.fixture(scope="session")
def coded(tabular: Tabular) -> Callable[..., Suggestions]:
    """The suggestions for a note text; keyword arguments change the encounter."""

    def code(text: str, **more: Any) -> Suggestions:
        return suggest(_encounter(text, **more), tabular)

    return code


@pytest.fixture(scope="session")
def codes(coded: Callable[..., Suggestions]) -> Callable[..., list[str]]:
    """The diagnosis codes for a note text, in order."""

    def code(text: str, **more: Any) -> list[str]:
        return [each.code.value for each in coded(text, **more).diagnoses]

    return code
