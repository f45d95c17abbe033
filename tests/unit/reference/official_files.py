"""Small files in the official layouts: invented rows and single public facts, none copied from a release."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PPRRVU_ROW = (
    "{code},{modifier},SOME WORDS,{status},,{work},{pe},,{fac},,{mp},{total},{fac_total},{pctc},{days},"
    "0.00,0.00,0.00,{mult},{bilat},{asst},{co},{team},{base},32.3465,09,0,99,0.00,0.00,0.00"
)
_ROW = {
    "modifier": "", "status": "A", "work": "1.00", "pe": "1.00", "fac": "0.50", "mp": "0.10",
    "total": "2.10", "fac_total": "1.60", "pctc": "0", "days": "XXX", "mult": "0", "bilat": "0", "asst": "0",
    "co": "0", "team": "0", "base": "",
}  # fmt: skip
_BANNER = [
    "2025 National Physician Fee Schedule Relative Value File October Release" + "," * 30,
    "RELEASED 09/11/2025" + "," * 30,
    "CPT codes and descriptions only are copyright of their owner." + "," * 30,
    "," * 30,
    "," * 30,
    ",,,,NOT USED,,NON-FAC,NON-FAC,FACILITY" + "," * 22,
    ",,,STATUS,FOR MEDICARE,WORK,PE,NA,PE" + "," * 22,
    "," * 30,
    "," * 30,
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,RVU,INDICATOR,RVU" + "," * 22,
]


def pprrvu(*rows: dict[str, str]) -> str:
    """A PPRRVU csv of 31 columns under ten banner and heading lines."""
    return "\r\n".join([*_BANNER, *(PPRRVU_ROW.format(**{**_ROW, **row}) for row in rows)]) + "\r\n"


def ptp(*rows: str, title: str = "Practitioner PTP Edits v313r0") -> str:
    """A PTP text: six preamble lines, then tab-delimited rows."""
    heads = [
        "CPT codes are copyright of their owner",
        title,
        "Column 1\tColumn 2\t*=In existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale",
        "\t\tprior to 1996\tDate\tDate\t0=not allowed",
        "\t\t\t\t*=no data\t1=allowed",
        "\t\t\t\t\t9=not applicable",
    ]
    return "\r\n".join([*heads, *rows]) + "\r\n"


def mue(*rows: str) -> str:
    """A Medicare MUE csv of practitioner services with its two title lines."""
    heads = [
        '"CPT codes are copyright of their owner",,,',
        'HCPCS/CPT Code,"Practitioner Services MUE Values",MUE Adjudication Indicator,MUE Rationale',
    ]
    return "\r\n".join([*heads, *rows]) + "\r\n"


def add_ons(*rows: str) -> str:
    """The add-on code edit sheet saved as tab-delimited text."""
    heading = (
        "Primary Code\tAdd-on Code\tEdit Type\tSpecial Notes\tAdd-on Deletion\tPrimary Deletion\t"
        "Edit Effective Date\tEdit Deletion Date"
    )
    return "\r\n".join(["Add-on Code Edits", heading, *rows]) + "\r\n"


def icd10cm_order(*rows: tuple[str, str, str]) -> str:
    """An order file of (code, flag, title)."""
    return "".join(
        f"{number:05d} {code:<7} {flag} {title[:60]:<60} {title}\r\n"
        for number, (code, flag, title) in enumerate(rows, 1)
    )


def hcpcs_record(code: str, kind: str, title: str, *, added: str = "", ended: str = "") -> str:
    """One record of the 2011 layout, 293 characters."""
    record = [" "] * 293

    def put(position: int, text: str) -> None:
        record[position - 1 : position - 1 + len(text)] = text

    put(1, code if kind in "34" else f"   {code}")
    put(6, "00100")
    put(11, kind)
    put(12, title)
    put(230, "C")
    put(269, added)
    put(277, added)
    put(285, ended)
    put(293, "N")
    return "".join(record)


def shared(*parts: str) -> Path:
    """A file of the evaluation folder; skips when it is not there, and fails instead in CI."""
    root = Path(os.environ.get("CLEANCLAIM_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    path = root.joinpath(*parts)
    if not path.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CLEANCLAIM_DATA names no folder with {'/'.join(parts)}")
        pytest.skip(f"no evaluation file {'/'.join(parts)}: set CLEANCLAIM_DATA")
    return path
