"""Payers that split, bundle, change or renumber lines, and that take back some of them."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import line_balances, trial_balance
from cleanclaim.ledger.entries import Entry, undone_part
from cleanclaim.ledger.report import journal
from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.model.remittance import ClaimPayment, ProviderAdjustment, Remittance
from cleanclaim.remittance import Cause
from cleanclaim.remittance.candidates import control_numbers_like, scored
from cleanclaim.remittance.standing import standing
from cleanclaim.remittance.tracing import trace_money
from tests.unit.remittance.remittance_examples import (
    adjustments,
    charged,
    claim,
    money,
    negated,
    paid_line,
    payment,
    posted,
    remittance,
)

TWO = claim("300.00", "200.00")
FIRST, SECOND = TWO.lines
ANSWERS = (paid_line(FIRST, "CO-45 120.00"), paid_line(SECOND, "CO-45 50.00", "PR-1 20.00"))
WHOLE = payment(TWO, *ANSWERS)


def traced(trace: str, *payments: ClaimPayment) -> Remittance:
    made = replace(remittance(*payments), trace_number=trace)
    if made.payment < money("0"):
        made = remittance(*payments, provider=[ProviderAdjustment("FB", "", made.payment)])
    return replace(made, trace_number=trace)


def books_after(*sent: Remittance) -> list[Entry]:
    books = charged(TWO)
    for each in sent:
        books += posted(each, TWO, books=books).entries
    return books


def test_a_reversal_of_one_line_leaves_the_other_standing() -> None:
    first, back = traced("T1", WHOLE), traced("T2", negated(payment(TWO, ANSWERS[1])))
    books = books_after(first, back)
    taken = books[-2]  # the last one is the forward balance
    assert journal(taken) == "CLR -130.00; CONTRA -50.00; AR.PT -20.00; AR.P1 +200.00"
    assert undone_part(taken) == (books[2].natural_key, frozenset({2}))
    [left] = standing(books)
    assert journal(left) == "CLR +180.00; CONTRA +120.00; AR.P1 -300.00"
    assert trace_money([first, back], books).holds

    corrected = payment(TWO, paid_line(SECOND, "CO-45 60.00", "PR-1 20.00"))
    again = traced("T3", corrected)
    books += posted(again, TWO, books=books).entries
    assert journal(books[-1]) == "CLR +120.00; CONTRA +60.00; AR.PT +20.00; AR.P1 -200.00"
    assert line_balances(books)["E01A", 2][Account.RECEIVABLE_PRIMARY] == money("0")
    assert trace_money([first, back, again], books).holds


def test_a_reversal_of_the_rest_undoes_the_rest_and_nothing_twice() -> None:
    sent = [traced("T1", WHOLE), *(traced(f"B{n}", negated(payment(TWO, ANSWERS[n]))) for n in (1, 0))]
    books = books_after(*sent)
    assert standing(books) == ()
    balances = trial_balance(books)
    assert (str(balances[Account.RECEIVABLE_PRIMARY]), str(balances[Account.CONTRACTUAL])) == (
        "500.00",
        "0.00",
    )
    assert trace_money(sent, books).holds
    once_more = posted(traced("B9", negated(payment(TWO, ANSWERS[1]))), TWO, books=books)
    assert once_more.outcomes[0].cause == Cause.REVERSAL.value


def test_a_reversal_of_a_part_of_a_line_waits_for_a_person() -> None:
    smaller = replace(ANSWERS[1], charge=money("100"), paid=money("30"))
    result = posted(traced("B1", negated(payment(TWO, smaller))), TWO, books=books_after(traced("T1", WHOLE)))
    assert result.outcomes[0].cause == Cause.REVERSAL.value


def test_a_claim_split_over_two_answers_is_posted_line_by_line() -> None:
    halves = [payment(TWO, line) for line in ANSWERS]
    one = traced("T1", *halves)
    result = posted(one, TWO)
    assert [item.event for item in result.outcomes] == [ClaimEventKind.PAID, ClaimEventKind.PAID]
    assert [journal(entry) for entry in result.entries] == [
        "CLR +180.00; CONTRA +120.00; AR.P1 -300.00",
        "CLR +130.00; CONTRA +50.00; AR.PT +20.00; AR.P1 -200.00",
    ]
    again = posted(traced("T2", halves[0]), TWO, books=[*charged(TWO), *result.entries])
    assert again.outcomes[0].cause == Cause.NOT_OPEN.value


def test_a_line_that_the_payer_split_is_put_together() -> None:
    pieces = [
        replace(
            paid_line(FIRST), charge=money("150"), paid=money(paid), adjustments=adjustments(f"CO-45 {cut}")
        )
        for paid, cut in (("90.00", "60.00"), ("100.00", "50.00"))
    ]
    result = posted(remittance(payment(TWO, *pieces, ANSWERS[1])), TWO)
    [entry] = result.entries
    assert journal(entry).startswith("CLR +190.00; CONTRA +110.00; AR.P1 -300.00; ")


def test_a_bundled_line_is_found_by_the_procedure_that_was_billed() -> None:
    changed = replace(
        paid_line(SECOND, "CO-97 200.00"), procedure="G0463", billed_procedure="99214", control_number=""
    )
    [entry] = posted(remittance(payment(TWO, ANSWERS[0], changed)), TWO).entries
    assert journal(entry).endswith("AR.DEN +200.00; AR.P1 -200.00")


def test_lines_that_the_payer_renumbered_are_found_by_what_they_are() -> None:
    renumbered = [replace(line, control_number=str(n)) for n, line in enumerate(ANSWERS, 7)]
    assert posted(remittance(payment(TWO, *renumbered)), TWO).outcomes[0].event is ClaimEventKind.PAID


def test_candidates_stand_side_by_side_and_nothing_is_posted() -> None:
    from cleanclaim.remittance import post
    from tests.unit.remittance.remittance_examples import POSTED_ON, books_of

    other = replace(claim("10.00", claim_id="E09A"), encounter_id="E09")
    strange = replace(WHOLE, control_number="000E01A-X", member_id="M1")
    result = post(
        remittance(strange),
        claim_of=lambda _number: None,
        books_of=books_of(charged(TWO)),
        candidates_for=lambda _payment: (other, TWO),
        posted_on=POSTED_ON,
    )
    assert result.outcomes[0].cause == Cause.UNKNOWN_CLAIM.value
    [item] = result.work_items
    assert item.detail.endswith(
        "candidates: E01A (10: member, charge, first day, procedures); E09A (5: member, first day)"
    )
    assert journal(result.entries[0]) == "CLR +310.00; UNAP -310.00"
    [first, _] = scored(replace(strange, control_number="e01a"), [other, TWO])
    assert first.agrees[0] == "control number alike"


def test_control_numbers_that_a_payer_may_have_made_of_ours() -> None:
    assert control_numbers_like("00e01a-2") == ("00E01A2", "E01A2", "00E01A")
    assert control_numbers_like(" -") == ()
