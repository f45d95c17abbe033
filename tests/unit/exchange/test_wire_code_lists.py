"""SNIP type 5: codes on the wire against the lists that are loaded, each for its own day."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleanclaim.core.finding import Report
from cleanclaim.exchange.code_lists import loaded_code_sets
from cleanclaim.x12.code_sets import CodeSet
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
CLAIMS = "837p-subscriber-and-dependent"
INSTITUTIONAL = "x12-837i-inpatient-with-procedure"


def raw(name: str) -> bytes:
    """The golden file, with a kidney stage that is complete: N18.3 needs a fifth character."""
    text = (GOLDEN / f"{name}.x12").read_bytes().replace(b"\n", b"")
    return text.replace(b"ABF:N183*", b"ABF:N1830*")


def report(text: bytes) -> Report:
    return check(read(text, subject="f"), code_sets=loaded_code_sets())


def test_good_codes_are_quiet_and_missing_lists_are_said_once() -> None:
    found = report(raw(CLAIMS))
    assert found.findings == ()
    assert [(each.rule_id, each.reason) for each in found.not_checked] == [
        ("x12.code.ndc", "no list is loaded"),
        ("x12.code.hcpcs", "no list is loaded"),
        ("x12.code.modifier", "no list is loaded"),
    ]


@pytest.mark.parametrize(
    ("found", "wanted", "rule", "place"),
    [
        (b"ABK:E1122", b"ABK:E1199", "icd10cm", "HI01"),
        (b"ABF:N1830", b"ABF:N183", "icd10cm", "HI02"),
        (b"ABK:E1122", b"ABK:E11.22", "icd10cm", "HI01"),
        (b"*11:B:1*", b"*88:B:1*", "place-of-service", "CLM05"),
        (b"*ME*041010000", b"*XX*041010000", "state", "N402"),
        (b"*ME*041010000", b"*ME*0410", "zip", "N403"),
        (b"*XX*1234567893", b"*XX*1234567894", "npi", "NM109"),
    ],
)
def test_a_wrong_code_is_found(found: bytes, wanted: bytes, rule: str, place: str) -> None:
    text = raw(CLAIMS)
    assert found in text
    rejects = report(text.replace(found, wanted, 1)).rejects
    told = [(each.rule_id, each.place.path[-1], each.code("SNIP")) for each in rejects]
    assert (f"x12.code.{rule}", place, "5") in told


def test_an_address_abroad_is_not_asked() -> None:
    text = raw(CLAIMS).replace(b"*ME*041010000", b"*ON*K1A0B1*CA", 1)
    assert "x12.code.state" not in [each.rule_id for each in report(text).findings]


def test_a_day_without_an_edition_is_not_checked_and_never_a_pass() -> None:
    text = raw(CLAIMS).replace(b"D8*20260501", b"D8*20251231").replace(b"ABK:E1122", b"ABK:NOCODE")
    found = report(text)
    assert [each for each in found.findings if each.rule_id == "x12.code.icd10cm"] == []
    reasons = [each.reason for each in found.not_checked if each.rule_id == "x12.code.icd10cm"]
    assert reasons == ["no loaded edition covers 2025-12-31"]


def test_each_code_is_asked_for_its_own_day() -> None:
    asked: dict[str, set[date]] = {}

    def note(name: str) -> CodeSet:
        def why_wrong(_: str, day: date) -> str | None:
            asked.setdefault(name, set()).add(day)
            return ""

        return CodeSet(why_wrong, "")

    names = ["icd10cm", "icd10pcs", "revenue", "npi", "hcpcs", "taxonomy", "state", "zip"]
    found = check(read(raw(INSTITUTIONAL)), code_sets={name: note(name) for name in names})
    assert found.findings == ()
    shaped = ["x12.code.patient-status", "x12.code.bill-type"]  # lists that nobody handed in
    assert [each.rule_id for each in found.not_checked] == shaped
    assert asked["icd10cm"] == asked["icd10pcs"] == {date(2026, 4, 23)}  # the last day of the stay
    assert asked["revenue"] == asked["npi"] == {date(2026, 5, 4)}  # the day of the transaction


def test_changed_bytes_raise_nothing() -> None:
    choose, text, lists = random.Random(5), raw(INSTITUTIONAL), loaded_code_sets()
    for _ in range(400):
        spoilt = bytearray(text)
        spoilt[choose.randrange(len(spoilt))] = choose.randrange(256)
        check(read(bytes(spoilt)), code_sets=lists)


def test_without_lists_nothing_is_said_of_codes() -> None:
    assert check(read(raw(CLAIMS))) == Report()


def test_the_command_looks_codes_up(tmp_path: Path) -> None:
    from cleanclaim.cli.root import root

    path = tmp_path / "claims.x12"
    path.write_bytes(raw(CLAIMS).replace(b"ABK:E1122", b"ABK:E1199", 1))
    result = CliRunner().invoke(root, ["scrub", str(path)])
    assert result.exit_code == 1
    assert "[x12.code.icd10cm]" in result.output
    assert "NOT CHECKED" in result.output
