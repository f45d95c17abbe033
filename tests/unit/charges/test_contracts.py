"""Contracts: each rule alone and in its order, and every mistake of a file told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cleanclaim.charges.contract_file import read_contract
from cleanclaim.charges.contracts import (
    Allowed,
    Basis,
    Contract,
    ContractLine,
    Rate,
    contract_amounts,
    contract_on,
)
from cleanclaim.charges.medicare_fee import MedicareFee, Unpriced
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span

TEXT = """
title = "Invented Mutual, professional services"
payer = "mutual"
effective = "2025-01-01..2025-12-31"
default = { percent_of_medicare = 112.5 }
modifier_percents = { "50" = 150, "80" = 16 }
several_procedures = { procedures = ["10004-69990"], percents = [100, 50, 25] }
stop_loss = { claim_charge_above = "50000", percent_of_charge = 65 }

[[carve_out]]
procedures = ["80047-89398", "J0120"]
percent_of_charge = 60

[[carve_out]]
procedures = ["A0000-A9999"]
percent_of_charge = 0

[[fee]]
procedure = "99213"
amount = "98.50"

[[fee]]
procedure = "99213"
modifier = "95"
amount = "90.00"

[[fee]]
procedure = "27447"
amount = "1500"
"""
CONTRACT = read_contract(TEXT, "mutual.toml")


def usd(text: str) -> Money:
    return Money.parse(text)


def a_line(
    procedure: str, *modifiers: str, charge: str | None = "9000", units: int = 1, medicare: str = "100"
) -> ContractLine:
    told = usd(charge) if charge is not None else None
    return ContractLine(procedure, modifiers, units, told, MedicareFee(usd(medicare), ("as told",)))


def amounts(*lines: ContractLine, contract: Contract = CONTRACT) -> list[str]:
    answers = contract_amounts(contract, lines)
    return [str(each.amount) if isinstance(each, Allowed) else each.reason for each in answers]


def test_the_file_says_what_the_contract_is() -> None:
    assert (CONTRACT.title, CONTRACT.payer_id) == ("Invented Mutual, professional services", "mutual")
    assert CONTRACT.effective == Span(date(2025, 1, 1), date(2025, 12, 31))
    assert CONTRACT.default == Rate(Basis.MEDICARE, Decimal("112.5"))
    assert CONTRACT.lesser_of_charge
    assert CONTRACT.medicare_as_of is None
    assert CONTRACT.source == "contract mutual.toml"


def test_the_first_that_fits_decides() -> None:
    assert amounts(a_line("99213", "95")) == ["90.00"]
    assert amounts(a_line("99213", "25")) == ["98.50"]
    assert amounts(a_line("80053", charge="40.01")) == ["24.01"]
    assert amounts(a_line("J0120", charge="10"), a_line("J0121")) == ["6.00", "112.50"]
    assert amounts(a_line("A4550", charge="30")) == ["0.00"]
    assert amounts(a_line("99214", medicare="125.18")) == ["140.83"]


def test_every_step_is_told_with_its_source() -> None:
    (answer,) = contract_amounts(CONTRACT, [a_line("99213", units=2, charge="150")])
    assert isinstance(answer, Allowed)
    assert answer.formula == (
        "fee for 99213: 98.50 x 2 units = 197.00",
        "lesser of 197.00 and the charge 150.00 = 150.00",
    )
    assert (answer.evidence[0].source, answer.evidence[0].locator) == ("contract mutual.toml", "fee 99213")
    (share,) = contract_amounts(CONTRACT, [a_line("99214", medicare="125.18")])
    assert isinstance(share, Allowed)
    assert share.formula == ("as told", "125.18 x 112.5 % of Medicare (default) = 140.83")


def test_modifiers_change_contract_fees_alone() -> None:
    assert amounts(a_line("27447", "50")) == ["2250.00"]
    assert amounts(a_line("27447", "50", "80")) == ["360.00"]
    assert amounts(a_line("99214", "50")) == ["112.50"]


def test_several_procedures_are_ranked_by_the_contract() -> None:
    day = [
        a_line("27447"),
        a_line("29881", medicare="2000"),
        a_line("20610"),
        a_line("20605"),
        a_line("99214"),
    ]
    assert amounts(*day) == ["750.00", "2250.00", "28.13", "28.13", "112.50"]
    assert amounts(*day, contract=replace(CONTRACT, several=None))[0] == "1500.00"


def test_never_more_than_the_charge_unless_the_contract_says_so() -> None:
    assert amounts(a_line("99213", charge="80")) == ["80.00"]
    assert amounts(a_line("99213", charge="98.50")) == ["98.50"]
    assert amounts(a_line("99213", charge="80"), contract=replace(CONTRACT, lesser_of_charge=False)) == [
        "98.50"
    ]


def test_over_the_stop_loss_only_charges_count() -> None:
    day = [a_line("27447", charge="50000"), a_line("99213", charge="0.01")]
    assert amounts(*day) == ["32500.00", "0.01"]
    at_the_limit = [a_line("27447", charge="49999.99"), a_line("99213", charge="0.01")]
    assert amounts(*at_the_limit) == ["1500.00", "0.01"]


def test_what_is_not_told_is_not_guessed() -> None:
    no_default = replace(CONTRACT, default=None)
    assert amounts(a_line("99214"), contract=no_default) == [
        "Invented Mutual, professional services has no fee, carve-out or default for 99214"
    ]
    unpriced = replace(a_line("99214"), medicare=Unpriced("no edition of mpfs covers 2025-10-01"))
    assert amounts(unpriced) == [
        "it is 112.5 % of Medicare (default), and no edition of mpfs covers 2025-10-01"
    ]
    assert amounts(a_line("80053", charge=None)) == [
        "it is 60 % of the charge (carve_out 1), and the charge is not told"
    ]
    assert amounts(a_line("99213", charge=None), a_line("27447", charge=None)) == ["98.50", "1500.00"]


@pytest.mark.parametrize(
    ("payer", "day", "found"),
    [
        ("mutual", date(2024, 12, 31), False),
        ("mutual", date(2025, 1, 1), True),
        ("mutual", date(2025, 12, 31), True),
        ("mutual", date(2026, 1, 1), False),
        ("other", date(2025, 1, 1), False),
    ],
)
def test_a_contract_is_found_by_payer_and_day(payer: str, day: date, found: bool) -> None:
    assert (contract_on([CONTRACT], payer, day) is not None) is found


def test_every_mistake_is_told_at_once_where_it_stands() -> None:
    wrong = """
title = ""
effective = "2025"
medicare_as_of = "2025-10-01"
lesser_of_charge = "yes"
surprise = 1
default = { percent_of_medicare = 110, percent_of_charge = 20 }
modifier_percents = { "500" = 1 }
several_procedures = { procedures = ["69990-10004"], percents = [-1, nan, 1000.1, 1000] }
stop_loss = { claim_charge_above = 50000, percent_of_charge = true }

[[carve_out]]
percent_of_charge = 2000

[[fee]]
procedure = "9921"
amount = "1"

[[fee]]
procedure = "99213"
amount = 98.5

[[fee]]
procedure = "99213"
amount = "1"

[[fee]]
procedure = "99214"
modifier = "2"
amount = "1"
"""
    with pytest.raises(UnreadableFileError) as caught:
        read_contract(wrong, "wrong.toml")
    assert sorted(str(each.place) for each in caught.value.findings) == [
        "file wrong.toml > carve_out > 1 > percent_of_charge",
        "file wrong.toml > carve_out > 1 > procedures",
        "file wrong.toml > default",
        "file wrong.toml > effective",
        "file wrong.toml > fee > 1 > procedure",
        "file wrong.toml > fee > 2 > amount",
        "file wrong.toml > fee > 3",
        "file wrong.toml > fee > 4 > modifier",
        "file wrong.toml > lesser_of_charge",
        "file wrong.toml > medicare_as_of",
        "file wrong.toml > modifier_percents",
        "file wrong.toml > payer",
        *["file wrong.toml > several_procedures > percents"] * 3,
        "file wrong.toml > several_procedures > procedures",
        "file wrong.toml > stop_loss > claim_charge_above",
        "file wrong.toml > stop_loss > percent_of_charge",
        "file wrong.toml > surprise",
        "file wrong.toml > title",
    ]
    with pytest.raises(UnreadableFileError, match=r"wrong\.toml is not TOML"):
        read_contract("title = ", "wrong.toml")
