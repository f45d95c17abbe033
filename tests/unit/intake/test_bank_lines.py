"""Bank statements: three formats of the same money give the same lines; a file cut short gives none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.money import Money
from cleanclaim.intake.bank_lines import read_bank_lines

CSV = """date,amount,trace,text
2026-05-21,414.00,TRACE1,SURE HEALTH HCCLAIMPMT
2026-05-21,86.05,,ACH CREDIT TRN*1*TRACE2*1990000001\\
2026-05-22,-12.00,,MONTHLY FEE
2026-05-22,20.00,,LOCKBOX
2026-05-22,20.00,,LOCKBOX
"""
BAI2 = """01,BANK,CLINIC,260522,0600,1,80,,2/
02,CLINIC,BANK,1,260521,0600,USD,2/
03,1234567,USD,010,500000,,/
16,165,41400,Z,REF1,,TRN*1*TRACE1*1990000001
16,165,8605,S,8605,0,0,REF2,,SURE HEALTH/
88,TRN*1*TRACE2*1990000001/
16,475,1200,,CHK9,,CHEQUE/
49,551205,6/
98,551205,1,8/
99,551205,1,10/
"""


def entry(code: str, cents: int) -> str:
    return f"6{code}{'999999992':9}{'2000002':17}{cents:010d}{'CLINIC':15}{'THE PRACTICE':22}  1{'0' * 15}"


def addenda(text: str) -> str:
    return f"705{text:80}00010000001"


ACH = "\n".join(
    (
        f"101 {'999999992':>9}{'999999992':>10}2605200600A094101{'BANK':23}{'PAYER':23}{'':8}",
        f"5220{'SURE HEALTH':16}{'':20}1990000001CCD{'HCCLAIMPMT':10}{'':6}260521{'':3}1999999990000001",
        entry("22", 41400),
        addenda("TRN*1*TRACE1*1990000001\\"),
        entry("22", 8605),
        addenda("TRN*1*TRACE2*1990000001\\"),
        f"8220{4:06d}{'0' * 10}{0:012d}{50005:012d}{'1990000001':10}{'':25}999999990000001",
        f"9{1:06d}{1:06d}{4:08d}{'0' * 10}{0:012d}{50005:012d}{'':39}",
        "9" * 94,
    )
)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "bank"
    path.write_text(text, encoding="utf-8")
    return path


def test_csv(tmp_path: Path) -> None:
    lines = read_bank_lines(write(tmp_path, CSV))
    assert [(line.booked_on, str(line.amount), line.trace) for line in lines] == [
        (date(2026, 5, 21), "414.00", "TRACE1"),
        (date(2026, 5, 21), "86.05", "TRACE2"),
        (date(2026, 5, 22), "-12.00", ""),
        (date(2026, 5, 22), "20.00", ""),
        (date(2026, 5, 22), "20.00", ""),
    ]
    assert len({line.line_id for line in lines}) == 5  # two equal lines are two deposits
    assert read_bank_lines(write(tmp_path, CSV.replace("\n", "\r\n"))) == lines


@pytest.mark.parametrize("text", [BAI2, ACH])
def test_the_same_money_in_other_formats_has_the_same_ids(tmp_path: Path, text: str) -> None:
    by_csv = read_bank_lines(write(tmp_path, CSV))[:2]
    lines = read_bank_lines(write(tmp_path, text))
    assert [(line.line_id, line.amount, line.trace) for line in lines[:2]] == [
        (line.line_id, line.amount, line.trace) for line in by_csv
    ]
    assert [line.amount for line in lines[2:]] == ([Money(-1200)] if text is BAI2 else [])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "header"),
        ("hello\n", "header"),
        ("date,amount\n", "empty"),
        ("date,amount,IBAN\n2026-05-21,1.00,X\n", "header"),
        ("date,amount\n21.05.2026,1.00\n", "unfit-value"),
        ("date,amount\n2026-05-21,1E5\n", "unfit-value"),
        ("date,amount\n2026-05-21,\u0661\n", "unfit-value"),
        ("\n".join(BAI2.splitlines()[:5]), "count"),
        (BAI2.replace("16,475,1200,,CHK9,,CHEQUE/\n", ""), "count"),
        (BAI2.replace("41400", "414.00"), "unfit-value"),
        (BAI2.replace("260521", "261321"), "unfit-value"),
        (ACH.replace("0000041400", "0000041500"), "control"),
        (ACH[:600], "control"),
    ],
)
def test_what_is_not_whole_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_bank_lines(write(tmp_path, text))
    assert [finding.rule_id for finding in refused.value.findings] == [f"intake.bank.{rule}"]
