"""Plain posting: matching of lines, disputes, shares that may not be billed, evidence, quarantine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.components import components_of
from cleanclaim.ledger.report import journal
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.model.coverage import PlanType
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance import Cause, charge_entries, self_pay_charge_entries
from cleanclaim.remittance.matching import match_lines
from tests.unit.remittance.remittance_examples import (
    PLAN,
    POSTED_ON,
    PROOF,
    SECOND_PLAN,
    answer,
    claim,
    money,
    paid_line,
    payment,
    posted,
    remittance,
)

ONE = claim("200.00")
TWO = claim("300.00", "200.00")


def test_a_remittance_that_does_not_add_up_posts_nothing() -> None:
    sent = remittance(answer(ONE, "CO-45 60.00"))
    result = posted(replace(sent, payment=sent.payment - Money(1)), ONE)
    assert result.quarantined
    assert (result.entries, result.outcomes, result.disputed) == ((), (), ())
    [item] = result.work_items
    assert item.kind is WorkKind.QUARANTINE
    assert item.detail == "sum CLP04 140.00 - sum PLB 0.00 = 140.00, BPR02 139.99"
    [finding] = result.findings
    assert (finding.rule_id, finding.found, finding.wanted) == (
        "remittance.balance.transaction",
        "139.99",
        "140.00",
    )
    assert result.cleared == Money(0)


@pytest.mark.parametrize(
    ("group_reason", "account"),
    [
        ("CO-45", Account.CONTRACTUAL),
        ("PI-45", Account.CONTRACTUAL),
        ("CO-24", Account.CONTRACTUAL),
        ("CO-237", Account.CONTRACTUAL),
        ("CO-253", Account.SEQUESTRATION),
        ("PI-253", Account.SEQUESTRATION),
        ("PR-253", Account.RECEIVABLE_DENIED),
        ("PR-45", Account.RECEIVABLE_DENIED),
        ("OA-45", Account.RECEIVABLE_DENIED),
        ("PR-1", Account.RECEIVABLE_PATIENT),
        ("PR-2", Account.RECEIVABLE_PATIENT),
        ("PR-3", Account.RECEIVABLE_PATIENT),
        ("CO-1", Account.RECEIVABLE_DENIED),
        ("OA-2", Account.RECEIVABLE_DENIED),
        ("PI-3", Account.RECEIVABLE_DENIED),
        ("PR-96", Account.RECEIVABLE_DENIED),
        ("PR-204", Account.RECEIVABLE_DENIED),
        ("CO-97", Account.RECEIVABLE_DENIED),
        ("OA-18", Account.RECEIVABLE_DENIED),
        ("CO-9999", Account.RECEIVABLE_DENIED),
    ],
)
def test_where_an_adjustment_goes(group_reason: str, account: Account) -> None:
    [entry] = posted(remittance(answer(ONE, f"{group_reason} 30.00")), ONE).entries
    assert journal(entry) == f"CLR +170.00; {account.value} +30.00; AR.P1 -200.00"


def test_one_line_paid_and_one_denied() -> None:
    lines = (
        paid_line(TWO.lines[0], "CO-45 120.00", "PR-2 36.00"),
        paid_line(TWO.lines[1], "CO-16 150.00", "CO-16 40.00", "PR-204 10.00", remarks=("N290", "MA01")),
    )
    result = posted(remittance(replace(payment(TWO, *lines), remarks=("MA01", "MA130"))), TWO)
    assert result.outcomes[0].event is ClaimEventKind.PARTIALLY_PAID
    first, second = result.disputed
    assert (first.line_number, first.group, first.reason, first.amount) == (2, "CO", "16", money("190"))
    assert first.remarks == ("N290", "MA01", "MA130")
    assert [item.text for item in first.evidence] == ["150.00", "40.00"]
    assert (second.group, second.reason, second.amount) == ("PR", "204", money("10"))
    assert second.entry_key == result.entries[0].natural_key


def test_partly_disputed_line_and_pending_line() -> None:
    partly = posted(remittance(answer(ONE, "CO-50 10.00")), ONE)
    assert partly.outcomes[0].event is ClaimEventKind.PARTIALLY_PAID
    pending = posted(remittance(answer(ONE, "OA-133 200.00"), method="NON"), ONE)
    assert pending.outcomes[0].event is ClaimEventKind.PENDED


def test_denied_with_status_1_is_denied_and_status_4_that_pays_is_paid() -> None:
    denied = posted(remittance(answer(ONE, "CO-197 200.00"), method="NON"), ONE)
    assert denied.outcomes[0].event is ClaimEventKind.DENIED
    paid = posted(remittance(replace(answer(ONE, "CO-45 60.00"), claim_status="4")), ONE)
    assert paid.outcomes[0].event is ClaimEventKind.PAID


@pytest.mark.parametrize("remark", ["N781", "N782", "N783", "N192"])
def test_a_qualified_beneficiarys_share_is_written_off_where_no_medicaid_is_on_file(remark: str) -> None:
    result = posted(remittance(answer(ONE, "CO-45 60.00", "PR-2 28.00", remarks=(remark,))), ONE)
    assert journal(result.entries[0]) == "CLR +112.00; CONTRA +60.00; QMB +28.00; AR.P1 -200.00"
    assert result.disputed == ()
    assert result.outcomes[0].event is ClaimEventKind.PAID
    assert [f.rule_id for f in result.findings] == ["remittance.beneficiary-share"]


def test_a_qualified_beneficiarys_share_goes_to_the_plan_that_is_on_file() -> None:
    one = claim("200.00", second=SECOND_PLAN)
    result = posted(remittance(answer(one, "CO-45 60.00", "PR-2 28.00", remarks=("N781",))), one)
    assert journal(result.entries[0]) == "CLR +112.00; CONTRA +60.00; AR.P2 +28.00; AR.P1 -200.00"


@pytest.mark.parametrize("remark", ["M27", "M39"])
def test_a_share_that_may_not_be_billed_never_reaches_the_patient(remark: str) -> None:
    result = posted(remittance(answer(ONE, "CO-45 60.00", "PR-2 28.00", remarks=(remark,))), ONE)
    assert journal(result.entries[0]) == "CLR +112.00; CONTRA +60.00; AR.DEN +28.00; AR.P1 -200.00"
    [finding] = result.findings
    assert (finding.rule_id, finding.found) == ("remittance.share-not-billable", remark)
    assert result.disputed[0].reason == "2"
    on_claim = replace(answer(ONE, "PR-2 28.00"), remarks=(remark,))
    assert (
        journal(posted(remittance(on_claim), ONE).entries[0]) == "CLR +172.00; AR.DEN +28.00; AR.P1 -200.00"
    )


def test_a_claim_passed_on_waits_for_the_next_plan() -> None:
    one = claim("200.00", second=SECOND_PLAN)
    sent = replace(answer(one, "CO-45 60.00", "PR-2 28.00"), crossover_name="NEXT HEALTH")
    result = posted(remittance(sent), one)
    assert journal(result.entries[0]) == "CLR +112.00; CONTRA +60.00; AR.P2 +28.00; AR.P1 -200.00"
    assert result.work_items[0].due_rule == "work.forwarded-claim"
    nothing_left = posted(remittance(answer(one, "CO-45 60.00")), one)
    assert nothing_left.work_items == ()


def test_lines_match_without_our_number() -> None:
    lines = [replace(paid_line(line, "CO-45 10.00"), control_number="") for line in TWO.lines]
    result = posted(remittance(payment(TWO, *reversed(lines))), TWO)
    assert [p.line_number for p in result.entries[0].postings] == [2, 2, 2, 1, 1, 1]
    assert result.findings == ()


def test_a_dropped_modifier_loses_no_line_but_is_told() -> None:
    dropped = replace(paid_line(ONE.lines[0], "CO-45 10.00"), control_number="", modifiers=())
    result = posted(remittance(payment(ONE, dropped)), ONE)
    assert result.outcomes[0].event is ClaimEventKind.PAID
    [finding] = result.findings
    assert (finding.rule_id, finding.found, finding.wanted) == (
        "remittance.procedure-changed",
        "99213",
        "99213:25",
    )


def test_a_changed_code_posts_by_our_number_and_is_told() -> None:
    changed = replace(paid_line(ONE.lines[0], "CO-45 10.00"), procedure="99212")
    result = posted(remittance(payment(ONE, changed)), ONE)
    assert result.outcomes[0].event is ClaimEventKind.PAID
    assert [item.rule_id for item in result.findings] == ["remittance.procedure-changed"]
    unnamed = replace(changed, control_number="")
    assert posted(remittance(payment(ONE, unnamed)), ONE).outcomes[0].cause == Cause.LINES_UNCLEAR.value


def test_twin_lines_are_not_guessed() -> None:
    twin = replace(TWO.lines[0], line_number=2, control_number="E01A-2")
    one = replace(TWO, lines=(TWO.lines[0], twin), total_charge=money("600"))
    unlike = [
        replace(paid_line(line, f"CO-45 {cut}"), control_number="")
        for line, cut in zip(one.lines, ("10.00", "20.00"), strict=True)
    ]
    assert posted(remittance(payment(one, *unlike)), one).outcomes[0].cause == Cause.LINES_UNCLEAR.value
    alike = [replace(paid_line(line, "CO-45 10.00"), control_number="") for line in one.lines]
    result = posted(remittance(payment(one, *alike)), one)  # which is which makes no difference to the cent
    cleared = [each for each in result.entries[0].postings if each.account is Account.CLEARING]
    assert [(each.line_number, str(each.amount)) for each in cleared] == [(1, "290.00"), (2, "290.00")]
    named = [paid_line(line, "CO-45 10.00") for line in one.lines]
    assert posted(remittance(payment(one, *named)), one).outcomes[0].event is ClaimEventKind.PAID
    same = [replace(line, control_number="E01A-1") for line in named]
    assert posted(remittance(payment(one, *same)), one).outcomes[0].cause == Cause.LINES_UNCLEAR.value


def test_a_twin_is_not_found_by_elimination() -> None:
    twin = replace(TWO.lines[0], line_number=2, control_number="E01A-2")
    one = replace(TWO, lines=(TWO.lines[0], twin), total_charge=money("600"))
    named, unnamed = paid_line(twin), replace(paid_line(TWO.lines[0]), control_number="")
    assert match_lines(one, payment(one, named, unnamed)) is None


def test_charges_swapped_between_our_numbers_do_not_match() -> None:
    first, second = (paid_line(line) for line in TWO.lines)
    swapped = (
        replace(first, charge=second.charge, paid=second.paid),
        replace(second, charge=first.charge, paid=first.paid),
    )
    assert posted(remittance(payment(TWO, *swapped)), TWO).outcomes[0].cause == Cause.LINES_UNCLEAR.value


def test_every_line_is_answered_once() -> None:
    assert match_lines(TWO, payment(TWO, paid_line(TWO.lines[0]))) is None
    one = claim("200.00", "0.00")
    first, free = (paid_line(line) for line in one.lines)
    assert match_lines(one, payment(one, first, free, free)) is None
    assert match_lines(one, payment(one, first)) == ((one.lines[0], first),)


def test_a_split_charge_is_not_guessed() -> None:
    halves = [
        replace(paid_line(ONE.lines[0]), charge=money("100"), paid=money("100"), control_number=number)
        for number in ("E01A-1", "")
    ]
    assert posted(remittance(payment(ONE, *halves)), ONE).outcomes[0].cause == Cause.LINES_UNCLEAR.value


def test_evidence_says_what_the_share_is_made_of() -> None:
    [entry] = posted(remittance(answer(ONE, "CO-45 60.00", "PR-1 20.00", "PR-3 10.00")), ONE).entries
    assert entry.evidence[0].locator == "segment 10, CLP 1"
    assert entry.evidence[0].text == "CLP01 E01A, CLP02 1, CLP03 200.00, CLP04 110.00, CLP07 ICN1"
    shares = [part for part in components_of(entry) if part.account is Account.RECEIVABLE_PATIENT]
    assert [(part.label, part.amount, part.segment) for part in shares] == [
        ("PR-1", money("20"), 21),
        ("PR-3", money("10"), 21),
    ]


def test_postings_name_their_subledgers() -> None:
    [entry] = posted(remittance(answer(ONE, "PR-1 20.00")), ONE).entries
    assert [
        (p.account.value, p.claim_id, p.line_number, p.patient_id, p.payer_id) for p in entry.postings
    ] == [
        ("CLR", "E01A", 1, "PT1", "sure"),
        ("AR.PT", "E01A", 1, "PT1", ""),
        ("AR.P1", "E01A", 1, "PT1", "sure"),
    ]


def test_a_claim_of_no_charge_is_entered_without_moving_money() -> None:
    one = claim("0.00")
    result = posted(remittance(answer(one), method="NON"), one)
    assert journal(result.entries[0]) == "CLR +0.00"
    assert result.outcomes[0].event is ClaimEventKind.PAID
    assert charge_entries(one, posted_on=POSTED_ON) == ()


def test_an_empty_remittance_posts_nothing_and_is_sound() -> None:
    result = posted(remittance(method="NON"))
    assert (result.entries, result.quarantined) == ((), False)


def test_charges() -> None:
    first, second = charge_entries(TWO, posted_on=POSTED_ON)
    assert (first.natural_key, second.natural_key) == ("charge:E01A-1", "charge:E01A-2")
    assert first.evidence == PROOF
    own = claim("200.00", payer=replace(PLAN, plan_type=PlanType.SELF_PAY))
    [entry] = charge_entries(own, posted_on=POSTED_ON)
    assert journal(entry) == "AR.PT +200.00; REV -200.00"
    assert {p.payer_id for p in entry.postings} == {""}


def test_self_pay_charges_stand_under_the_encounter() -> None:
    line = ONE.lines[0]
    charges = [
        Charge(
            charge_id=f"E09-C{number}",
            encounter_id="E09",
            service_date=date(2026, 5, 4),
            procedure=line.procedure,
            modifiers=(),
            units=1,
            amount=money(amount),
            diagnoses=(),
            place_of_service="11",
            evidence=PROOF,
            price_source="fee schedule, 99213",
        )
        for number, amount in ((1, "0.00"), (2, "80.00"))
    ]
    [entry] = self_pay_charge_entries(charges, patient_id="PT1", posted_on=POSTED_ON)
    assert entry.natural_key == "charge:E09-C2"
    assert journal(entry) == "AR.PT +80.00; REV -80.00"
    assert {(p.claim_id, p.line_number, p.patient_id) for p in entry.postings} == {("E09", 2, "PT1")}
