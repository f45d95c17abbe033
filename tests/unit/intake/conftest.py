from __future__ import annotations

import pytest

from cleanclaim.model.coverage import Payer, PlanType
from cleanclaim.model.people import Address, Name
from cleanclaim.model.provider import Facility, Practice, Provider
from cleanclaim.model.setup import PracticeSetup


@pytest.fixture(scope="session")
def setup() -> PracticeSetup:
    """An invented practice with two providers, a facility and three payers."""
    office = Address("100 Example Parkway", "Springfield", "IL", "627010001")
    return PracticeSetup(
        Practice(
            "clinic", "Placeholder", "2000000010", "000012345", "193200000X", office, "", "D", "DEMO"
        ),
        (
            Provider("dr-quill", Name("Quill", "Arabella"), "2000000028", "207Q00000X"),
            Provider("np-nib", Name("Nib", "Fenwick"), "2000000077", "363LF0000X"),
        ),
        (Facility("surgery-center", "Fictional Center", "2000000101", office, "24"),),
        (
            Payer("ACME", "Acme Imaginary Health", "DEMO00904", PlanType.COMMERCIAL, "CI", "DEMOACME"),
            Payer("MEDICARE", "Pretend Medicare", "DEMO00901", PlanType.MEDICARE, "MB", "DEMOMCARE"),
            Payer("SUPP", "Pretend Supplement", "DEMO00902", PlanType.COMMERCIAL, "CI", "DEMOSUPP"),
        ),
        (),
        "Demo Coder",
    )  # fmt: skip
