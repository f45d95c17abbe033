"""What taking a file would post, claim by claim and line by line. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.post_remittance import Shown, work_out
from cleanclaim.core.finding import Finding, Report
from cleanclaim.core.money import ZERO, Money
from cleanclaim.exchange.receiving import understand
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import line_balances
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.remittance import Remittance
from cleanclaim.remittance import ClaimOutcome, Posted, remittance_key
from cleanclaim.remittance.automation import NO_RULES, PostingRule, Rules, why_wait

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

WOULD_POST, POSTED_BEFORE, WOULD_QUARANTINE, WOULD_WAIT = "post", "posted before", "quarantine", "wait"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """What one line of a claim (0: the claim itself) would move, per account in the order of the chart."""

    line_number: int
    moves: tuple[tuple[Account, Money], ...]


@dataclass(frozen=True, slots=True)
class PreviewClaim:
    """What one claim payment would do."""

    outcome: ClaimOutcome
    lines: tuple[PreviewLine, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking one remittance would do.

    verdict   `post`, `posted before`, `quarantine` or `wait` (why: `reason`)
    provider  what provider-level adjustments would move
    """

    trace_number: str
    payer_name: str
    payment: Money
    verdict: str
    reason: str = ""
    claims: tuple[PreviewClaim, ...] = ()
    provider: tuple[tuple[Account, Money], ...] = ()
    findings: tuple[Finding, ...] = ()


def preview_file(
    work: UnitOfWork, raw: bytes, *, at: datetime, rules: Rules = NO_RULES
) -> tuple[tuple[Preview, ...], Report]:
    """One preview per remittance, each as if those before it were posted; and the report on the file."""
    understood = understand(raw)
    contents = [each.said for each in understood.contents if isinstance(each.said, Remittance)]
    if understood.refused:
        contents = []
    added: list[Entry] = []
    previews = [_preview(work, each, added, at=at, rules=rules) for each in contents]
    return tuple(previews), understood.report


def _preview(
    work: UnitOfWork, remittance: Remittance, added: list[Entry], *, at: datetime, rules: Rules
) -> Preview:
    blank = Preview(remittance.trace_number, remittance.payer_name, remittance.payment, WOULD_POST)
    before = work.remittances.find(remittance_key(remittance).digest)
    if before is not None:
        same = replace(before, place="") == replace(remittance, place="")
        reason = "" if same else "it said something else then"
        return replace(blank, verdict=POSTED_BEFORE if same else WOULD_QUARANTINE, reason=reason)
    shown = Shown.of(work, remittance)
    shown.add(tuple(added))
    posted = work_out(shown, remittance, at=at)
    if posted.quarantined:
        return replace(blank, verdict=WOULD_QUARANTINE, findings=posted.findings)
    waits = why_wait(rules.get(remittance.payer_identifier, PostingRule()), remittance, posted)
    if not waits:
        added += posted.entries
    return replace(
        blank,
        verdict=WOULD_WAIT if waits else WOULD_POST,
        reason=waits,
        claims=tuple(_claims(posted)),
        provider=_moves_of_provider(posted),
        findings=posted.findings,
    )


def _claims(posted: Posted) -> Iterator[PreviewClaim]:
    entries = {entry.natural_key: entry for entry in posted.entries}
    for outcome in posted.outcomes:
        balances = line_balances([entries[outcome.entry_key]])
        lines = (PreviewLine(number, tuple(moves.items())) for (_, number), moves in sorted(balances.items()))
        yield PreviewClaim(outcome, tuple(lines))


def _moves_of_provider(posted: Posted) -> tuple[tuple[Account, Money], ...]:
    moves: dict[Account, Money] = {}
    for entry in posted.entries:
        if ":plb:" in entry.natural_key:
            for each in entry.postings:
                moves[each.account] = moves.get(each.account, ZERO) + each.amount
    return tuple((account, moves[account]) for account in Account if account in moves)
