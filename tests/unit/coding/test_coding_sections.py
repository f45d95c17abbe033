"""Headings, and what counts as one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.coding.sections import SectionKind, read_sections
from cleanclaim.coding.text import Reading


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("CHIEF COMPLAINT\n\n", SectionKind.REASON),
        ("CC: ", SectionKind.REASON),
        ("History of Present Illness:\n", SectionKind.HISTORY_OF_PRESENT_ILLNESS),
        ("PMH: ", SectionKind.PAST),
        ("Problem List (copied forward from 2024):\n", SectionKind.COPIED),
        ("A/P:\n", SectionKind.ASSESSMENT),
        ("Assessment & Plan\n", SectionKind.ASSESSMENT),
        ("ASSESSMENT AND PLAN\n", SectionKind.ASSESSMENT),
        ("Impression: ", SectionKind.ASSESSMENT),
        ("Final diagnosis:\n", SectionKind.ASSESSMENT),
        ("Postoperative diagnosis: ", SectionKind.ASSESSMENT),
        ("Previous assessment:\n", SectionKind.COPIED),
        ("Plan:\n", SectionKind.PLAN),
        ("Current medications:\n", SectionKind.MEDICATIONS),
        ("FH: ", SectionKind.FAMILY),
        ("Social History:\n", SectionKind.SOCIAL),
        ("Level of service: ", SectionKind.BILLING),
        ("## Vitals\n", SectionKind.VITALS),
    ],
)
def test_heading(heading: str, kind: SectionKind) -> None:
    text = f"Before.\n{heading}Content here.\n"
    assert read_sections(text).at(text.index("Content")).kind is kind


def test_an_ordinary_line_is_no_heading() -> None:
    text = "Assessment:\nThe plan was discussed with her mother.\nExam findings were explained: all normal.\n"
    assert [section.kind for section in read_sections(text).all] == [SectionKind.BODY, SectionKind.ASSESSMENT]


def test_headings_inside_a_line() -> None:
    text = "CC: cough. HPI: three days. PMH: gout. Assessment: bronchitis."
    assert [section.kind for section in read_sections(text).all[1:]] == [
        SectionKind.REASON,
        SectionKind.HISTORY_OF_PRESENT_ILLNESS,
        SectionKind.PAST,
        SectionKind.ASSESSMENT,
    ]


@given(st.text(alphabet="AaPph/:.\n -1HI", max_size=80))
def test_sections_and_sentences_cover_any_text(text: str) -> None:
    sections = read_sections(text).all
    assert sections[0].heading_start == 0
    assert sections[-1].end == len(text)
    for one, other in pairwise(sections):
        assert one.heading_start <= one.start <= one.end == other.heading_start
    reading = Reading("x", text)
    held = [
        token for sentence in reading.sentences for token in reading.tokens[sentence.first : sentence.last]
    ]
    assert held == list(reading.tokens)
    assert all(text[token.start : token.end] == token.word for token in reading.tokens)


def test_a_list_number_opens_the_sentence_behind_it() -> None:
    text = "Assessment:\n1. Gout.\n2. COPD\n"
    reading = Reading("x", text)
    shown = [text[sentence.start : sentence.end].strip() for sentence in reading.sentences]
    assert shown == ["Assessment:", "1. Gout.", "2. COPD"]
