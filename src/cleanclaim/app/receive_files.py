"""Take what a payer sent. One file is one transaction: all of it or nothing, and never twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.answered_work import BY
from cleanclaim.app.ask_status import take_status
from cleanclaim.app.post_remittance import Shown, work_out, write_posted
from cleanclaim.app.take_deposits import match_waiting_money
from cleanclaim.app.undo_remittance import review_item_id
from cleanclaim.clocks import deadline
from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.place import Place
from cleanclaim.exchange.receiving import (
    Content,
    NotUnderstood,
    Understood,
    UnderstoodInterchange,
    understand,
)
from cleanclaim.exchange.saying import ClaimStatusAnswers
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.remittance import PostingStep, Remittance, Step
from cleanclaim.model.transmission import Receipt
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.remittance import remittance_key
from cleanclaim.remittance.automation import NO_RULES, PostingRule, Rules, why_wait
from cleanclaim.submission.answers import ClaimAnswers
from cleanclaim.submission.matching import match
from cleanclaim.x12.acknowledging import EnvelopeAnswer, GroupAnswer

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

TAKEN, ALREADY_TAKEN, REFUSED = "taken", "already taken", "refused"
_BROKEN = "x12.read."  # a file that is cut or unreadable explains everything else that is wrong with it
_REJECTED = (
    ClaimEventKind.ENVELOPE_REJECTED,
    ClaimEventKind.SYNTAX_REJECTED,
    ClaimEventKind.PAYER_REJECTED,
)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file.

    outcome  `taken`, `already taken` (the same content came before) or `refused` (nothing of it was taken)
    kinds    what it holds, e.g. ("835",)
    events, entries  how many claim events and ledger entries are new
    """

    receipt_id: str
    outcome: str
    kinds: tuple[str, ...]
    report: Report
    events: int = 0
    entries: int = 0


def receive_file(work: UnitOfWork, raw: bytes, *, at: datetime, rules: Rules = NO_RULES) -> Received:
    """Read a file, keep its bytes, and let it have its effects once.

    The same content in another wrapping (renamed, CRLF, wrapped lines) is `already taken`. Of several
    interchanges the bad ones are put into quarantine with a work item and the others are taken. A remittance
    that was posted before, in whatever file, posts nothing.

    rules  by payer identifier: which remittances wait for a person instead of being posted
    """
    understood = understand(raw)
    work.raw_files.keep(raw)
    kinds = tuple(dict.fromkeys(content.set_id for content in understood.contents))
    partner = understood.interchanges[0].sender if understood.interchanges else ""
    outcome = REFUSED if understood.refused else TAKEN
    receipt = Receipt(understood.sha256, understood.canonical_sha256, partner, kinds, at, outcome)
    is_new = work.receipts.keep(receipt)
    if outcome is TAKEN and not is_new:
        return Received(understood.sha256, ALREADY_TAKEN, kinds, understood.report)
    taking = _Taking(work, understood, at, rules)
    if outcome is TAKEN:
        for interchange in understood.interchanges:
            taking.interchange(interchange)
    else:
        first = understood.interchanges[0] if understood.interchanges else None
        taking.quarantine("refused", understood.report.rejects, first)
    report = Report.of((*understood.report.findings, *taking.findings), understood.report.not_checked)
    work.findings.keep("file", understood.sha256, report, at.date())
    return Received(understood.sha256, outcome, kinds, report, taking.events, taking.entries)


@dataclass(slots=True)
class _Taking:
    """One file on its way into the store."""

    work: UnitOfWork
    understood: Understood
    at: datetime
    rules: Rules
    findings: list[Finding] = field(default_factory=list)
    events: int = 0
    entries: int = 0

    def interchange(self, interchange: UnderstoodInterchange) -> None:
        """Take one interchange, or put it into quarantine."""
        if interchange.refused:
            self.quarantine(f"refused:{interchange.control}", interchange.refusals, interchange)
            return
        conflicts = [content for content in interchange.contents if not self._is_itself(content)]
        if conflicts:
            finding = self._finding(
                "receipt.envelope-reused",
                "The partner used the same control numbers before for something else.",
                "Ask the partner which of the two files counts.",
            )
            self.findings.append(finding)
            self.quarantine(f"envelope:{interchange.control}", (finding,))
            return
        for content in interchange.contents:
            self._content(content, interchange.sender)
        self._close_answered(interchange)

    def _close_answered(self, interchange: UnderstoodInterchange) -> None:
        """What was cut or garbled has come whole now: nobody needs to ask for it any more."""
        for item in self.work.work_items.open_items(WorkKind.QUARANTINE):
            if item.about == _named(interchange):
                self.work.work_items.close(
                    item.work_item_id, "receiving", self.at, "the same interchange came whole"
                )

    def quarantine(
        self, why: str, findings: tuple[Finding, ...], interchange: UnderstoodInterchange | None = None
    ) -> None:
        """Keep what cannot be taken where a person sees it."""
        due = deadline("work.quarantine", self.at.date())
        told_first = sorted(findings, key=lambda finding: not finding.rule_id.startswith(_BROKEN))
        first = told_first[0] if told_first else None
        self._open(
            WorkItem(
                work_item_id=f"quarantine:{self.understood.sha256[:16]}:{why}",
                kind=WorkKind.QUARANTINE,
                about=_named(interchange) if interchange else f"file {self.understood.sha256[:8]}",
                title=first.message if first else "The file holds nothing that can be taken.",
                opened_on=self.at.date(),
                due_on=due.due_on,
                due_rule=due.rule_id,
                detail="; ".join(f"{finding.rule_id} at {finding.place}" for finding in findings[:20]),
                next_step=first.next_step if first else "Ask the partner to send it again.",
            )
        )

    def _is_itself(self, content: Content) -> bool:
        """Whether this envelope is new or carries the same content as before."""
        said = replace(content.said, place="") if isinstance(content.said, Remittance) else content.said
        return self.work.envelopes.claim("/".join(content.envelope_key), sha256_of(said))

    def _content(self, content: Content, partner: str) -> None:
        said = content.said
        if isinstance(said, Remittance):
            self._remittance(said)
        elif isinstance(said, EnvelopeAnswer | GroupAnswer | ClaimAnswers):
            matched = match(
                said,
                self.work.transmissions.all(),
                partner=partner,
                at=self.at,
                receipt_id=self.understood.sha256,
            )
            self.findings += matched.findings
            for event in matched.events:
                self._tell(event)
        elif not (isinstance(said, ClaimStatusAnswers) and self._statuses(said)):
            self._posts_nothing(content)

    def _statuses(self, said: ClaimStatusAnswers) -> bool:
        """Tell our claims where they stand; whether every answer was about one of them."""
        told = [
            take_status(self.work, each, at=self.at, receipt_id=self.understood.sha256)
            for each in said.answers
        ]
        self.events += sum(new for _, new in told)
        return bool(told) and all(ours for ours, _ in told)

    def _posts_nothing(self, content: Content) -> None:
        """Whatever else a partner sends is kept with its bytes, and a person is told what it is."""
        read = not isinstance(content.said, NotUnderstood)
        kind = content.set_id
        if read:
            message = f"The file holds a {kind}, which was read; nothing is posted from it."
            next_step = "Look into the file and do what it asks for; it is kept as it came."
        else:
            message = f"The file holds a {kind} transaction, which is kept but not read."
            next_step = "Send it to whoever it is meant for."
        rule_id = "receipt.nothing-to-post" if read else "receipt.not-read"
        finding = self._finding(rule_id, message, next_step, severity=Severity.REVIEW)
        if finding in self.findings:
            return  # a file may hold thousands of such sets: one message and one task for each kind
        self.findings.append(finding)
        due = deadline("work.incoming", self.at.date())
        self._open(
            WorkItem(
                work_item_id=f"incoming:{self.understood.sha256[:16]}:{kind}",
                kind=WorkKind.INCOMING,
                about=f"file {self.understood.sha256[:8]}",
                title=message,
                opened_on=self.at.date(),
                due_on=due.due_on,
                due_rule=due.rule_id,
                detail=f"{kind} from {content.envelope_key[0]}",
                next_step=next_step,
            )
        )

    def _tell(self, event: ClaimEvent) -> None:
        if not self.work.claim_events.append(event):
            return
        self.events += 1
        if event.kind in _REJECTED:
            self._open(_rejected(event, self.at))

    def _remittance(self, remittance: Remittance) -> None:
        key = remittance_key(remittance).digest
        before = self.work.remittances.find(key)
        if before is not None:
            self._repeated(remittance, before, key)
            return
        shown = Shown.of(self.work, remittance)
        posted = work_out(shown, remittance, at=self.at)
        self.findings += posted.findings
        if posted.quarantined:
            self.work.work_items.open_all(posted.work_items)
            return
        rule = self.rules.get(remittance.payer_identifier, PostingRule())
        waits = why_wait(rule, remittance, posted)
        self.work.remittances.keep(key, remittance, self.understood.sha256)
        if waits:
            self._wait(remittance, key, waits)
            return
        done = write_posted(shown, posted, about=self.understood.sha256, at=self.at)
        self.events += done.events
        self.entries += done.entries
        self.entries += match_waiting_money(self.work, remittance, key, today=self.at.date())

    def _wait(self, remittance: Remittance, key: str, why: str) -> None:
        """Keep a remittance unposted until a person releases it."""
        today = self.at.date()
        self.work.remittances.take_step(PostingStep(key, Step.WAITING, BY, self.at, why))
        due = deadline("work.suspense", today)
        item = WorkItem(
            work_item_id=review_item_id(key),
            kind=WorkKind.POSTING_REVIEW,
            about=f"remittance {key[:12]}",
            title="A remittance waits for a person before it is posted.",
            opened_on=today,
            due_on=due.due_on,
            due_rule=due.rule_id,
            detail=f"{why}; payment {remittance.payment}, {len(remittance.claims)} claims",
            next_step=f"Look at it and post it with `cleanclaim remit post {key[:12]} --by NAME`.",
        )
        self._open(item)
        message, step = "The remittance is kept and waits for a person; nothing was posted.", item.next_step
        self.findings.append(self._finding("receipt.posting-waits", message, step, severity=Severity.REVIEW))

    def _repeated(self, remittance: Remittance, before: Remittance, key: str) -> None:
        if replace(before, place="") == replace(remittance, place=""):
            message, severity = "This remittance was posted before; nothing was posted.", Severity.ADVISE
            self.findings.append(
                self._finding("receipt.already-posted", message, "Nothing to do.", severity=severity)
            )
            return
        finding = self._finding(
            "receipt.remittance-differs",
            "A remittance with this payer, trace, amount and date was posted before and said something else.",
            "Compare the two with the payer before anything is posted.",
        )
        self.findings.append(finding)
        self.quarantine(f"remittance:{key}", (finding,))

    def _open(self, item: WorkItem) -> None:
        self.work.work_items.open(item)

    def _finding(
        self, rule_id: str, message: str, next_step: str, *, severity: Severity = Severity.REJECT
    ) -> Finding:
        place = Place(f"file {self.understood.sha256[:8]}")
        return Finding(rule_id, severity, place, message, next_step=next_step)


def _named(interchange: UnderstoodInterchange) -> str:
    return f"interchange {interchange.sender} {interchange.control}"


def _rejected(event: ClaimEvent, at: datetime) -> WorkItem:
    """Rejected is not denied: never adjudicated, no appeal, the filing clock runs on."""
    due = deadline("work.held-claim", at.date())
    where = {
        ClaimEventKind.ENVELOPE_REJECTED: "with its whole file (TA1)",
        ClaimEventKind.SYNTAX_REJECTED: "at the syntax check (999)",
        ClaimEventKind.PAYER_REJECTED: "at the payer's front door (277CA)",
    }[event.kind]
    return WorkItem(
        work_item_id=f"rejected:{event.claim_id}:{event.key}",
        kind=WorkKind.REJECTED_CLAIM,
        about=event.claim_id,
        title=f"Rejected {where}; it never reached adjudication.",
        opened_on=at.date(),
        due_on=due.due_on,
        due_rule=due.rule_id,
        detail=event.detail,
        next_step="Correct what the answer names and send the claim again; the filing clock runs on.",
    )
