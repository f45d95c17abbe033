"""`cleanclaim x12 ack`: 999, TA1 and 277CA for what a partner sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleanclaim.core.finding import Report
from cleanclaim.exchange.receiving import understand
from cleanclaim.submission.answers import ClaimAnswers, ClaimStatus
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from tests.unit.cli.conftest import Run
from tests.unit.exchange.oracles import pyx12_complaints

Golden = Callable[[str], Path]
CLAIMS = "837p-subscriber-and-dependent"
DAY = ("--today", "2026-05-04")


def body(raw: bytes) -> list[str]:
    """Segments without envelopes and terminators, from ST to the SE."""
    segments = raw.decode().rstrip("~").split("~")
    return [each for each in segments if each[:3] not in ("ISA", "GS*", "GE*", "IEA")]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (CLAIMS, ["AK1*HC*11*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*A", "AK9*A*1*1*1"]),
        (
            "835-zero-payment-denial",
            ["AK1*HP*52*005010X221A1", "AK2*835*0001", "IK5*A", "AK9*A*1*1*1"],
        ),
        (
            "x12-837d-filling-two-surfaces",
            ["AK1*HC*202*005010X224A2", "AK2*837*0001*005010X224A2", "IK5*A", "AK9*A*1*1*1"],
        ),
    ],
)
def test_a_999_for_every_kind_of_set(x12: Run, golden_file: Golden, name: str, lines: list[str]) -> None:
    shown = x12("ack", golden_file(name), *DAY)
    assert (shown.exit_code, shown.err) == (0, "")
    assert body(shown.out) == ["ST*999*0001*005010X231A1", *lines, "SE*6*0001"]
    assert check(read(shown.out)) == Report()
    assert pyx12_complaints(shown.out) == []


def test_it_goes_back_to_the_sender_under_the_number_told(x12: Run, golden_file: Golden) -> None:
    shown = x12("ack", golden_file(CLAIMS), *DAY, "--control", "77")
    assert shown.out[:106] == (
        b"ISA*00*          *00*          *ZZ*PLANONE        *ZZ*HARBORFM       "
        b"*260504*0900*^*00501*000000077*0*T*:~"
    )
    assert b"GS*FA*PLANONE*HARBORFM*20260504*0900*77*X*005010X231A1~" in shown.out
    assert shown.out == x12("ack", golden_file(CLAIMS), *DAY, "--control", "77").out


def test_a_refused_set(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(CLAIMS).read_bytes().replace(b"DMG*D8*19610702*F", b"DMG*D8*19610799*F")
    shown = x12("ack", "-", *DAY, given=raw)
    assert shown.exit_code == 1
    assert body(shown.out)[3:6] == ["IK3*DMG*18*2010*8", "IK4*2*1251*8*19610799", "IK5*R*5"]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [(b"ST*837*", b"ST*8X7*"), (b"ST*837*0001", b"ST*837*01"), (b"ST*837*0001", b"ST*837*")],
)
def test_a_set_that_cannot_be_named_refuses_its_group(
    x12: Run, golden_file: Golden, was: bytes, becomes: bytes
) -> None:
    shown = x12("ack", "-", *DAY, given=golden_file(CLAIMS).read_bytes().replace(was, becomes))
    assert shown.exit_code == 1
    assert body(shown.out) == [
        "ST*999*0001*005010X231A1",
        "AK1*HC*11*005010X222A1",
        "AK9*R*1*1*0*5",
        "SE*4*0001",
    ]


def test_two_interchanges_the_second_refused_whole(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(CLAIMS).read_bytes()
    shown = x12("ack", "-", *DAY, given=raw + raw.replace(b"IEA*1*000000101", b"IEA*1*000000102"))
    assert shown.exit_code == 1
    assert shown.out.count(b"ST*999*") == 1
    assert shown.err == (
        "cleanclaim: not answered: ISA 000000101: the interchange is refused whole; answer it with --ta1\n"
    )


@pytest.mark.parametrize(
    ("was", "becomes", "answer", "exit_code"),
    [
        (b"", b"", "TA1*000000101*260504*0915*A*000", 0),
        (b"IEA*1*000000101", b"IEA*1*000000102", "TA1*000000101*260504*0915*R*001", 1),
        (b"IEA*1*000000101", b"IEA*2*000000101", "TA1*000000101*260504*0915*R*021", 1),
        (b"IEA*1*000000101~", b"", "TA1*000000101*260504*0915*R*023", 1),
    ],
)
def test_a_ta1(
    x12: Run, golden_file: Golden, was: bytes, becomes: bytes, answer: str, exit_code: int
) -> None:
    shown = x12("ack", "-", "--ta1", *DAY, given=golden_file(CLAIMS).read_bytes().replace(was, becomes))
    assert (body(shown.out), shown.exit_code) == ([answer], exit_code)
    assert check(read(shown.out)) == Report()


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("999-one-accepted-one-rejected", [], "no group that is answered with a 999"),
        ("ta1-accepted", ["--ta1"], "a TA1 is not answered with a TA1"),
        ("835-zero-payment-denial", ["--277ca"], "no claims that a 277CA could answer"),
        ("999-one-accepted-one-rejected", ["--277ca"], "no claims that a 277CA could answer"),
    ],
)
def test_what_is_never_answered(
    x12: Run, golden_file: Golden, name: str, options: list[str], sentence: str
) -> None:
    shown = x12("ack", golden_file(name), *options)
    assert (shown.exit_code, shown.out) == (2, b"")
    assert sentence in shown.err


def test_no_interchange_is_misuse(x12: Run) -> None:
    shown = x12("ack", "-", given=b"nothing of the kind")
    assert (shown.exit_code, shown.out) == (2, b"")
    assert "holds no interchange that could be answered" in shown.err


def read_back(raw: bytes) -> ClaimAnswers:
    (content,) = understand(raw).contents
    assert isinstance(content.said, ClaimAnswers)
    return content.said


def test_a_277ca_takes_one_claim_and_refuses_the_other(x12: Run, golden_file: Golden) -> None:
    shown = x12("ack", golden_file(CLAIMS), "--277ca", *DAY)  # the diagnosis N183 of A1001 lacks a character
    assert shown.exit_code == 1
    assert pyx12_complaints(shown.out) == []
    lines = body(shown.out)
    totals = ["QTY*90*1", "QTY*AA*1", "AMT*YU*90.5", "AMT*YY*300"]
    at = lines.index("QTY*90*1")
    assert lines[at - 2 : at + 4] == ["TRN*2*000000101A", "STC*A1:19:PR*20260504*WQ*390.5", *totals]
    assert lines[-9:-1] == [
        "TRN*2*A1001",
        "STC*A7:255*20260504*U*300",
        "DTP*472*D8*20260501",
        "HL*5*3*PT",
        "NM1*QC*1*SAMPLE*LENA****MI*M400500600",
        "TRN*2*A1002",
        "STC*A1:19:PR*20260504*WQ*90.5",
        "DTP*472*D8*20260502",
    ]
    answers = read_back(shown.out)
    assert [(each.control_number, each.accepted) for each in answers.claims] == [
        ("A1001", False),
        ("A1002", True),
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "statuses"),
    [
        (b"CLM*A1001*300*", b"CLM*A1001*301*", [("A7", "400", ""), ("A7", "255", "")]),
        (b"*XX*1234567893", b"*XX*1234567890", [("A7", "562", "85"), ("A7", "255", "")]),
    ],
)
def test_each_reason_has_its_status(
    x12: Run, golden_file: Golden, was: bytes, becomes: bytes, statuses: list[tuple[str, str, str]]
) -> None:
    shown = x12("ack", "-", "--277ca", *DAY, given=golden_file(CLAIMS).read_bytes().replace(was, becomes, 1))
    assert read_back(shown.out).claims[0].statuses == tuple(ClaimStatus(*each) for each in statuses)
    assert pyx12_complaints(shown.out) == []


@pytest.mark.parametrize(
    ("name", "days"),
    [("x12-837i-inpatient-with-procedure", "RD8*"), ("x12-837d-filling-two-surfaces", "D8*")],
)
def test_institutional_and_dental_claims_are_answered_too(
    x12: Run, golden_file: Golden, name: str, days: str
) -> None:
    shown = x12("ack", golden_file(name), "--277ca", *DAY)
    assert pyx12_complaints(shown.out) == []
    assert f"DTP*472*{days}" in shown.out.decode()
    assert len(read_back(shown.out).claims) == 1


def test_a_set_that_the_999_refuses_has_no_277ca(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(CLAIMS).read_bytes().replace(b"DMG*D8*19610702*F", b"DMG*D8*19610799*F")
    shown = x12("ack", "-", "--277ca", *DAY, given=raw)
    assert (shown.exit_code, shown.out) == (2, b"")
    assert "ST 0001: the set is refused whole, its 999 says why" in shown.err


@pytest.mark.parametrize("options", [[], ["--277ca"]])
def test_what_was_not_checked_inside_is_neither_taken_nor_refused(
    x12: Run, golden_file: Golden, options: list[str]
) -> None:
    raw = golden_file(CLAIMS).read_bytes().replace(b"005010X222A1", b"004010X098A1")
    shown = x12("ack", "-", *options, given=raw)
    assert (shown.exit_code, shown.out) == (2, b"")
    assert "ISA 000000101 > GS 11: there is no guide table for its sets and version" in shown.err
    assert x12("ack", "-", "--ta1", given=raw).exit_code == 0


def test_blanks_behind_a_value_are_not_sent_back(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(CLAIMS).read_bytes().replace(b"SBR*P*18*", b"SBR*P *18*", 1)
    shown = x12("ack", "-", *DAY, given=raw)
    assert "IK4*1*1138*5*P" in body(shown.out)
    assert pyx12_complaints(shown.out) == []
