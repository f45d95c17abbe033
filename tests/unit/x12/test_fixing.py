"""Clerical repairs: each one, listed, and nothing between ST and SE that means anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.x12.fixing import fix
from tests.unit.x12.conftest import GOLDEN

Golden = Callable[[str], bytes]
CLAIMS = "837p-subscriber-and-dependent"
ALL = sorted(path.stem for path in GOLDEN.glob("*.x12"))
ISA = (
    b"ISA*00*          *00*          *ZZ*HARBORFM       *ZZ*PLANONE        "
    b"*260504*0915*^*00501*000000101*1*T*:~"
)
TRIMMED = b"ISA*00**00**ZZ*HARBORFM*ZZ*PLANONE*260504*0915*^*00501*101*1*T*:~"


def wrapped(raw: bytes) -> bytes:
    return b"\r\n".join(raw[at : at + 80] for at in range(0, len(raw), 80))


def mended(raw: bytes) -> tuple[bytes, list[str]]:
    fixed = fix(raw, subject="a file")
    return fixed.raw, [each.repair_id for each in fixed.repairs]


@pytest.mark.parametrize("name", ALL)
def test_a_file_without_clerical_faults_is_given_back_as_it_is(golden: Golden, name: str) -> None:
    assert mended(golden(name)) == (golden(name), [])


@pytest.mark.parametrize(
    ("break_it", "repairs"),
    [
        (lambda raw: b"\xef\xbb\xbf" + raw, ["byte-order-mark"]),
        (lambda raw: b"\r\n  " + raw, ["leading-blanks"]),
        (lambda raw: raw + b"\x1a\x00", ["padding"]),
        (lambda raw: raw.replace(b"~", b"~\r\n"), ["line-ends"]),
        (lambda raw: raw.replace(b"~NM1", b"~ \nNM1"), ["blanks"]),
        (wrapped, ["wrapped"]),
        (lambda raw: raw.replace(b"SE*52*", b"SE*53*"), ["count"]),
        (lambda raw: raw.replace(b"SE*52*", b"SE**"), ["count"]),
        (lambda raw: raw.replace(b"GE*1*", b"GE*2*"), ["count"]),
        (lambda raw: raw.replace(b"IEA*1*", b"IEA*x*"), ["count"]),
        (lambda raw: raw.replace(b"SE*52*0001", b"SE*52*0002"), ["control-number"]),
        (lambda raw: raw.replace(b"GE*1*11", b"GE*1*12"), ["control-number"]),
        (lambda raw: raw.replace(b"IEA*1*000000101", b"IEA*1*101"), ["control-number"]),
        (lambda raw: raw.replace(b"IEA*1*000000101~", b""), ["missing-iea"]),
        (lambda raw: raw.replace(b"NM1*82*", b"nm1*82*"), ["segment-id"]),
        (lambda raw: raw.replace(b"~SE*", b"~se*"), ["segment-id"]),
        (lambda raw: raw.replace(b"~GS*", b"~gs*").replace(b"~GE*", b"~Ge*"), ["segment-id", "segment-id"]),
        (lambda raw: raw.replace(b"REF*G1*AUTH7788", b"REF*G1*AUTH7788***"), ["empty-ends"]),
        (lambda raw: raw.replace(b"*HC:20610*", b"*HC:20610:::*"), ["empty-ends"]),
        (lambda raw: raw.replace(ISA, TRIMMED), ["header-width"]),
        (lambda raw: raw.replace(b"*PLANONE        *26", b"*PLANONE            *26"), ["header-width"]),
        (
            lambda raw: (b"\n" + raw.replace(b"SE*52*", b"SE*3*").replace(b"GE*1*11", b"GE*1*9")),
            ["leading-blanks", "count", "control-number"],
        ),
    ],
)  # fmt: skip
def test_what_was_broken_is_put_right(
    golden: Golden, break_it: Callable[[bytes], bytes], repairs: list[str]
) -> None:
    broken = break_it(golden(CLAIMS))
    assert broken != golden(CLAIMS)
    assert mended(broken) == (golden(CLAIMS), repairs)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"CLM*A1001*300*", b"CLM*A1001*301*"),  # sums
        (b"SV1*HC:99214:25*", b"SV1*hc:99214:25*"),  # codes
        (b"*UN*1***1:2:3~", b"*UN*0***1:2:13~"),  # units, pointers
        (b"DTP*472*D8*20260501", b"DTP*472*D8*20260599"),  # dates
        (b"*11:B:1*", b"*99:B:1*"),  # places
        (b"*XX*1234567893", b"*XX*1234567890"),  # providers
        (b"NM1*IL*1*TESTER*ALMA", b"NM1*IL*1*tester* ALMA "),  # names
        (b"HL*2*1*", b"HL*7*1*"),  # hierarchy
        (b"SE*52*0001", b"SE*50*0002"),  # count and number both: a piece may be missing
        (b"*11*X*005010X222A1", b"**X*005010X222A1"),  # a GS06 that is not there cannot be repeated
        (b"REF*G1*AUTH7788", b"NTE*ADD*NOTE:"),  # text that ends with a delimiter
    ],
)
def test_what_means_something_is_left(golden: Golden, was: bytes, becomes: bytes) -> None:
    broken = golden(CLAIMS).replace(was, becomes)
    assert broken != golden(CLAIMS)
    assert mended(broken) == (broken, [])


def test_newline_terminators_are_legal_and_stay(golden: Golden) -> None:
    raw = golden(CLAIMS).replace(b"~", b"\n")
    assert mended(raw) == (raw, [])
    assert mended(raw.replace(b"SE*52*", b"SE*51*")) == (raw, ["count"])


@pytest.mark.parametrize("text", ["MUÑOZ".encode(), "MUÑOZ".encode("latin-1"), "O’NEIL".encode()])
def test_text_beyond_ascii_keeps_its_bytes(golden: Golden, text: bytes) -> None:
    raw = golden(CLAIMS).replace(b"NM1*IL*1*TESTER", b"NM1*IL*1*" + text)
    assert mended(raw.replace(b"SE*52*", b"SE*51*")) == (raw, ["count"])


def test_a_repair_says_what_was_and_what_is(golden: Golden) -> None:
    (repair,) = fix(golden(CLAIMS).replace(b"SE*52*", b"SE*53*"), subject="a file").repairs
    assert (repair.before, repair.after, repair.message) == (
        "53", "52", "SE01 counts what is there; make sure that nothing was lost",
    )  # fmt: skip
    assert str(repair.place).startswith(
        "a file > ISA 000000101 > GS 11 > ST 0001 > SE > SE01, segment 52, byte "
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not X12 at all",
        b"ISA*00*",
        ISA.replace(b"PLANONE        ", b"PLANONE WITH A LONG NAME") + b"GS*HC*A*B~",
        ISA[:-3] + b"GS*HC",
    ],
)
def test_what_cannot_be_read_whole_is_not_repaired(raw: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read whole"):
        fix(raw, subject="a file")


def test_a_cut_file_is_not_closed(golden: Golden) -> None:
    raw = golden(CLAIMS)
    cut = raw[: raw.index(b"SE*52")]
    assert mended(cut) == (cut, [])
    assert mended(raw.replace(b"GE*1*11~IEA*1*000000101~", b""))[1] == []
