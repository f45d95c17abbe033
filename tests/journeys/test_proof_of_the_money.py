"""`cleanclaim ledger prove` on the demo: it holds, it shows the deposits, and it sees a stray entry."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from cleanclaim.app.workspace import open_workspace
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting
from tests.unit.ledger.test_exporting import judged


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cleanclaim", *arguments, "--dir", str(folder)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_demo_holds_and_a_stray_entry_does_not(finished: Path) -> None:
    shown = run(finished, "ledger", "prove")
    assert shown.returncode == 0
    assert shown.stdout.splitlines()[-1] == "The money ties, to the cent."
    told = json.loads(run(finished, "ledger", "prove", "--json").stdout)
    assert told["holds"] is True
    with open_workspace(finished) as workspace, workspace.store.unit_of_work() as work:
        postings = (Posting(Account.CLEARING, Money(1)), Posting(Account.UNAPPLIED, Money(-1)))
        work.entries.post(Entry("835:nobody:sent-this", date(2026, 11, 30), "stray", postings))
    broken = run(finished, "ledger", "prove")
    assert broken.returncode == 1
    assert "ledger.prove.stray" in broken.stdout
    assert broken.stdout.splitlines()[-1] == "THE MONEY DOES NOT TIE."


def test_the_export_of_the_demo_balances_for_a_reader_of_its_own(finished: Path) -> None:
    balances = judged(run(finished, "ledger", "export").stdout)
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        ours = work.entries.trial_balance()
    assert {str(amount) for amount in balances.values()} == {str(amount) for amount in ours.values()}
    rows = run(finished, "ledger", "export", "--format", "csv").stdout.splitlines()
    assert len(rows) > 100
