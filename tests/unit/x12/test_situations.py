"""Situational rules: each fires on a planted lack and is quiet otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

CLAIMS = "837p-subscriber-and-dependent"


def told(raw: bytes) -> list[str]:
    start, end = raw.index(b"ST*"), raw.index(b"SE*")
    rest = raw[end:].split(b"*", 2)
    counted = raw[:end] + b"*".join([rest[0], b"%d" % (raw[start:end].count(b"~") + 1), rest[2]])
    findings = check(read(counted)).findings
    assert all(each.severity.value == "advise" for each in findings)
    return [each.rule_id.removeprefix("x12.") for each in findings if each.code("SNIP") in ("4", "6")]


@pytest.mark.parametrize(
    ("found", "wanted", "rules"),
    [
        (b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:7*Y*A*Y*Y~REF", ["situation.replacement"]),
        (b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:8*Y*A*Y*Y~REF*F8*ICN1~REF", []),
        (b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:1*Y*A*Y*Y**AA:::ME~REF", ["situation.accident-date"]),
        (
            b"*11:B:1*Y*A*Y*Y~REF",
            b"*11:B:1*Y*A*Y*Y**AA~DTP*439*D8*20260430~REF",
            ["situation.accident-state"],
        ),
        (b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:1*Y*A*Y*Y**EM~REF", []),
        (b"DMG*D8*19610702*F~", b"", ["situation.patient"]),
        (b"SV1*HC:99214:25*", b"SV1*HC:00142:25*", ["line-of-business.anesthesia-minutes"]),
        (b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:1*Y*A*Y*Y~REF", []),
    ],
)
def test_a_situation(golden: Callable[[str], bytes], found: bytes, wanted: bytes, rules: list[str]) -> None:
    raw = golden(CLAIMS)
    assert found in raw
    assert told(raw.replace(found, wanted, 1)) == rules
