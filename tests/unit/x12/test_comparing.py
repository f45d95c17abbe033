"""What two files say differently, and what does not count."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanclaim.x12.comparing import Difference, Side, compare
from cleanclaim.x12.reading import read
from tests.unit.x12.conftest import GOLDEN

Golden = Callable[[str], bytes]
CLAIMS = "837p-subscriber-and-dependent"
ALL = sorted(path.stem for path in GOLDEN.glob("*.x12"))
LEVEL = ("ISA", "GS HC", "837", "2000A")
CLAIM = (*LEVEL, "2000B #1", "2300 A1001")


def differences(left: bytes, right: bytes, *, envelopes: bool = False) -> list[Difference]:
    return list(compare(read(left), read(right), envelopes=envelopes))


def other_delimiters(raw: bytes) -> bytes:
    table = bytes.maketrans(b"*:~^", b"|>!&")
    return raw.translate(table).replace(b"!", b"!\r\n")


@pytest.mark.parametrize("name", ALL)
def test_a_file_is_the_same_in_other_clothes(golden: Golden, name: str) -> None:
    raw = golden(name)
    assert differences(raw, raw, envelopes=True) == []
    assert differences(raw, other_delimiters(raw), envelopes=True) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"*000000101", b"*000000102"),
        (b"GS*HC*HARBORFM*PLANONE*20260504*0915*11*", b"GS*HC*HARBORFM*PLANONE*20260505*0916*12*"),
        (b"ST*837*0001", b"ST*837*0009"),
        (b"BHT*0019*00*000000101A*20260504*0915", b"BHT*0019*00*X*20260505*0916"),
    ],
)
def test_envelope_numbers_and_times_only_on_demand(golden: Golden, was: bytes, becomes: bytes) -> None:
    changed = golden(CLAIMS).replace(was, becomes)
    assert changed != golden(CLAIMS)
    assert differences(golden(CLAIMS), changed) == []
    assert differences(golden(CLAIMS), changed, envelopes=True) != []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"CLM*A1001*300*", b"CLM*A1001*300.00*"),
        (b"*UN*1***1:2:3~", b"*UN*1.0***1:2:3~"),
        (b"REF*G1*AUTH7788~", b"REF*G1*AUTH7788**~"),
        (b"*HC:20610*", b"*HC:20610::*"),
        (b"SE*52*", b"SE*99*"),
    ],
)
def test_the_same_in_another_way_of_writing(golden: Golden, was: bytes, becomes: bytes) -> None:
    assert differences(golden(CLAIMS), golden(CLAIMS).replace(was, becomes)) == []


@pytest.mark.parametrize(
    ("was", "becomes", "difference"),
    [
        (
            b"CLM*A1001*300*",
            b"CLM*A1001*301*",
            Difference(CLAIM, "CLM02", Side.CHANGED, "300", "301"),
        ),
        (
            b"*HC:99214:25*",
            b"*HC:99214*",
            Difference((*CLAIM, "2400 1"), "SV101", Side.CHANGED, "HC:99214:25", "HC:99214"),
        ),
        (
            b"REF*G1*AUTH7788~",
            b"",
            Difference(CLAIM, "REF", Side.ONLY_LEFT, "REF*G1*AUTH7788"),
        ),
        (
            b"REF*G1*AUTH7788~",
            b"REF*G1*AUTH7788~REF*EA*R1~",
            Difference(CLAIM, "REF", Side.ONLY_RIGHT, "", "REF*EA*R1"),
        ),
        (
            b"NM1*IL*1*TESTER*ALMA",
            b"NM1*IL*1*TESTER*ELMA",
            Difference((*LEVEL, "2000B #1", "2010BA"), "NM104", Side.CHANGED, "ALMA", "ELMA"),
        ),
        (
            b"LX*2~SV1*HC:20610*115*UN*1***3~DTP*472*D8*20260501~",
            b"",
            None,
        ),
    ],
)
def test_one_change_is_one_difference(
    golden: Golden, was: bytes, becomes: bytes, difference: Difference | None
) -> None:
    found = differences(golden(CLAIMS), golden(CLAIMS).replace(was, becomes))
    if difference is not None:
        assert found == [difference]
        return
    assert [(each.path, each.side) for each in found] == [
        ((*CLAIM, "2400 1"), Side.ONLY_RIGHT),  # its REF*6R has moved up
        ((*CLAIM, "2400 2"), Side.ONLY_LEFT),
    ]


def test_claims_meet_by_number_whatever_their_order(golden: Golden) -> None:
    raw = golden(CLAIMS)
    first, second = raw.index(b"HL*2*"), raw.index(b"HL*3*")
    end = raw.index(b"SE*52")
    swapped = raw[:first] + raw[second:end] + raw[first:second] + raw[end:]
    swapped = swapped.replace(b"HL*3*1*22", b"HL*x*1*22").replace(b"HL*4*3*23", b"HL*3*2*23")
    swapped = swapped.replace(b"HL*2*1*22", b"HL*4*1*22").replace(b"HL*x*1*22", b"HL*2*1*22")
    assert differences(raw, swapped) == []


def test_a_claim_that_only_one_file_has(golden: Golden) -> None:
    (gone, come) = differences(golden(CLAIMS), golden(CLAIMS).replace(b"CLM*A1002*", b"CLM*A1009*"))
    assert (gone.path, gone.element, gone.side) == (
        (*LEVEL, "2000B #2", "2000C", "2300 A1002"), "2300", Side.ONLY_LEFT,
    )  # fmt: skip
    assert gone.left.endswith(" and 7 more segments")
    assert (come.side, come.path[-1]) == (Side.ONLY_RIGHT, "2300 A1009")


def test_sets_without_a_table_are_compared_too(golden: Golden) -> None:
    raw = golden(CLAIMS).replace(b"005010X222A1", b"004010X098A1")
    (one,) = differences(raw, raw.replace(b"CLM*A1001*300*", b"CLM*A1001*301*"))
    assert (one.path, one.element) == (("ISA", "GS HC", "837"), "CLM02")
