"""Medicare's own figures by date: conversion factors, deductibles, sequestration. Public figures, cited.

A figure for a later year is a new row here. Outside of every row the answer is None, never the nearest year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span

_2025 = Span(date(2025, 1, 1), date(2025, 12, 31))
_2026 = Span(date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True, slots=True)
class ConversionFactor:
    """Dollars for one relative value unit, in ten-thousandths: 323465 is $32.3465.

    qualifying  for clinicians who are qualifying participants of an advanced payment model; from 2026 on
                there are two factors [Social Security Act s. 1848(d)(1)(A)]; None = one factor for all
    """

    effective: Span
    ten_thousandths: int
    citation: str
    qualifying: bool | None = None

    def __str__(self) -> str:
        return f"{self.ten_thousandths // 10_000}.{self.ten_thousandths % 10_000:04d}"


CONVERSION_FACTORS = (
    ConversionFactor(Span(date(2024, 1, 1), date(2024, 3, 8)), 327_442, "CY2024 PFS final rule (unverified)"),
    ConversionFactor(
        Span(date(2024, 3, 9), date(2024, 12, 31)),
        332_875,
        "Consolidated Appropriations Act, 2024 (unverified)",
    ),
    ConversionFactor(_2025, 323_465, "CY2025 PFS final rule; PPRRVU 2025 October"),
    ConversionFactor(_2026, 335_675, "CY2026 PFS final rule", qualifying=True),
    ConversionFactor(_2026, 334_009, "CY2026 PFS final rule", qualifying=False),
)
# dollars for one anesthesia unit, nationally; localities have their own
ANESTHESIA_FACTORS = (
    ConversionFactor(_2025, 203_178, "CY2025 PFS final rule"),
    ConversionFactor(_2026, 205_998, "CY2026 PFS final rule", qualifying=True),
    ConversionFactor(_2026, 204_976, "CY2026 PFS final rule", qualifying=False),
)
# Congress lets the floor of the work index lapse and extends it again: days on which it is known to hold
# [Social Security Act s. 1848(e)(1)(E); the last extension that we know of ends 2026-01-30 (unverified)]
WORK_FLOOR = ((Span(date(2024, 1, 1), date(2026, 1, 30)), 1000),)
PART_B_DEDUCTIBLES = (
    (_2025, Money(25700)),  # CMS fact sheet, November 2024
    (_2026, Money(28300)),  # CMS fact sheet, November 2025
)
# 2 % of the payment since July 2022 [2 U.S.C. 901a; CMS MLN; the end of it is for Congress to say]
SEQUESTRATION_PERCENT = ((Span(date(2022, 7, 1)), 2),)


def conversion_factor(day: date, *, qualifying: bool = False) -> ConversionFactor | None:
    """The factor of a service date; None when the year is not known here."""
    return _factor(CONVERSION_FACTORS, day, qualifying=qualifying)


def anesthesia_factor(day: date, *, qualifying: bool = False) -> ConversionFactor | None:
    """The national anesthesia factor of a service date; None when the year is not known here."""
    return _factor(ANESTHESIA_FACTORS, day, qualifying=qualifying)


def work_floor(day: date) -> int | None:
    """The least work index, in thousandths; None on days of which it is not known whether there is one."""
    return next((floor for span, floor in WORK_FLOOR if day in span), None)


def _factor(factors: tuple[ConversionFactor, ...], day: date, *, qualifying: bool) -> ConversionFactor | None:
    fits = (each for each in factors if day in each.effective and each.qualifying in (None, qualifying))
    return next(fits, None)


def part_b_deductible(day: date) -> Money | None:
    """The yearly deductible; None when the year is not known here."""
    return next((amount for span, amount in PART_B_DEDUCTIBLES if day in span), None)


def sequestration_percent(day: date) -> int:
    """Whole percent taken off the payment; 0 before it began."""
    return next((percent for span, percent in SEQUESTRATION_PERCENT if day in span), 0)
