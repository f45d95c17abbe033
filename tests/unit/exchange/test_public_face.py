"""The five lines that the room promises, and the names it offers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanclaim import exchange
from cleanclaim.core.money import Money
from cleanclaim.exchange.receiving import Understood

Golden = Callable[[str], bytes]
GOLDEN = Path(__file__).resolve().parents[2] / "golden"
KINDS = {
    "claims": "exchange-837p-replacement",
    "institutional_claims": "x12-837i-inpatient-with-procedure",
    "dental_claims": "x12-837d-filling-two-surfaces",
    "remittances": "835-zero-payment-denial",
    "benefits": "x12-271-benefits-and-a-refusal",
    "statuses": "x12-277-paid-and-pending",
    "reviews": "x12-278-answer-certified",
    "enrollments": "x12-834-family-with-coverage",
    "premiums": "exchange-820-two-members-one-adjusted",
}


def test_five_lines_from_a_file_to_its_claims() -> None:
    file = exchange.understand((GOLDEN / "exchange-837p-replacement.x12").read_bytes())
    assert [(claim.control_number, claim.charge) for claim in file.claims] == [("E07A", Money(18500))]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_stands_under_its_own_name(golden: Golden, kind: str) -> None:
    file = exchange.understand(golden(KINDS[kind]))
    counts = {name: len(getattr(file, name)) for name in KINDS}
    assert counts == {**dict.fromkeys(KINDS, 0), kind: 2 if kind in ("benefits", "statuses") else 1}


def test_every_name_that_is_offered_is_there() -> None:
    assert all(getattr(exchange, name) is not None for name in exchange.__all__)
    assert exchange.Understood is Understood
    with pytest.raises(AttributeError):
        exchange.decode_everything  # noqa: B018 - the look-up is what is tested


def test_importing_the_room_loads_nothing() -> None:
    code = "import sys, cleanclaim.exchange; print([n for n in sys.modules if n.startswith('cleanclaim.')])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['cleanclaim.exchange']"
