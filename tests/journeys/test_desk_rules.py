"""What an auditor tried on the desk, kept: duplicates, holds, several days, claims that have left."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cleanclaim.app.decisions_file import read_decisions
from cleanclaim.app.run_demo import demo_folder, read_demo
from cleanclaim.app.run_notes import run_encounter
from cleanclaim.app.scrub_claims import scrub_claim
from cleanclaim.app.workspace import open_workspace
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.intake.note import read_note
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.work import WorkKind
from tests.journeys.demo_practice import Demo

AT = datetime(2026, 9, 20, 9, tzinfo=UTC)


def take(folder: Path, text: str, *, at: datetime = AT) -> tuple[dict[str, ClaimState], list[str]]:
    """Run one note with E05's decisions; the claims' states and the rules that hold them."""
    setup = read_demo().setup
    encounter = read_note(text, setup, subject="visit.txt")
    gold = (demo_folder() / "gold" / "E05.toml").read_text().replace('"E05"', f'"{encounter.encounter_id}"')
    path = folder / "gold.toml"
    path.write_text(gold)
    with open_workspace(folder / "d", create=True) as workspace:
        with workspace.store.unit_of_work() as work:
            run_encounter(work, encounter, setup, listed=read_decisions(path), by="Demo Coder", at=at)
        with workspace.store.reading() as work:
            states = {
                each.claim_id: state_of(work.claim_events.of(each.claim_id)) for each in work.claims.all()
            }
            said = work.findings.latest(f"{encounter.encounter_id}A")
            return states, sorted({finding.rule_id for finding in said.report.rejects}) if said else []


def test_the_second_of_two_equal_claims_is_held_before_either_is_sent(tmp_path: Path) -> None:
    text = (demo_folder() / "notes" / "E05.txt").read_text()
    assert take(tmp_path, text)[0] == {"E05A": ClaimState.READY}
    states, rules = take(tmp_path, text.replace("Encounter: E05", "Encounter: F05"))
    assert states == {"E05A": ClaimState.READY, "F05A": ClaimState.HELD}
    assert rules == ["edit.duplicate-in-history"]


def test_a_visit_of_several_days_is_held(tmp_path: Path) -> None:
    text = (
        (demo_folder() / "notes" / "E05.txt").read_text().replace("2026-05-12", "2026-05-12..2026-05-14", 1)
    )
    states, rules = take(tmp_path, text)
    assert states == {"E05A": ClaimState.HELD}
    assert "claim.several-days" in rules


def test_a_claim_that_has_left_is_not_held_by_a_later_look(finished: Path) -> None:
    late = datetime(2028, 3, 1, 9, tzinfo=UTC)
    with open_workspace(finished) as workspace:
        with workspace.store.unit_of_work() as work:
            before = len(work.work_items.all())
            assert scrub_claim(work, work.claims.get("E04A"), at=late).rejects == ()
            assert len(work.work_items.all()) == before
        with workspace.store.reading() as work:
            assert state_of(work.claim_events.of("E04A")) is ClaimState.PARTIALLY_PAID


def test_a_held_claim_has_one_open_item_that_tells_the_reasons_of_today(finished: Path) -> None:
    with open_workspace(finished) as workspace:
        for at in (datetime(2026, 10, 6, 9, tzinfo=UTC), datetime(2028, 3, 1, 9, tzinfo=UTC)):
            for _ in range(2):
                with workspace.store.unit_of_work() as work:
                    scrub_claim(work, work.claims.get("E21A"), at=at)
        with workspace.store.reading() as work:
            items = [each for each in work.work_items.open_items(WorkKind.HELD_CLAIM) if each.about == "E21A"]
    assert [item.work_item_id for item in items] == ["held:E21A:2"]
    assert "edit.timely-filing" in items[0].detail
    assert "edit.payer-and-member" in items[0].detail


def test_the_cut_file_is_no_work_any_more_once_it_came_whole(demo: Demo) -> None:
    with open_workspace(demo.folder) as workspace, workspace.store.reading() as work:
        ever = [item for item in work.work_items.all() if item.kind is WorkKind.QUARANTINE]
        assert len(ever) == 1
        assert work.work_items.open_items(WorkKind.QUARANTINE) == ()
        closing = work.work_items.closing_of(ever[0].work_item_id)
        assert closing is not None
        assert closing.reason == "the same interchange came whole"


def test_nothing_about_a_restricted_visit_is_written_for_the_mail(demo: Demo) -> None:
    assert not (demo.folder / "statements" / "statement_P20.txt").exists()
