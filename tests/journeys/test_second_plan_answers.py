"""The demo's second plan answers: what the first plan left is settled, its billing is closed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cleanclaim.app.explain import explain_claim
from cleanclaim.app.workspace import open_workspace
from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import line_balances
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.remittance import Adjustment, LinePayment
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance.tracing import trace_money
from tests.journeys.remittance_files import paid_before, take, written


def test_the_second_plan_pays_what_the_first_left_open(finished: Path) -> None:
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        item, *others = work.work_items.open_items(WorkKind.SECONDARY)
        claim = work.claims.get(item.about)
        balances = line_balances(work.entries.of_claim(claim.claim_id))
    like, payment = paid_before(finished, claim.claim_id)

    def answered(number: int, line: LinePayment) -> LinePayment:
        open_amount = balances[claim.claim_id, number].get(Account.RECEIVABLE_SECONDARY, ZERO)
        prior = Adjustment("OA", "23", line.charge - open_amount)
        return replace(line, paid=open_amount, adjustments=(prior,), remarks=())

    lines = tuple(answered(number, line) for number, line in enumerate(payment.lines, 1))
    paid = Money.total(line.paid for line in lines)
    assert paid > ZERO
    second = replace(
        payment, claim_status="2", paid=paid, lines=lines, patient_responsibility=ZERO, remarks=(),
        crossover_name="",
    )  # fmt: skip
    like = replace(like, payer_identifier=claim.other_coverages[0].payer.identifier)
    raw = written(like, second, trace="SECOND1")
    assert take(finished, raw).entries == 1
    assert take(finished, raw).entries == 0
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        story = explain_claim(work, claim)
        assert story.balances["AR.P2"] == ZERO
        assert story.state is ClaimState.PAID
        assert work.work_items.open_items(WorkKind.SECONDARY) == tuple(others)
        kept = [each.remittance for each in work.remittances.all()]
        assert trace_money(kept, work.entries.all()).holds
