"""`cleanclaim x12 diff`: lines for people, JSON for programs, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.unit.cli.conftest import Run

Golden = Callable[[str], Path]
CLAIMS = "837p-subscriber-and-dependent"


def test_the_same_and_not_the_same(x12: Run, golden_file: Golden) -> None:
    path = golden_file(CLAIMS)
    raw = path.read_bytes()
    same = x12("diff", path, "-", given=raw.replace(b"\n", b"").replace(b"*", b"|"))
    assert (same.exit_code, same.text) == (0, "no difference\n")
    other = x12("diff", path, "-", given=raw.replace(b"CLM*A1001*300*", b"CLM*A1001*301*"))
    assert other.exit_code == 1
    assert other.text.splitlines() == [
        "ISA > GS HC > 837 > 2000A > 2000B #1 > 2300 A1001 > CLM02",
        "  - 300",
        "  + 301",
    ]


def test_as_json(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(CLAIMS).read_bytes().replace(b"REF*G1*AUTH7788~", b"")
    shown = x12("diff", "--json", golden_file(CLAIMS), "-", given=raw)
    assert json.loads(shown.text) == {
        "path": ["ISA", "GS HC", "837", "2000A", "2000B #1", "2300 A1001"],
        "element": "REF",
        "side": "only in the first",
        "left": "REF*G1*AUTH7788",
        "right": "",
    }


def test_a_cut_file_is_not_compared(x12: Run, golden_file: Golden) -> None:
    shown = x12("diff", golden_file(CLAIMS), "-", given=golden_file(CLAIMS).read_bytes()[:500])
    assert (shown.exit_code, shown.out) == (2, b"")
    assert "standard input cannot be read whole" in shown.err
