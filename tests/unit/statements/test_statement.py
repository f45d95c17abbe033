"""A statement reads every figure from the ledger, says why in plain words, and adds up or does not exist."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.span import Span
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting, reversal
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType
from cleanclaim.model.encounter import Encounter, Setting, Visit
from cleanclaim.model.people import Guarantor, Name, Relationship
from cleanclaim.remittance import self_pay_charge_entries
from cleanclaim.statements import (
    BilledLine,
    Statement,
    UnexplainedBalanceError,
    billed_lines,
    render_text,
    self_pay_lines,
    statement,
)
from tests.unit.remittance.remittance_examples import (
    PATIENT,
    PLAN,
    PRACTICE,
    PROOF,
    PROVIDER,
    SECOND_PLAN,
    answer,
    charged,
    claim,
    money,
    paid_line,
    payment,
    posted,
    remittance,
)

TODAY = date(2026, 6, 20)
TWO = claim("200.00", "150.00")
LINES = billed_lines(
    TWO, wordings={"E01A-C1": "Office visit", "E01A-C2": "Lab test"}, payer_claim_number="ICN1"
)
ENCOUNTER = Encounter(
    encounter_id="E09",
    patient=PATIENT,
    service_dates=Span.day(date(2026, 5, 20)),
    place_of_service="11",
    setting=Setting.OFFICE,
    visit=Visit.ESTABLISHED,
    rendering=PROVIDER,
    restricted=True,
)
CHARGE = Charge(
    charge_id="E09-C1",
    encounter_id="E09",
    service_date=date(2026, 5, 20),
    procedure=TWO.lines[0].procedure,
    modifiers=(),
    units=1,
    amount=money("80.00"),
    diagnoses=(),
    place_of_service="11",
    evidence=PROOF,
    price_source="fee schedule, 99213",
)


def books_of(one: Claim, *answers: tuple[str, ...]) -> list[Entry]:
    books = charged(one)
    lines = [paid_line(line, *texts) for line, texts in zip(one.lines, answers, strict=True)]
    return [*books, *posted(remittance(payment(one, *lines)), one, books=books).entries]


def patient_pays(amount: str, *, line: int = 1) -> Entry:
    sides = ((Account.BANK, money(amount)), (Account.RECEIVABLE_PATIENT, -money(amount)))
    return Entry("pay:1", TODAY, "card", tuple(Posting(a, m, "E01A", line, "PT1") for a, m in sides))


def made(lines: tuple[BilledLine, ...], books: list[Entry]) -> Statement:
    return statement(lines, entries=books, patient=PATIENT, practice=PRACTICE, today=TODAY)


PAID_AND_DENIED = books_of(TWO, ("CO-45 60.00", "PR-1 20.00", "PR-2 24.00", "PR-3 10.00"), ("CO-16 150.00",))


def test_every_figure_comes_from_the_ledger() -> None:
    found = made(LINES, [*PAID_AND_DENIED, patient_pays("10.00")])
    assert (found.balance, found.waiting, found.due_on) == (money("44"), money("150"), date(2026, 7, 20))
    [visit] = found.visits
    first, second = visit.lines
    assert (first.charge, first.plan_paid, first.plan_discount) == (money("200"), money("86"), money("60"))
    assert (first.you_paid, first.waiting, first.you_owe) == (money("10"), ZERO, money("44"))
    assert first.why == (
        ("deductible (you pay this before your plan pays)", money("20")),
        ("coinsurance (your part of the cost)", money("24")),
        ("copay (your set fee)", money("10")),
    )
    assert (second.charge, second.waiting, second.you_owe, second.why) == (
        money("150"),
        money("150"),
        ZERO,
        (),
    )


def test_the_page() -> None:
    assert render_text(made(LINES, [*PAID_AND_DENIED, patient_pays("10.00")])) == PAGE


PAGE = """\
Elm Street Clinic                                Statement date: June 20, 2026
12 Elm St, Springfield, IL 62701-0001                      Phone: 217-555-0101

YOU OWE: $44.00                                   PLEASE PAY BY: July 20, 2026
Your plan said no to $150.00. We are checking it. Do not pay this now.

Nadia Testcase                                         Patient: Nadia Testcase
12 Elm St                                                         Account: PT1
Springfield, IL 62701-0001

YOUR VISITS
                               Charge Plan paid  Discount  You paid   You owe
May 4, 2026, Ada Okafor
  Plan: Sure Health. Plan's claim number: ICN1
  Office visit                 200.00     86.00     60.00     10.00     44.00
    Why you owe: $20.00 deductible (you pay this before your plan pays);
      $24.00 coinsurance (your part of the cost); $10.00 copay (your set fee)
  Lab test                     150.00      0.00      0.00      0.00      0.00
    your plan said no to $150.00; we are checking it
------------------------------------------------------------------------------
  All visits                   350.00     86.00     60.00     10.00     44.00

HOW TO PAY: Call 217-555-0101. Or send a check to the address above. Write PT1
  on it.
PAY OVER TIME: Can you not pay it all now? Call 217-555-0101. We can make a
  plan.
HELP WITH THE COST: Ask us for help with your bill. Call 217-555-0101.
IS SOMETHING WRONG? Call 217-555-0101 or write to us. Tell us what is wrong.
  We will check it and answer you.
LANGUAGE HELP: We can talk to you in your language. It is free. Call
  217-555-0101.
"""


def test_an_unanswered_claim_asks_for_nothing() -> None:
    text = render_text(made(billed_lines(TWO, wordings={}), charged(TWO)))
    assert "YOU OWE: $0.00\nYou do not need to pay now.\nWaiting for your plan: $350.00." in text
    assert "  Plan: Sure Health. No answer yet.\n  Service 99213" in text
    assert "HOW TO PAY" not in text
    assert "Why you owe" not in text


def test_a_share_with_the_second_plan_is_waited_for() -> None:
    one = claim("200.00", second=SECOND_PLAN)
    found = made(billed_lines(one, wordings={}), books_of(one, ("CO-45 60.00", "PR-2 28.00")))
    assert (found.balance, found.waiting) == (ZERO, money("28"))


def test_a_restricted_visit_is_an_ordinary_self_pay_line() -> None:
    books = list(self_pay_charge_entries([CHARGE], patient_id="PT1", posted_on=TODAY))
    found = made(self_pay_lines(ENCOUNTER, [CHARGE]), books)
    assert found.balance == money("80.00")
    assert found.visits[0].lines[0].why == (("no plan was billed for this visit", money("80.00")),)
    text = render_text(found)
    assert "Plan:" not in text
    assert "restrict" not in text.lower()
    assert "www.cms.gov/nosurprises" in text
    assert self_pay_lines(ENCOUNTER, [replace(CHARGE, wording="Office visit")])[0].wording == "Office visit"


def test_a_self_pay_plan_is_no_plan() -> None:
    own = claim("80.00", payer=replace(PLAN, plan_type=PlanType.SELF_PAY))
    found = made(billed_lines(own, wordings={}), charged(own))
    assert (found.visits[0].plan, found.balance) == ("", money("80.00"))


def test_a_share_taken_back_is_not_told_as_a_reason() -> None:
    one = claim("200.00")
    books = books_of(one, ("PR-1 20.00",))
    books.append(reversal(books[-1], natural_key="undo", posted_on=TODAY))
    again = posted(remittance(answer(one, "PR-3 15.00")), one, books=books[:1])
    found = made(billed_lines(one, wordings={}), [*books, *again.entries])
    assert found.visits[0].lines[0].why == (("copay (your set fee)", money("15.00")),)


def test_a_share_without_named_parts_still_has_a_reason() -> None:
    moved = Entry(
        "move:1",
        TODAY,
        "released to the patient",
        (
            Posting(Account.RECEIVABLE_PATIENT, money("30"), "E01A", 1, "PT1"),
            Posting(Account.RECEIVABLE_PRIMARY, -money("30"), "E01A", 1, "PT1"),
        ),
    )
    found = made(LINES, [*charged(TWO), moved])
    assert found.visits[0].lines[0].why == (("your share under your plan", money("30")),)


def test_a_credit_is_offered_back() -> None:
    one = claim("200.00")
    books = [*books_of(one, ("PR-1 20.00",)), patient_pays("50.00")]
    text = render_text(made(billed_lines(one, wordings={}), books))
    assert "YOU HAVE A CREDIT: $30.00\n" in text
    assert "PLEASE PAY BY" not in text


def test_lines_that_do_not_explain_the_balance_make_no_statement() -> None:
    with pytest.raises(UnexplainedBalanceError, match="do not sum to the patient's balance"):
        made(LINES[1:], PAID_AND_DENIED)
    stray = Entry(
        "stray",
        TODAY,
        "x",
        (
            Posting(Account.BANK, Money(-1), "E01A", 1, "PT1"),
            Posting(Account.INTEREST, Money(1)),
        ),
    )
    with pytest.raises(UnexplainedBalanceError, match=r"^claim E01A line 1: off by 0\.01$"):
        made(LINES, [*PAID_AND_DENIED, stray])


def test_money_in_suspense_shows_nowhere() -> None:
    books = charged(TWO)
    lines = [paid_line(line) for line in TWO.lines]
    held = posted(remittance(payment(TWO, *lines, claim_status="2")), TWO, books=books)
    found = made(LINES, [*books, *held.entries])
    assert (found.balance, found.waiting) == (ZERO, money("350"))


def test_visits_come_by_day_and_a_guarantor_is_addressed() -> None:
    guarantor = Guarantor(
        Name("Testcase", "Omar"), replace(PATIENT.address, street2="Unit 4"), Relationship.CHILD
    )
    child = replace(PATIENT, guarantor=guarantor)
    books = [*charged(TWO), *self_pay_charge_entries([CHARGE], patient_id="PT1", posted_on=TODAY)]
    lines = (*self_pay_lines(ENCOUNTER, [CHARGE]), *LINES)
    found = statement(lines, entries=books, patient=child, practice=PRACTICE, today=TODAY)
    assert [visit.service_date for visit in found.visits] == [date(2026, 5, 4), date(2026, 5, 20)]
    text = render_text(found)
    assert "Omar Testcase" in text
    assert "\nUnit 4\nSpringfield, IL 62701-0001\n" in text


def many_visits(count: int, *sent: str) -> Statement:
    claims = [claim("200.00", claim_id=f"V{number:02}") for number in range(count)]
    books = [entry for one in claims for entry in books_of(one, sent)]
    lines = tuple(line for one in claims for line in billed_lines(one, wordings={}))
    return made(lines, books)


def test_settled_visits_make_room_on_the_page() -> None:
    settled = many_visits(20, "CO-45 60.00")
    text = render_text(settled)
    assert "Other visits with nothing left to pay: 20" in text
    assert len(text.splitlines()) <= 60
    assert "Other visits" not in render_text(many_visits(3, "CO-45 60.00"))
    owed = render_text(many_visits(20, "PR-1 5.00"))
    assert owed.count("Why you owe") == 20


def test_long_names_and_words_stay_inside_the_page() -> None:
    practice = replace(PRACTICE, name="The Very Long Named Clinic of Family Medicine and Pediatrics, P.C.")
    lines = tuple(replace(line, wording="A rather long plain wording of a service") for line in LINES)
    found = statement(lines, entries=PAID_AND_DENIED, patient=PATIENT, practice=practice, today=TODAY)
    text = render_text(found)
    assert max(len(line) for line in text.splitlines()) <= 78
    assert "  A rather long plain\n  wording of a service" in text


def test_the_words_are_short() -> None:
    """Our own sentences: at most 15 words each, and few long words (a rough stand-in for grade 6)."""
    prose = PAGE[PAGE.index("HOW TO PAY") :] + "You do not need to pay now. You paid more than you owe."
    sentences = [re.findall(r"[A-Za-z']+", part) for part in re.split(r"[.?:]\s", " ".join(prose.split()))]
    words = [word for sentence in sentences for word in sentence]
    assert max(len(sentence) for sentence in sentences) <= 15
    assert sum(len(word) > 8 for word in words) <= len(words) * 0.03
