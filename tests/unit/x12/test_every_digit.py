"""Every digit of every amount that stands in an equation, changed to every other digit, is told.

Which fields those are, and which stand in none, is listed in docs/reference/x12-balance.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.mutants import GOLDEN, good
from cleanclaim.x12.reading import read
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.validation import check

CAS = (3, 6, 9, 12, 15, 18)
EQUATION_FIELDS = {
    "835": {"BPR": (2,), "CLP": (3, 4, 5), "SVC": (2, 3), "CAS": CAS, "PLB": (4, 6, 8, 10, 12, 14)},
    "837": {"CLM": (2,), "SV1": (2,), "SV2": (3,), "SV3": (2,), "SVD": (2,), "CAS": CAS},
}
TRIED = {
    "835-reversal-correction-and-provider-adjustments": 567,
    "835-zero-payment-denial": 108,
    "837p-secondary-after-primary-paid": 225,
    "exchange-835-denied-without-payment": 108,
    "exchange-835-many-adjustments": 549,
    "exchange-835-reversal-and-correction": 531,
    "exchange-837d-braces-predetermined": 72,
    "exchange-837d-filling-of-a-child": 72,
    "exchange-837i-inpatient-every-code": 153,
    "exchange-837i-outpatient-child-second-plan": 162,
    "x12-837d-filling-two-surfaces": 72,
    "x12-837i-inpatient-with-procedure": 153,
    "x12-837i-outpatient-after-another-payer": 216,
    "x12-837p-ambulance-with-mileage": 99,
    "x12-837p-oxygen-at-home": 99,
    "x12-837p-two-other-payers": 387,
    "x12-837p-two-patients": 135,
}


def spots(raw: bytes) -> Iterator[int]:
    """The offset of every digit of every amount that stands in an equation."""
    (each,) = read(raw).sets
    for segment in each.segments:
        numbers = EQUATION_FIELDS[each.set_id].get(segment.name, ())
        paid_by_another = segment.name == "AMT" and segment.element(1) == "D" and each.set_id == "837"
        for number in (2,) if paid_by_another else numbers:
            start = offset_of(segment, number)
            yield from (at for at in range(start, start + len(segment.element(number))) if is_digit(raw, at))


def offset_of(segment: Segment, number: int) -> int:
    before = segment.elements[: number - 1]
    return segment.offset + len(segment.name) + 1 + sum(len(text) + 1 for text in before)


def is_digit(raw: bytes, at: int) -> bool:
    return raw[at : at + 1].isdigit()


@pytest.mark.parametrize("name", sorted(TRIED))
def test_every_changed_digit_of_an_equation_is_told(name: str) -> None:
    raw = good(name)
    before = set(check(read(raw, subject="f")).findings)
    tried, silent = 0, []
    for at in spots(raw):
        for digit in b"0123456789".replace(raw[at : at + 1], b""):
            tried += 1
            changed = raw[:at] + bytes([digit]) + raw[at + 1 :]
            told = check(read(changed, subject="f")).findings
            if not any(each.code("SNIP") in ("1", "3") for each in told if each not in before):
                silent.append((at, chr(digit)))
    assert silent == []
    assert tried == TRIED[name]


def test_all_files_with_money_are_tried() -> None:
    names = {path.stem for path in GOLDEN.glob("*.x12") if b"ST*837" in path.read_bytes()}
    names |= {path.stem for path in GOLDEN.glob("*.x12") if b"ST*835" in path.read_bytes()}
    plain = {
        name for name in names if name.startswith("exchange-837p")
    }  # one or two lines, no other payer paid
    left = {"837p-subscriber-and-dependent", "x12-837p-anesthesia-for-two-hours"}
    assert names - plain - left == set(TRIED)
