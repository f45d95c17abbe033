"""TA1, 999 and 277CA matched to what was sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.model.transmission import Transmission
from cleanclaim.submission.answers import ClaimAnswer, ClaimAnswers, ClaimStatus
from cleanclaim.submission.matching import Answer, Matched, match
from cleanclaim.x12.answers import AnsweredFault, EnvelopeAnswer, GroupAnswer, SetAnswer

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ONE_EACH = Transmission(
    "aa" * 32, "RECV01", "837P", "000000101", "7", ("0001", "0002", "0003"), ("E01A", "E02A", "E03A"), "f", AT
)  # fmt: skip
FIVE_IN_TWO = Transmission(
    "bb" * 32, "RECV01", "837P", "000000102", "8", ("0001", "0002"), ("F1", "F2", "F3", "F4", "F5"), "g", AT
)  # fmt: skip


def matched(answer: Answer, *, partner: str = "RECV01", at: datetime = AT, receipt: str = "cc") -> Matched:
    return match(answer, (ONE_EACH, FIVE_IN_TWO), partner=partner, at=at, receipt_id=receipt * 32)


def ta1(control: str, answer: str = "A", note: str = "000") -> EnvelopeAnswer:
    return EnvelopeAnswer(control, answer in "AE", note, answer)


def a_set(control: str, answer: str = "A", *errors: AnsweredFault) -> SetAnswer:
    return SetAnswer("837", control, answer in "AE", answer, errors)


def a_999(control: str, answer: str = "P", *sets: SetAnswer) -> GroupAnswer:
    return GroupAnswer("HC", control, sets, answer in "AE", answer)


def kinds(found: Matched) -> list[tuple[str, str]]:
    return [(each.claim_id, each.kind.value) for each in found.events]


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        ("A", "envelope_accepted"),
        ("E", "envelope_accepted"),
        ("R", "envelope_rejected"),
    ],
)
def test_a_ta1_speaks_of_every_claim_of_its_interchange(verdict: str, kind: str) -> None:
    found = matched(ta1("000000101", verdict))
    assert kinds(found) == [("E01A", kind), ("E02A", kind), ("E03A", kind)]
    assert {(each.about, each.at, each.detail) for each in found.events} == {
        ("cc" * 32, AT, f"{verdict} 000")
    }


def test_a_999_speaks_of_each_set() -> None:
    faults = (AnsweredFault("SV1", 21, "2400", "8", "1:2", "I12"), AnsweredFault("HI", 19, "2300", "3"))
    found = matched(a_999("7", "P", a_set("0001"), a_set("0002", "R", *faults)))
    assert kinds(found) == [("E01A", "syntax_accepted"), ("E02A", "syntax_rejected")]
    assert [each.detail for each in found.events] == ["A", "R SV1@21:1:2/I12 HI@19/3"]


def test_a_rejected_set_of_several_takes_exactly_its_claims_down() -> None:
    answer = a_999("8", "P", a_set("0001", "E"), a_set("0002", "R"))
    rejected = [claim_id for claim_id, kind in kinds(matched(answer)) if kind == "syntax_rejected"]
    assert rejected == ["F4", "F5"]


@pytest.mark.parametrize(
    ("verdict", "kind"), [("A", "syntax_accepted"), ("E", "syntax_accepted"), ("R", "syntax_rejected")]
)
def test_a_999_that_names_no_set_speaks_of_all(verdict: str, kind: str) -> None:
    assert kinds(matched(a_999("7", verdict))) == [
        ("E01A", kind), ("E02A", kind), ("E03A", kind),
    ]  # fmt: skip


def claim_answer(control: str, *statuses: ClaimStatus, accepted: bool = True) -> ClaimAnswer:
    return ClaimAnswer(control, accepted, statuses)


def test_a_277ca_speaks_of_claims() -> None:
    answers = ClaimAnswers(
        "0000001010001", True, (),
        (
            claim_answer("E01A", ClaimStatus("A2", "20")),
            claim_answer("E02A", ClaimStatus("A7", "164", "IL"), accepted=False),
            claim_answer("E03A", ClaimStatus("A1", "19")),
        ),
    )  # fmt: skip
    found = matched(answers)
    assert kinds(found) == [
        ("E01A", "payer_accepted"), ("E02A", "payer_rejected"), ("E03A", "syntax_accepted"),
    ]  # fmt: skip
    assert [each.detail for each in found.events] == ["A2:20", "A7:164:IL", "A1:19"]


def test_a_refused_batch_rejects_the_claims_of_its_set() -> None:
    answers = ClaimAnswers("0000001020002", False, (ClaimStatus("A3", "24", "41"),), ())
    assert kinds(matched(answers)) == [("F4", "payer_rejected"), ("F5", "payer_rejected")]


def test_the_same_answer_read_twice_has_the_same_keys_and_another_has_others() -> None:
    first = matched(ta1("101"))
    again = matched(ta1("101"), at=AT + timedelta(days=1), receipt="dd")
    other = matched(ta1("101", "R", "025"))
    assert [each.key for each in first.events] == [each.key for each in again.events]
    assert not {each.key for each in first.events} & {each.key for each in other.events}
    assert first.events[0].kind is ClaimEventKind.ENVELOPE_ACCEPTED


@pytest.mark.parametrize(
    "answer",
    [
        ta1("000000999"),
        a_999("99", "A"),
        ClaimAnswers("0000009990001", False, (), ()),
        ClaimAnswers("0000001010001", True, (), (claim_answer("X99", ClaimStatus("A2", "20")),)),
    ],
)
def test_an_answer_to_nothing_of_ours_is_told(answer: Answer) -> None:
    found = matched(answer)
    assert found.events == ()
    assert [each.rule_id for each in found.findings] == ["submission.unmatched-answer"]


def test_a_stranger_among_the_sets_is_told_beside_the_others() -> None:
    found = matched(a_999("7", "P", a_set("0001"), a_set("0077", "R")))
    assert kinds(found) == [("E01A", "syntax_accepted")]
    assert [each.found for each in found.findings] == ["0077"]


def test_only_what_went_to_the_partner_is_answered_by_it() -> None:
    assert matched(ta1("000000101"), partner="OTHER").events == ()
    assert len(matched(ta1("000000101"), partner="").events) == 3
