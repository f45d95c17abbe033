"""A payer that is late by its own measure is asked (276); its answer (277) reaches the claim."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cleanclaim.app.ask_status import ask_status
from cleanclaim.app.watch_silence import watch_silence
from cleanclaim.app.workspace import open_workspace
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.receiving import understand
from cleanclaim.exchange.saying import ClaimInquiries
from cleanclaim.exchange.status_answer import encode_claim_status
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.claim_inquiry import ClaimInquiry, ClaimStatusAnswer, StatusCode, StatusReport
from cleanclaim.model.work import WorkKind
from cleanclaim.submission.waiting import UsualWait, usual_wait
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from cleanclaim.x12.writing import Envelope
from tests.journeys.remittance_files import take

AT = datetime(2026, 12, 15, 9, tzinfo=UTC)


def asked(folder: Path) -> ClaimInquiry:
    """Ask about E23A; the question as the payer reads it."""
    with open_workspace(folder) as workspace:
        told = ask_status(workspace, "E23A", at=AT)
        raw = (folder / "sent" / told.file_name).read_bytes()
    assert told.usual == UsualWait(30)
    assert check(read(raw)).findings == ()
    [content] = understand(raw).contents
    assert isinstance(content.said, ClaimInquiries)
    return content.said.inquiries[0]


def answered(question: ClaimInquiry, category: str) -> bytes:
    """The payer's 277."""
    answer = ClaimStatusAnswer(
        "claim", question.trace_number, question.payer, question.provider, question.subscriber, None,
        (StatusReport((StatusCode(category, "20"),), date(2026, 12, 15), question.charge),),
        control_number=question.control_number, service_dates=question.service_dates,
    )  # fmt: skip
    envelope = Envelope("DEMOACME", "DEMOCLINIC", "HN", "005010X212", AT, 880000001, 880000001)
    return encode_claim_status(
        [answer], receiver=question.receiver, envelope=envelope, set_control="0001", reference="1"
    )


def test_the_median_counts_from_five_answers_on() -> None:
    assert usual_wait([1, 2, 3, 4]) == UsualWait(30)
    assert usual_wait([9, 14, 10, 90, 12]) == UsualWait(12, 5)
    assert usual_wait([9, 14, 10, 90, 12, 13]) == UsualWait(12, 6)
    assert UsualWait(13, 5).asked_after == 20
    assert UsualWait(12, 5).unusual_from(date(2026, 6, 1)) == date(2026, 6, 20)


def test_a_silence_that_is_not_unusual_is_not_asked_about(finished: Path) -> None:
    early = datetime(2026, 11, 1, 9, tzinfo=UTC)
    with open_workspace(finished) as workspace:
        with pytest.raises(MisuseError, match="is unusual from 2026-11-2"):
            ask_status(workspace, "E23A", at=early)
        assert ask_status(workspace, "E23A", at=early, decided_by="Ana Biller").claim_id == "E23A"
        with pytest.raises(MisuseError, match="E14A is paid: there is no answer to ask for"):
            ask_status(workspace, "E14A", at=AT)


@pytest.mark.parametrize(
    ("category", "state", "title"),
    [
        ("P1", ClaimState.PENDING, ""),
        ("R4", ClaimState.PENDING, "The payer waits for something from us."),
        ("F1", ClaimState.ACCEPTED, "The payer says that it has decided the claim."),
        ("D0", ClaimState.ACCEPTED, "The payer does not find the claim."),
        ("A1", ClaimState.ACCEPTED, ""),
    ],
)
def test_the_answer_reaches_the_claim(finished: Path, category: str, state: ClaimState, title: str) -> None:
    with open_workspace(finished) as workspace, workspace.store.unit_of_work() as work:
        watch_silence(work, at=AT)
        [item] = [one for one in work.work_items.open_items(WorkKind.SILENCE) if one.about == "E23A"]
        assert item.next_step == "Ask the payer: `cleanclaim claim status E23A`."
    raw = answered(asked(finished), category)
    assert take(finished, raw).outcome == "taken"
    assert take(finished, raw).outcome == "already taken"
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        assert state_of(work.claim_events.of("E23A")) is state
        told = [one.title for one in work.work_items.open_items(WorkKind.INCOMING) if one.about == "E23A"]
        assert told == ([title] if title else [])
