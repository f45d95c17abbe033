"""From a refused amount to cause, playbook, appeal and deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cleanclaim.core.span import Span
from cleanclaim.denials import classify, denial_work_item
from cleanclaim.denials.causes import IN_EFFECT, UNKNOWN, reading
from cleanclaim.denials.remarks import effects
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import Payer, PlanType
from cleanclaim.model.denial import Denial
from cleanclaim.remittance import DisputedLine
from tests.unit.remittance.remittance_examples import (
    MEDICARE,
    PLAN,
    claim,
    money,
    paid_line,
    payment,
    remittance,
)
from tests.unit.remittance.remittance_examples import posted as post_against

TODAY = date(2026, 6, 15)
TWO = claim("300.00", "200.00")
SERVED_LATER = replace(TWO.lines[1], service_dates=Span.day(date(2026, 5, 6)))
CLAIM: Claim = replace(TWO, lines=(TWO.lines[0], SERVED_LATER))


def denied(
    reason: str, *remarks: str, group: str = "CO", payer: Payer = PLAN, line: int = 2, on: date = TODAY
) -> Denial:
    disputed = DisputedLine("E01A", line, group, reason, money("200.00"), remarks, "ICN1", "835:x:y", ())
    return classify(disputed, CLAIM, remittance_key="cafe", today=on, payer=payer)


@pytest.mark.parametrize(
    ("reason", "cause", "appealable", "due_rule", "due_on"),
    [
        ("16", "claim_content", "C", "contract.timely-filing", date(2026, 11, 2)),
        ("27", "member", "C", "contract.timely-filing", date(2026, 11, 2)),
        ("22", "other_payer", "C", "contract.timely-filing", date(2026, 11, 2)),
        ("197", "authorization", "E", "contract.appeal", date(2026, 10, 13)),
        ("50", "coverage", "Y", "contract.appeal", date(2026, 10, 13)),
        ("96", "coverage", "E", "contract.appeal", date(2026, 10, 13)),
        ("97", "bundling", "E", "contract.appeal", date(2026, 10, 13)),
        ("18", "duplicate", "N", "contract.timely-filing", date(2026, 11, 2)),
        ("29", "late", "E", "contract.appeal", date(2026, 10, 13)),
        ("252", "documents", "C", "work.records-request", date(2026, 7, 15)),
        ("B7", "provider", "E", "contract.appeal", date(2026, 10, 13)),
        ("133", "answer", "N", "contract.appeal", date(2026, 10, 13)),
        ("193", "answer", "E", "contract.appeal", date(2026, 10, 13)),
        ("45", "contract", "N", "contract.appeal", date(2026, 10, 13)),
        ("1", "share", "N", "", None),
        ("9999", UNKNOWN, "E", "work.human-review", date(2026, 6, 17)),
        ("", UNKNOWN, "E", "work.human-review", date(2026, 6, 17)),
    ],
)
def test_reasons(reason: str, cause: str, appealable: str, due_rule: str, due_on: date | None) -> None:
    found = denied(reason)
    assert (found.cause, found.appealable, found.due_rule, found.due_on) == (
        cause,
        appealable,
        due_rule,
        due_on,
    )
    assert found.wording
    assert found.playbook


def test_medicare_limits_are_the_statute() -> None:
    filing = denied("16", payer=MEDICARE)
    assert (filing.due_rule, filing.due_on) == ("medicare.timely-filing", date(2027, 5, 6))
    whole = denied("16", payer=MEDICARE, line=0)
    assert whole.due_on == date(2027, 5, 4)
    appeal = denied("50", payer=MEDICARE)
    assert (appeal.due_rule, appeal.due_on) == ("medicare.appeal.redetermination", date(2026, 10, 13))


def test_medicare_late_filing_has_no_appeal_and_no_appeal_clock() -> None:
    found = denied("29", payer=MEDICARE)
    assert (found.appealable, found.due_rule) == ("N", "work.human-review")


def test_limits_that_nobody_set_give_no_date() -> None:
    unset = replace(PLAN, filing_limit_days=0, appeal_limit_days=0)
    assert (denied("16", payer=unset).due_on, denied("50", payer=unset).due_on) == (None, None)
    medicaid = replace(unset, plan_type=PlanType.MEDICAID)
    assert denied("16", payer=medicaid).due_rule == "medicaid.timely-filing"


@pytest.mark.parametrize(
    ("remarks", "appealable", "due_rule"),
    [
        ((), "Y", "contract.appeal"),
        (("MA130",), "C", "contract.timely-filing"),
        (("N211",), "N", "work.human-review"),
        (("MA44",), "N", "work.human-review"),
        (("MA130", "N211"), "N", "contract.timely-filing"),
        (("N142",), "C", "contract.timely-filing"),
        (("M127",), "Y", "work.records-request"),
        (("MA01", "N115"), "Y", "contract.appeal"),
        (("ZZZ",), "Y", "contract.appeal"),
    ],
)
def test_remarks_settle_more_than_the_reason(
    remarks: tuple[str, ...], appealable: str, due_rule: str
) -> None:
    found = denied("50", *remarks)
    assert (found.appealable, found.due_rule) == (appealable, due_rule)


def test_the_playbook_starts_with_what_the_remarks_say() -> None:
    found = denied("16", "N290", "N290")
    assert found.playbook == (
        "Correct the rendering provider's NPI."
        " Read the remark codes, correct the claim, send a replacement or a new one."
    )
    assert [item.remark for item in effects(("N781", "??", "M53"))] == ["N781", "M53"]


def test_a_date_before_the_table_is_unknown() -> None:
    before = date(2023, 12, 31)
    assert reading("16", before).cause == UNKNOWN
    assert reading("16", IN_EFFECT.first).cause == "claim_content"
    assert denied("16", on=before).due_rule == "work.human-review"


def test_work_item() -> None:
    found = denied("16", "N290")
    item = denial_work_item(found)
    assert found.denial_id == item.work_item_id == "denial:cafe:E01A:2:CO-16"
    assert (item.kind.value, item.about, item.due_on) == ("denial", "E01A", found.due_on)
    assert item.title == "Denied: something is missing or wrong; the remark says what"
    assert item.detail == "line 2, CO-16, 200.00, appeal C"
    assert denial_work_item(denied("16", line=0)).detail.startswith("the whole claim, ")


def test_what_posting_disputes_can_be_classified() -> None:
    lines = (
        paid_line(TWO.lines[0], "CO-45 120.00"),
        paid_line(TWO.lines[1], "CO-16 200.00", remarks=("N290",)),
    )
    result = post_against(remittance(payment(TWO, *lines)), TWO)
    [one] = [
        classify(item, TWO, remittance_key=result.key.digest, today=TODAY, payer=PLAN)
        for item in result.disputed
    ]
    assert (one.line_number, one.amount, one.cause) == (2, money("200.00"), "claim_content")
