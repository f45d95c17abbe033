"""Everything is lost but the files: the books come back to the cent, and what is missing is told."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from cleanclaim.app.claim_states import events_by_claim
from cleanclaim.app.rebuild_books import Rebuilt, rebuild_books
from cleanclaim.app.workspace import open_workspace
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.cli.root import root
from cleanclaim.model.claim import ClaimState
from cleanclaim.remittance.tracing import trace_money
from cleanclaim.store.verifying import verify
from tests.journeys.demo_practice import Demo

Standing = dict[str, tuple[str, dict[str, str]]]


def standing(folder: Path) -> Standing:
    """State and balances of every claim that was ever sent."""
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        states = {claim_id: state_of(events) for claim_id, events in events_by_claim(work).items()}
        return {
            claim_id: (
                state.value,
                {a.value: str(m) for a, m in work.entries.balances_of_claim(claim_id).items() if m},
            )
            for claim_id, state in states.items()
            if state is not ClaimState.HELD
        }


def rebuilt(source: Path, target: Path) -> Rebuilt:
    with open_workspace(target, create=True) as workspace:
        return rebuild_books(workspace.store, source)


def files_of(demo: Demo, tmp_path: Path) -> Path:
    """The demo's files alone, in one folder, under other names."""
    source = tmp_path / "old"
    source.mkdir()
    for number, path in enumerate(sorted(demo.folder.glob("*/*.x12")), 1):
        shutil.copy(path, source / f"{999 - number}.txt")
    return source


def test_the_books_come_back_to_the_cent(demo: Demo, tmp_path: Path) -> None:
    source, target = files_of(demo, tmp_path), tmp_path / "new"
    done = rebuilt(source, target)
    assert done.balanced
    assert standing(target) == standing(demo.folder)
    with open_workspace(target) as workspace:
        assert not verify(workspace.store).findings
        with workspace.store.reading() as work:
            kept = [each.remittance for each in work.remittances.all()]
            assert trace_money(kept, work.entries.all()).holds
    again = rebuilt(source, target)
    assert again == done


def test_what_the_files_cannot_tell_is_told(demo: Demo, tmp_path: Path) -> None:
    source = files_of(demo, tmp_path)
    (source / "a-letter.txt").write_text("Dear Sirs")
    gaps = {gap.kind: gap for gap in rebuilt(source, tmp_path / "new").gaps}
    assert gaps["unanswered"].about == ("E23A",)
    assert (gaps["unreadable-file"].count, "a-letter.txt" in gaps["unreadable-file"].about) == (2, True)
    assert {"patient-money", "bank", "write-offs", "notes", "patients", "contracts"} <= set(gaps)


def test_without_the_claims_their_money_waits_in_suspense(demo: Demo, tmp_path: Path) -> None:
    source = tmp_path / "old"
    shutil.copytree(demo.folder / "received", source)
    done = rebuilt(source, tmp_path / "new")
    assert (done.claims, done.balanced, done.receivables) == (0, True, {})
    suspense = next(gap for gap in done.gaps if gap.kind == "suspense")
    assert suspense.count > 10
    shutil.copytree(demo.folder / "sent", source / "sent")
    rebuilt(source, tmp_path / "new")
    assert standing(tmp_path / "new")["E14A"] == standing(demo.folder)["E14A"]


def test_the_command(demo: Demo, tmp_path: Path) -> None:
    told = CliRunner().invoke(
        root, ["rebuild", str(files_of(demo, tmp_path)), "--dir", str(tmp_path / "new")]
    )
    assert told.exit_code == 0
    first, *rest = told.output.splitlines()
    assert first.endswith("the books balance")
    assert "What the files cannot tell:" in rest
