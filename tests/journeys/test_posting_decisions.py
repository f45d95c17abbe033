"""A person looks before posting, undoes a posting, posts it again; a payer's rule makes a remittance wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from cleanclaim.app.posting_rules import posting_rules
from cleanclaim.app.preview_remittance import POSTED_BEFORE, WOULD_POST, WOULD_WAIT, preview_file
from cleanclaim.app.receive_files import receive_file
from cleanclaim.app.take_deposits import list_deposits, take_deposits
from cleanclaim.app.undo_remittance import ALREADY, DONE, REFUSED, release_remittance, undo_remittance
from cleanclaim.app.workspace import open_workspace
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.remittance import Adjustment, ClaimPayment, ProviderAdjustment
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance.automation import PostingMode, PostingRule
from cleanclaim.remittance.tracing import trace_money
from cleanclaim.store.unit_of_work import UnitOfWork
from cleanclaim.store.verifying import verify
from tests.journeys.remittance_files import AT, paid_before, take, written

BY, WHY = "Ana Biller", "wrong practice"


def negated(payment: ClaimPayment) -> ClaimPayment:
    def turn(items: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
        return tuple(replace(each, amount=-each.amount) for each in items)

    lines = tuple(
        replace(line, charge=-line.charge, paid=-line.paid, adjustments=turn(line.adjustments))
        for line in payment.lines
    )
    return replace(
        payment,
        claim_status="22",
        charge=-payment.charge,
        paid=-payment.paid,
        patient_responsibility=-payment.patient_responsibility,
        adjustments=turn(payment.adjustments),
        lines=lines,
    )


def plainly_paid(work: UnitOfWork) -> str:
    """A claim that one remittance has answered, paid in full or with a share."""
    for claim in work.claims.all():
        events = work.claim_events.of(claim.claim_id)
        if state_of(events) is ClaimState.PAID and len(work.remittances.payments_of(claim.claim_id)) == 1:
            return claim.claim_id
    raise AssertionError("the demo has such a claim")


def balances(work: UnitOfWork) -> dict[str, str]:
    return {account.value: str(amount) for account, amount in work.entries.trial_balance().items() if amount}


def prove(work: UnitOfWork) -> None:
    kept = [each.remittance for each in work.remittances.all()]
    assert trace_money(kept, work.entries.all(), states=work.remittances.states()).holds


def correction(folder: Path) -> tuple[str, bytes]:
    """A reversal and the same answer again, of one paid claim."""
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        claim_id = plainly_paid(work)
    like, before = paid_before(folder, claim_id)
    return claim_id, written(like, negated(before), before)


def test_a_preview_shows_what_posting_does_and_writes_nothing(finished: Path) -> None:
    _, raw = correction(finished)
    with open_workspace(finished) as workspace:
        with workspace.store.reading() as work:
            before = len(work.entries.all())
            [shown], report = preview_file(work, raw, at=AT)
        assert (shown.verdict, report.rejects) == (WOULD_POST, ())
        with workspace.store.reading() as work:
            assert len(work.entries.all()) == before
            assert "LATER1" not in [each.remittance.trace_number for each in work.remittances.all()]
        take(finished, raw)
        with workspace.store.reading() as work:
            posted = {entry.natural_key: entry for entry in work.entries.all()[before:]}
            for claim in shown.claims:
                entry = posted.pop(claim.outcome.entry_key)
                moved = sorted((each.account, each.amount.cents) for each in entry.postings)
                told = sorted((account, m.cents) for line in claim.lines for account, m in line.moves)
                assert moved == told
            assert posted == {}
            [again], _ = preview_file(work, raw, at=AT)
            assert again.verdict == POSTED_BEFORE


def test_a_posting_is_undone_once_and_posted_again(finished: Path) -> None:
    claim_id, raw = correction(finished)
    with open_workspace(finished) as workspace:
        with workspace.store.reading() as work:
            before = balances(work)
        take(finished, raw)
        with workspace.store.reading() as work:
            after = balances(work)
        with workspace.store.unit_of_work() as work:
            done = undo_remittance(work, "LATER1", by=BY, reason=WHY, at=AT)
            assert (done.outcome, done.entries) == (DONE, 2)
        with workspace.store.unit_of_work() as work:
            assert undo_remittance(work, "LATER1", by=BY, reason=WHY, at=AT).outcome == ALREADY
        with workspace.store.reading() as work:
            assert balances(work) == before
            assert state_of(work.claim_events.of(claim_id)) is ClaimState.PAID  # the first answer
            undone = work.entries.beginning("undo:")
            assert {each.evidence[0].source for each in undone} == {f"undone by {BY}"}
            assert {each.evidence[0].text for each in undone} == {WHY}
            prove(work)
        with workspace.store.unit_of_work() as work:
            again = release_remittance(work, "LATER1", by=BY, at=AT)
            assert (again.outcome, again.entries) == (DONE, 2)
            assert release_remittance(work, "LATER1", by=BY, at=AT).outcome == ALREADY
        with workspace.store.reading() as work:
            assert balances(work) == after
            assert state_of(work.claim_events.of(claim_id)) is ClaimState.PAID
            prove(work)
        assert verify(workspace.store).findings == ()
        take(finished, raw)  # the file once more: posted before
        with workspace.store.reading() as work:
            assert balances(work) == after


def test_a_posting_that_others_rest_on_is_not_undone(finished: Path) -> None:
    claim_id, raw = correction(finished)
    like, _ = paid_before(finished, claim_id)
    take(finished, raw)
    with open_workspace(finished) as workspace, workspace.store.unit_of_work() as work:
        before = balances(work)
        refused = undo_remittance(work, like.trace_number, by=BY, reason=WHY, at=AT)
        assert refused.outcome == REFUSED
        assert {each.rule_id for each in refused.report.findings} == {"remittance.undo.later"}
        assert balances(work) == before
        with pytest.raises(MisuseError, match="no such remittance"):
            undo_remittance(work, "NOTHING", by=BY, reason=WHY, at=AT)


@pytest.mark.parametrize("bank_first", [False, True])
def test_money_of_an_undone_posting_waits_for_it(finished: Path, tmp_path: Path, bank_first: bool) -> None:
    claim_id, _ = correction(finished)
    like, before = paid_before(finished, claim_id)
    # paid again in full: nothing open, so it goes to suspense, and there is money to it
    raw = written(like, before)
    bank = tmp_path / "bank.csv"
    bank.write_text(f"date,amount,trace,text\n2026-12-15,{before.paid},LATER1,PAYER\n", encoding="ascii")
    with open_workspace(finished) as workspace:
        if not bank_first:
            take(finished, raw)
        with workspace.store.unit_of_work() as work:
            take_deposits(work, bank, today=AT.date())
        if bank_first:
            take(finished, raw)
        with workspace.store.reading() as work:
            paid = balances(work)
            assert list_deposits(work).unexplained == ()
        with workspace.store.unit_of_work() as work:
            assert undo_remittance(work, "LATER1", by=BY, reason=WHY, at=AT).outcome == DONE
        with workspace.store.reading() as work:
            found = list_deposits(work)
            assert [str(line.amount) for line in found.unexplained] == [str(before.paid)]
            assert paid["BANK"] == balances(work)["BANK"]  # the money came in all the same
            assert "LATER1" not in [each.trace_number for each in found.announced]
            prove(work)
        with workspace.store.unit_of_work() as work:
            release_remittance(work, "LATER1", by=BY, at=AT)
        with workspace.store.reading() as work:
            assert balances(work) == paid
            assert list_deposits(work).unexplained == ()
            prove(work)


@pytest.mark.parametrize(
    ("rule", "waits"),
    [
        (PostingRule(), False),
        (PostingRule(PostingMode.CLEAN), False),
        (PostingRule(PostingMode.REVIEW), True),
        (PostingRule(PostingMode.AUTO, frozenset({"PLB-WO"})), True),
        (PostingRule(PostingMode.CLEAN, frozenset({"PLB-CS"})), False),
    ],
)
def test_a_payers_rule_makes_a_remittance_wait(finished: Path, rule: PostingRule, waits: bool) -> None:
    claim_id, _ = correction(finished)
    like, before = paid_before(finished, claim_id)
    pair = [negated(before), before]
    taking = [ProviderAdjustment("WO", claim_id, -before.paid)] if "PLB-WO" in rule.never_for else []
    raw = written(like, *pair, provider=taking)
    rules = {like.payer_identifier: rule}
    with open_workspace(finished) as workspace:
        with workspace.store.reading() as work:
            [shown], _ = preview_file(work, raw, at=AT, rules=rules)
            assert (shown.verdict == WOULD_WAIT) is waits
            before_books = balances(work)
        with workspace.store.unit_of_work() as work:
            received = receive_file(work, raw, at=AT, rules=rules)
            assert (received.entries == 0) is waits
            open_items = work.work_items.open_items(WorkKind.POSTING_REVIEW)
            assert len(open_items) == waits
            assert (balances(work) == before_books) is (waits or not taking)
            prove(work)
        with workspace.store.unit_of_work() as work:
            released = release_remittance(work, "LATER1", by=BY, at=AT)
            assert (released.outcome, released.entries) == (
                (DONE, 2 + len(taking)) if waits else (ALREADY, 0)
            )
            assert work.work_items.open_items(WorkKind.POSTING_REVIEW) == ()
            prove(work)


def test_a_remittance_that_is_not_clean_waits(finished: Path) -> None:
    claim_id, _ = correction(finished)
    like, before = paid_before(finished, claim_id)
    rules = {like.payer_identifier: PostingRule(PostingMode.CLEAN)}
    with open_workspace(finished) as workspace, workspace.store.unit_of_work() as work:
        received = receive_file(work, written(like, before), at=AT, rules=rules)  # paid before: to suspense
        [item] = work.work_items.open_items(WorkKind.POSTING_REVIEW)
        assert item.detail == f"1 to suspense; payment {before.paid}, 1 claims"
        assert (received.entries, received.events) == (0, 0)


def test_rules_are_read_from_payers_toml(tmp_path: Path) -> None:
    assert posting_rules(tmp_path) == {}
    path = tmp_path / "payers.toml"
    path.write_text(
        '[[posting]]\npayer = "60054"\nmode = "clean"\nnever_for = ["CO-96", "PLB-WO"]\n'
        '[[posting]]\npayer = "12345"\n',
        encoding="utf-8",
    )
    assert posting_rules(tmp_path) == {
        "60054": PostingRule(PostingMode.CLEAN, frozenset({"CO-96", "PLB-WO"})),
        "12345": PostingRule(),
    }
    path.write_text(
        '[[posting]]\npayer = "1"\nmode = "maybe"\nnever_for = ["96"]\ncolour = 1\n[[posting]]\n',
        encoding="utf-8",
    )
    with pytest.raises(UnreadableFileError) as caught:
        posting_rules(tmp_path)
    assert [each.rule_id for each in caught.value.findings] == [
        "intake.payers.unknown-key", "intake.payers.mode", "intake.payers.never-for", "intake.payers.payer"
    ]  # fmt: skip
