"""Answers kept as files: a 999 that accepts a part, one for a remittance, the TA1 of a refused envelope.

Each is made again from its question and compared byte by byte, and read by us and by pyx12.
"""

from __future__ import annotations

import io
import logging
from datetime import datetime

import pytest

from bench.mutants import GOLDEN, good
from cleanclaim.core.finding import Report
from cleanclaim.x12.acknowledging import acknowledge_999, read_999, ta1
from cleanclaim.x12.answers import read_ta1
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from cleanclaim.x12.writing import Envelope, write_interchange

WRITTEN = datetime(2026, 5, 4, 10, 0)  # noqa: DTZ001 -- X12 times carry no zone
ENVELOPE = Envelope("PLANONE", "HARBORFM", "FA", "005010X231A1", WRITTEN, 703, 73)
PARTLY, REMITTANCE = "999-claims-accepted-in-part", "999-remittance-with-a-wrong-qualifier"
REFUSED = "ta1-envelope-refused"


def three_sets() -> bytes:
    """The first set is clean, the second lacks a segment and has a bad element, the third a bad date."""
    raw = good("x12-837p-two-patients")
    start, end = raw.index(b"ST*"), raw.index(b"GE*")
    body = raw[start:end]
    second = body.replace(b"N3*12 QUAY STREET~", b"", 1).replace(b"SE*52*", b"SE*51*")
    second = second.replace(b"*11:B:1*Y*A*Y*Y~REF", b"*11:C:1*Y*A*Y*Y~REF", 1)
    third = body.replace(b"DTP*472*D8*20260502", b"DTP*472*D8*20260531X", 1)
    numbered = (each.replace(b"*0001", b"*%04d" % at) for at, each in enumerate((body, second, third), 1))
    return raw[:start] + b"".join(numbered) + raw[end:].replace(b"GE*1*", b"GE*3*")


def wrong_remittance() -> bytes:
    raw = good("835-reversal-correction-and-provider-adjustments")
    return raw.replace(b"REF*G1*AUTH7788", b"REF*ZZ*AUTH7788").replace(b"CAS*CO*45*55", b"CAS*CR*45*55")


def answered(raw: bytes) -> bytes:
    reading = read(raw)
    (group,) = reading.interchanges[0].groups
    return write_interchange(ENVELOPE, [acknowledge_999(group, check(reading), set_control="0001")])


def pyx12_accepts(raw: bytes) -> bool:
    import pyx12.params
    import pyx12.x12n_document

    logging.disable(logging.CRITICAL)
    try:
        source, answer = io.StringIO(raw.decode("ascii")), io.StringIO()
        return bool(pyx12.x12n_document.x12n_document(pyx12.params.params(), source, answer, None))
    finally:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize(("name", "raw"), [(PARTLY, three_sets()), (REMITTANCE, wrong_remittance())])
def test_a_999_is_the_one_that_is_kept(name: str, raw: bytes) -> None:
    made = answered(raw)
    assert made.replace(b"\n", b"") == good(name)
    assert check(read(good(name))) == Report()
    assert pyx12_accepts(good(name))


def test_a_part_is_accepted() -> None:
    answer = read_999(read(good(PARTLY)).sets[0])
    assert [each.answer for each in answer.sets] == ["A", "R", "R"]
    assert (answer.answer, answer.counts) == ("P", ("3", "3", "1"))


def test_a_remittance_is_refused_set_by_set() -> None:
    answer = read_999(read(good(REMITTANCE)).sets[0])
    assert [(each.set_id, each.answer) for each in answer.sets] == [("835", "R")]
    assert (answer.answer, answer.counts) == ("R", ("1", "1", "0"))


def test_a_refused_envelope_has_its_ta1() -> None:
    raw = good("x12-837p-two-patients").replace(b"IEA*1*000000101", b"IEA*1*000000102")
    reading = read(raw)
    said = str(ta1(reading.interchanges[0], check(reading).findings))
    assert said == "TA1*000000101*260504*0915*R*001"
    kept = read(good(REFUSED))
    assert [str(each) for each in kept.interchanges[0].loose] == [said]
    assert check(kept) == Report()
    (answer,) = [read_ta1(each) for each in kept.interchanges[0].loose]
    assert (answer.control, answer.answer, answer.note) == ("000000101", "R", "001")


def test_the_kept_answers_are_there() -> None:
    assert {PARTLY, REMITTANCE, REFUSED} <= {path.stem for path in GOLDEN.glob("*.x12")}
