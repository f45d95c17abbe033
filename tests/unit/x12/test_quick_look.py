"""The quick ways change no finding: whatever the quick look passes, the slow look finds nothing in."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generate import claims, remittances
from cleanclaim.x12.elements import check_elements
from cleanclaim.x12.guides import guide_for
from cleanclaim.x12.quick_look import QuickLook
from cleanclaim.x12.reading import TransactionSet, read
from cleanclaim.x12.shapes import shapes_of
from cleanclaim.x12.walking import walk

GOLDEN = sorted((Path(__file__).resolve().parents[2] / "golden").glob("*.x12"))
SMALL = [path for path in GOLDEN if b"~\nST*" in path.read_bytes()]
SETS = [one for path in GOLDEN for one in read(path.read_bytes().replace(b"\n", b"")).sets]

OWN_CLAIMS = [
    path.read_bytes().replace(b"\n", b"") for path in GOLDEN if "837" in path.name or "835" in path.name
]


def passed_and_faulty(one: TransactionSet) -> tuple[int, list[str]]:
    """How many segments the quick look passes, and those of them that have a fault."""
    guide = guide_for(one.guide, one.set_id)
    if guide is None:
        return 0, []
    look = QuickLook(one.header.delimiters)
    passed = [match for match in walk(one, guide).matches if look.shows_clean(match)]
    return len(passed), [str(each.segment) for each in passed if check_elements(one, each)]


def test_it_passes_most_of_our_own_files() -> None:
    passed = sum(passed_and_faulty(one)[0] for one in SETS)
    whole = sum(len(one.segments) for one in SETS)
    assert passed > 0.9 * whole


@pytest.mark.parametrize("one", SETS, ids=lambda one: f"{one.guide}-{one.place.subject}")
def test_what_it_passes_is_right(one: TransactionSet) -> None:
    assert passed_and_faulty(one)[1] == []


values = st.one_of(
    st.sampled_from(
        [
            *("", " ", "0", "-0", "5.", "-5.25", "00", "1E5", "12.345", "20260229", "20260531", "20260631"),
            *("D8", "RD8", "20260501-20260502", "20260502-20260501", "2460", "0915", "HC:99213", "HC"),
            *("A^B", "A:B", " A", "A ", "9" * 20, "é", "\x01", "Y", "11:B:1", "1:2:3:4:5", "1" * 18),
            *("-1", "+1", "ABK:I10"),
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="*~"), max_size=12),
    st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{1,3})?", fullmatch=True),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_changed(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(SMALL)).read_bytes().replace(b"\n", b"").decode("latin-1")
    pieces = raw.split("~")
    at = data.draw(st.integers(2, len(pieces) - 4))
    elements = pieces[at].split("*")
    number = data.draw(st.integers(1, len(elements)))
    elements[number:number + 1] = [data.draw(values)]  # fmt: skip
    pieces[at] = "*".join(elements)
    for one in read("~".join(pieces).encode("utf-8")).sets:
        assert passed_and_faulty(one)[1] == []


def test_claims_walked_by_shape_are_walked_as_ever() -> None:
    """Generated files, with a segment dropped, doubled, moved or renamed here and there."""
    chance = random.Random(7)
    walked_by_shape = 0
    for raw in (claims(0.03, seed=3), remittances(0.03, seed=3), *OWN_CLAIMS):
        for _ in range(10):
            pieces = raw.split(b"~")
            for _ in range(chance.randrange(3)):
                at, other = chance.randrange(3, len(pieces) - 4), chance.randrange(3, len(pieces) - 4)
                match chance.randrange(4):
                    case 0:
                        del pieces[at]
                    case 1:
                        pieces.insert(other, pieces[at])
                    case 2:
                        pieces[at], pieces[other] = pieces[other], pieces[at]
                    case _:
                        pieces[at] = pieces[at].replace(b"*", b"*Z", 1)
            for one in read(b"~".join(pieces)).sets:
                guide = guide_for(one.guide, one.set_id)
                if guide is not None:
                    shapes_of(guide).known.clear()
                    slow = walk(one, guide, by_shape=False)
                    assert walk(one, guide) == slow  # learning
                    assert walk(one, guide) == slow  # knowing
                    walked_by_shape += len(shapes_of(guide).known)
    assert walked_by_shape > 100


def test_other_delimiters(golden: Callable[[str], bytes]) -> None:
    raw = golden("837p-subscriber-and-dependent").replace(b"*", b"|").replace(b":", b"/").replace(b"^", b"\\")
    (one,) = read(raw).sets
    passed, faulty = passed_and_faulty(one)
    assert faulty == []
    assert passed > 0.9 * len(one.segments)
