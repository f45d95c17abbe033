"""The own tables of the benchmark: a few invented rows in official layouts, loaded as usual."""

from __future__ import annotations

from pathlib import Path

from cleanclaim.app.load_tables import load_table

_MUE = "HCPCS/CPT Code,MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n"
_FEES = "HCPCS,MOD,DESCRIPTION,CODE\r\n"


def _fee(code: str, days: str = "XXX", *, pctc: str = "0", bilateral: str = "0", assistant: str = "1") -> str:
    shared = f"{bilateral},{assistant},0,0"
    tail = "33.4009,09,0,99,0.00,0.00,0.00"
    return f"{code},,,A,,1.00,1.00,,0.50,,0.10,2.10,1.60,{pctc},{days},0,0,0,0,{shared},,{tail}\r\n"


_PAIRS = "20001\t20002\t\t20200101\t*\t1\tx\r\n20003\t20004\t\t20200101\t*\t0\tx\r\n"
_PAIRS += "20005\t20006\t\t20200101\t*\t9\tx\r\n"
_MUE += "20010,2,1 Line Edit,x\r\n20011,2,3 Date of Service Edit,x\r\n"
_ADD_ONS = "Add-on Code\tPrimary Code\tEdit Type\tEdit Effective Date\r\n20020\t20021\t1\t2020001\r\n"
_FEES += _fee("20030", "090") + _fee("20040") + _fee("20041", bilateral="1", assistant="2")
_FEES += _fee("20042", pctc="1") + _fee("99213")
_EXCLUDED = "NPI,EXCLTYPE,EXCLDATE\n2000000143,1128a1,20200101\n"
FILES = {
    "AOC_2026.txt": _ADD_ONS,
    **{f"ccipra-v32{edition}r0.txt": _PAIRS for edition in (1, 2)},
    **{f"MUE_PractitionerServices_2026q{quarter}.csv": _MUE for quarter in (2, 3)},
    **{f"PPRRVU26_{month}.csv": _FEES for month in ("APR", "JUL")},
    **{f"LEIE20260{month}.csv": _EXCLUDED for month in (6, 7, 8)},
}


def load_tables(folder: Path) -> None:
    """Write and load them all into the folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, newline="")
        load_table(folder, folder / name, unverified=True)
