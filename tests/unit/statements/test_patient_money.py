"""Journals 10 to 12, and what patients must not be charged twice or refunded in excess."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cleanclaim.core.errors import MisuseError
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import line_balances, patient_balances, trial_balance
from cleanclaim.ledger.entries import Entry
from cleanclaim.ledger.report import journal
from cleanclaim.statements.patient_money import (
    Method,
    PatientPayment,
    apply_entry,
    banked_entry,
    banked_keys,
    is_card_number,
    owed_lines,
    pay_entry,
    refund_entry,
    refund_paid_entry,
    slip_of,
    small_balance_entry,
    till,
    unapplied,
)
from tests.unit.remittance.remittance_examples import (
    answer,
    charged,
    claim,
    money,
    negated,
    posted,
    remittance,
)

ON = date(2026, 6, 20)
ONE = claim("200.00")
ANSWER = answer(ONE, "CO-45 60.00", "PR-1 20.00", "PR-2 24.00", "PR-3 10.00")
CARD = PatientPayment("R1", "PT1", money("54"), Method.CARD, ON, "Ana", "gw-1", fee=money("1.60"))
CASH = PatientPayment("R2", "PT1", money("25"), Method.CASH, ON, "Ana")


def owing() -> list[Entry]:
    books = charged(ONE)
    return [*books, *posted(remittance(ANSWER), ONE, books=books).entries]


def totals(books: list[Entry]) -> dict[str, str]:
    return {account.value: str(amount) for account, amount in trial_balance(books).items() if amount}


def test_journal_10_card_with_its_fee() -> None:
    books = owing()
    paid = pay_entry(CARD, books)
    assert journal(paid) == "TILL +54.00; AR.PT -54.00; FEE +1.60; TILL -1.60"
    banked = banked_entry([paid], line_id="L1", on=ON)
    assert journal(banked) == "BANK +52.40; TILL -52.40"
    moved = {a.value: str(m) for a, m in trial_balance([paid, banked]).items() if m}
    assert moved == {"BANK": "52.40", "AR.PT": "-54.00", "FEE": "1.60"}  # journal 10 of the note
    assert (slip_of(paid), str(till(paid))) == ("gw-1", "52.40")
    assert banked_keys([paid, banked]) == {"patient:pay:R1"}


def test_journal_11_refund_after_the_share_shrank() -> None:
    books = owing()
    books.append(pay_entry(replace(CARD, fee=money("0")), books))
    corrected = answer(ONE, "CO-45 104.00", "PR-1 10.00")
    later = replace(remittance(negated(ANSWER), corrected), trace_number="T2")
    books += posted(later, ONE, books=books).entries
    assert str(patient_balances(books)["PT1"]) == "-44.00"
    with pytest.raises(MisuseError, match=r"44\.00 to get back"):
        refund_entry(money("44.01"), books, receipt="F1", patient_id="PT1", by="Ana", reason="x", on=ON)
    refund = refund_entry(money("44"), books, receipt="F1", patient_id="PT1", by="Ana", reason="x", on=ON)
    assert journal(refund) == "AR.PT +44.00; REFUND -44.00"
    paid = refund_paid_entry(refund, reference="2001", by="Ana", on=ON)
    assert journal(paid) == "REFUND +44.00; BANK -44.00"
    with pytest.raises(MisuseError, match=r"0\.00 to get back"):
        refund_entry(money("1"), [*books, refund], receipt="F2", patient_id="PT1", by="A", reason="x", on=ON)


def test_journal_12_prepayment_then_applied() -> None:
    before = charged(ONE)
    early = pay_entry(CASH, before)
    assert journal(early) == "TILL +25.00; UNAP -25.00"
    books = [*owing(), early]
    assert str(unapplied(books, "PT1")) == "25.00"
    told = {"key": "patient:move:M1", "patient_id": "PT1", "to_claim": "E01A", "from_claim": "", "by": "Ana"}
    applied = apply_entry(money("25"), books, on=ON, **told)
    assert journal(applied) == "UNAP +25.00; AR.PT -25.00"
    books.append(applied)
    assert (str(unapplied(books, "PT1")), str(patient_balances(books)["PT1"])) == ("0.00", "29.00")
    with pytest.raises(MisuseError, match=r"there is 0\.00 to move, and 29\.00 owed"):
        apply_entry(money("1"), books, on=ON, **told)


def test_more_than_is_owed_waits_and_no_line_is_off() -> None:
    books = owing()
    books.append(pay_entry(replace(CARD, amount=money("60")), books))
    assert journal(books[-1]) == "TILL +54.00; AR.PT -54.00; TILL +6.00; UNAP -6.00; FEE +1.60; TILL -1.60"
    sums = [sum(amount.cents for amount in each.values()) for each in line_balances(books).values()]
    assert set(sums) == {0}
    assert owed_lines(books) == {}


def test_a_credit_moves_to_another_claim() -> None:
    two = claim("80.00", claim_id="E02A")
    books = [*owing(), *charged(two)]
    second = replace(remittance(answer(two, "PR-1 80.00"), method="NON"), trace_number="T3")
    books += posted(second, two, books=books).entries
    books.append(pay_entry(replace(CARD, fee=money("0")), books, claim_id="E01A"))
    later = replace(remittance(negated(ANSWER), answer(ONE, "CO-45 114.00")), trace_number="T2")
    books += posted(later, ONE, books=books).entries
    told = {
        "key": "patient:move:M1",
        "patient_id": "PT1",
        "to_claim": "E02A",
        "from_claim": "E01A",
        "by": "A",
    }
    moved = apply_entry(money("54"), books, on=ON, **told)
    assert journal(moved) == "AR.PT +54.00; UNAP -54.00; UNAP +54.00; AR.PT -54.00"
    assert {k: str(v) for k, v in owed_lines([*books, moved]).items()} == {("E02A", 1): "26.00"}


def test_only_a_small_balance_is_forgiven() -> None:
    books = owing()
    assert small_balance_entry(books, patient_id="PT1", limit=money("53.99"), by="Ana", on=ON) is None
    forgiven = small_balance_entry(books, patient_id="PT1", limit=money("54"), by="Ana", on=ON)
    assert forgiven is not None
    assert journal(forgiven) == "SMALLBAL +54.00; AR.PT -54.00"
    assert (
        small_balance_entry([*books, forgiven], patient_id="PT1", limit=money("54"), by="Ana", on=ON) is None
    )


@pytest.mark.parametrize(
    "unfit",
    [
        replace(CARD, amount=money("0")),
        replace(CARD, fee=money("54")),
        replace(CARD, reference="4111 1111 1111 1111"),
        replace(CARD, slip="4111111111111111"),
        replace(CARD, receipt="4111-1111-1111-1111"),
        replace(CARD, receipt=""),
    ],
)
def test_what_is_no_payment_and_any_card_number_is_refused(unfit: PatientPayment) -> None:
    with pytest.raises(MisuseError) as caught:
        pay_entry(unfit, owing())
    assert "4111" not in str(caught.value)


def test_what_looks_like_a_card_number() -> None:
    assert is_card_number("card 5555-5555-5555-4444")
    assert not is_card_number("5555-5555-5555-4445")  # its check digit is wrong
    assert not is_card_number("check 1042")


def test_the_accounts_touched_are_those_of_the_journals() -> None:
    books = owing()
    entries = [pay_entry(CARD, books), pay_entry(CASH, books)]
    touched = {each.account for entry in entries for each in entry.postings}
    assert touched == {Account.TILL, Account.RECEIVABLE_PATIENT, Account.FEE}
    assert totals([*books, *entries])["TILL"] == "77.40"
