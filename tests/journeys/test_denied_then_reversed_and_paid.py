"""A plan denies E11A, takes the denial back and pays: the denial is answered, the claim is paid, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cleanclaim.app.explain import ClaimStory, explain_claim
from cleanclaim.app.receive_files import TAKEN
from cleanclaim.app.workspace import open_workspace
from cleanclaim.core.money import ZERO, Money
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.remittance import Adjustment, ClaimPayment
from cleanclaim.model.work import WorkKind
from cleanclaim.simulator.adjudication import reverse
from cleanclaim.store.verifying import verify
from tests.journeys.remittance_files import paid_before, take, written

CLAIM = "E11A"


def paid_in_full_but(denied: ClaimPayment, discount: Money) -> ClaimPayment:
    """The same lines, each paid but for a contract discount."""
    lines = tuple(
        replace(
            line, paid=line.charge - discount, adjustments=(Adjustment("CO", "45", discount),), remarks=()
        )
        for line in denied.lines
    )
    paid = Money.total(line.paid for line in lines)
    return replace(denied, claim_status="1", paid=paid, patient_responsibility=ZERO, lines=lines, remarks=())


def story(folder: Path) -> ClaimStory:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return explain_claim(work, work.claims.get(CLAIM))


def open_denials(folder: Path) -> list[str]:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return [
            item.work_item_id for item in work.work_items.open_items(WorkKind.DENIAL) if item.about == CLAIM
        ]


def test_a_denial_is_answered_by_the_paid_correction(finished: Path) -> None:
    like, denied = paid_before(finished, CLAIM)
    opened = open_denials(finished)
    assert story(finished).state is ClaimState.DENIED
    assert opened

    took_back = written(like, reverse(denied))
    assert take(finished, took_back).outcome == TAKEN
    assert story(finished).state is ClaimState.PENDING
    assert story(finished).balances["AR.P1"] == denied.charge
    assert open_denials(finished) == opened

    anew = paid_in_full_but(denied, Money(500))
    correction = written(like, anew, trace="LATER2", control=770000002)
    assert take(finished, correction).entries == 1
    after = story(finished)
    assert after.state is ClaimState.PAID
    assert after.balances["CLR"] == anew.paid
    assert after.balances["AR.P1"] == after.balances["AR.DEN"] == ZERO
    assert open_denials(finished) == []
    with open_workspace(finished) as workspace:
        with workspace.store.reading() as work:
            closing = work.work_items.closing_of(opened[0])
        assert closing is not None
        assert (closing.by, closing.reason) == ("cleanclaim", "answered by the payer's correction")
        assert verify(workspace.store).findings == ()

    rewrapped = written(like, anew, trace="LATER2", control=770000003)
    for again in (took_back, correction, rewrapped):
        assert take(finished, again).entries == 0
    assert story(finished) == after


def test_reversal_and_correction_in_one_file(finished: Path) -> None:
    like, denied = paid_before(finished, CLAIM)
    anew = paid_in_full_but(denied, Money(500))
    assert take(finished, written(like, anew, reverse(denied))).entries == 2
    assert story(finished).state is ClaimState.PAID
    assert open_denials(finished) == []
