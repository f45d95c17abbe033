"""A month is closed, balances are taken over, patients pay; the bank books nothing twice."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cleanclaim.app.close_period import close_period, month_end_pack, reopen_period
from cleanclaim.app.make_statements import make_statement
from cleanclaim.app.patient_payments import take_payment
from cleanclaim.app.take_deposits import list_deposits, take_deposits
from cleanclaim.app.take_opening_balances import take_opening_balances
from cleanclaim.app.workspace import open_workspace
from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.core.money import ZERO, Money
from cleanclaim.intake.practice import read_practice
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.month_end import Sheet, workbook_bytes
from cleanclaim.ledger.opening_balances import BalanceKind
from cleanclaim.remittance.tracing import trace_money
from cleanclaim.statements.patient_money import Method, PatientPayment
from cleanclaim.store.unit_of_work import UnitOfWork
from cleanclaim.store.verifying import verify

AT = datetime(2027, 1, 5, 9, tzinfo=UTC)
BY = "Ana Biller"


def balance(work: UnitOfWork, account: Account) -> str:
    return str(work.entries.trial_balance().get(account, ZERO))


def someone_owing(work: UnitOfWork) -> tuple[str, Money]:
    for patient_id in sorted({each.patient.patient_id for each in work.encounters.all()}):
        owed = work.entries.balances_of_patient(patient_id).get(Account.RECEIVABLE_PATIENT, ZERO)
        if owed > ZERO:
            return patient_id, owed
    raise AssertionError("the demo has such a patient")


def test_a_closed_month_takes_nothing_until_it_is_opened_again(finished: Path) -> None:
    with open_workspace(finished) as workspace:
        with workspace.store.unit_of_work() as work:
            last = max(entry.posted_on for entry in work.entries.all())
            period = f"{last.year}-{last.month:02d}"
            with pytest.raises(MisuseError, match="not over"):
                close_period(work, period, by=BY, at=datetime(last.year, last.month, 2, tzinfo=UTC))
            with pytest.raises(MisuseError, match="name a month"):
                close_period(work, "2026-13", by=BY, at=AT)
            assert close_period(work, period, by=BY, at=AT)[0]
            assert not close_period(work, period, by=BY, at=AT)[0]
            patient_id, _ = someone_owing(work)
            late = PatientPayment("R1", patient_id, Money(100), Method.CASH, last, BY)
            with pytest.raises(MisuseError, match=f"{period} is closed"):
                take_payment(work, late)
        with workspace.store.unit_of_work() as work:
            with pytest.raises(MisuseError, match="for a reason"):
                reopen_period(work, period, by=BY, reason=" ", at=AT)
            assert reopen_period(work, period, by=BY, reason="a late payment", at=AT)
            assert take_payment(work, late)[1]
            told = month_end_pack(work, period)[-1]
            assert [row[0] for row in told.rows] == ["closed", "reopened"]


def test_the_workbook_is_typed_safe_and_the_same_every_time(finished: Path, tmp_path: Path) -> None:
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        last = max(entry.posted_on for entry in work.entries.all())
        pack = month_end_pack(work, f"{last.year}-{last.month:02d}")
        balances = work.entries.trial_balance()
    made = workbook_bytes(pack)
    assert workbook_bytes(pack) == made
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["Trial balance", "Owed by payers", "Owed by patients", "Journal", "Period"]
    rows = list(book["Trial balance"].iter_rows(min_row=2, values_only=True))
    ended = {str(row[0]): f"{row[4]:.2f}" for row in rows[:-1]}  # numbers, not texts
    assert ended == {account.value: str(amount) for account, amount in balances.items()}
    assert list(rows[-1][2:]) == [0, 0, 0]
    evil = [Sheet("Evil", ("text",), (("=1+1",), ("+cmd",), ("@x",), (" -2",), ("a\x07b",)))]
    sheet = load_workbook(io.BytesIO(workbook_bytes(evil)))["Evil"]
    told = [(cell.value, cell.data_type) for [cell] in sheet.iter_rows(min_row=2)]
    assert told == [("'=1+1", "s"), ("'+cmd", "s"), ("'@x", "s"), ("' -2", "s"), ("a b", "s")]


def test_opening_balances_tie_or_nothing_is_taken(finished: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    with open_workspace(finished) as workspace:
        with workspace.store.reading() as work:
            patient_id, owed = someone_owing(work)
        path.write_text(
            f"kind,owner,reference,amount\npatient,{patient_id},A17,120.00\npayer,sure,C9,300.00\n"
            f"unapplied,{patient_id},,25.00\n",
            encoding="utf-8",
        )
        totals = {BalanceKind.PATIENT: Money(12000), BalanceKind.PAYER: Money(30000)}
        with (
            workspace.store.unit_of_work() as work,
            pytest.raises(MisuseError, match=r"listed 25\.00, told 0\.00"),
        ):
            take_opening_balances(work, path, totals, on=AT.date(), by=BY)
        totals[BalanceKind.UNAPPLIED] = Money(2500)
        with workspace.store.unit_of_work() as work:
            assert take_opening_balances(work, path, totals, on=AT.date(), by=BY) == 3
        with workspace.store.unit_of_work() as work:
            assert take_opening_balances(work, path, totals, on=AT.date(), by=BY) == 0
            assert balance(work, Account.OPENING) == "-395.00"
            practice = read_practice(finished / "practice.toml").practice
            statement = make_statement(work, patient_id, practice, today=AT.date())
            assert statement.balance == owed + Money(12000)
            kept = [each.remittance for each in work.remittances.all()]
            assert trace_money(kept, work.entries.all()).holds
        path.write_text("kind,owner,reference,amount\nnobody,P,,x\n", encoding="utf-8")
        with workspace.store.unit_of_work() as work, pytest.raises(UnreadableFileError) as caught:
            take_opening_balances(work, path, totals, on=AT.date(), by=BY)
        assert len(caught.value.findings) == 2


def test_the_bank_books_patients_money_once(finished: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank.csv"
    with open_workspace(finished) as workspace:
        with workspace.store.unit_of_work() as work:
            patient_id, owed = someone_owing(work)
            before = balance(work, Account.BANK)
            for receipt, cents in (("R1", owed.cents), ("R2", 2500)):
                told = PatientPayment(
                    receipt, patient_id, Money(cents), Method.CHECK, AT.date(), BY, f"ck{receipt}", "SLIP9"
                )
                assert take_payment(work, told)[1]
                assert not take_payment(work, told)[1]
            with pytest.raises(MisuseError, match="used for another"):
                take_payment(work, PatientPayment("R1", patient_id, Money(1), Method.CASH, AT.date(), BY))
            both = owed + Money(2500)
            assert balance(work, Account.TILL) == str(both)
            assert balance(work, Account.BANK) == before
        bank.write_text(
            f"date,amount,trace,text\n2027-01-06,{both},SLIP9,DEPOSIT\n2027-01-06,{both},SLIP9,AGAIN\n",
            encoding="utf-8",
        )
        with workspace.store.unit_of_work() as work:
            taken = take_deposits(work, bank, today=date(2027, 1, 6))
            assert (taken.matched, taken.waiting) == (1, 1)  # a second deposit under the slip is not theirs
        with workspace.store.unit_of_work() as work:
            assert take_deposits(work, bank, today=date(2027, 1, 7)).known == 2
            assert balance(work, Account.TILL) == "0.00"
            assert [str(line.amount) for line in list_deposits(work).unexplained] == [str(both)]
            practice = read_practice(finished / "practice.toml").practice
            assert make_statement(work, patient_id, practice, today=AT.date()).balance == ZERO
        assert verify(workspace.store).findings == ()


def test_the_commands_speak(finished: Path, tmp_path: Path) -> None:
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        patient_id, _ = someone_owing(work)

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(root, [*arguments, "--dir", str(finished)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    on = ("--today", "2027-01-05", "--by", BY)
    paid = run("patient", "pay", patient_id, "5000.00", "--method", "cash", "--receipt", "R5", *on)
    assert paid.startswith("patient:pay:R5: TILL +")
    refund = ("patient", "refund", patient_id, "10.00", "--receipt", "F5", "--reason", "too much", *on)
    assert "UNAP +10.00; REFUND -10.00" in run(*refund)
    assert "was booked before" in run(*refund)
    assert "REFUND +10.00; BANK -10.00" in run(
        "patient", "refund-paid", "--receipt", "F5", "--reference", "9", *on
    )
    assert run("patient", "small-balance", patient_id, *on) == "nothing to do\n"
    assert run("ledger", "close", "2026-12", *on).endswith("2026-12: closed\n")
    assert run("ledger", "reopen", "2026-12", "--reason", "x", *on) == "2026-12: reopened\n"
    out = tmp_path / "december.xlsx"
    run("ledger", "export", "--format", "xlsx", "--period", "2026-12", "--out", str(out))
    assert load_workbook(out)["Period"].max_row == 3
