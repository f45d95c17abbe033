"""A second telling of a day's fees, kept apart from the code: fractions, unit by unit, from the csv.

It shares no function, table or order of steps with `cleanclaim.charges`. Rules told: base fee with the
imaging cap; indicators 2 to 7 over units; both sides; assistants; two surgeons; 85 %.
"""

from __future__ import annotations

import csv
import gzip
from fractions import Fraction
from pathlib import Path

Row = dict[str, str]
Line = tuple[str, tuple[str, ...], int]  # code, modifiers, units


def read_rows(path: Path) -> dict[tuple[str, str], Row]:
    with gzip.open(path, "rt") as lines:
        return {(row["hcpcs"], row["modifier"]): row for row in csv.DictReader(lines)}


def half_up(value: Fraction) -> int:
    return int((value * 2 + 1) // 2)


def share(cents: int, percent: str) -> int:
    return half_up(cents * Fraction(percent) / 100)


class DayOracle:
    """All lines are at one place, in one locality whose three indices are texts."""

    def __init__(self, rows: dict[tuple[str, str], Row], indices: tuple[str, str, str], *, facility: bool):
        self.rows = rows
        self.indices = [Fraction(each) for each in indices]
        self.side = "fac" if facility else "nonfac"

    def row(self, code: str, modifiers: tuple[str, ...]) -> Row | None:
        for modifier in modifiers:
            if modifier in ("26", "TC"):
                return self.rows.get((code, modifier))
        return self.rows.get((code, ""))

    def cents(self, row: Row, *, expense_share: Fraction = Fraction(1)) -> int:
        def of(expense: str, malpractice: str) -> int:
            parts = (
                Fraction(row["work_rvu"]),
                Fraction(row[expense]) * expense_share,
                Fraction(row[malpractice]),
            )
            total = sum((a * b for a, b in zip(parts, self.indices, strict=True)), Fraction(0))
            return half_up(total * Fraction(row["conv_factor"]) * 100)

        plain = of(f"{self.side}_pe_rvu", "mp_rvu")
        cap = f"opps_{self.side}_pe_amount"
        return min(plain, of(cap, "opps_mp_amount")) if Fraction(row[cap]) else plain

    def priceable(self, line: Line) -> bool:
        row = self.row(line[0], line[1])
        return (
            row is not None
            and row["status_code"] in "AR"
            and row[f"{self.side}_na_indicator"] != "NA"
            and row["pctc_ind"] != "4"
        )

    def parts(self, line: Line) -> tuple[int, int]:
        """Technical part and reading in cents."""
        row = self.row(line[0], line[1])
        assert row is not None
        whole = self.cents(row)
        if row["modifier"] == "TC" or row["pctc_ind"] == "3":
            return whole, 0
        if row["modifier"] == "26" or row["pctc_ind"] == "2":
            return 0, whole
        technical, reading = self.rows[line[0], "TC"], self.rows[line[0], "26"]
        return self.cents(technical), self.cents(reading)

    def totals(self, lines: list[Line]) -> list[int | None]:
        """Cents of each line; None = by report."""
        units = [(at, line) for at, line in enumerate(lines) for _ in range(line[2])]
        found: list[int] = []
        for at, line in units:
            row = self.row(line[0], line[1])
            assert row is not None
            found.append(self.one(units, at, row, position=len(found)))
        found = [self.modified(fee, line) for fee, (_, line) in zip(found, units, strict=True)]
        return self.ranked(lines, units, found)

    def one(self, units: list[tuple[int, Line]], at: int, row: Row, *, position: int) -> int:
        rule, whole = row["mult_proc"], self.cents(row)
        same = [
            place
            for place, (_, line) in enumerate(units)
            if (self.row(line[0], line[1]) or {})["mult_proc"] == rule
        ]
        if rule == "5":
            expenses = {place: Fraction(self._row_at(units, place)[f"{self.side}_pe_rvu"]) for place in same}
            best = max(expenses.values())
            first = min(place for place in same if expenses[place] == best)
            return whole if position == first else self.cents(row, expense_share=Fraction(1, 2))
        if rule in "467":
            technical_percent, reading_percent = {"4": ("50", "95"), "6": ("75", "100"), "7": ("80", "100")}[
                rule
            ]
            splits = {place: self.parts(units[place][1]) for place in same}
            technical, reading = splits[position]
            if position != min(same, key=lambda place: (-splits[place][0], place)):
                whole -= technical - share(technical, technical_percent)
            if position != min(same, key=lambda place: (-splits[place][1], place)):
                whole -= reading - share(reading, reading_percent)
        return whole

    def _row_at(self, units: list[tuple[int, Line]], place: int) -> Row:
        row = self.row(units[place][1][0], units[place][1][1])
        assert row is not None
        return row

    def modified(self, fee: int, line: Line) -> int:
        row = self.row(line[0], line[1])
        assert row is not None
        for modifier in line[1]:
            if modifier == "50" and row["bilat_surg"] in "13":
                fee = share(fee, "150" if row["bilat_surg"] == "1" else "200")
            elif modifier in ("80", "81", "82", "AS"):
                fee = share(fee, "16")
            elif modifier == "62":
                fee = share(fee, "62.5")
        return share(fee, "85") if "AS" in line[1] else fee

    def ranked(self, lines: list[Line], units: list[tuple[int, Line]], fees: list[int]) -> list[int | None]:
        scope = [place for place in range(len(units)) if self._row_at(units, place)["mult_proc"] in "23"]
        bases = {
            self._row_at(units, place)["endo_base"]
            for place in scope
            if self._row_at(units, place)["mult_proc"] == "3"
        }
        groups: dict[object, list[int]] = {}
        for place in scope:
            row = self._row_at(units, place)
            base = (
                row["endo_base"] if row["mult_proc"] == "3" else row["hcpcs"] if row["hcpcs"] in bases else ""
            )
            groups.setdefault(base or place, []).append(place)
        after: list[int | None] = list(fees)
        for family, members in groups.items():
            if isinstance(family, str):
                top = min(members, key=lambda place: (-fees[place], place))
                base_fee = self.cents(self.rows[family, ""])
                for place in members:
                    if place != top:
                        after[place] = max(fees[place] - base_fee, 0)
        order = sorted(groups.values(), key=lambda each: (-sum(after[place] or 0 for place in each), each[0]))
        for rank, members in enumerate(order):
            for place in members:
                if rank and rank < 5:
                    after[place] = share(after[place] or 0, "50")
                elif rank >= 5:
                    after[place] = None
        sums: list[int | None] = [0] * len(lines)
        for place, (at, _) in enumerate(units):
            fee, before = after[place], sums[at]
            sums[at] = None if fee is None or before is None else before + fee
        return sums
