from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.code import CodeSystem, hcpcs, icd10cm
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, NotChecked, Report, Severity
from cleanclaim.core.identifiers import is_clia, is_npi, is_tax_id, is_taxonomy, is_zip, luhn_holds
from cleanclaim.core.place import Place
from cleanclaim.core.span import Span

D = date


def test_npi_check_digit_of_the_published_example() -> None:
    assert is_npi("1234567893")
    assert not is_npi("1234567890")
    assert not is_npi("123456789")
    assert not is_npi("3234567893")
    assert not is_npi("12345678９3")


@given(st.integers(min_value=100_000_000, max_value=299_999_999))
def test_exactly_one_check_digit_fits(stem: int) -> None:
    assert sum(is_npi(f"{stem}{digit}") for digit in range(10)) == 1


def test_luhn_finds_every_single_digit_error() -> None:
    good = "808401234567893"
    assert luhn_holds(good)
    for place in range(len(good)):
        for digit in "0123456789":
            if digit != good[place]:
                assert not luhn_holds(good[:place] + digit + good[place + 1 :])


def test_shapes() -> None:
    assert is_clia("14D0000001")
    assert not is_clia("14X0000001")
    assert is_taxonomy("207Q00000X")
    assert not is_taxonomy("207Q00000")
    assert is_tax_id("123456789")
    assert not is_tax_id("12-3456789")
    assert is_zip("62701")
    assert is_zip("627010001")
    assert not is_zip("6270")


def test_codes_read_both_writings() -> None:
    assert icd10cm("e1122") == icd10cm("E11.22")
    assert icd10cm("I10").value == "I10"
    assert icd10cm("S52.501A").undotted == "S52501A"
    assert hcpcs(" j3301 ").value == "J3301"
    assert hcpcs("99213").system is CodeSystem.HCPCS
    assert str(icd10cm("E1122")) == "E11.22"


def test_span_ends_are_inside() -> None:
    span = Span(D(2026, 4, 1), D(2026, 9, 30))
    assert D(2026, 4, 1) in span
    assert D(2026, 9, 30) in span
    assert D(2026, 3, 31) not in span
    assert D(2026, 10, 1) not in span
    assert D(2099, 1, 1) in Span(D(2026, 4, 1))
    assert str(span) == "2026-04-01..2026-09-30"
    assert str(Span.day(D(2026, 4, 1))) == "2026-04-01"
    assert str(Span(D(2026, 4, 1))) == "2026-04-01.."


def test_span_overlap_and_order() -> None:
    april = Span(D(2026, 4, 1), D(2026, 4, 30))
    assert april.overlaps(Span.day(D(2026, 4, 30)))
    assert not april.overlaps(Span(D(2026, 5, 1)))
    assert not Span(D(2026, 5, 1)).overlaps(april)
    assert Span(D(2026, 1, 1)).overlaps(april)
    with pytest.raises(ValueError, match="end before"):
        Span(D(2026, 4, 2), D(2026, 4, 1))


def test_place_reads_from_outside_in() -> None:
    place = Place("claim E01A").within("line 2").within("pointers")
    assert str(place) == "claim E01A > line 2 > pointers"
    assert str(Place("file 3f2a", (), 14, 920)) == "file 3f2a, segment 14, byte 920"


def test_a_quote_is_verbatim_and_knows_its_span() -> None:
    note = "Type 2 diabetes, on insulin."
    quote = Evidence.quote("note E01", note, 0, 15)
    assert quote.text == "Type 2 diabetes"
    assert quote.characters == (0, 15)
    assert quote.holds_in(note)
    assert not quote.holds_in("x" + note)
    row = Evidence("ICD-10-CM", "E11 > Excludes1", "text")
    assert row.characters is None
    assert not row.holds_in("text")


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 99)])
def test_a_quote_outside_its_document_does_not_exist(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="inside its document"):
        Evidence.quote("note", "short", start, end)


def test_report_keeps_everything_in_a_fixed_order() -> None:
    def finding(severity: Severity, rule: str, offset: int | None = None) -> Finding:
        return Finding(rule, severity, Place("claim A", (), None, offset), "m", codes=(("SNIP", "2"),))

    late = finding(Severity.REJECT, "b", 90)
    early = finding(Severity.REJECT, "z", 10)
    advice = finding(Severity.ADVISE, "a", 1)
    unasked = NotChecked("r", Place("claim A"), "no edition")
    report = Report.of([advice, late, early], [unasked])
    assert report.findings == (early, late, advice)
    assert report.rejects == (early, late)
    assert report.not_checked == (unasked,)
    assert late.code("SNIP") == "2"
    assert late.code("IK403") == ""


def test_an_unreadable_file_carries_its_findings() -> None:
    finding = Finding("r", Severity.REJECT, Place("file"), "m")
    assert UnreadableFileError("cannot be read", [finding]).findings == (finding,)


def test_places_are_ordered_as_people_count() -> None:
    lines = [Finding("r", Severity.REVIEW, Place("note", (f"line {n}",)), "m") for n in (12, 3, 1)]
    unasked = [NotChecked("r", Place("note", (f"line {n}",)), "why") for n in (10, 9)]
    report = Report.of(lines, unasked)
    assert [finding.place.path for finding in report.findings] == [("line 1",), ("line 3",), ("line 12",)]
    assert [entry.place.path for entry in report.not_checked] == [("line 9",), ("line 10",)]
