"""The main job: 24 notes to money, the same each time, and nothing twice."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cleanclaim.app.make_statements import why_held
from cleanclaim.app.run_demo import run_demo
from cleanclaim.app.workspace import open_workspace
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.work import WorkKind
from cleanclaim.store import schema
from cleanclaim.store.verifying import verify
from tests.journeys.demo_practice import Demo, silent

# claim, where it stands at the end: what the scenario and the notes are made to bring about
STATES = {
    "E01A": ClaimState.PAID, "E02A": ClaimState.PAID, "E03A": ClaimState.PAID,
    "E04A": ClaimState.PARTIALLY_PAID, "E05A": ClaimState.REJECTED, "E06A": ClaimState.PAID,
    "E07A": ClaimState.PAID, "E08A": ClaimState.PAID, "E09A": ClaimState.PAID, "E10A": ClaimState.REJECTED,
    "E11A": ClaimState.DENIED, "E12A": ClaimState.PAID, "E13A": ClaimState.PARTIALLY_PAID,
    "E14A": ClaimState.PAID, "E15A": ClaimState.PARTIALLY_PAID, "E16A": ClaimState.PAID,
    "E17A": ClaimState.PAID, "E18A": ClaimState.PAID, "E21A": ClaimState.HELD, "E22A": ClaimState.HELD,
    "E23A": ClaimState.ACCEPTED, "E24A": ClaimState.PAID,
}  # fmt: skip


def test_every_claim_ends_where_its_story_leads(demo: Demo) -> None:
    states = {claim.claim.claim_id: claim.state for story in demo.run.stories for claim in story.claims}
    assert states == STATES


def test_the_counts_follow_from_the_states(demo: Demo) -> None:
    summary = demo.run.summary
    counts = (summary.encounters, summary.claims, summary.submitted, summary.accepted)
    assert counts == (24, 22, 20, 18)  # E10 and E05 were refused
    assert (summary.paid, summary.partially_paid, summary.denied) == (13, 3, 1)
    assert (summary.rejected, summary.held, summary.suspended, summary.waiting) == (2, 2, 0, 1)


def test_the_books_balance_and_the_clearing_account_is_what_payers_announced(demo: Demo) -> None:
    summary = demo.run.summary
    assert summary.balanced
    assert Money.total(summary.trial_balance.values()) == Money(0)
    with open_workspace(demo.folder) as workspace, workspace.store.reading() as work:
        announced = Money.total(kept.remittance.payment for kept in work.remittances.all())
        assert work.entries.trial_balance()[Account.CLEARING] == announced
        charged = Money.total(charge.amount for story in demo.run.stories for charge in story.charges)
        assert work.entries.trial_balance()[Account.REVENUE] == -charged


def test_the_claim_that_was_taken_back_and_paid_anew_has_the_right_cents(demo: Demo) -> None:
    [claim] = next(story for story in demo.run.stories if story.encounter_id == "E24").claims
    assert [payment.claim_status for payment in claim.payments] == ["1", "22", "1"]
    first, back, anew = claim.payments
    assert back.paid == -first.paid
    assert anew.paid != first.paid
    assert claim.balances["CLR"] == anew.paid
    assert claim.balances["AR.PT"] == anew.patient_responsibility
    assert claim.balances["AR.P1"] == claim.balances.get("UNAP", Money(0)) == Money(0)
    with open_workspace(demo.folder) as workspace, workspace.store.reading() as work:
        assert why_held(work, claim.claim.patient.patient_id) == ""


def test_each_held_claim_says_why(demo: Demo) -> None:
    reasons = {
        claim.claim.claim_id: [finding.rule_id for finding in claim.report.rejects]
        for story in demo.run.stories
        for claim in story.claims
        if claim.report.rejects
    }
    assert reasons == {"E21A": ["edit.payer-and-member"], "E22A": ["edit.icd10cm-complete"]}


def test_every_kind_of_file_is_written(demo: Demo) -> None:
    counts = {kind: len(names) for kind, names in demo.run.files.items()}
    assert counts == {
        "837": 5, "TA1": 5, "999": 5, "277CA": 4, "835": 11, "statement": 14, "CMS-1500": 22
    }  # fmt: skip


def test_every_code_on_a_claim_rereads_verbatim_and_was_decided_by_a_person(demo: Demo) -> None:
    with open_workspace(demo.folder) as workspace, workspace.store.reading() as work:
        for claim in work.claims.all():
            encounter = work.encounters.get(claim.encounter_id)
            texts = {document.document_id: document.text for document in encounter.documents}
            decided = {each.assignment_id for each in work.decisions.of(claim.encounter_id)}
            assert decided
            for diagnosis in claim.diagnoses:
                assert diagnosis.evidence
                for evidence in diagnosis.evidence:
                    if evidence.characters:
                        assert evidence.holds_in(texts[evidence.source])


def test_the_restricted_encounter_leaves_in_no_outbound_message(demo: Demo) -> None:
    story = next(story for story in demo.run.stories if story.encounter_id == "E20")
    assert story.restricted
    assert story.claims == ()
    assert story.balances["AR.PT"] == Money.total(charge.amount for charge in story.charges)
    with open_workspace(demo.folder) as workspace, workspace.store.reading() as work:
        patient = work.encounters.get("E20").patient
    for path in (demo.folder / "sent").iterdir():
        assert patient.name.last.upper() not in path.read_text(encoding="ascii")


def rows(folder: Path) -> dict[str, int]:
    """How many rows each table holds."""
    with open_workspace(folder) as workspace, workspace.store.engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in schema.metadata.sorted_tables
        }


def test_running_it_again_changes_nothing(finished: Path) -> None:
    before, rows_before = tree(finished), rows(finished)
    again = run_demo(finished, on_step=silent)
    assert tree(finished) == before
    assert rows(finished) == rows_before
    assert again.summary.claims == 22
    with open_workspace(finished) as workspace:
        assert verify(workspace.store).findings == ()
        with workspace.store.reading() as work:
            assert len(work.work_items.open_items(WorkKind.SUSPENSE)) == again.summary.suspense


def tree(folder: Path) -> dict[str, str]:
    """Every written file but the database, by hash."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("cleanclaim.db")
    }


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_the_same_bytes_whatever_the_hash_seed(demo: Demo, tmp_path: Path, seed: str) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "cleanclaim", "demo", "--dir", str(tmp_path / "d"), "--json"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert tree(tmp_path / "d") == tree(demo.folder)
    told = json.loads(shown.stdout)
    assert {"encounters", "claims", "submitted", "accepted", "paid", "denied", "held", "suspense"} <= set(
        told
    )
    assert {"trial_balance", "files", "elapsed_s"} <= set(told)


def test_the_demo_on_postgresql_says_the_same(
    demo: Demo, tmp_path: Path, schema_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEANCLAIM_DATABASE_URL", schema_url)
    run = run_demo(tmp_path / "d", on_step=silent)
    assert run.summary == demo.run.summary
    assert run.stories == demo.run.stories
    assert tree(tmp_path / "d") == tree(demo.folder)
    assert not (tmp_path / "d" / "cleanclaim.db").exists()
    again = run_demo(tmp_path / "d", on_step=silent)
    assert again.summary == demo.run.summary


def test_another_seed_gives_other_payer_numbers_and_the_same_money(demo: Demo, tmp_path: Path) -> None:
    other = run_demo(tmp_path / "d", seed=7, on_step=silent)
    assert other.summary == demo.run.summary
    assert tree(tmp_path / "d") != tree(demo.folder)


def test_medicare_takes_no_coinsurance_on_tests_and_fifteen_percent_on_the_converted_screening(
    demo: Demo,
) -> None:
    shares = {
        (claim.claim.claim_id, line.procedure): [
            str(each.amount) for each in line.adjustments if (each.group, each.reason) == ("PR", "2")
        ]
        for story in demo.run.stories
        for claim in story.claims
        if claim.claim.claim_id in ("E01A", "E02A", "E08A")
        for payment in claim.payments
        for line in payment.lines
    }
    assert shares["E08A", "45385"] == ["91.14"]  # 15 % of 62 % of 980.00
    assert shares["E01A", "83036"] == shares["E02A", "80048"] == shares["E02A", "36415"] == []
    assert shares["E01A", "99214"] == ["25.67"]  # 20 % of 128.35
