"""Scenario files: what is read, and what is refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import Money
from cleanclaim.simulator.scenario import Outcome, PriorBalance, read_scenario
from cleanclaim.submission.answers import ClaimStatus

PAYER = '[[payer]]\nidentifier = "60054"\nname = "Sure Health"\n'


def test_everything_that_a_scenario_can_say() -> None:
    scenario = read_scenario(
        PAYER
        + """
tax_id = "990000002"
filing_indicator = "HM"
allowed_percent = "62.5"
fees = { 99214 = "92.10" }
deductible = "50.00"
copay = "25"
coinsurance_percent = 20
sequestration_percent = 2
pays_after_days = 9
[[payer.prior_balance]]
reason = "WO"
reference = "OLD1"
amount = "12.00"
[[rule]]
name = "needs authorization"
outcome = "deny_line"
procedure = "7*"
group = "CO"
reason = "197"
remarks = ["N54"]
[[rule]]
outcome = "reject_277ca"
claim = "E1*"
statuses = ["A7:164:IL", "A6:21"]
"""
    )
    terms = scenario.payers["60054"]
    assert (terms.tax_id, terms.filing_indicator, terms.pays_after_days) == ("990000002", "HM", 9)
    assert (terms.allowed_percent, terms.coinsurance_percent) == (Decimal("62.5"), Decimal(20))
    assert (dict(terms.fees), terms.deductible, terms.copay) == (
        {"99214": Money(9210)},
        Money(5000),
        Money(2500),
    )
    assert terms.prior_balances == (PriorBalance("WO", "OLD1", Money(1200)),)
    denial, rejection = scenario.rules
    assert (denial.outcome, denial.reason, denial.remarks) == (Outcome.DENY_LINE, "197", ("N54",))
    assert rejection.name == "rule 2"
    assert rejection.statuses == (ClaimStatus("A7", "164", "IL"), ClaimStatus("A6", "21"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("payer = 3", "scenario: payer must be an array of tables"),
        ("payer = [3]", "payer 1 must be a table"),
        ("", r"names no \[\[payer\]\]"),
        ("[[payer", "not TOML"),
        (PAYER + PAYER, "share one identifier"),
        ('[[payer]]\nname = "X"', "payer 1: identifier is missing"),
        (PAYER + "name2 = 1", "payer 1: unknown key 'name2'"),
        (PAYER + "tax_id = 1", "payer 1: tax_id must be a string"),
        (PAYER + "copay = 12.5", "payer 1: copay must be dollars as a string"),
        (PAYER + 'copay = "1E2"', "payer 1: copay must be dollars as a string"),
        (PAYER + "fees = 3", "payer 1: fees must be a table of amounts"),
        (PAYER + "fees = { 99213 = 3 }", "payer 1: fees.99213 must be dollars"),
        (PAYER + "allowed_percent = 101", "payer 1: allowed_percent must be a percentage"),
        (PAYER + 'allowed_percent = "x"', "payer 1: allowed_percent must be a percentage"),
        (PAYER + "allowed_percent = 12.5", "payer 1: allowed_percent must be a percentage"),
        (PAYER + "pays_after_days = -1", "payer 1: pays_after_days must be a whole number"),
        (PAYER + '[[rule]]\noutcome = "smile"', "rule 1: outcome must be one of pay, deny"),
        (PAYER + '[[rule]]\noutcome = "deny"', "rule 1: reason is missing"),
        (PAYER + '[[rule]]\noutcome = "pay"\nremarks = "N1"', "rule 1: remarks must be a list of strings"),
        (PAYER + '[[rule]]\noutcome = "pay"\nstatuses = ["A7"]', "rule 1: statuses are written"),
    ],
)
def test_mistakes_are_told_by_table_and_key(text: str, complaint: str) -> None:
    with pytest.raises(MisuseError, match=complaint):
        read_scenario(text)
