"""`cleanclaim x12 validate`: the contract that programs read, and files that are no X12 at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

Golden = Callable[[str], Path]
REMIT = "835-reversal-correction-and-provider-adjustments"
CLEAN = "x12-276-two-claims"


def test_one_json_object_for_each_file_in_order(x12: Run, golden_file: Golden, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.x12"
    wrong.write_bytes(golden_file(REMIT).read_bytes().replace(b"BPR*I*316.5*", b"BPR*I*316.51*"))
    shown = x12("validate", "--json", golden_file(CLEAN), wrong)
    first, second = (json.loads(line) for line in shown.text.splitlines())
    assert shown.exit_code == 1
    assert (first["file"], first["accepted"], first["transactions"], first["claims"]) == (
        str(golden_file(CLEAN)), True, 1, 0,
    )  # fmt: skip
    assert (second["file"], second["accepted"], second["transactions"], second["claims"]) == (
        str(wrong), False, 1, 4,
    )  # fmt: skip
    (told,) = [each for each in second["findings"] if each["severity"] == "reject"]
    assert set(told) >= {"id", "snip", "severity", "place", "value", "message"}
    assert (told["id"], told["snip"], told["value"]) == ("x12.balance.transaction", 3, "316.51")
    assert second["not_checked"][0]["id"] == "x12.code.carc"


def test_exit_codes(x12: Run, golden_file: Golden, tmp_path: Path) -> None:
    assert x12("validate", golden_file(CLEAN)).exit_code == 0
    gone = x12("validate", tmp_path / "gone.x12", golden_file(CLEAN), "--json")
    assert gone.exit_code == 2
    assert "gone.x12 cannot be read: No such file or directory" in gone.err
    assert json.loads(gone.text)["accepted"] is True
    folder = x12("validate", tmp_path)
    assert folder.exit_code == 2
    assert "is a folder; name the files in it" in folder.err
    assert x12("validate").exit_code == 2


@pytest.mark.parametrize("text", ["9", "0", "3-1", "x", "", "1-", "12"])
def test_snip_types_that_are_none(x12: Run, golden_file: Golden, text: str) -> None:
    shown = x12("validate", "--snip", text, golden_file(CLEAN))
    assert (shown.exit_code, shown.out) == (2, b"")
    assert "--snip takes types from 1 to 7" in shown.err


@pytest.mark.parametrize(
    ("asked", "types"),
    [("1-7", {1, 2, 3, 5}), ("1", {1}), ("2-3", {2, 3}), ("5", {5}), ("1,3", {1, 3}), ("6", set())],
)
def test_snip_restricts_what_is_reported(x12: Run, golden_file: Golden, asked: str, types: set[int]) -> None:
    raw = golden_file("837p-subscriber-and-dependent").read_bytes()  # N183 lacks a character: type 5
    raw = raw.replace(b"CLM*A1001*300*", b"CLM*A1001*301*").replace(
        b"DMG*D8*19610702*F", b"DMG*D8*19610702*Q"
    )
    document = json.loads(x12("validate", "--json", "--snip", asked, "-", given=raw).text)
    assert {each["snip"] for each in document["findings"]} == types
    lists = {each["id"] for each in document["not_checked"]}
    unlisted = {"x12.code.hcpcs", "x12.code.modifier", "x12.code.ndc"}
    assert lists == (unlisted if "5" in asked or "7" in asked else set())


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "x12.read.empty"),
        (b" \r\n\t", "x12.read.empty"),
        (b"\x7fELF\x02\x01\x01\x00" * 50, "x12.read.not-x12"),
        (b"%PDF-1.7 ISA*", "x12.read.not-x12"),
        (b"ISA*00*", "x12.read.truncated"),
        ("ISA*00*".encode("utf-16"), "x12.read.encoding"),
    ],
)
def test_what_is_no_x12_is_told_whatever_types_are_asked(x12: Run, raw: bytes, rule: str) -> None:
    shown = x12("validate", "--json", "--snip", "3", "-", given=raw)
    document = json.loads(shown.text)
    assert shown.exit_code == 1
    assert (document["file"], document["accepted"], document["transactions"]) == ("-", False, 0)
    assert [each["id"] for each in document["findings"]] == [rule]


def test_a_file_that_was_cut_off(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(REMIT).read_bytes()
    document = json.loads(x12("validate", "--json", "-", given=raw[: len(raw) // 2 + 7]).text)
    assert document["accepted"] is False
    assert "x12.read.truncated" in {each["id"] for each in document["findings"]}


def wrapped(raw: bytes) -> bytes:
    return b"\n".join(raw[at : at + 80] for at in range(0, len(raw), 80))


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (lambda raw: b"\xef\xbb\xbf" + raw, ["x12.read.byte-order-mark"]),
        (lambda raw: raw.replace(b"~", b"\n"), []),
        (lambda raw: raw.replace(b"~", b"\r\n"), []),
        (lambda raw: raw.replace(b"~", b"~\r\n"), ["x12.read.line-ends"]),
        (wrapped, ["x12.read.wrapped"]),
    ],
)
def test_harmless_dirt_is_noted_and_accepted(
    x12: Run, golden_file: Golden, change: Callable[[bytes], bytes], rules: list[str]
) -> None:
    raw = golden_file(CLEAN).read_bytes().replace(b"\n", b"")
    shown = x12("validate", "--json", "-", given=change(raw))
    document = json.loads(shown.text)
    assert (shown.exit_code, document["accepted"]) == (0, True)
    assert [each["id"] for each in document["findings"]] == rules


def test_version_4010_is_not_refused_for_its_version_and_says_what_was_checked(
    x12: Run, golden_file: Golden
) -> None:
    raw = golden_file("837p-subscriber-and-dependent").read_bytes().replace(b"005010X222A1", b"004010X098A1")
    document = json.loads(x12("validate", "--json", "-", given=raw).text)
    assert document["accepted"] is True
    assert [each["reason"] for each in document["not_checked"]] == [
        "version 4010: its envelope and structure were checked, nothing inside"
    ]


def test_lines_for_people(x12: Run, golden_file: Golden) -> None:
    raw = golden_file(REMIT).read_bytes().replace(b"\n", b"").replace(b"BPR*I*316.5*", b"BPR*I*316.51*")
    lines = x12("validate", "--snip", "1-3", "-", given=raw).text.splitlines()
    assert lines == [
        "-: REJECTED  (1 transaction, 4 claims; 1 reject)",
        "  reject    SNIP 3  balance.transaction  ISA 000000501 > GS 51 > ST 0001 > 835 > BPR02, "
        "segment 2, byte 173",
        "            sum CLP04 340.00 - sum PLB 23.50 is 316.50, BPR02 says 316.51: off by 0.01; "
        "found '316.51'; wanted 316.50",
    ]


PROFILE = """payer = "Invented Plan"
citation = "Invented companion guide"
from = 2000-01-01
until = 2099-12-31
sets = ["276"]
[[demand]]
id = "short-trace"
at = "2200D TRN02"
longest = 1
citation = "section 1"
"""


def test_a_payer_profile_is_snip_type_7(x12: Run, golden_file: Golden, tmp_path: Path) -> None:
    profile = tmp_path / "plan.toml"
    profile.write_text(PROFILE)
    shown = x12("validate", "--json", "--profile", profile, golden_file(CLEAN))
    told = [each for each in json.loads(shown.text)["findings"] if each["snip"] == 7]
    assert shown.exit_code == 1
    assert {each["id"] for each in told} == {"x12.profile.short-trace"}
    profile.write_text(PROFILE.replace("longest", "widest"))
    wrong = x12("validate", "--profile", profile, golden_file(CLEAN))
    assert wrong.exit_code == 2
    assert "plan.toml, demand 1" in wrong.err
