"""Spoilt bytes: every x12 use case answers, or refuses by an error of ours; what it writes can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.app.answer_x12 import answer_claims, answer_envelopes, answer_groups
from cleanclaim.app.compare_x12 import compare_x12
from cleanclaim.app.deidentify_x12 import deidentify_x12
from cleanclaim.app.fix_x12 import fix_x12
from cleanclaim.app.show_x12 import show_x12, tree_lines
from cleanclaim.app.validate_x12 import validate_x12, verdict_document
from cleanclaim.core.errors import CleanclaimError
from cleanclaim.x12.reading import read

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FILES = [path.read_bytes() for path in sorted(GOLDEN.glob("*.x12"))]
AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "999": lambda raw: answer_groups(raw, subject="a file", at=AT).raw,
    "ta1": lambda raw: answer_envelopes(raw, subject="a file", at=AT).raw,
    "277ca": lambda raw: answer_claims(raw, subject="a file", at=AT).raw,
    "deidentify": lambda raw: deidentify_x12(raw, subject="a file", key=b"k" * 16).raw,
    "fix": lambda raw: fix_x12(raw, subject="a file").raw,
}


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """One of our files, cut or with a few bytes changed, lost or doubled."""
    raw = bytearray(draw(st.sampled_from(FILES)))
    if draw(st.booleans()):
        return bytes(raw[: draw(st.integers(0, len(raw)))])
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(raw) - 1)), draw(st.integers(0, 30))
        raw[at : at + length] = draw(st.binary(max_size=3)) or raw[at : at + length] * 2
    return bytes(raw)


@settings(deadline=None, max_examples=60)
@given(spoilt())
def test_looking_never_fails(raw: bytes) -> None:
    verdict = validate_x12(raw, file="a file", subject="a file")
    document = verdict_document(verdict)
    assert document["accepted"] is (not verdict.report.rejects)
    try:
        trees, _ = show_x12(raw, subject="a file")
    except CleanclaimError:
        assert not verdict.accepted
    else:
        assert all(list(tree_lines(each)) for each in trees)


@pytest.mark.parametrize("name", WRITERS)
@settings(deadline=None, max_examples=40)
@given(raw=spoilt())
def test_what_is_written_can_be_read(name: str, raw: bytes) -> None:
    try:
        written = WRITERS[name](raw)
    except CleanclaimError:
        return
    assert read(written).interchanges


@settings(deadline=None, max_examples=40)
@given(spoilt())
def test_a_repair_says_the_same_and_repairs_once(raw: bytes) -> None:
    try:
        fixed = fix_x12(raw, subject="a file")
    except CleanclaimError:
        return
    assert fix_x12(fixed.raw, subject="a file").repairs == ()
    if not fixed.repairs:
        assert fixed.raw == raw
    if all(each.repair_id not in ("header-width", "segment-id", "missing-iea") for each in fixed.repairs):
        told = compare_x12(("a", raw), ("b", fixed.raw), envelopes=True)
        assert told == ()
