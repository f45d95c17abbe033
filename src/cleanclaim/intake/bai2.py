"""BAI2 cash management files: the transaction records (16) of every account.

Structure from general knowledge of BAI2 (unverified against the specification): records 01, 02, 03, 16, 88
(continuation), 49, 98, 99, fields by comma, a slash at the end; type codes 100-399 are credits, 400-699
debits; 99 counts all records of the file. A file whose count is off is refused whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleanclaim.core.money import Money
from cleanclaim.intake.movements import Movement, short_day, whole_cents
from cleanclaim.intake.problems import Problems

_EXTRA_FIELDS = {"S": 3, "V": 2}  # by funds type; D counts its own pairs


def bai2_movements(text: str, problems: Problems) -> Iterator[Movement]:
    """The credits and debits of a BAI2 file, in order."""
    records = [line.strip() for line in text.split("\n") if line.strip()]
    last = records[-1].rstrip("/").split(",")
    if last[0] != "99" or len(last) < 4 or last[3].strip() != str(len(records)):
        problems.refuse(
            "count",
            (f"line {len(records)}",),
            "the file does not end with a count of its records",
            found=last[3] if len(last) > 3 else "",
            wanted=str(len(records)),
            next_step="ask the bank for the whole file",
        )
        return
    booked_on: date | None = None
    for number, record in enumerate(_joined(records), start=1):
        fields = record.split(",")
        if fields[0] == "02":
            day = fields[4] if len(fields) > 4 else ""
            booked_on = problems.parse(short_day, day, (f"record {number}",), label="as-of date")
        elif fields[0] == "16" and booked_on is not None:
            yield from _movement(fields, booked_on, problems, number)


def _joined(records: list[str]) -> Iterator[str]:
    """Records with their continuations (88) appended."""
    whole, record_ended = "", True
    for record in records:
        body = record.removesuffix("/")
        if body.startswith("88,"):
            # a record that ends with a slash goes on with the next field, one without within its text
            whole += ("," if record_ended else " ") + body[3:]
        else:
            if whole:
                yield whole
            whole = body
        record_ended = record.endswith("/")
    yield whole


def _movement(fields: list[str], booked_on: date, problems: Problems, number: int) -> Iterator[Movement]:
    kind = fields[1] if len(fields) > 1 else ""
    if not kind.isdigit() or not 100 <= int(kind) < 700:
        return
    amount = problems.parse(
        whole_cents, fields[2] if len(fields) > 2 else "", (f"record {number}",), label="amount"
    )
    if amount is not None:
        yield Movement(booked_on, amount if int(kind) < 400 else Money() - amount, "", _text(fields))


def _text(fields: list[str]) -> str:
    """References and text of a 16 record, after the funds type and what belongs to it."""
    funds = fields[3].strip() if len(fields) > 3 else ""
    extra = _EXTRA_FIELDS.get(funds, 0)
    if funds == "D" and len(fields) > 4 and fields[4].strip().isdigit():
        extra = 1 + 2 * int(fields[4])
    return " ".join(",".join(fields[4 + extra :]).split())
