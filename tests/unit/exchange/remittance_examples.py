"""Invented remittances: the worked example of the notes, and one of each oddity."""

from __future__ import annotations

from datetime import date

from cleanclaim.core.money import Money
from cleanclaim.exchange.remittance import BankAccount, RemittanceParties
from cleanclaim.model.people import Address, Name
from cleanclaim.model.remittance import (
    Adjustment,
    ClaimPayment,
    LinePayment,
    ProviderAdjustment,
    Remittance,
)

PARTIES = RemittanceParties(
    "990000001", Address("9 Payer Plaza", "Peoria", "IL", "61602"), "Elm Street Clinic",
    payer_bank=BankAccount("999999992", "111"), payee_bank=BankAccount("999999992", "222"),
    payee_tax_id="991234567", patients={"A1001": Name("Testcase", "Nadia")},
)  # fmt: skip


def adjustment(group: str, reason: str, cents: int, quantity: str = "") -> Adjustment:
    return Adjustment(group, reason, Money(cents), quantity)


def line(
    ordinal: int, procedure: str, charge: int, paid: int, *adjustments: Adjustment, segment: int = 0
) -> LinePayment:
    return LinePayment(
        ordinal, "HC", procedure, (), Money(charge), Money(paid), adjustments=adjustments,
        control_number=f"L{ordinal}", service_date=date(2026, 4, 4), segment=segment,
    )  # fmt: skip


def worked_example() -> Remittance:
    """300.00 paid 176.00; a reversal of -60.00 and its correction of 48.00; PLB 23.50; payment 140.50."""
    first = ClaimPayment(
        1, "A1001", "1", Money(30000), Money(17600), Money(4400), "12", "PAYER-1", member_id="M12345",
        lines=(
            line(1, "99214", 18500, 10400, adjustment("CO", "45", 5500), adjustment("PR", "2", 2600)),
            line(2, "93000", 11500, 7200, adjustment("CO", "45", 2500), adjustment("PR", "1", 1800)),
        ),
    )  # fmt: skip
    reversal = ClaimPayment(
        2, "B2002", "22", Money(-9000), Money(-6000), Money(0), "12", "PAYER-2",
        lines=(line(1, "99213", -9000, -6000, adjustment("CO", "45", -3000)),),
    )  # fmt: skip
    correction = ClaimPayment(
        3, "B2002", "1", Money(9000), Money(4800), Money(1200), "12", "PAYER-3",
        lines=(line(1, "99213", 9000, 4800, adjustment("CO", "45", 3000), adjustment("PR", "3", 1200)),),
    )  # fmt: skip
    return Remittance(
        "TRACE1", "60054", "SURE HEALTH", "2234567893", Money(14050), "ACH", date(2026, 5, 20),
        (first, reversal, correction),
        (
            ProviderAdjustment("WO", "PAYER-9", Money(2500)),
            ProviderAdjustment("L6", "", Money(-150)),
        ),
    )  # fmt: skip


def nothing_paid() -> Remittance:
    """A denied claim with remarks at both levels, and no money: payment method NON."""
    denied = ClaimPayment(
        1, "C3003", "4", Money(15000), Money(0), Money(0), "MB", "PAYER-4", remarks=("MA130", "N290"),
        crossover_name="SURE HEALTH",
        lines=(
            LinePayment(
                1, "HC", "J3301", ("JZ", "RT"), Money(15000), Money(0), "4",
                (adjustment("CO", "16", 15000),), "L1", date(2026, 4, 4), ("M76", "N822"),
            ),
        ),
    )  # fmt: skip
    return Remittance(
        "TRACE2", "12345", "INVENTED MEDICARE", "2234567893", Money(0), "NON", date(2026, 5, 20), (denied,)
    )


def many_adjustments() -> Remittance:
    """Adjustments of a claim without lines: seven of one group, groups that come back, quantities."""
    seven = tuple(adjustment("CO", str(number), 100 + number) for number in range(1, 8))
    all_of_them = (
        *seven,
        adjustment("PR", "1", 500, "1"),
        adjustment("CO", "253", -40),
        adjustment("OA", "23", 0),
    )
    charge = 10000
    paid = charge - sum(each.amount.cents for each in all_of_them)
    one = ClaimPayment(
        1, "D4004", "2", Money(charge), Money(paid), Money(500), "12", "PAYER-5", adjustments=all_of_them
    )
    balances = tuple(ProviderAdjustment("72", f"REF{number}", Money(number)) for number in range(1, 9))
    payment = Money(paid - sum(each.amount.cents for each in balances))
    return Remittance(
        "TRACE3", "60054", "SURE HEALTH", "2234567893", payment, "CHK", date(2026, 5, 20), (one,), balances
    )  # fmt: skip
