"""What the wire cannot carry is told beforehand, by policy refused, and never reaches the bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.exchange.cleaning import TextPolicy, text_findings
from cleanclaim.exchange.wire import wire_text
from cleanclaim.model.people import Name
from cleanclaim.x12.segments import Delimiters, Segment, segment
from cleanclaim.x12.writing import render
from tests.unit.exchange.claim_examples import PATIENT, claim


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str, str, str]]:
    return [(each.rule_id, ".".join(each.place.path), each.found, each.severity.value) for each in findings]


def named(last: str, first: str = "Nadia") -> tuple[Finding, ...]:
    one = replace(claim(), patient=replace(PATIENT, name=Name(last, first)))
    findings = text_findings(one, subject="claim E01A")
    return tuple(each for each in findings if each.place.path[0] == "patient")


def test_the_example_claim_tells_its_two_accents_and_nothing_else() -> None:
    assert told(text_findings(claim(), subject="claim E01A")) == [
        ("exchange.text-altered", "rendering.name.last", "U+00F1", "advise"),
        ("exchange.text-altered", "rendering.name.first", "U+00E9", "advise"),
    ]


def test_a_delimiter_is_cleaned_or_refused_by_policy() -> None:
    assert told(named("Test*case~")) == [
        ("exchange.delimiter-in-text", "patient.name.last", "U+002A U+007E", "advise")
    ]
    one = replace(claim(), patient=replace(PATIENT, name=Name("A:B", "Ñ")))
    refused = text_findings(one, subject="claim E01A", policy=TextPolicy.REFUSE)
    assert [each.severity for each in refused if each.place.path[0] == "patient"] == [
        Severity.REJECT,
        Severity.ADVISE,
    ]


def test_a_text_that_is_too_long_is_told() -> None:
    assert told(named("X" * 60)) == []
    assert told(named("X" * 61)) == [("exchange.text-cut", "patient.name.last", "", "advise")]


def test_no_text_of_a_person_stands_in_a_finding() -> None:
    (finding,) = named("Nuñez-Secret")
    assert "secret" not in repr(finding).lower()


@given(st.text(max_size=30))
def test_whatever_is_not_told_travels_as_it_is(text: str) -> None:
    silent = not named(text or "X")
    kept = wire_text(text, 200) == " ".join(text.upper().split())
    assert kept or not silent


def test_no_byte_is_written_that_would_make_other_elements() -> None:
    with pytest.raises(MisuseError) as caught:
        render([segment("NM1", "IL", "1", "TEST*CASE")])
    assert str(caught.value) == "NM103 holds a delimiter or a character that X12 cannot carry"
    for bad in ("A~B", "Ñ"):
        with pytest.raises(MisuseError):
            render([segment("NM1", "IL", "1", bad)])
    other = Delimiters("|", "^", ">", "\n")
    assert render([Segment("NM1", ("IL", "A*B~C"), other)], other) == b"NM1|IL|A*B~C\n"


def test_what_is_empty_at_the_end_is_not_written() -> None:
    written = segment("CLM", "A1", "", ("11", "B", ""), ("", ""), "", ("", ""))
    assert render([written]) == b"CLM*A1**11:B~"
    assert render([segment("SV1", ("HC", "99213", "", "25"), "")]) == b"SV1*HC:99213::25~"
    assert render([segment("OI", "", "", "Y", "", "", "")]) == b"OI***Y~"
