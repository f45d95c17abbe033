"""Reversal and correction, posted for real: journals 4a and 4b, in every order, and what still waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import trial_balance
from cleanclaim.ledger.entries import Entry, Posting, undone_key
from cleanclaim.ledger.report import journal
from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.model.remittance import ClaimPayment, ProviderAdjustment, Remittance
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance import Cause, Posted
from cleanclaim.statements import billed_lines, statement
from tests.unit.remittance.remittance_examples import (
    PATIENT,
    POSTED_ON,
    PRACTICE,
    SECOND_PLAN,
    answer,
    charged,
    claim,
    money,
    negated,
    paid_line,
    payment,
    posted,
    remittance,
)

ONE = claim("200.00")
TWO = claim("300.00", "200.00")
ORIGINAL = answer(ONE, "CO-45 60.00", "PR-1 20.00", "PR-2 24.00", "PR-3 10.00")
CORRECTION = answer(ONE, "CO-45 50.00", "PR-1 20.00", "PR-2 26.00", "PR-3 10.00")
UNDONE = "CLR -86.00; CONTRA -60.00; AR.PT -54.00; AR.P1 +200.00"
CORRECTED = "CLR +94.00; CONTRA +50.00; AR.PT +56.00; AR.P1 -200.00"


def sent(trace: str, *payments: ClaimPayment) -> Remittance:
    """A remittance; a negative forward balance lifts it to zero where it must."""
    made = replace(remittance(*payments), trace_number=trace)
    if made.payment < money("0"):
        lift = [ProviderAdjustment("FB", "", made.payment)]
        made = replace(remittance(*payments, provider=lift), trace_number=trace)
    return made


def paid_before(*payments: ClaimPayment) -> list[Entry]:
    books = charged(ONE)
    for number, each in enumerate(payments):
        books += posted(sent(f"BEFORE{number}", each), ONE, books=books).entries
    return books


def balances(books: list[Entry]) -> dict[str, str]:
    return {account.value: str(amount) for account, amount in trial_balance(books).items()}


def test_4a_and_4b_in_a_later_remittance() -> None:
    books = paid_before(ORIGINAL)
    result = posted(sent("LATER", negated(ORIGINAL), CORRECTION), ONE, books=books)
    assert [journal(entry) for entry in result.entries] == [UNDONE, CORRECTED]
    assert [item.event for item in result.outcomes] == [ClaimEventKind.REVERSED, ClaimEventKind.PAID]
    assert result.outcomes[0].undoes == books[1].natural_key == undone_key(result.entries[0])
    assert (result.work_items, result.findings, result.disputed) == ((), (), ())
    assert balances([*books, *result.entries]) == {
        "CLR": "94.00", "AR.P1": "0.00", "AR.PT": "56.00", "REV": "-200.00", "CONTRA": "50.00"
    }  # fmt: skip
    assert str(result.cleared) == "8.00"


def test_the_correction_listed_before_the_reversal() -> None:
    result = posted(sent("LATER", CORRECTION, negated(ORIGINAL)), ONE, books=paid_before(ORIGINAL))
    assert [journal(entry) for entry in result.entries] == [CORRECTED, UNDONE]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_original_reversal_and_correction_in_one_remittance(order: tuple[int, ...]) -> None:
    three = (ORIGINAL, negated(ORIGINAL), CORRECTION)
    result = posted(sent("ALL", *(three[number] for number in order)), ONE)
    assert result.suspended == ()
    books = [*charged(ONE), *result.entries]
    assert balances(books)["AR.PT"] == "56.00"
    assert balances(books)["CLR"] == "94.00"


def test_the_correction_in_a_remittance_of_its_own() -> None:
    books = paid_before(ORIGINAL, negated(ORIGINAL))
    assert balances(books)["AR.P1"] == "200.00"
    result = posted(sent("LATER", CORRECTION), ONE, books=books)
    assert [journal(entry) for entry in result.entries] == [CORRECTED]


def test_a_correction_that_is_corrected_again() -> None:
    books = paid_before(ORIGINAL, negated(ORIGINAL), CORRECTION)
    result = posted(sent("LATER", negated(CORRECTION), ORIGINAL), ONE, books=books)
    assert result.suspended == ()
    assert balances([*books, *result.entries])["AR.PT"] == "54.00"


Change = Callable[[ClaimPayment], ClaimPayment]


def partly(item: ClaimPayment) -> ClaimPayment:
    """The payer takes back less than it paid."""
    line = replace(item.lines[0], paid=money("-80.00"), charge=money("-194.00"))
    return replace(item, paid=line.paid, charge=line.charge, lines=(line,))


def other_reason(item: ClaimPayment) -> ClaimPayment:
    first, *rest = item.lines[0].adjustments
    line = replace(item.lines[0], adjustments=(replace(first, reason="131"), *rest))
    return replace(item, lines=(line,))


@pytest.mark.parametrize("change", [partly, other_reason])
def test_a_reversal_that_mirrors_nothing_waits_and_so_does_its_correction(change: Change) -> None:
    result = posted(sent("LATER", change(negated(ORIGINAL)), CORRECTION), ONE, books=paid_before(ORIGINAL))
    assert [item.cause for item in result.outcomes] == [Cause.REVERSAL.value, Cause.REVERSED_HERE.value]
    touched = {posting.account for entry in result.entries[:2] for posting in entry.postings}
    assert touched == {Account.CLEARING, Account.UNAPPLIED}
    assert [item.kind for item in result.work_items[:2]] == [WorkKind.SUSPENSE] * 2


def test_a_second_reversal_of_the_same_payment_waits() -> None:
    result = posted(sent("AGAIN", negated(ORIGINAL)), ONE, books=paid_before(ORIGINAL, negated(ORIGINAL)))
    assert result.outcomes[0].cause == Cause.REVERSAL.value


def test_two_reversals_of_one_payment_in_one_remittance_undo_it_once() -> None:
    result = posted(sent("TWICE", negated(ORIGINAL), negated(ORIGINAL)), ONE, books=paid_before(ORIGINAL))
    assert [item.cause for item in result.outcomes] == ["", Cause.REVERSAL.value]


def test_a_reversal_to_another_payee_or_by_another_plan_waits() -> None:
    books = paid_before(ORIGINAL)
    elsewhere = replace(sent("LATER", negated(ORIGINAL)), payee_npi="2222222220")
    assert posted(elsewhere, ONE, books=books).outcomes[0].cause == Cause.OTHER_PAYEE.value


def test_a_denial_that_is_undone_opens_no_denial_when_all_came_at_once() -> None:
    denied = answer(ONE, "CO-16 200.00")
    result = posted(sent("ALL", denied, negated(denied), ORIGINAL), ONE)
    assert [item.event for item in result.outcomes] == [
        ClaimEventKind.DENIED,
        ClaimEventKind.REVERSED,
        ClaimEventKind.PAID,
    ]
    assert result.disputed == ()


def test_lines_in_another_order_and_a_reversal_without_lines() -> None:
    original = payment(
        TWO,
        paid_line(TWO.lines[0], "CO-45 120.00", "PR-2 36.00"),
        paid_line(TWO.lines[1], "CO-45 80.00", "PR-1 20.00"),
    )
    books = charged(TWO)
    books += posted(remittance(original), TWO, books=books).entries
    turned = replace(negated(original), lines=tuple(reversed(negated(original).lines)))
    assert posted(sent("LATER", turned), TWO, books=books).suspended == ()
    adjustments = tuple(item for line in turned.lines for item in line.adjustments)
    bare = replace(turned, lines=(), adjustments=adjustments)
    assert posted(sent("LATER", bare), TWO, books=books).suspended == ()
    swapped = tuple(replace(item, group="CO") if item.reason == "1" else item for item in adjustments)
    assert len(posted(sent("LATER", replace(bare, adjustments=swapped)), TWO, books=books).suspended) == 1


def test_the_same_totals_on_other_lines_are_no_mirror() -> None:
    twin = claim("100.00", "100.00")
    original = payment(twin, paid_line(twin.lines[0], "CO-45 40.00"), paid_line(twin.lines[1], "PR-1 40.00"))
    other = payment(twin, paid_line(twin.lines[0], "PR-1 40.00"), paid_line(twin.lines[1], "CO-45 40.00"))
    books = charged(twin)
    books += posted(remittance(original), twin, books=books).entries
    assert posted(sent("LATER", negated(other)), twin, books=books).outcomes[0].cause == Cause.REVERSAL.value


def test_a_patient_who_has_paid_gets_a_credit_that_someone_sees() -> None:
    books = paid_before(ORIGINAL)
    paid = (
        Posting(Account.BANK, money("54.00"), ONE.claim_id, 1, PATIENT.patient_id),
        Posting(Account.RECEIVABLE_PATIENT, money("-54.00"), ONE.claim_id, 1, PATIENT.patient_id),
    )
    books.append(Entry("payment:1", POSTED_ON, "patient paid", paid))
    result = posted(sent("LATER", negated(ORIGINAL)), ONE, books=books)
    [credit] = [item for item in result.work_items if item.kind is WorkKind.CREDIT]
    assert (credit.about, credit.detail, credit.due_rule) == (
        "E01A",
        "line 1 AR.PT -54.00",
        "work.credit-balance",
    )


def test_the_next_plan_is_billed_anew_after_a_correction() -> None:
    one = claim("200.00", second=SECOND_PLAN)
    books = charged(one)
    first = posted(sent("FIRST", ORIGINAL), one, books=books)
    books += first.entries
    result: Posted = posted(sent("LATER", negated(ORIGINAL), CORRECTION), one, books=books)
    assert [item.work_item_id for item in first.work_items] == ["secondary:E01A"]
    assert [item.work_item_id for item in result.work_items] == [
        f"secondary:E01A:{result.entries[1].natural_key}"
    ]
    assert balances([*books, *result.entries])["AR.P2"] == "56.00"


def test_the_statement_after_a_correction_names_the_corrected_share() -> None:
    books = paid_before(ORIGINAL, negated(ORIGINAL), CORRECTION)
    lines = billed_lines(ONE, wordings={})
    found = statement(lines, entries=books, patient=PATIENT, practice=PRACTICE, today=POSTED_ON)
    [line] = found.visits[0].lines
    assert (str(line.plan_paid), str(line.plan_discount), str(line.you_owe)) == ("94.00", "50.00", "56.00")
    assert [str(amount) for _, amount in line.why] == ["20.00", "26.00", "10.00"]
