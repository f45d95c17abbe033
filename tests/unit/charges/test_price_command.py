"""`cleanclaim price`: what a person asks and reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.lookup import TABLE_FILE
from tests.unit.reference.official_files import pprrvu

CONTRACT = """
title = "Invented Mutual"
payer = "mutual"
effective = "2025-01-01..2025-12-31"
default = { percent_of_medicare = 120 }

[[carve_out]]
procedures = ["97110"]
percent_of_charge = 50
"""


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    rows = [
        {"code": "99214", "work": "1.92", "pe": "1.80", "fac": "0.80"},
        {"code": "97110", "mult": "5"},
        {"code": "00100", "status": "J"},
    ]
    path = folder / "PPRRVU25_OCT.csv"
    path.write_text(pprrvu(*rows), newline="")
    load(folder / TABLE_FILE, path)
    indices = folder / "GPCI2026.csv"
    indices.write_text(
        "GPCI,,Locality Name,,,,\n2102,AK,1,ALASKA*,1.5,1.081,0.592\n10112,AL,0,ALABAMA,1.0,0.9,0.6\n"
    )
    from datetime import date

    load(folder / TABLE_FILE, indices, effective=Span(date(2025, 1, 1), date(2026, 12, 31)))
    (folder / "contracts").mkdir()
    (folder / "contracts" / "mutual.toml").write_text(CONTRACT)
    return folder


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(root, ["price", *words, "--dir", str(folder)])


def test_several_services_with_units_and_a_total(practice: Path) -> None:
    shown = run(practice, "97110-gpx2", "99214", "--on", "2025-10-01", "--pos", "22")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "97110-GPX2  95.42",
        "99214  91.22",
        "total 186.64",
    ]
    # (1.00 + 0.50 + 0.10) and (1.00 + 0.25 + 0.10) x 32.3465
    assert "  1 x 51.75 + 1 x 43.67 = 95.42 (units)" in lines


def test_an_unpriced_service_is_told_and_the_exit_code_says_so(practice: Path) -> None:
    shown = run(practice, "99214", "99999", "--on", "2025-10-01")
    assert shown.exit_code == 1
    assert shown.output.splitlines()[-2:] == [
        "99999  unpriced: the tables have no row for 99999",
        "total 123.56, without 1 unpriced",
    ]


def test_explain_tells_every_attribute_of_the_row(practice: Path) -> None:
    shown = run(practice, "99214", "--on", "2025-10-01", "--explain")
    assert "    status_code=A; work_rvu=1.92; nonfac_pe_rvu=1.80" in shown.output
    assert "status_code" not in run(practice, "99214", "--on", "2025-10-01").output


def test_who_pays_by_medicare(practice: Path) -> None:
    shown = run(
        practice,
        "99214",
        "99214",
        "--on",
        "2025-10-01",
        "--deductible-left",
        "150",
        "--shortage-area",
        "--json",
    )
    first, second = (json.loads(line)["split"] for line in shown.output.splitlines())
    assert (first["plan_pays"], first["patient"], first["bonus"]) == ("0.00", "123.56", "0.00")
    # 26.44 of the deductible is left: 97.12 less 20 % = 77.70, less 2 % = 76.15
    assert (second["plan_pays"], second["patient"], second["bonus"]) == ("76.15", "45.86", "7.62")


def test_who_pays_by_a_contract(practice: Path) -> None:
    words = ("99214", "97110", "--on", "2025-10-01", "--payer", "mutual", "--charge", "160")
    shown = run(practice, *words, "--copay", "30", "--coinsurance", "10", "--split")
    lines = shown.output.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "99214  148.27",
        "97110  80.00",
        "total 228.27",
    ]
    assert [line for line in lines if "plan pays" in line and "patient" in line] == [
        "  plan pays 118.27, patient 30.00",
        "  plan pays 72.00, patient 8.00",
    ]


def test_a_floor_that_may_have_lapsed_is_noted(practice: Path) -> None:
    from datetime import date

    path = practice / "PPRRVU26_JAN.csv"
    path.write_text(pprrvu({"code": "99214"}), newline="")
    load(practice / TABLE_FILE, path, effective=Span(date(2026, 1, 1), date(2026, 3, 31)))
    told = {
        (day, locality): "  note: the work index stands at its floor"
        in run(practice, "99214", "--on", day, "--locality", locality).output
        for day in ("2026-01-30", "2026-01-31")
        for locality in ("10112-00", "02102-01")
    }
    assert told == {
        ("2026-01-30", "10112-00"): False,
        ("2026-01-30", "02102-01"): False,
        ("2026-01-31", "10112-00"): True,
        ("2026-01-31", "02102-01"): False,
    }


def test_anesthesia_and_the_limiting_charge(practice: Path) -> None:
    shown = run(practice, "00100-QK", "--on", "2025-10-01", "--base-units", "5", "--minutes", "97")
    assert shown.output.splitlines()[0] == "00100-QK  116.83"
    limit = run(practice, "99214", "--on", "2025-10-01", "--non-participating")
    assert limit.output.splitlines()[0] == "99214  117.38"
    assert "  limiting charge of an unassigned claim: 115 % = 134.99" in limit.output


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("99214",),
        ("99214", "--on", "2025-13-01"),
        ("9921", "--on", "2025-10-01"),
        ("99214x0", "--on", "2025-10-01"),
        ("99214-2", "--on", "2025-10-01"),
        ("99214", "--on", "2025-10-01", "--claim", "E01A"),
        ("99214", "--on", "2025-10-01", "--charge", "much"),
        ("99214", "--on", "2025-10-01", "--copay", "10"),
        ("99214", "--on", "2025-10-01", "--deductible-left", "-1"),
        ("99214", "--on", "2025-10-01", "--payer", "nobody"),
        ("99214", "--on", "2024-10-01", "--payer", "mutual"),
        ("99214", "--on", "2025-10-01", "--zip", "62701"),
    ],
)
def test_what_cannot_be_asked(practice: Path, words: tuple[str, ...]) -> None:
    assert isinstance(run(practice, *words).exception, MisuseError)
