"""The tree and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cleanclaim.app.show_x12 import show_x12, tree_lines
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.x12.guides.loading import dictionary
from cleanclaim.x12.naming import _names, element_name, segment_name
from cleanclaim.x12.reading import read
from cleanclaim.x12.rewriting import all_segments
from cleanclaim.x12.showing import ShownLoop
from tests.unit.x12.conftest import GOLDEN

Golden = Callable[[str], bytes]
ALL = sorted(path.stem for path in GOLDEN.glob("*.x12"))


def lines(raw: bytes) -> list[str]:
    return [line for tree in show_x12(raw, subject="a file")[0] for line in tree_lines(tree)]


def offsets(loop: ShownLoop) -> Iterator[int]:
    for part in loop.parts:
        if isinstance(part, ShownLoop):
            yield from offsets(part)
        else:
            yield part.offset


@pytest.mark.parametrize("name", ALL)
def test_every_segment_is_shown_once_and_in_order(golden: Golden, name: str) -> None:
    trees, unread = show_x12(golden(name), subject="a file")
    assert unread == ()
    shown = [offset for tree in trees for offset in offsets(tree)]
    assert shown == [each.offset for each in all_segments(read(golden(name)))]


def test_loops_names_and_amounts(golden: Golden) -> None:
    told = lines(golden("835-reversal-correction-and-provider-adjustments"))
    claim = next(line for line in told if "CLP claim payment" in line)
    assert claim.startswith(
        "      300.00            CLP claim payment          number A1001; status 1; charge 300; "
    )
    assert "; paid 176; patient owes 44; " in claim
    assert told[told.index(claim) - 1].split() == ["2100", "claim", "payment"]
    assert sum("PLB provider adjustment" in line for line in told) == 1
    assert told[-3].split()[:2] == ["SE", "end"]


def test_delimiters_are_shown_as_the_usual_ones(golden: Golden) -> None:
    raw = golden("837p-subscriber-and-dependent")
    assert lines(raw.replace(b":", b">").replace(b"*", b"|"))[3:] == lines(raw)[3:]


def test_amounts_that_are_none_are_shown_as_they_are(golden: Golden) -> None:
    raw = golden("837p-subscriber-and-dependent").replace(b"CLM*A1001*300*", b"CLM*A1001*3E2*")
    assert "         3E2  " in next(line for line in lines(raw) if "CLM claim" in line)


def test_a_set_without_a_table_is_one_loop(golden: Golden) -> None:
    raw = golden("837p-subscriber-and-dependent").replace(b"005010X222A1", b"004010X098A1")
    told = lines(raw)
    assert told[2].strip() == "837 set without a guide table"
    assert len(told) == 57


def test_every_element_of_a_segment_with_words_has_words_too() -> None:
    segments = dictionary().segments
    assert len(_names().segments) >= 103
    nameless = {
        f"{name}{at:02d} {number}"
        for name in _names().segments
        for at, number in enumerate(segments.get(name, ()), start=1)
        if not element_name(name, at)
    }
    assert sorted(nameless) == []
    assert (element_name("CLM", 2), element_name("CLM", 99), element_name("QQQ", 1)) == (
        "total charge",
        "",
        "",
    )
    assert (segment_name("CLM"), segment_name("QQQ")) == ("claim", "")


def test_no_words_are_for_nothing() -> None:
    names, known = _names(), dictionary()
    used = {number for numbers in known.segments.values() for number in numbers}
    inner = {number for numbers in known.composites.values() for number in numbers}
    assert sorted(set(names.elements) - used - inner) == []
    envelopes = {"ISA", "IEA", "TA1"}
    assert sorted(set(names.segments) - set(known.segments) - envelopes) == []
    beyond = [
        each
        for each in names.positions
        if each[0] not in envelopes and each[1] > len(known.segments[each[0]])
    ]
    assert beyond == []


def test_nothing_to_show() -> None:
    with pytest.raises(UnreadableFileError, match="holds no interchange"):
        show_x12(b"hello", subject="a file")
