"""Natural keys hold whatever the wrapping; the equations catch every changed cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.finding import Severity
from cleanclaim.core.money import Money
from cleanclaim.model.remittance import ProviderAdjustment, Remittance
from cleanclaim.remittance import claim_payment_key, entry_key, prove, remittance_key
from tests.unit.remittance.remittance_examples import answer, claim, money, paid_line, payment, remittance

A = claim("300.00", "200.00", claim_id="A")
B = claim("150.00", claim_id="B")
# the worked remittance of the trust notes: 224.00 + 0.00 - (25.00 - 3.10) = 202.10
WORKED = remittance(
    payment(
        A,
        paid_line(A.lines[0], "CO-45 120.00", "PR-2 36.00"),
        paid_line(A.lines[1], "CO-45 80.00", "PR-1 20.00", "PR-2 20.00"),
    ),
    answer(B, "CO-16 150.00"),
    provider=[ProviderAdjustment("WO", "", money("25.00")), ProviderAdjustment("L6", "", money("-3.10"))],
)


def test_the_worked_remittance_balances() -> None:
    assert WORKED.payment == money("202.10")
    proof = prove(WORKED)
    assert (proof.balances, proof.report.findings) == (True, ())


@pytest.mark.parametrize("off", [Money(1), Money(-1), Money(100000)])
def test_every_amount_that_is_off_is_found(off: Money) -> None:
    def with_claim(**changes: Money) -> Remittance:
        first = replace(WORKED.claims[0], **changes)  # type: ignore[arg-type]
        return replace(WORKED, claims=(first, WORKED.claims[1]))

    def with_line(**changes: Money) -> Remittance:
        first = WORKED.claims[0]
        line = replace(first.lines[0], **changes)  # type: ignore[arg-type]
        return replace(WORKED, claims=(replace(first, lines=(line, first.lines[1])), WORKED.claims[1]))

    first = WORKED.claims[0]
    assert rules(replace(WORKED, payment=WORKED.payment + off)) >= {"remittance.balance.transaction"}
    assert rules(with_claim(paid=first.paid + off)) == {
        "remittance.balance.transaction",
        "remittance.balance.claim",
    }
    assert rules(with_claim(charge=first.charge + off)) == {
        "remittance.balance.claim",
        "remittance.balance.line-charges",
    }
    assert rules(with_line(charge=first.lines[0].charge + off)) == {
        "remittance.balance.line",
        "remittance.balance.line-charges",
    }
    assert rules(with_line(paid=first.lines[0].paid + off)) == {"remittance.balance.line"}
    adjustment = replace(first.lines[0].adjustments[0], amount=first.lines[0].adjustments[0].amount + off)
    line = replace(first.lines[0], adjustments=(adjustment, first.lines[0].adjustments[1]))
    changed = replace(first, lines=(line, first.lines[1]))
    assert rules(replace(WORKED, claims=(changed, WORKED.claims[1]))) == {
        "remittance.balance.claim",
        "remittance.balance.line",
    }


def rules(one: Remittance) -> set[str]:
    return {item.rule_id for item in prove(one).report.findings if item.severity is Severity.REJECT}


def test_stated_share_only_advises() -> None:
    changed = replace(WORKED.claims[0], patient_responsibility=money("75.00"))
    proof = prove(replace(WORKED, claims=(changed, WORKED.claims[1])))
    [finding] = proof.report.findings
    assert (finding.severity, finding.found, finding.wanted) == (Severity.ADVISE, "75.00", "76.00")
    assert proof.balances
    assert proof.claim_balances(0)


def test_unknown_groups_are_told_and_negative_payments_refused() -> None:
    one = claim("100.00")
    proof = prove(remittance(answer(one, "CR-45 10.00", "XX-1 5.00")))
    assert [item.found for item in proof.claims[0]] == ["CR", "XX"]
    below = remittance(provider=[ProviderAdjustment("WO", "", money("5.00"))])
    assert [item.rule_id for item in prove(below).transaction] == ["remittance.payment-negative"]
    assert not prove(below).balances


def test_a_remittance_without_a_file_is_named_by_its_trace() -> None:
    bare = replace(WORKED, place="", payment=money("0.00"))
    assert str(prove(bare).transaction[0].place) == "835 trace TRACE1 > BPR02"
    filed = replace(bare, place="file cafe > ST 0001, segment 1, byte 106")
    assert str(prove(filed).transaction[0].place) == "file cafe > ST 0001 > BPR02"


def test_the_key_is_payer_trace_payment_date_and_payee() -> None:
    key = remittance_key(WORKED)
    assert key.parts == ("60054", "TRACE1", "202.10", "2026-06-12", "1234567893", "")
    assert len(key.digest) == 32
    same = replace(WORKED, place="other file", payer_name="SURE", trace_number=" TRACE1 ")
    assert remittance_key(same) == key
    for other in (
        replace(WORKED, trace_number="TRACE2"),
        replace(WORKED, payer_identifier="60055"),
        replace(WORKED, payment=money("202.11")),
        replace(WORKED, payment_date=date(2026, 6, 13)),
        replace(WORKED, payee_npi="1111111112"),
    ):
        assert remittance_key(other).digest != key.digest


def test_remittances_without_money_are_told_apart_by_their_claims() -> None:
    first = remittance(answer(A, "CO-16 300.00"), answer(B, "CO-16 150.00"), method="NON")
    turned = replace(first, claims=tuple(reversed(first.claims)))
    assert remittance_key(first) == remittance_key(turned)
    assert remittance_key(first).claims_digest
    fewer = replace(first, claims=first.claims[:1])
    assert remittance_key(fewer) != remittance_key(first)
    paid = replace(first, payment_method="ACH")
    assert remittance_key(paid) == remittance_key(replace(fewer, payment_method="ACH"))


def test_claim_payment_keys() -> None:
    key = remittance_key(WORKED)
    one = claim_payment_key(key, WORKED.claims[0])
    assert entry_key(one) == f"835:{key.digest}:{one.digest}"
    others = [
        claim_payment_key(key, replace(WORKED.claims[0], **change))
        for change in (
            {"ordinal": 7},
            {"control_number": "C"},
            {"claim_status": "22"},
            {"payer_claim_number": "ICN2"},
        )
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5
    same = replace(WORKED.claims[0], paid=money("1.00"), segment=99)
    assert claim_payment_key(key, same) == one


@settings(deadline=None)
@given(
    st.lists(st.text(max_size=5), min_size=2, max_size=2),
    st.lists(st.text(max_size=5), min_size=2, max_size=2),
)
def test_no_separator_confuses_the_digest(first: list[str], second: list[str]) -> None:
    def digest(parts: list[str]) -> str:
        return remittance_key(replace(WORKED, payer_identifier=parts[0], trace_number=parts[1])).digest

    stripped = [[part.strip() for part in parts] for parts in (first, second)]
    assert (digest(first) == digest(second)) == (stripped[0] == stripped[1])
