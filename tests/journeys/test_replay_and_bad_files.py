"""R6, R7: a replay in any wrapping posts nothing twice; what is no whole X12 file posts nothing at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from cleanclaim.app.receive_files import ALREADY_TAKEN, REFUSED, TAKEN, Received, receive_file
from cleanclaim.app.workspace import Workspace, open_workspace
from cleanclaim.core.errors import StoreFullError
from cleanclaim.model.work import WorkKind
from cleanclaim.store.verifying import verify
from cleanclaim.x12.segments import segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def take(folder: Path, raw: bytes) -> Received:
    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        return receive_file(work, raw, at=AT)


def take_together(workspace: Workspace, paths: list[Path]) -> None:
    with workspace.store.unit_of_work() as work:
        for path in paths:
            receive_file(work, path.read_bytes(), at=AT)


def books(folder: Path) -> tuple[int, dict[str, str]]:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        balance = {account.value: str(amount) for account, amount in work.entries.trial_balance().items()}
        return len(work.entries.all()), balance


def received(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "received").iterdir() if "-cut" not in path.name)


def remittance(folder: Path) -> bytes:
    return next(path for path in received(folder) if path.name.startswith("835_DEMOACME")).read_bytes()


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "renamed": lambda raw: raw,
    "CRLF": lambda raw: raw.replace(b"~", b"~\r\n"),
    "LF": lambda raw: raw.replace(b"~", b"~\n"),
    "80 columns": lambda raw: b"\r\n".join(raw[start : start + 80] for start in range(0, len(raw), 80)),
    "byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "newline as terminator": lambda raw: raw.replace(b"~", b"\n"),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_replay_posts_nothing_twice(finished: Path, wrapping: str) -> None:
    before = books(finished)
    for path in received(finished):
        again = take(finished, WRAPPINGS[wrapping](path.read_bytes()))
        assert (again.outcome, again.events, again.entries) == (ALREADY_TAKEN, 0, 0), path.name
    assert books(finished) == before


def test_the_same_remittance_in_another_envelope_posts_nothing(finished: Path) -> None:
    raw = remittance(finished)
    control = raw[90:99]
    other = raw.replace(control, b"000099999")
    assert other != raw
    before = books(finished)
    again = take(finished, other)
    assert (again.outcome, again.entries) == (TAKEN, 0)
    assert "receipt.already-posted" in [finding.rule_id for finding in again.report.findings]
    assert books(finished) == before


def test_control_numbers_used_again_for_something_else_are_quarantined(finished: Path) -> None:
    raw = remittance(finished)
    trace = raw.split(b"TRN*1*")[1].split(b"*")[0]
    before = books(finished)
    again = take(finished, raw.replace(trace, b"9" * len(trace)))
    assert "receipt.envelope-reused" in [finding.rule_id for finding in again.report.rejects]
    assert books(finished) == before


@pytest.mark.parametrize("kept", [0, 50, 105, 106, 300, 0.5, 0.9, -1])
def test_a_truncated_file_posts_nothing_and_says_where_it_ends(sent: Path, kept: float) -> None:
    raw = remittance(sent)
    cut = raw[: int(len(raw) * kept) if isinstance(kept, float) else kept]
    before = books(sent)
    got = take(sent, cut)
    assert got.outcome == REFUSED
    assert got.entries == 0
    assert any(finding.place.offset is not None for finding in got.report.rejects)
    assert books(sent) == before
    assert take(sent, raw).outcome == TAKEN  # the whole file is still welcome


@pytest.mark.parametrize(
    "raw", [b"", b"\x00" * 500, b"%PDF-1.7 not for you", b"hello\n" * 100, "ISA".encode("utf-16")]
)
def test_what_is_not_x12_is_refused(sent: Path, raw: bytes) -> None:
    got = take(sent, raw)
    assert got.outcome == REFUSED
    assert got.report.rejects
    assert got.report.rejects[0].next_step


def test_a_garbled_amount_posts_nothing(sent: Path) -> None:
    raw = remittance(sent)
    payment = raw.split(b"BPR*I*")[1].split(b"*")[0]
    before = books(sent)
    garbled = raw.replace(b"BPR*I*" + payment, b"BPR*I*1E5")
    assert garbled != raw
    assert take(sent, garbled).entries == 0
    assert books(sent) == before


def test_one_cent_off_posts_nothing_and_opens_work(sent: Path) -> None:
    raw = remittance(sent)
    payment = raw.split(b"BPR*I*")[1].split(b"*")[0]
    before = books(sent)
    got = take(
        sent, raw.replace(b"BPR*I*" + payment, b"BPR*I*" + payment + (b"1" if b"." in payment else b".01"))
    )
    assert got.entries == 0
    assert got.report.rejects
    assert books(sent) == before
    with open_workspace(sent) as workspace, workspace.store.reading() as work:
        assert any(item.kind == "quarantine" for item in work.work_items.open_items())


def test_two_interchanges_the_second_bad(sent: Path) -> None:
    good, bad = (path.read_bytes() for path in received(sent) if path.name.startswith("835_DEMOACME"))
    got = take(sent, good + bad[: len(bad) // 2])
    assert got.outcome == TAKEN
    assert got.entries > 0
    assert got.report.rejects
    with open_workspace(sent) as workspace, workspace.store.reading() as work:
        assert [item.kind for item in work.work_items.open_items() if item.kind == "quarantine"]


def test_a_full_disk_refuses_and_leaves_the_books_whole(sent: Path) -> None:
    with open_workspace(sent) as workspace:
        with workspace.store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        event.listen(
            workspace.store.engine,
            "begin",
            lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}"),
        )
        before = verify(workspace.store).findings
        with pytest.raises(StoreFullError):
            take_together(workspace, received(sent))
        assert verify(workspace.store).findings == before == ()
    assert take(sent, remittance(sent)).outcome == TAKEN


def test_the_command_says_it_with_its_exit_code(sent: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.x12"
    cut.write_bytes(remittance(sent)[:400])
    whole = tmp_path / "whole.x12"
    whole.write_bytes(remittance(sent))
    command = [sys.executable, "-m", "cleanclaim", "receive", "--dir", str(sent)]
    refused = subprocess.run([*command, str(cut)], capture_output=True, text=True)
    assert refused.returncode == 1
    assert "refused" in refused.stdout
    assert "byte" in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    taken = subprocess.run([*command, str(whole)], capture_output=True, text=True)
    assert taken.returncode == 0, taken.stdout
    missing = subprocess.run([*command, str(tmp_path / "nowhere.x12")], capture_output=True, text=True)
    assert missing.returncode == 2
    shutil.rmtree(sent / "received")


GOLDEN = Path(__file__).parents[1] / "golden"
ELIGIBILITY_ANSWER = (GOLDEN / "x12-271-benefits-and-a-refusal.x12").read_bytes().replace(b"\n", b"")


def test_an_answer_that_posts_nothing_is_kept_and_told_to_a_person(sent: Path) -> None:
    before = books(sent)
    got = take(sent, ELIGIBILITY_ANSWER)
    assert (got.outcome, got.kinds, got.entries, got.events) == (TAKEN, ("271",), 0, 0)
    assert [finding.rule_id for finding in got.report.findings] == ["receipt.nothing-to-post"]
    assert books(sent) == before
    with open_workspace(sent) as workspace, workspace.store.reading() as work:
        (item,) = work.work_items.open_items(WorkKind.INCOMING)
        assert item.title == "The file holds a 271, which was read; nothing is posted from it."
        assert (item.detail, item.due_rule) == ("271 from PLANONE", "work.incoming")
        assert work.raw_files.read(got.receipt_id) == ELIGIBILITY_ANSWER
    assert take(sent, ELIGIBILITY_ANSWER).outcome == ALREADY_TAKEN


def test_a_set_that_nobody_here_reads_is_kept_all_the_same(sent: Path) -> None:
    header = Envelope("PLANONE", "DEMO", "AG", "005010X186A1", AT, 9, 9)
    got = take(sent, write_interchange(header, [TransactionDraft("824", "0001", (segment("BGN", "11"),))]))
    assert (got.outcome, got.entries) == (TAKEN, 0)
    assert [finding.rule_id for finding in got.report.findings] == ["receipt.not-read"]
    with open_workspace(sent) as workspace, workspace.store.reading() as work:
        (item,) = work.work_items.open_items(WorkKind.INCOMING)
        assert item.detail == "824 from PLANONE"
