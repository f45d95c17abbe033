"""A biller's own notes: decided code by code, held, corrected, sent, answered, watched for silence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleanclaim.app.run_demo import demo_folder
from cleanclaim.app.workspace import open_workspace
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.money import Money
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.work import WorkKind

PRACTICE = str(demo_folder() / "practice.toml")
NOTES = demo_folder() / "notes"
GOLD = demo_folder() / "gold"
TODAY = ("--today", "2026-09-20")


def cleanclaim(folder: Path, *arguments: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cleanclaim", *arguments],
        cwd=folder,
        input=answers,
        capture_output=True,
        text=True,
    )


def states(folder: Path) -> dict[str, ClaimState]:
    with open_workspace(folder / "cleanclaim-data") as workspace, workspace.store.reading() as work:
        return {each.claim_id: state_of(work.claim_events.of(each.claim_id)) for each in work.claims.all()}


def test_without_a_signature_nothing_is_billed(tmp_path: Path) -> None:
    shown = cleanclaim(tmp_path, "run", str(NOTES / "E03.txt"), "--practice", PRACTICE, *TODAY)
    assert shown.returncode == 0, shown.stderr
    assert "nobody has decided yet" in shown.stdout
    assert states(tmp_path) == {}
    sent = cleanclaim(tmp_path, "claim", "send", *TODAY)
    assert "nothing is ready to send" in sent.stdout


def test_each_code_is_asked_for_and_what_is_refused_is_not_billed(tmp_path: Path) -> None:
    command = ("run", str(NOTES / "E05.txt"), "--practice", PRACTICE, "--sign-as", "Demo Coder", *TODAY)
    shown = cleanclaim(tmp_path, *command, answers="y\nn\ny\n")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "does F33.1 stand?" in shown.stdout
    with open_workspace(tmp_path / "cleanclaim-data") as workspace, workspace.store.reading() as work:
        claim = work.claims.get("E05A")
        assert [each.code.value for each in claim.diagnoses] == ["F33.1"]
        assert [each.by for each in work.decisions.of("E05")] == ["Demo Coder"] * 3
    assert states(tmp_path) == {"E05A": ClaimState.READY}


def test_a_held_claim_is_corrected_and_the_old_one_withdrawn(tmp_path: Path) -> None:
    note = tmp_path / "visit.txt"
    text = (NOTES / "E21.txt").read_text()
    note.write_text(text)
    command = ("run", "visit.txt", "--practice", PRACTICE, "--sign-as", "Demo Coder")
    decisions = ("--decisions", str(GOLD / "E21.toml"))
    held = cleanclaim(tmp_path, *command, *decisions, *TODAY)
    assert held.returncode == 1
    assert "The member id is missing." in held.stdout
    assert states(tmp_path) == {"E21A": ClaimState.HELD}
    note.write_text(text.replace("payer NIMBUS;", "payer NIMBUS; member NIM0000021;"))
    mended = cleanclaim(tmp_path, *command, *decisions, *TODAY)
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert states(tmp_path) == {"E21A": ClaimState.WITHDRAWN, "E21AR2": ClaimState.READY}
    with open_workspace(tmp_path / "cleanclaim-data") as workspace, workspace.store.reading() as work:
        assert work.work_items.open_items(WorkKind.HELD_CLAIM) == ()
        balance = work.entries.trial_balance()
        charge = work.claims.get("E21AR2").total_charge
        assert {account.value: amount for account, amount in balance.items()} == {
            "AR.P1": charge,
            "REV": -charge,
        }
        assert set(work.entries.balances_of_claim("E21A").values()) == {Money(0)}
    sent = cleanclaim(tmp_path, "claim", "send", "--production", "--json", *TODAY)
    told = json.loads(sent.stdout)
    assert told["claim_ids"] == ["E21AR2"]
    assert b"*P*:~" in (tmp_path / "cleanclaim-data" / "sent" / told["file_name"]).read_bytes()[:110]
    once_more = cleanclaim(tmp_path, *command, *decisions, *TODAY)
    assert once_more.returncode == 0
    assert states(tmp_path)["E21AR2"] is ClaimState.SUBMITTED
    note.write_text(text.replace("payer NIMBUS;", "payer NIMBUS; member NIM9999999;"))
    too_late = cleanclaim(tmp_path, *command, *decisions, *TODAY)
    assert too_late.returncode == 2
    assert "cleanclaim claim correct" in too_late.stderr


def test_silence_opens_work_and_an_answer_closes_it(sent: Path) -> None:
    answers = sorted((sent / "received").glob("*ACME*"))
    first = next(path for path in answers if path.name.startswith("TA1"))
    base = ("receive", "--dir", str(sent))
    cleanclaim(sent, *base, str(first), "--today", "2026-10-20")
    with open_workspace(sent) as workspace, workspace.store.reading() as work:
        waiting = {item.about for item in work.work_items.open_items(WorkKind.SILENCE)}
    assert "E18A" in waiting
    assert "E21A" not in waiting  # held, never sent
    shown = cleanclaim(sent, *base, *map(str, answers), "--today", "2026-10-20")
    assert shown.returncode == 0, shown.stdout
    with open_workspace(sent) as workspace, workspace.store.reading() as work:
        still = {item.about for item in work.work_items.open_items(WorkKind.SILENCE)}
    assert "E18A" not in still
    assert "E01A" in still


def test_a_note_with_mistakes_is_refused_with_every_mistake(tmp_path: Path) -> None:
    bad = (
        (NOTES / "E03.txt")
        .read_text()
        .replace("Sex: ", "Sexx: ")
        .replace("Setting: office", "Setting: offfice")
    )
    (tmp_path / "bad.txt").write_text(bad)
    shown = cleanclaim(tmp_path, "run", "bad.txt", str(NOTES / "E05.txt"), "--practice", PRACTICE, *TODAY)
    assert shown.returncode == 1
    assert shown.stdout.count("REJECT") >= 2
    assert "bad.txt" in shown.stdout
    assert "E05" in shown.stdout  # the good note is not lost
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "nowhere.txt", "--practice", PRACTICE),
        ("claim", "show"),
        ("explain", "E99", "--dir", "nothing-here"),
    ],
)
def test_misuse_is_one_sentence_and_exit_code_two(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    shown = cleanclaim(tmp_path, *arguments)
    assert shown.returncode == 2
    assert "Traceback" not in shown.stderr
    assert shown.stderr.strip()
    assert not list(tmp_path.iterdir())  # asking creates nothing


def test_a_backup_goes_and_comes_back(finished: Path, tmp_path: Path) -> None:
    target = tmp_path / "monday.backup"
    assert cleanclaim(tmp_path, "db", "backup", str(target), "--dir", str(finished)).returncode == 0
    key = (finished / "cleanclaim.db.key").read_text().strip()
    restored = subprocess.run(
        [
            sys.executable,
            "-m",
            "cleanclaim",
            "db",
            "restore",
            str(target),
            "--dir",
            str(tmp_path / "new"),
            "--json",
        ],
        env={"CLEANCLAIM_KEY": key, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["done"] == "restored"
    wrong = subprocess.run(
        [sys.executable, "-m", "cleanclaim", "ledger", "balance", "--dir", str(tmp_path / "new")],
        env={"CLEANCLAIM_KEY": "0" * 64, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert wrong.returncode == 2
    assert "key" in wrong.stderr


def test_a_decision_does_not_carry_over_to_a_suggestion_that_changed(tmp_path: Path) -> None:
    note = tmp_path / "visit.txt"
    text = (NOTES / "E05.txt").read_text()
    note.write_text(text)
    command = ("run", "visit.txt", "--practice", PRACTICE, "--sign-as", "Demo Coder", *TODAY)
    assert cleanclaim(tmp_path, *command, answers="y\ny\ny\n").returncode == 0
    assert text.count("Major depressive disorder, recurrent episode, moderate") == 1
    note.write_text(text.replace("recurrent episode, moderate", "recurrent episode, severe"))
    shown = cleanclaim(tmp_path, *command, answers="y\ny\ny\n")
    assert "does F33.2 stand?" in shown.stdout
    assert shown.returncode == 0, shown.stdout + shown.stderr
    with open_workspace(tmp_path / "cleanclaim-data") as workspace, workspace.store.reading() as work:
        assert work.claims.get("E05AR2").diagnoses[0].code.value == "F33.2"
    unanswered = (note.read_text()).replace("recurrent episode, severe", "recurrent episode, mild")
    note.write_text(unanswered)
    refused = cleanclaim(tmp_path, *command)  # nobody answers: nothing is decided, nothing is billed
    assert refused.returncode != 0
    assert states(tmp_path)["E05AR2"] is ClaimState.READY


def test_a_rejected_claim_is_signed_and_sent_again(finished: Path, tmp_path: Path) -> None:
    base = ("--dir", str(finished))
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        assert state_of(work.claim_events.of("E05A")) is ClaimState.REJECTED
        before = len(work.transmissions.all())
    nothing = cleanclaim(tmp_path, "claim", "send", *base, "--today", "2026-11-01")
    assert "nothing is ready to send" in nothing.stdout
    in_time = ("--today", "2026-11-02")
    signed = cleanclaim(tmp_path, "claim", "sign", "E05A", "--by", "Demo Coder", *base, *in_time)
    assert signed.returncode == 0, signed.stdout
    sent = cleanclaim(tmp_path, "claim", "send", "--json", *base, *in_time)
    assert json.loads(sent.stdout)["claim_ids"] == ["E05A"]
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        assert state_of(work.claim_events.of("E05A")) is ClaimState.SUBMITTED
        controls = [
            each.interchange_control_number
            for each in work.transmissions.all()
            if each.partner == "DEMONIMBUS"
        ]
        assert len(work.transmissions.all()) == before + 1
        assert controls == ["000000001", "000000002"]
