"""TA1 and 999, made and read back: the right letter, the right counts, the right places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Report
from cleanclaim.x12.acknowledging import acknowledge_999, read_999, read_ta1, ta1
from cleanclaim.x12.answers import TA1_NOTES, EnvelopeAnswer, GroupAnswer
from cleanclaim.x12.reading import read
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.validation import check
from cleanclaim.x12.writing import Envelope, write_interchange

Golden = Callable[[str], bytes]
CLAIMS = "837p-subscriber-and-dependent"
REMIT = "835-reversal-correction-and-provider-adjustments"
WRITTEN = datetime(2026, 5, 4, 10, 0)  # noqa: DTZ001 -- X12 times carry no zone
ENVELOPE = Envelope("PLANONE", "HARBORFM", "FA", "005010X231A1", WRITTEN, 9, 9)


def answered(raw: bytes) -> list[str]:
    """The 999 for the only group, segment by segment."""
    reading = read(raw)
    draft = acknowledge_999(reading.interchanges[0].groups[0], check(reading), set_control="0001")
    assert (draft.set_id, draft.control, draft.states_guide) == ("999", "0001", True)
    return [str(each) for each in draft.body]


def sent_back(raw: bytes) -> GroupAnswer:
    """The same as the other side reads it; what we write passes our own check."""
    reading = read(raw)
    draft = acknowledge_999(reading.interchanges[0].groups[0], check(reading), set_control="0001")
    written = read(write_interchange(ENVELOPE, [draft]))
    assert check(written) == Report()
    return read_999(written.sets[0])


def many(raw: bytes, *bodies: Callable[[bytes], bytes]) -> bytes:
    """The file with its set repeated, each changed in its own way, counts and numbers right."""
    start, end = raw.index(b"ST*"), raw.index(b"GE*")
    body = raw[start:end]
    made = b""
    for number, change in enumerate(bodies, start=1):
        made += change(body).replace(b"*0001", b"*%04d" % number)
    return raw[:start] + made + raw[end:].replace(b"GE*1*", b"GE*%d*" % len(bodies))


def same(body: bytes) -> bytes:
    return body


def bad_date(body: bytes) -> bytes:
    return body.replace(b"DTP*472*D8*20260501", b"DTP*472*D8*20260599", 1)


def trailing(body: bytes) -> bytes:
    return body.replace(b"REF*G1*AUTH7788", b"REF*G1*AUTH7788**", 1)


def test_a_clean_claim_file(golden: Golden) -> None:
    assert answered(golden(CLAIMS)) == [
        "AK1*HC*11*005010X222A1",
        "AK2*837*0001*005010X222A1",
        "IK5*A",
        "AK9*A*1*1*1",
    ]


def test_a_remittance_has_no_third_element_to_return(golden: Golden) -> None:
    assert answered(golden(REMIT)) == ["AK1*HP*51*005010X221A1", "AK2*835*0001", "IK5*A", "AK9*A*1*1*1"]


def test_a_faulty_element_is_named_with_claim_and_value(golden: Golden) -> None:
    assert answered(many(golden(CLAIMS), bad_date)) == [
        "AK1*HC*11*005010X222A1",
        "AK2*837*0001*005010X222A1",
        "IK3*DTP*28*2400*8",
        "CTX*CLM01:A1001",
        "IK4*3*1251*8*20260599",
        "IK5*R*5",
        "AK9*R*1*1*0",
    ]


def test_composite_positions_and_missing_segments(golden: Golden) -> None:
    raw = golden(CLAIMS).replace(b"*UN*1***1:2:3~", b"*UN*1***1:2:13~").replace(b"REF*EI*010203040~", b"")
    lines = answered(raw)
    assert lines[2:] == [
        "IK3*REF*11*2010*3",
        "IK3*SV1*26*2400*8",
        "CTX*CLM01:A1001",
        "IK4*7:3*1328*7*13",
        "IK5*R*4*I5",
        "AK9*R*1*1*0",
    ]


def test_two_faults_in_one_segment_share_an_ik3(golden: Golden) -> None:
    lines = answered(golden(CLAIMS).replace(b"DMG*D8*19610702*F", b"DMG*D8*19610799*X"))
    assert lines[2:5] == ["IK3*DMG*18*2010*8", "IK4*2*1251*8*19610799", "IK4*3*1068*7*X"]


@pytest.mark.parametrize(
    ("bodies", "closing", "letters"),
    [
        ([same, same], "AK9*A*2*2*2", ["A", "A"]),
        ([same, trailing], "AK9*E*2*2*2", ["A", "E"]),
        ([same, bad_date, trailing], "AK9*P*3*3*2", ["A", "R", "E"]),
        ([bad_date, bad_date], "AK9*R*2*2*0", ["R", "R"]),
        ([trailing], "AK9*E*1*1*1", ["E"]),
    ],
)
def test_the_letter_of_the_group_and_its_counts(
    golden: Golden, bodies: list[Callable[[bytes], bytes]], closing: str, letters: list[str]
) -> None:
    raw = many(golden(CLAIMS), *bodies)
    lines = answered(raw)
    assert lines[-1] == closing
    assert [line.split("*")[1] for line in lines if line.startswith("IK5")] == letters
    answer = sent_back(raw)
    assert answer.answer == closing.split("*")[1]
    assert answer.accepted is (answer.answer in ("A", "E"))
    assert [each.answer for each in answer.sets] == letters
    assert [each.accepted for each in answer.sets] == [letter != "R" for letter in letters]
    assert answer.accepts("0001") is (letters[0] != "R")


@pytest.mark.parametrize(
    ("found", "wanted", "code"),
    [
        (b"ST*837*0001*005010X222A1", b"ST*837*0001*005010X222A2", "I6"),
        (b"SE*52", b"SE*53", "4"),
        (b"*0001~GE", b"*0002~GE", "3"),
        (b"GS*HC*", b"GS*HN*", "1"),
    ],
)
def test_faults_of_the_set_as_a_whole(golden: Golden, found: bytes, wanted: bytes, code: str) -> None:
    (one,) = sent_back(golden(CLAIMS).replace(found, wanted)).sets
    assert (one.accepted, one.answer, one.faults) == (False, "R", (code,))
    assert one.errors == ()


def test_a_set_number_used_twice(golden: Golden) -> None:
    raw = many(golden(CLAIMS), same, same).replace(b"0002", b"0001")
    answer = sent_back(raw)
    assert [(each.answer, each.faults) for each in answer.sets] == [("A", ()), ("R", ("23",))]


@pytest.mark.parametrize(
    ("found", "wanted", "code", "stated"),
    [
        (b"GE*1*11", b"GE*1*12", "4", "1"),
        (b"GE*1*11", b"GE*7*11", "5", "7"),
        (b"GE*1*11", b"GE*X*11", "5", "1"),
    ],
)
def test_a_faulty_group_is_rejected_whole(
    golden: Golden, found: bytes, wanted: bytes, code: str, stated: str
) -> None:
    raw = golden(CLAIMS).replace(found, wanted)
    assert answered(raw) == ["AK1*HC*11*005010X222A1", f"AK9*R*{stated}*1*0*{code}"]
    answer = sent_back(raw)
    assert answer.faults == (code,)
    assert answer.counts == (stated, "1", "0")
    assert answer.accepts("0001") is False


def test_a_group_cut_off(golden: Golden) -> None:
    raw = golden(CLAIMS)
    assert answered(raw[: raw.index(b"GE*")])[-1] == "AK9*R*1*1*0*3"
    assert answered(raw[: raw.index(b"SE*")])[-1] == "AK9*R*1*1*0*3"


def test_what_does_not_balance_is_not_for_the_999(golden: Golden) -> None:
    assert answered(golden(REMIT).replace(b"BPR*I*316.5*", b"BPR*I*316.4*"))[-1] == "AK9*A*1*1*1"


def test_values_that_would_break_the_answer_are_left_out(golden: Golden) -> None:
    raw = golden(CLAIMS).replace(b"*", b"|").replace(b"~", b"!")
    raw = raw.replace(b"DMG|D8|19610702|F", b"DMG|D8|1961*702|F").replace(b"HI|ABK", b"Z~9|1!HI|ABK")
    raw = raw.replace(b"CLM|A1001|", b"CLM|A1*01|")
    lines = answered(raw)
    assert "IK4*2*1251*8" in lines
    assert "IK3*Z9*23*2300*1" in lines
    assert "CTX*CLM01:A101" in lines
    assert sent_back(raw).answer == "R"
    nameless = answered(golden(CLAIMS).replace(b"HI*ABK", b"~HI*ABK"))
    assert "IK3*XX*23*2300*1" in nameless


def test_acknowledgments_are_not_acknowledged(golden: Golden) -> None:
    reading = read(golden("999-one-accepted-one-rejected"))
    with pytest.raises(MisuseError, match="999"):
        acknowledge_999(reading.interchanges[0].groups[0], check(reading), set_control="0001")
    (interchange,) = read(golden("ta1-accepted")).interchanges
    with pytest.raises(MisuseError, match="TA1"):
        ta1(interchange, ())


@pytest.mark.parametrize(
    ("found", "wanted", "answer", "note"),
    [
        (b"SE*", b"SE*", "A", "000"),
        (b"IEA*1*000000101", b"IEA*1*000000109", "R", "001"),
        (b"IEA*1*", b"IEA*4*", "R", "021"),
        (b"IEA*1*000000101~", b"", "R", "023"),
        (b"*1*T*:", b"*1*Q*:", "R", "020"),
        (b"CLM*A1001*", b"CLM**", "A", "000"),
    ],
)
def test_the_ta1_of_an_interchange(
    golden: Golden, found: bytes, wanted: bytes, answer: str, note: str
) -> None:
    reading = read(golden(CLAIMS).replace(found, wanted))
    made = ta1(reading.interchanges[0], check(reading).findings)
    assert made.elements == ("000000101", "260504", "0915", answer, note)
    assert read_ta1(made) == EnvelopeAnswer("000000101", answer == "A", note, answer, "260504", "0915")
    assert note in TA1_NOTES


def test_the_ta1_is_about_its_own_interchange(golden: Golden) -> None:
    reading = read(golden(REMIT) + golden(CLAIMS).replace(b"IEA*1*", b"IEA*2*"))
    letters = [ta1(each, check(reading).findings).element(4) for each in reading.interchanges]
    assert letters == ["A", "R"]


def test_a_ta1_with_faults_noted() -> None:
    assert read_ta1(segment("TA1", "000000001", "260504", "0915", "E", "013")).accepted
    assert not read_ta1(Segment("TA1", ())).accepted


def test_a_999_as_partners_send_it(golden: Golden) -> None:
    answer = read_999(read(golden("999-one-accepted-one-rejected")).sets[0])
    assert (answer.functional_id, answer.group_control, answer.answer) == ("HC", "11", "P")
    assert answer.counts == ("2", "2", "1")
    assert not answer.accepted
    assert (answer.accepts("0001"), answer.accepts("0002"), answer.accepts("0003")) == (True, False, None)
    second = answer.sets[1]
    assert second.faults == ("5", "I5")
    element, missing = second.errors
    assert (element.segment_name, element.segment_ordinal, element.loop_id, element.segment_fault) == (
        "SV1", 27, "2400", "8"
    )  # fmt: skip
    assert (element.position, element.element_fault, element.value) == ("7:1", "7", "13")
    assert element.business_unit == ("CLM01", "A1001")
    assert (missing.segment_name, missing.segment_fault, missing.position) == ("DTP", "3", "")


def test_two_elements_under_one_segment_and_a_situational_context() -> None:
    lines = [
        "ST*999*0001", "AK1*HC*1", "AK2*837*0001", "IK3*NM1*nine*2010*8", "CTX*SITUATIONAL TRIGGER*NM1*9",
        "IK4*8*66*7*XX", "IK4*9*67*4*1", "IK4*1*1*1",
        "AK2*837*0002", "IK4*1", "CTX*CLM01:X", "AK9*X*2*2*0", "SE*9*0001",
    ]  # fmt: skip
    segments = tuple(Segment(name, tuple(rest)) for name, *rest in (line.split("*") for line in lines))
    template = read(_minimal()).sets[0]
    from dataclasses import replace

    answer = read_999(replace(template, segments=segments))
    assert [each.control for each in answer.sets] == ["0001", "0002"]
    assert [each.accepted for each in answer.sets] == [False, False]
    assert [(each.position, each.element_fault) for each in answer.sets[0].errors] == [
        ("8", "7"),
        ("9", "4"),
        ("1", "1"),
    ]
    assert answer.sets[0].errors[0].segment_ordinal == 0
    assert answer.sets[0].errors[0].business_unit == ("", "")
    assert answer.sets[1].errors == ()
    assert answer.accepts("0009") is None


def test_a_999_may_leave_out_what_it_accepted() -> None:
    assert read_999(read(_minimal()).sets[0]).accepts("0001") is True


def _minimal() -> bytes:
    from cleanclaim.x12.writing import TransactionDraft

    body = (segment("AK1", "HC", "1", "005010X222A1"), segment("AK9", "A", "1", "1", "1"))
    return write_interchange(ENVELOPE, [TransactionDraft("999", "0001", body)])
