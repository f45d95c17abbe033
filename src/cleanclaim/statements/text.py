"""A statement as one page of plain text in short words: no line over 78 characters, at most 60 lines.

When the visits are too many for one page, those with nothing left to pay are named in one line together; if
what is owed still needs more, it is shown whole and runs on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import wrap

from cleanclaim.core.money import ZERO, Money
from cleanclaim.model.people import Address
from cleanclaim.statements.statement import Statement, StatementLine, StatementVisit

WIDTH = 78
PAGE_LINES = 60
_COLUMNS = ("Charge", "Plan paid", "Discount", "You paid", "You owe")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def render_text(statement: Statement) -> str:
    """The statement as text, ending in a newline."""
    page = _page(statement, statement.visits, settled=0)
    if len(page) > PAGE_LINES:
        unsettled = tuple(visit for visit in statement.visits if not visit.is_settled)
        page = _page(statement, unsettled, settled=len(statement.visits) - len(unsettled))
    return "\n".join(line.rstrip() for line in page) + "\n"


def _page(statement: Statement, visits: tuple[StatementVisit, ...], *, settled: int) -> list[str]:
    return [*_head(statement), "", *_body(visits, settled), *_total(statement), "", *_foot(statement)]


def _head(statement: Statement) -> Iterator[str]:
    practice, bill_to = statement.practice, statement.bill_to
    yield from _two_sides(practice.name, f"Statement date: {_shown(statement.statement_date)}")
    yield from _two_sides(_one_line(practice.address), f"Phone: {practice.phone}")
    yield ""
    yield from _asked(statement)
    if statement.waiting != statement.disputed:
        pending = statement.waiting - statement.disputed
        yield f"Waiting for your plan: ${pending.grouped}. You do not pay this part now."
    if statement.disputed:
        yield f"Your plan said no to ${statement.disputed.grouped}. We are checking it. Do not pay this now."
    yield ""
    yield from _two_sides(bill_to.name.shown, f"Patient: {statement.patient.name.shown}")
    yield from _two_sides(bill_to.address.street, f"Account: {statement.patient.patient_id}")
    if bill_to.address.street2:
        yield bill_to.address.street2
    yield _town(bill_to.address)


def _asked(statement: Statement) -> Iterator[str]:
    balance = statement.balance
    if balance > ZERO:
        yield from _two_sides(f"YOU OWE: ${balance.grouped}", f"PLEASE PAY BY: {_shown(statement.due_on)}")
    elif balance < ZERO:
        yield f"YOU HAVE A CREDIT: ${(-balance).grouped}"
        yield "You paid more than you owe. Call us to get it back."
    else:
        yield "YOU OWE: $0.00"
        yield "You do not need to pay now."


def _body(visits: tuple[StatementVisit, ...], settled: int) -> Iterator[str]:
    yield "YOUR VISITS"
    yield _row("", _COLUMNS)
    for visit in visits:
        yield from _visit(visit)
    if settled:
        yield f"Other visits with nothing left to pay: {settled}"


def _visit(visit: StatementVisit) -> Iterator[str]:
    yield from wrap(f"{_shown(visit.service_date)}, {visit.provider}", WIDTH)
    if visit.plan:
        number = visit.payer_claim_number
        text = f"Plan: {visit.plan}. " + (f"Plan's claim number: {number}" if number else "No answer yet.")
        yield from wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
    for line in visit.lines:
        yield from _service(line)


def _service(line: StatementLine) -> Iterator[str]:
    amounts = (line.charge, line.plan_paid, line.plan_discount, line.you_paid, line.you_owe)
    *above, last = wrap(line.wording, 24) or [""]
    yield from (f"  {text}" for text in above)
    yield _row(last, tuple(amount.grouped for amount in amounts))
    if line.waiting != line.disputed:
        yield f"    waiting for your plan: ${(line.waiting - line.disputed).grouped}"
    if line.disputed:
        yield f"    your plan said no to ${line.disputed.grouped}; we are checking it"
    if line.why:
        reasons = "; ".join(f"${amount.grouped} {text}" for text, amount in line.why)
        yield from wrap(f"Why you owe: {reasons}", WIDTH, initial_indent="    ", subsequent_indent="      ")


def _total(statement: Statement) -> Iterator[str]:
    lines = [line for visit in statement.visits for line in visit.lines]
    columns = (
        Money.total(line.charge for line in lines),
        Money.total(line.plan_paid for line in lines),
        Money.total(line.plan_discount for line in lines),
        Money.total(line.you_paid for line in lines),
        Money.total(line.you_owe for line in lines),
    )
    yield "-" * WIDTH
    yield _row("All visits", tuple(amount.grouped for amount in columns))


def _foot(statement: Statement) -> Iterator[str]:
    phone, account = statement.practice.phone, statement.patient.patient_id
    if statement.balance > ZERO:
        yield from _section(
            "HOW TO PAY", f"Call {phone}. Or send a check to the address above. Write {account} on it."
        )
        yield from _section("PAY OVER TIME", f"Can you not pay it all now? Call {phone}. We can make a plan.")
        yield from _section("HELP WITH THE COST", f"Ask us for help with your bill. Call {phone}.")
    yield from _section(
        "IS SOMETHING WRONG?",
        f"Call {phone} or write to us. Tell us what is wrong. We will check it and answer you.",
    )
    if any(line.you_owe for visit in statement.visits if not visit.plan for line in visit.lines):
        yield from _section(
            "",
            "No plan was billed, and the bill is $400 or more above our estimate? You can ask for a review"
            " within 120 days of your first bill. Go to www.cms.gov/nosurprises.",
        )
    yield from _section("LANGUAGE HELP", f"We can talk to you in your language. It is free. Call {phone}.")


def _section(title: str, text: str) -> Iterable[str]:
    named = title if title.endswith("?") or not title else f"{title}:"
    return wrap(f"{named} {text}".strip(), WIDTH, subsequent_indent="  ")


def _row(wording: str, columns: tuple[str, ...]) -> str:
    return f"  {wording:<25}" + "".join(f"{text:>10}" for text in columns)


def _two_sides(left: str, right: str) -> tuple[str, ...]:
    """Left and right on one line; when both do not fit, on two."""
    gap = WIDTH - len(left) - len(right)
    return (f"{left}{' ' * gap}{right}",) if gap > 0 else (left, f"{right:>{WIDTH}}")


def _one_line(address: Address) -> str:
    return ", ".join(part for part in (address.street, address.street2, _town(address)) if part)


def _town(address: Address) -> str:
    code = address.postal_code
    return f"{address.city}, {address.state} {code[:5]}" + (f"-{code[5:]}" if len(code) > 5 else "")


def _shown(day: date) -> str:
    # spelled here: strftime would follow the locale
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
