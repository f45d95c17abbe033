"""The columns say what the rows say: on whole files, on files cut anywhere, on spoilt ones."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.generate import claims, remittances
from cleanclaim.core.finding import Report
from cleanclaim.core.identifiers import is_npi
from cleanclaim.core.money import Money
from cleanclaim.x12 import assembling, code_sets
from cleanclaim.x12.code_sets import CodeSet
from cleanclaim.x12.columns import checking
from cleanclaim.x12.columns.cells import Cells, Vocabulary, cut
from cleanclaim.x12.columns.checking import check_bulk, check_file, check_stream
from cleanclaim.x12.columns.interning import Interner
from cleanclaim.x12.columns.numerals import cents, dates
from cleanclaim.x12.reading import read
from cleanclaim.x12.segments import STANDARD
from cleanclaim.x12.validation import check
from cleanclaim.x12.values import is_date

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
CLAIMS, REMITTANCES = claims(0.006), remittances(0.006)
BASES = [CLAIMS, REMITTANCES] + [
    path.read_bytes().replace(b"\n", b"") for path in sorted(GOLDEN.glob("*83[57]*.x12"))
]  # fmt: skip


def by_columns(raw: bytes, stretch: int = 1 << 20) -> Report:
    return check_stream(io.BytesIO(raw), stretch=stretch)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.x12")), ids=lambda path: path.stem)
def test_golden_files_get_the_report_of_the_rows(path: Path) -> None:
    """With the line ends that are there for readers, and without."""
    for raw in (path.read_bytes(), path.read_bytes().replace(b"\n", b"")):
        assert check_bulk(raw) == check(read(raw))
        assert check_file(path, subject="file of mine") == check(
            read(path.read_bytes(), subject="file of mine")
        )


@pytest.fixture
def no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the way of rows fail: what passes with it was proved by columns alone."""

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("this file was to be proved clean")

    monkeypatch.setattr(checking, "check_set", fail)
    monkeypatch.setattr(checking, "read", fail)
    monkeypatch.setattr(checking, "check_elements", fail)


@pytest.mark.usefixtures("no_rows")
@pytest.mark.parametrize("raw", [CLAIMS, REMITTANCES], ids=["837", "835"])
@pytest.mark.parametrize("stretch", [400, 1000, 5000, 1 << 20])
def test_a_clean_file_is_proved_without_the_rows_wherever_it_is_cut(raw: bytes, stretch: int) -> None:
    assert by_columns(raw, stretch) == Report()


@pytest.mark.usefixtures("no_rows")
def test_several_sets_and_interchanges_in_one_file() -> None:
    second = CLAIMS.replace(b"*000000001*", b"*000000002*").replace(b"~IEA*1*000000001", b"~IEA*1*000000002")
    assert by_columns(CLAIMS + REMITTANCES + second, 3000) == Report()


def test_one_cent_of_a_line_is_found_as_the_rows_find_it() -> None:
    at = CLAIMS.index(b"~SV1*HC:") + 14
    point = CLAIMS.index(b".", at) + 1
    raw = CLAIMS[:point] + (b"8" if CLAIMS[point : point + 1] != b"8" else b"7") + CLAIMS[point + 1 :]
    found = by_columns(raw)
    assert [finding.rule_id for finding in found.findings] == ["x12.balance.charge"]
    assert found == check(read(raw))


def test_a_wrong_total_of_a_remittance_is_found_as_the_rows_find_it() -> None:
    raw = REMITTANCES.replace(b"~BPR*I*", b"~BPR*I*1", 1)
    found = by_columns(raw, 1000)
    assert [finding.rule_id for finding in found.findings] == ["x12.balance.transaction"]
    assert found == check(read(raw))


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_files_get_the_report_of_the_rows(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        raw = spoilt(chance.choice(BASES), chance)
        stretch = chance.choice((300, 1000, 5000, 1 << 20))
        assert by_columns(raw, stretch) == check(read(raw)), raw


def spoilt(raw: bytes, chance: random.Random) -> bytes:
    """One to three changes of one kind: a byte, a digit, a segment, an element."""
    change: Callable[[bytes, random.Random], bytes] = chance.choice((_byte, _digit, _segment, _element))
    for _ in range(chance.choice((1, 1, 2, 3))):
        raw = change(raw, chance)
    return raw


def _byte(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + bytes([chance.choice(b"0123456789*:~^ABZ .-\n\r\xe9\x00\xc3")]) + raw[at + 1 :]


def _digit(raw: bytes, chance: random.Random) -> bytes:
    at = chance.choice([place for place, byte in enumerate(raw) if 48 <= byte < 58])
    return raw[:at] + bytes([chance.choice(b"0123456789")]) + raw[at + 1 :]


def _segment(raw: bytes, chance: random.Random) -> bytes:
    pieces = raw.split(b"~")
    first, second = chance.randrange(1, len(pieces) - 1), chance.randrange(1, len(pieces) - 1)
    how = chance.randrange(3)
    if how == 0:
        del pieces[first]
    elif how == 1:
        pieces.insert(first, pieces[second])
    else:
        pieces[first], pieces[second] = pieces[second], pieces[first]
    return b"~".join(pieces)


def _element(raw: bytes, chance: random.Random) -> bytes:
    pieces = raw.split(b"~")
    at = chance.randrange(1, len(pieces) - 1)
    elements = pieces[at].split(b"*")
    values = (
        b"",
        b"X",
        b"12.50",
        b"-3",
        b"20260230",
        b"7:8",
        b"A^B",
        b"11:B:7",
        b"AA:OA",
        b" X",
        b"18",
        b"F8",
    )
    elements[chance.randrange(len(elements))] = chance.choice((*values, chance.choice(elements)))
    pieces[at] = b"*".join(elements)
    return b"~".join(pieces)


def cells_of(
    *texts: str,
) -> tuple[Cells, np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """One segment for each text, and where its first element begins and ends."""
    cells = cut("".join(f"AMT*{text}~" for text in texts).encode(), 0, STANDARD, Vocabulary())
    assert cells is not None
    return cells, cells.marks[cells.first] + 1, cells.marks[cells.last]


AMOUNT_LIKE = st.text(alphabet="0123456789.-", max_size=12) | st.decimals(-99999999, 99999999, places=2).map(
    str
)


@given(st.lists(AMOUNT_LIKE, min_size=1, max_size=20))
def test_what_is_proved_an_amount_is_that_amount(texts: list[str]) -> None:
    cells, start, end = cells_of(*texts)
    value, _, proved = cents(cells, start, end)
    for text, found, sure in zip(texts, value.tolist(), proved.tolist(), strict=True):
        if sure:
            assert Money.parse(text).cents == found


def test_plain_amounts_are_proved() -> None:
    cells, start, end = cells_of(
        "0", "12", "12.5", "12.50", "-0.05", "99999999.99", "007", "", "-0", "1.", ".5", "1.234", "-"
    )
    value, _, proved = cents(cells, start, end)
    assert proved.tolist() == [True] * 7 + [False] * 6
    assert value.tolist()[:7] == [0, 1200, 1250, 1250, -5, 9999999999, 700]


@given(
    st.lists(
        st.text(alphabet="0123456789", min_size=8, max_size=8)
        | st.dates().map(lambda day: day.strftime("%Y%m%d").zfill(8)),
        min_size=1,
    )
)
def test_the_days_of_the_calendar_are_proved(texts: list[str]) -> None:
    cells, start, end = cells_of(*texts)
    assert dates(cells, end, end - start)[1].tolist() == [is_date(text) for text in texts]


def test_numbers_of_values_stay_their_own_when_slots_collide() -> None:
    interner, values = Interner(), np.arange(1, 50_000, dtype=np.uint64) * np.uint64(977)
    first, second = interner.numbers(values), interner.numbers(values[::-1])[::-1]
    assert first.tolist() == second.tolist()
    assert len(set(first.tolist())) == len(values)
    assert [interner.values[number] for number in first[:3].tolist()] == [977, 1954, 2931]


def two_lists() -> dict[str, CodeSet]:
    """Two lists: one that knows an edition of 2026 only, one that answers on any day. Others are missing."""

    def diagnosis(code: str, day: date) -> str | None:
        return None if day.year != 2026 else "" if code != "I10" else "not in our list"

    def npi(code: str, _: date) -> str | None:
        return "" if is_npi(code) else "its check digit is wrong"

    return {code_sets.ICD10CM: CodeSet(diagnosis, "made up"), code_sets.NPI: CodeSet(npi, "45 CFR 162.406")}


@pytest.mark.parametrize("seed", range(2))
def test_codes_of_spoilt_files_get_the_report_of_the_rows(seed: int) -> None:
    chance = random.Random(seed + 100)
    for _ in range(25):
        raw = spoilt(chance.choice(BASES), chance)
        found = check_stream(io.BytesIO(raw), code_sets=two_lists(), stretch=chance.choice((1000, 1 << 20)))
        assert found == check(read(raw), code_sets=two_lists()), raw


def test_a_wrong_code_is_named_and_a_missing_list_is_said_once() -> None:
    found = by_columns_with_codes(CLAIMS.replace(b"ABK:E1122", b"ABK:I10"))
    wrong = [finding for finding in found.findings if finding.code("SNIP") == "5"]
    assert {(finding.rule_id, finding.found) for finding in wrong} == {("x12.code.icd10cm", "I10")}
    missing = [entry.rule_id for entry in found.not_checked]
    assert missing == sorted(set(missing), key=missing.index)
    assert "x12.code.hcpcs" in missing


def test_a_code_is_never_taken_for_the_empty_element_met_before() -> None:
    """The first code of a batch had the number that stood for nothing read yet."""
    alike = re.sub(rb"DTP\*472\*D8\*[0-9]+", b"DTP*472*D8*20260501", CLAIMS)
    first, _, last = re.sub(rb"~HI\*[^~]+", b"~HI*ABK:J069", alike).rpartition(b"~HI*ABK:J069~")
    raw = first + b"~HI*ABK:J069*ABF:I10~" + last
    found = check_stream(io.BytesIO(raw), code_sets=two_lists(), stretch=300)
    assert [each.found for each in found.findings if each.code("SNIP") == "5"] == ["I10"]


def by_columns_with_codes(raw: bytes) -> Report:
    return check_bulk(raw, code_sets=two_lists())


@pytest.mark.parametrize("seed", range(2))
def test_bodies_taken_at_once_are_those_taken_one_by_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed + 200)
    files = [spoilt(chance.choice(BASES), chance) for _ in range(150)]
    at_once = [read(raw) for raw in files]
    monkeypatch.setattr(assembling._Builder, "_take_plain_body", lambda _: None)
    assert at_once == [read(raw) for raw in files]


def test_many_headers_before_one_trailer_are_read_in_order() -> None:
    head = CLAIMS[: CLAIMS.index(b"~ST*") + 1]
    raw = head + b"ST*837*0001*005010X222A1~BHT*0019~" * 3 + b"SE*3*0001~GE*1*1~IEA*1*000000001~"
    reading = read(raw)
    assert [(each.complete, each.size) for each in reading.sets] == [(False, 2), (False, 2), (True, 3)]
    assert check_bulk(raw) == check(reading)
