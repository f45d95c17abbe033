"""Provider-level adjustments: journals 5b, 5c, 6a, 6b and 8, their claims, and what a person has to see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import trial_balance
from cleanclaim.ledger.entries import Entry
from cleanclaim.ledger.report import journal
from cleanclaim.model.remittance import ClaimPayment, ProviderAdjustment, Remittance
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance import Posted
from cleanclaim.remittance.provider_reasons import REASONS, provider_reason
from tests.unit.remittance.remittance_examples import (
    answer,
    charged,
    claim,
    money,
    negated,
    posted,
    remittance,
)

ONE = claim("200.00")
BIG = claim("500.00", claim_id="E05A")
ORIGINAL = answer(ONE, "CO-45 60.00", "PR-1 20.00", "PR-2 24.00", "PR-3 10.00")  # 86.00 paid
PAID_IN_FULL = replace(answer(BIG), payer_claim_number="ICN5")


def plb(reason: str, amount: str, reference: str = "") -> ProviderAdjustment:
    return ProviderAdjustment(reason, reference, money(amount), segment=40)


def sent(trace: str, *payments: ClaimPayment, provider: tuple[ProviderAdjustment, ...] = ()) -> Remittance:
    return replace(remittance(*payments, provider=provider), trace_number=trace)


def taken_back() -> tuple[list[Entry], Posted]:
    """Journal 5c: the payer reverses 86.00 and leaves the money with us for now."""
    books = [*charged(ONE, BIG)]
    books += posted(sent("T1", ORIGINAL), ONE, books=books).entries
    result = posted(sent("T2", negated(ORIGINAL), provider=(plb("WO", "-86.00", "ICN1"),)), ONE, books=books)
    return [*books, *result.entries], result


def balances(books: list[Entry]) -> dict[str, str]:
    return {account.value: str(amount) for account, amount in trial_balance(books).items() if amount}


def test_5c_then_5b_a_recovery_announced_and_taken() -> None:
    books, result = taken_back()
    assert [journal(entry) for entry in result.entries] == [
        "CLR -86.00; CONTRA -60.00; AR.PT -54.00; AR.P1 +200.00",
        "CLR +86.00; RECOUP -86.00",
    ]
    assert result.cleared == money("0.00")
    assert result.work_items == ()
    assert result.entries[1].postings[0].claim_id == "E01A"
    later = posted(sent("T3", PAID_IN_FULL, provider=(plb("WO", "86.00", "E01A"),)), ONE, BIG, books=books)
    assert [journal(entry) for entry in later.entries] == [
        "CLR +500.00; AR.P1 -500.00",
        "RECOUP +86.00; CLR -86.00",
    ]
    assert str(later.cleared) == "414.00"
    assert (later.work_items, later.findings) == ((), ())
    assert balances([*books, *later.entries]) == {"CLR": "500.00", "AR.P1": "200.00", "REV": "-700.00"}


def test_5b_a_recovery_that_nobody_announced_is_booked_and_seen() -> None:
    books = charged(ONE, BIG)
    result = posted(sent("T1", PAID_IN_FULL, provider=(plb("WO", "86.00", "E01A"),)), ONE, BIG, books=books)
    assert journal(result.entries[1]) == "RECOUP +86.00; CLR -86.00"
    [item] = result.work_items
    assert (item.kind, item.about) == (WorkKind.PROVIDER_ADJUSTMENT, "E01A")
    assert item.detail.startswith("WO:E01A; 86.00; ")
    [finding] = result.findings
    assert (finding.rule_id, finding.severity.value) == ("remittance.provider-adjustment", "review")


def test_a_recovery_beyond_what_is_owed_and_one_that_names_no_claim_are_seen() -> None:
    books, _ = taken_back()
    twice = (plb("WO", "80.00", "E01A"), plb("WO", "6.01", "E01A"), plb("WO", "1.00", "NOBODY"))
    result = posted(sent("T3", PAID_IN_FULL, provider=twice), ONE, BIG, books=books)
    assert [item.detail.split(";")[1].strip() for item in result.work_items] == ["6.01", "1.00"]
    assert [entry.postings[0].claim_id for entry in result.entries[1:]] == ["E01A", "E01A", ""]


def test_6a_and_6b_a_forward_balance_both_ways() -> None:
    books = charged(ONE, BIG, claim("60.00", claim_id="E06A"), claim("300.00", claim_id="E03A"))
    books += posted(sent("T0", ORIGINAL), ONE, books=books).entries
    small = answer(claim("60.00", claim_id="E06A"))
    first = posted(
        sent("T1", small, negated(ORIGINAL), provider=(plb("FB", "-26.00", "T1"),)),
        ONE,
        claim("60.00", claim_id="E06A"),
        books=books,
    )
    assert journal(first.entries[-1]) == "CLR +26.00; FWD -26.00"
    assert first.cleared == money("0.00")
    three = claim("300.00", claim_id="E03A")
    second = posted(
        sent("T2", answer(three), provider=(plb("FB", "26.00", "T1"),)), three, books=[*books, *first.entries]
    )
    assert [journal(entry) for entry in second.entries] == [
        "CLR +300.00; AR.P1 -300.00",
        "FWD +26.00; CLR -26.00",
    ]
    assert str(second.cleared) == "274.00"
    assert (first.work_items, second.work_items) == ((), ())
    assert "FWD" not in balances([*books, *first.entries, *second.entries])


def test_8_interest_is_income() -> None:
    result = posted(sent("T1", PAID_IN_FULL, provider=(plb("L6", "-1.25"),)), BIG)
    assert journal(result.entries[1]) == "CLR +1.25; INT -1.25"
    assert result.work_items == ()


def test_a_refund_received_and_its_recovery_leave_nothing() -> None:
    pair = (plb("WO", "40.00", "ICN5"), plb("72", "-40.00", "ICN5"))
    result = posted(sent("T1", PAID_IN_FULL, provider=pair), BIG)
    assert [journal(entry) for entry in result.entries[1:]] == [
        "RECOUP +40.00; CLR -40.00",
        "CLR +40.00; RECOUP -40.00",
    ]
    assert {entry.postings[0].claim_id for entry in result.entries[1:]} == {"E05A"}


@pytest.mark.parametrize(
    ("reason", "account"),
    [("AM", "RECOUP"), ("J1", "FEE"), ("B2", "FEE"), ("IR", "TAX"), ("ir ", "TAX"), ("51", "INT")],
)
def test_a_reason_that_only_a_person_can_judge_opens_work(reason: str, account: str) -> None:
    result = posted(sent("T1", PAID_IN_FULL, provider=(plb(reason, "5.00"),)), BIG)
    assert journal(result.entries[1]) == f"{account} +5.00; CLR -5.00"
    assert [item.kind for item in result.work_items] == [WorkKind.PROVIDER_ADJUSTMENT]


@pytest.mark.parametrize("reason", ["CS", "LS", "QQ", ""])
def test_a_reason_that_says_too_little_goes_into_suspense(reason: str) -> None:
    result = posted(sent("T1", PAID_IN_FULL, provider=(plb(reason, "5.00", "LETTER 7"),)), BIG)
    assert journal(result.entries[1]) == "CLR -5.00; UNAP +5.00"
    [item] = result.work_items
    assert item.kind is WorkKind.SUSPENSE
    assert f"{reason}:LETTER 7, {provider_reason(reason).wording}" in item.detail


def test_the_payers_own_claim_number_of_an_earlier_remittance_names_the_claim() -> None:
    from cleanclaim.remittance import post
    from tests.unit.remittance.remittance_examples import POSTED_ON, books_of, claims_by_id

    books, _ = taken_back()
    result = post(
        sent("T3", PAID_IN_FULL, provider=(plb("WO", "86.00", "OLD-ICN"),)),
        claim_of=claims_by_id(ONE, BIG),
        books_of=books_of(books),
        posted_on=POSTED_ON,
        claim_by_payer_number={"OLD-ICN": ONE}.get,
    )
    assert result.entries[1].postings[0].claim_id == "E01A"
    assert result.work_items == ()


def test_every_reason_has_words_of_its_own_and_an_account() -> None:
    assert len({reason.wording for reason in REASONS.values()}) == len(REASONS)
    assert {reason.account for reason in REASONS.values()} == {
        Account.RECOUPMENT, Account.FORWARD_BALANCE, Account.INTEREST, Account.FEE, Account.TAX_WITHHELD,
        Account.UNAPPLIED,
    }  # fmt: skip


def test_an_adjustment_of_nothing_keeps_its_key() -> None:
    result = posted(sent("T1", PAID_IN_FULL, provider=(plb("L6", "0.00"),)), BIG)
    assert result.entries[1].natural_key == f"835:{result.key.digest}:plb:1"
    assert [posting.amount for posting in result.entries[1].postings] == [Money(0), Money(0)]
