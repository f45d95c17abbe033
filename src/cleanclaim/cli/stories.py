"""An encounter and a claim told to people: codes with their words, findings, answers, money."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from textwrap import shorten

from cleanclaim.app.explain import ClaimStory, EncounterStory
from cleanclaim.cli.output import finding_text
from cleanclaim.core.finding import Report, Severity
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.model.assignment import Action, CodeAssignment
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind, ClaimState

_QUOTE_WIDTH = 58
_WHERE = {
    Account.BANK: "in the bank",
    Account.CLEARING: "paid by the plan",
    Account.RECEIVABLE_PRIMARY: "owed by the plan",
    Account.RECEIVABLE_SECONDARY: "owed by the second plan",
    Account.RECEIVABLE_TERTIARY: "owed by the third plan",
    Account.RECEIVABLE_DENIED: "denied or in dispute",
    Account.RECEIVABLE_PATIENT: "owed by the patient",
    Account.UNAPPLIED: "in suspense",
    Account.RECOUPMENT: "owed back to the plan",
    Account.FORWARD_BALANCE: "carried by the plan",
    Account.TAX_WITHHELD: "withheld by the plan",
    Account.CONTRACTUAL: "contract discount",
    Account.SEQUESTRATION: "sequestration",
    Account.QUALIFIED_BENEFICIARY: "written off: may not be billed",
    Account.INTEREST: "interest",
    Account.FEE: "the plan's fees",
}
_TOLD = {
    ClaimEventKind.ENVELOPE_ACCEPTED: "TA1 took the file",
    ClaimEventKind.ENVELOPE_REJECTED: "TA1 refused the file",
    ClaimEventKind.SYNTAX_ACCEPTED: "999 accepted",
    ClaimEventKind.SYNTAX_REJECTED: "999 rejected",
    ClaimEventKind.PAYER_ACCEPTED: "277CA accepted",
    ClaimEventKind.PAYER_REJECTED: "277CA rejected",
    ClaimEventKind.PENDED: "835 pends it",
    ClaimEventKind.PAID: "835 posted",
    ClaimEventKind.PARTIALLY_PAID: "835 posted, part of it denied",
    ClaimEventKind.DENIED: "835 posted, denied",
    ClaimEventKind.SUSPENDED: "835 in suspense",
    ClaimEventKind.REVERSED: "835 took it back",
    ClaimEventKind.SUPERSEDED: "replaced or voided by",
}

_BY_KEY = (ClaimEventKind.REVERSED,)  # their detail is a natural key, which tells people nothing


def encounter_lines(story: EncounterStory) -> Iterator[str]:
    """The story of one encounter, line by line."""
    restricted = "  RESTRICTED: the plan is not told" if story.restricted else ""
    yield f"{story.encounter_id}  {story.service_dates}  {story.payer}{restricted}"
    yield f"  codes ({_tally(story)})"
    for code in story.codes:
        yield from _code_lines(code, story.places.get(code.assignment_id, ""))
    yield from report_lines(story.report, indent="  ")
    for claim in story.claims:
        yield from claim_lines(claim)
    if story.balances:
        yield f"  money of the visit: {_money(story.balances)}"
    for item in story.work_items:
        due = f", due {item.due_on}" if item.due_on else ""
        yield f"  to do [{item.kind}]: {item.title}{due}"


def claim_lines(story: ClaimStory) -> Iterator[str]:
    """The story of one claim, line by line."""
    claim = story.claim
    yield f"  claim {claim.claim_id}: {len(claim.lines)} lines, {claim.total_charge} -> {story.state.upper()}"
    if story.state is ClaimState.WITHDRAWN:
        return  # a corrected claim tells the rest
    yield from report_lines(story.report, indent="    ")
    heard = [_answer(event) for event in story.events if event.kind in _TOLD]
    if heard:
        yield f"    came back: {'; '.join(told for told, _ in groupby(heard))}"
    for denial in story.denials:
        due = f", due {denial.due_on}" if denial.due_on else ""
        where = f"line {denial.line_number}" if denial.line_number else "claim"
        yield f"    denied {where}: {denial.group}-{denial.reason} {denial.amount} {denial.wording}{due}"
    if story.balances:
        yield f"    money: {_money(story.balances)}"


def report_lines(report: Report, *, indent: str) -> Iterator[str]:
    """Findings whole; what only advises and what was not checked as one line each."""
    for finding in report.findings:
        if finding.severity is Severity.ADVISE:
            yield f"{indent}advice: {finding.message} [{finding.rule_id}]"
        else:
            yield from (indent + line for line in finding_text(finding).splitlines())
    if report.not_checked:
        rules = ", ".join(sorted({entry.rule_id.removeprefix("edit.") for entry in report.not_checked}))
        yield f"{indent}not checked: {rules}"


def _tally(story: EncounterStory) -> str:
    counts = story.tally
    done = ", ".join(
        f"{counts[action]} {word}"
        for action, word in (
            (Action.ACCEPT, "accepted"),
            (Action.CHANGE, "changed"),
            (Action.REJECT, "rejected"),
            (Action.ADD, "added"),
        )
    )
    signed = f"; decided by {story.decisions[0].by}" if story.decisions else "; nobody has decided yet"
    return f"{len(story.suggested)} suggested: {done}{signed}"


def _code_lines(code: CodeAssignment, place: str) -> Iterator[str]:
    number = "-".join((code.code.value, *code.modifiers)) + (f" x{code.units}" if code.units > 1 else "")
    quote = shorten(code.evidence[0].text, _QUOTE_WIDTH, placeholder=" ...")
    yield f'    {number:<13} "{quote}"' + (f"  ({place})" if place else "")
    for reason in code.reasons[-1:]:
        yield f"    {'':<13} {reason.sentence} [{reason.rule}]"


def _answer(event: ClaimEvent) -> str:
    told = _TOLD[event.kind]
    return f"{told} ({event.detail})" if event.detail and event.kind not in _BY_KEY else told


def _money(balances: dict[str, Money]) -> str:
    """`Charges 229.00 = ...`: where each charged dollar stands now."""
    charged = -balances.get(Account.REVENUE.value, Money())
    parts = [
        f"{amount} {_WHERE[Account(account)]}"
        for account, amount in balances.items()
        if amount and account != Account.REVENUE.value
    ]
    return f"{charged} charged = {' + '.join(parts) or 'nothing left'}"
