"""Places of service and modifiers."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from cleanclaim.reference import modifiers, place_of_service


def _evaluation_file(*parts: str) -> Path:
    folder = Path(
        os.environ.get("CLEANCLAIM_DATA", str(Path(__file__).parents[3].parent / "shared" / "data"))
    )
    path = folder.joinpath(*parts)
    if not path.is_file():
        reason = f"evaluation data not there: {'/'.join(parts)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def test_places_are_exactly_the_official_set() -> None:
    with _evaluation_file("codesets", "pos.csv").open(encoding="utf-8", newline="") as rows:
        official = {row["code"] for row in csv.DictReader(rows)}
    assert {place.code for place in place_of_service.all_places()} == official


def test_our_wording_is_not_the_official_title() -> None:
    with _evaluation_file("codesets", "pos.csv").open(encoding="utf-8", newline="") as rows:
        titles = {row["code"]: row["title"] for row in csv.DictReader(rows)}
    long = [place for place in place_of_service.all_places() if len(place.wording.split()) > 4]
    assert [place.code for place in long if place.wording.lower() == titles[place.code].lower()] == []


@pytest.mark.parametrize(
    ("code", "is_facility"), [("11", False), ("22", True), ("02", True), ("10", False), ("24", True)]
)
def test_facility_flag(code: str, is_facility: bool) -> None:
    place = place_of_service.find(code)
    assert place is not None
    assert place.is_facility == is_facility


def test_unknown_places_and_modifiers() -> None:
    assert place_of_service.find("00") is None
    assert not place_of_service.is_known("7")
    assert modifiers.is_known("25")
    assert modifiers.is_known("XU")
    assert not modifiers.is_known("ZZ")
    assert modifiers.wording("RT") == "right side"
    assert modifiers.wording("ZZ") == ""
    assert modifiers.IS_STARTER_SET
    assert all(len(each) == 2 and each == each.upper() for each in modifiers.all_modifiers())
