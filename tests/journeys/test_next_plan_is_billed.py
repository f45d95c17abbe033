"""The first plan has answered: the claim to the second makes itself, is signed, sent, answered and posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleanclaim.app.bill_next_plan import NextPlan, bill_next_plan, bill_next_plans
from cleanclaim.app.scrub_claims import scrub_claim, sign_claim
from cleanclaim.app.send_claims import send_claims
from cleanclaim.app.undo_remittance import undo_remittance
from cleanclaim.app.workspace import open_workspace
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.cli.root import root
from cleanclaim.core.money import ZERO, Money
from cleanclaim.exchange.receiving import understand
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.remittance import Adjustment, ClaimPayment
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance.standing import turned as negated
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from tests.journeys.remittance_files import paid_before, take, written

AT = datetime(2026, 12, 15, 9, tzinfo=UTC)
BY = "Ana Biller"


def state(folder: Path, claim_id: str) -> ClaimState:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return state_of(work.claim_events.of(claim_id))


def balances(folder: Path, claim_id: str) -> dict[str, str]:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return {a.value: str(m) for a, m in work.entries.balances_of_claim(claim_id).items() if m}


def bill(folder: Path) -> tuple[NextPlan, ...]:
    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        return bill_next_plans(work, at=AT)


def send(folder: Path, claim_id: str) -> bytes:
    """Sign the claim and send it; the bytes of its file."""
    with open_workspace(folder) as workspace:
        with workspace.store.unit_of_work() as work:
            claim = work.claims.get(claim_id)
            sign_claim(work, claim, by=BY, at=AT)
            assert scrub_claim(work, claim, at=AT).rejects == ()
        sending = send_claims(workspace, at=AT)
        [sent] = [each for each in sending.transmissions if claim_id in each.claim_ids]
        with workspace.store.reading() as work:
            return work.raw_files.read(sent.transmission_id)


def answered_by_supplement(folder: Path, control_number: str) -> ClaimPayment:
    """The supplement pays what Medicare left of E01A."""
    _, first = paid_before(folder, "E01A")
    left = {1: Money(2567), 2: ZERO}
    lines = tuple(
        replace(
            line,
            paid=left[line.ordinal],
            adjustments=(Adjustment("OA", "23", line.charge - left[line.ordinal]),),
            remarks=(),
        )
        for line in first.lines
    )
    return replace(
        first, control_number=control_number, claim_status="2", paid=Money(2567), lines=lines, remarks=(),
        patient_responsibility=ZERO, payer_claim_number="SUPP77",
    )  # fmt: skip


def turned(payment: ClaimPayment) -> ClaimPayment:
    """Its reversal."""
    return replace(
        negated(payment), claim_status="22", patient_responsibility=-payment.patient_responsibility
    )


def test_the_second_plans_claim_carries_what_the_first_one_decided(finished: Path) -> None:
    made = bill(finished)
    assert [(each.claim_id, each.next_id, each.payer_id, each.held) for each in made] == [
        ("E01A", "E01AP2", "SUPP", True),
        ("E17A", "E17AP2", "ACME", True),
    ]
    assert bill(finished) == ()
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        assert work.work_items.open_items(WorkKind.SECONDARY) == ()
        held = [item for item in work.work_items.open_items() if item.about == "E01AP2"]
        assert [item.kind for item in held] == [WorkKind.HELD_CLAIM]
    assert state(finished, "E01AP2") is ClaimState.HELD
    raw = send(finished, "E01AP2")
    text = raw.decode()
    assert "CLM*E01AP2*" in text
    assert "SBR*S*18*" in text
    assert "SBR*P*18*" in text
    assert "AMT*D*110.15~" in text
    assert "SVD*DEMO00901*100.63*HC:99214**1~" in text
    assert "CAS*CO*45*66.65**253*2.05~" in text
    assert "CAS*PR*2*25.67~" in text
    assert "DTP*573*D8*20261019~" in text
    [claim] = understand(raw).claims
    [other] = claim.other_plans
    assert other.payment is not None
    assert other.payment.difference(claim.charge) == ZERO
    assert check(read(raw)).findings == ()


def test_the_answer_to_the_second_claim_settles_the_first_ones_books(finished: Path) -> None:
    bill(finished)
    send(finished, "E01AP2")
    assert balances(finished, "E01A")["AR.P2"] == "25.67"
    assert balances(finished, "E01AP2") == {}
    like, _ = paid_before(finished, "E01A")
    like = replace(like, payer_identifier="DEMO00902")
    raw = written(like, answered_by_supplement(finished, "E01AP2"), trace="SUPP1")
    assert take(finished, raw).entries == 1
    assert "AR.P2" not in balances(finished, "E01A")
    assert (state(finished, "E01A"), state(finished, "E01AP2")) == (ClaimState.PAID, ClaimState.PAID)
    with open_workspace(finished) as workspace, workspace.store.unit_of_work() as work:
        assert bill_next_plan(work, "E01A", at=AT).why_not == "no further plan is on file"
        undo_remittance(work, "SUPP1", by=BY, reason="a test", at=AT)
    assert balances(finished, "E01A")["AR.P2"] == "25.67"
    assert state(finished, "E01AP2") is ClaimState.PENDING


def test_a_claim_that_was_passed_on_is_not_billed_again(finished: Path) -> None:
    like, payment = paid_before(finished, "E01A")
    passed_on = replace(payment, claim_status="19", crossover_name="PRETEND SUPPLEMENT")
    assert take(finished, written(like, turned(payment), passed_on, trace="CROSS1")).entries == 2
    with open_workspace(finished) as workspace, workspace.store.unit_of_work() as work:
        [item] = [i for i in work.work_items.open_items(WorkKind.SECONDARY) if i.about == "E01A"]
        assert (item.title, str(item.due_on)) == ("The next plan owes an answer.", "2027-01-14")
        left_alone = bill_next_plan(work, "E01A", at=AT)
        assert (left_alone.next_id, left_alone.why_not) == (
            "", "the plan passed the claim on itself; its answer is expected within thirty days",
        )  # fmt: skip
        made = bill_next_plan(work, "E01A", at=AT, although_forwarded_by=BY)
        assert made.next_id == "E01AP2"


@pytest.mark.parametrize("sent_before", [False, True])
def test_a_first_plan_that_takes_its_answer_back_withdraws_what_was_not_sent(
    finished: Path, *, sent_before: bool
) -> None:
    bill(finished)
    if sent_before:
        send(finished, "E01AP2")
    like, payment = paid_before(finished, "E01A")
    back = turned(payment)
    take(finished, written(like, back, trace="BACK1"))
    expected = ClaimState.SUBMITTED if sent_before else ClaimState.WITHDRAWN
    assert state(finished, "E01AP2") is expected


def test_the_command_tells_what_it_made(finished: Path) -> None:
    first = CliRunner().invoke(root, ["claim", "next", "--dir", str(finished), "--today", "2026-12-15"])
    assert first.output.splitlines() == [
        "claim E01AP2 to SUPP carries on E01A; sign it to send it",
        "claim E17AP2 to ACME carries on E17A; sign it to send it",
    ]
    again = CliRunner().invoke(root, ["claim", "next", "E01A", "--dir", str(finished)])
    assert again.output == "claim E01A: claim E01AP2 was made for it\n"
    nobody = CliRunner().invoke(root, ["claim", "next", "E01A", "--although-forwarded"])
    assert nobody.exit_code == 2
