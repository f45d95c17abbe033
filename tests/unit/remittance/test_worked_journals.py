"""The worked journals of the revenue-cycle design, to the cent."""

from __future__ import annotations

import pytest

from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import trial_balance
from cleanclaim.ledger.report import journal
from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.model.remittance import ProviderAdjustment
from tests.unit.remittance.remittance_examples import (
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


def test_0_a_charge_is_owed_by_the_plan_and_earned() -> None:
    assert [journal(entry) for entry in charged(claim("200.00"))] == ["AR.P1 +200.00; REV -200.00"]


@pytest.mark.parametrize(
    ("charge", "sent", "method", "journals", "event"),
    [
        pytest.param(
            "200.00",
            ("CO-45 60.00", "PR-1 20.00", "PR-2 24.00", "PR-3 10.00"),
            "ACH",
            "CLR +86.00; CONTRA +60.00; AR.PT +54.00; AR.P1 -200.00",
            ClaimEventKind.PAID,
            id="1 paid with a patient share",
        ),
        pytest.param(
            "150.00",
            ("CO-16 150.00",),
            "NON",
            "AR.DEN +150.00; AR.P1 -150.00",
            ClaimEventKind.DENIED,
            id="2 denied, nothing written off",
        ),
        pytest.param(
            "120.00",
            ("CO-45 70.00", "PR-1 50.00"),
            "NON",
            "CONTRA +70.00; AR.PT +50.00; AR.P1 -120.00",
            ClaimEventKind.PAID,
            id="7 all to the deductible is paid, not denied",
        ),
        pytest.param(
            "130.00",
            ("CO-45 30.00", "PR-2 20.00", "CO-253 1.60"),
            "ACH",
            "CLR +78.40; CONTRA +30.00; SEQ +1.60; AR.PT +20.00; AR.P1 -130.00",
            ClaimEventKind.PAID,
            id="9 sequestration",
        ),
    ],
)
def test_journal(
    charge: str, sent: tuple[str, ...], method: str, journals: str, event: ClaimEventKind
) -> None:
    one = claim(charge)
    result = posted(remittance(answer(one, *sent), method=method), one)
    assert [journal(entry) for entry in result.entries] == [journals]
    assert [outcome.event for outcome in result.outcomes] == [event]
    assert result.findings == ()


def test_3a_the_share_goes_to_the_second_plan_and_opens_work() -> None:
    one = claim("200.00", second=SECOND_PLAN)
    sent = answer(one, "CO-45 60.00", "PR-1 20.00", "PR-2 24.00", "PR-3 10.00")
    result = posted(remittance(sent), one)
    assert journal(result.entries[0]) == "CLR +86.00; CONTRA +60.00; AR.P2 +54.00; AR.P1 -200.00"
    [item] = result.work_items
    assert (item.work_item_id, item.kind.value, item.due_rule) == (
        "secondary:E01A",
        "secondary",
        "work.bill-next-plan",
    )
    [second] = [p for p in result.entries[0].postings if p.account is Account.RECEIVABLE_SECONDARY]
    assert second.payer_id == "next"


def test_the_worked_remittance_of_two_claims_and_two_provider_adjustments() -> None:
    first, second = claim("300.00", "200.00", claim_id="A"), claim("150.00", claim_id="B")
    paid = payment(
        first,
        paid_line(first.lines[0], "CO-45 120.00", "PR-2 36.00"),
        paid_line(first.lines[1], "CO-45 80.00", "PR-1 20.00", "PR-2 20.00"),
    )
    provider = (
        ProviderAdjustment("WO", "ICN0", money("25.00")),
        ProviderAdjustment("L6", "", money("-3.10")),
    )
    result = posted(remittance(paid, answer(second, "CO-16 150.00"), provider=provider), first, second)
    assert [journal(entry) for entry in result.entries] == [
        "CLR +144.00; CONTRA +120.00; AR.PT +36.00; AR.P1 -300.00;"
        " CLR +80.00; CONTRA +80.00; AR.PT +40.00; AR.P1 -200.00",
        "AR.DEN +150.00; AR.P1 -150.00",
        "RECOUP +25.00; CLR -25.00",
        "CLR +3.10; INT -3.10",
    ]
    books = trial_balance([*charged(first, second), *result.entries])
    assert {account.value: str(amount) for account, amount in books.items()} == {
        "CLR": "202.10",
        "AR.P1": "0.00",
        "AR.DEN": "150.00",
        "AR.PT": "76.00",
        "RECOUP": "25.00",
        "REV": "-650.00",
        "CONTRA": "200.00",
        "INT": "-3.10",
    }
