"""`cleanclaim x12 fix`: bytes to one stream, the list to the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.unit.cli.conftest import Run

Golden = Callable[[str], Path]
CLEAN = "x12-276-two-claims"


def test_bytes_and_list(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(CLEAN).read_bytes().replace(b"\n", b"")
    broken = raw.replace(b"~GE*1*", b"~GE*4*") + b"\n\x1a"
    shown = x12("fix", "-", given=broken)
    assert (shown.exit_code, shown.out) == (0, raw)
    assert [line.split()[0] for line in shown.err.splitlines()] == ["padding", "count", "cleanclaim:"]
    assert shown.err.endswith("cleanclaim: 2 repairs\n")


def test_as_json(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(CLEAN).read_bytes().replace(b"GE*1*", b"GE*4*")
    told = [json.loads(line) for line in x12("fix", "--json", "-", given=raw).err.splitlines()]
    assert [(each["id"], each["before"], each["after"]) for each in told] == [
        ("line-ends", "", ""),
        ("count", "4", "1"),
    ]


def test_what_is_left_makes_exit_code_1(x12: Run, golden_file: Golden) -> None:
    raw = (
        golden_file("837p-subscriber-and-dependent")
        .read_bytes()
        .replace(b"CLM*A1001*300*", b"CLM*A1001*301*")
    )
    shown = x12("fix", "-", given=raw)
    assert shown.exit_code == 1
    assert "1 repairs; 1 findings still reject it" in shown.err
    assert b"CLM*A1001*301*" in shown.out


def test_no_x12_is_misuse(x12: Run) -> None:
    shown = x12("fix", "-", given=b"hello")
    assert (shown.exit_code, shown.out) == (2, b"")
