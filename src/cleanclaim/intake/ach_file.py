"""ACH files (94 columns) with CCD+ addenda: the entries (6) and the payment text (705) behind them.

Columns from general knowledge of the Nacha format (unverified against the rules): 5 batch header with the
effective day in 70-75, 6 entry with code 2-3 and cents 30-39, 705 addenda with text in 4-83, 9 file control
with the count of entries and addenda in 14-21 and the credits in 44-55. A file that does not fit its control
record is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.money import Money
from cleanclaim.intake.movements import Movement, short_day, whole_cents
from cleanclaim.intake.problems import Problems

_CREDITS, _DEBITS = ("22", "32"), ("27", "37")  # to and from checking and savings accounts


def ach_movements(text: str, problems: Problems) -> Iterator[Movement]:
    """The credits and debits of an ACH file, in order."""
    records = [line for line in text.split("\n") if line.strip("9 ") or line[:1] == "9"]
    if not _is_whole(records, problems):
        return
    booked_on: date | None = None
    for number, record in enumerate(records):
        where = (f"line {number + 1}",)
        if record[0] == "5":
            booked_on = problems.parse(short_day, record[69:75], where, label="effective date")
        elif record[0] == "6" and booked_on is not None:
            amount = problems.parse(whole_cents, record[29:39], where, label="amount")
            code = record[1:3]
            if amount is not None and code in (*_CREDITS, *_DEBITS):
                signed = amount if code in _CREDITS else Money() - amount
                yield Movement(booked_on, signed, "", _addenda(records, number))


def _addenda(records: list[str], entry: int) -> str:
    texts = []
    for record in records[entry + 1 :]:
        if record[0] != "7":
            break
        texts.append(record[3:83].rstrip())
    return "".join(texts)


def _is_whole(records: list[str], problems: Problems) -> bool:
    control = next((each for each in records if each[0] == "9" and each.strip("9")), "")
    count = sum(each[0] in "67" for each in records)
    credits = sum(_cents(each) for each in records if each[0] == "6" and each[1:3] in _CREDITS)
    if control[13:21].isdigit() and int(control[13:21]) == count and _digits(control[43:55]) == credits:
        return True
    problems.refuse(
        "control",
        (f"line {len(records)}",),
        "the file does not end with a control record that fits its entries",
        wanted=f"{count} entries and addenda, credits of {Money(credits)}",
        next_step="ask the bank for the whole file",
    )
    return False


def _cents(record: str) -> int:
    return _digits(record[29:39])


def _digits(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1
