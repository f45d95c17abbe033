"""Bank lines meet the demo's remittances: both lists, in either order of arrival, never twice."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.app.take_deposits import Deposits, Taken, list_deposits, take_deposits
from cleanclaim.app.workspace import open_workspace
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.report import journal
from cleanclaim.model.remittance import Remittance
from cleanclaim.store.verifying import verify
from tests.journeys.remittance_files import paid_before, take, written

TODAY = date(2026, 12, 15)


def bank_file(folder: Path, *rows: tuple[Money, str]) -> Path:
    path = folder / "bank.csv"
    lines = [f"2026-12-14,{amount},{trace},HCCLAIMPMT" for amount, trace in rows]
    path.write_text("\n".join(["date,amount,trace,text", *lines, ""]))
    return path


def take_bank(folder: Path, path: Path) -> Taken:
    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        return take_deposits(work, path, today=TODAY)


def listed(folder: Path) -> tuple[Deposits, dict[Account, Money]]:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return list_deposits(work), work.entries.trial_balance()


def paid(folder: Path) -> list[Remittance]:
    return list(listed(folder)[0].announced)


def test_every_deposit_meets_its_remittance_once(finished: Path) -> None:
    remittances = paid(finished)
    announced = listed(finished)[1][Account.CLEARING]
    path = bank_file(finished, *((each.payment, each.trace_number) for each in remittances))
    assert take_bank(finished, path) == Taken(len(remittances), 0, 0, 0)
    found, balance = listed(finished)
    assert (found.announced, found.unexplained) == ((), ())
    assert [remittance for remittance, _ in found.matched] == remittances
    assert balance[Account.CLEARING] == ZERO
    assert balance[Account.BANK] == announced
    assert take_bank(finished, path) == Taken(0, 0, len(remittances), 0)
    assert listed(finished) == (found, balance)
    with open_workspace(finished) as workspace:
        assert verify(workspace.store).findings == ()


def test_another_amount_or_trace_waits_and_is_listed_both_ways(finished: Path) -> None:
    first, second, *_ = paid(finished)
    path = bank_file(
        finished,
        (first.payment - Money(1), first.trace_number),
        (second.payment, ""),
        (Money(-500), second.trace_number),
    )
    assert take_bank(finished, path) == Taken(0, 2, 0, 1)
    found, balance = listed(finished)
    assert {first, second} <= set(found.announced)
    assert [line.amount for line in found.unexplained] == [first.payment - Money(1), second.payment]
    assert balance[Account.UNAPPLIED] == -(first.payment - Money(1) + second.payment)


def test_the_same_trace_and_amount_again_is_money_without_a_remittance(finished: Path) -> None:
    first, *_ = paid(finished)
    row = (first.payment, first.trace_number)
    assert take_bank(finished, bank_file(finished, row, row)) == Taken(1, 1, 0, 0)
    assert take_bank(finished, bank_file(finished, row, row)) == Taken(0, 0, 2, 0)


def test_money_that_comes_before_its_remittance_is_matched_when_that_arrives(finished: Path) -> None:
    like, payment = paid_before(finished, "E01A")
    raw = written(
        like, payment, trace="EARLY1"
    )  # a second payment of E01A: its claim waits, its money counts
    assert take_bank(finished, bank_file(finished, (payment.paid, "EARLY1"))) == Taken(0, 1, 0, 0)
    assert take(finished, raw).entries == 2
    found, balance = listed(finished)
    assert found.unexplained == ()
    assert ("EARLY1", payment.paid) in [(line.trace, line.amount) for _, line in found.matched]
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        [moved] = work.entries.beginning("deposit:")
    assert journal(moved) == f"UNAP +{payment.paid}; CLR -{payment.paid}"
    assert balance[Account.BANK] == payment.paid
    assert take_bank(finished, bank_file(finished, (payment.paid, "EARLY1"))) == Taken(0, 0, 1, 0)


def test_a_bad_file_takes_nothing(finished: Path) -> None:
    before = listed(finished)
    first, *_ = paid(finished)
    path = bank_file(finished, (first.payment, first.trace_number))
    path.write_text(path.read_text() + "yesterday,1.00,X,Y\n")
    with pytest.raises(UnreadableFileError):
        take_bank(finished, path)
    assert listed(finished) == before


def test_the_commands(finished: Path) -> None:
    first, *rest = paid(finished)
    path = bank_file(finished, (first.payment, first.trace_number), (Money(777), "NOBODY"))

    def shown(*arguments: str) -> str:
        command = [sys.executable, "-m", "cleanclaim", "deposit", *arguments, "--dir", str(finished)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert shown("take", str(path)) == (
        "1 met their remittance, 1 wait for one, 0 were known, 0 are no money that came in\n"
    )
    assert '"known": 2' in shown("take", str(path), "--json")
    assert "7.77" in shown("list")
    assert shown("list", "--json").count("\n") == 2 + len(rest)
