"""Claims, adjudication and receivables made again from bare old 837P files and whatever came back.

For a migration or after a disaster. Files are taken in the order in which they were written: claims first,
then answers by the day in their envelope, each file one transaction and never twice. What such files cannot
tell is reported, not invented.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.app.claim_states import events_by_claim
from cleanclaim.app.rebuilt_claims import rebuilt_claim, rebuilt_encounter
from cleanclaim.app.receive_files import REFUSED, receive_file
from cleanclaim.app.release_suspended import release_suspended
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.money import Money
from cleanclaim.exchange.received_claim import ReceivedClaim
from cleanclaim.exchange.receiving import Understood, understand
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.transmission import Transmission
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance import charge_entries
from cleanclaim.submission.sharing import share_out
from cleanclaim.x12.reading import Interchange, read, set_name

if TYPE_CHECKING:
    from cleanclaim.store.opening import Store
    from cleanclaim.store.unit_of_work import UnitOfWork

_NEVER_TOLD = (
    ("patient-money", "what patients paid or owed before; take it with `ledger take-opening`"),
    ("bank", "what reached the bank; give the bank's files to `deposit import`"),
    ("write-offs", "what was written off or moved by hand, and who decided it"),
    ("notes", "the notes, and the words that prove each code; who signed the claims"),
    ("patients", "patients' addresses, telephones and guarantors; sex is set to unknown"),
    ("contracts", "filing and appeal limits, and what contracts allow; set them in the practice file"),
)  # fmt: skip
_UNANSWERED = (ClaimState.SUBMITTED, ClaimState.RECEIVED, ClaimState.ACCEPTED, ClaimState.PENDING)
_NAMED = 20  # ids that a gap names, at most


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the files cannot tell, or tell in part.

    count  how many claims or files it is about; 0 = it is so of every such file
    about  their ids, some at most
    """

    kind: str
    says: str
    count: int = 0
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What stands now. `receivables` by account; `balanced` whether all accounts sum to zero."""

    files: int
    claims: int
    remittances: int
    entries: int
    receivables: dict[str, Money]
    balanced: bool
    gaps: tuple[Gap, ...]


@dataclass(slots=True)
class _Found:
    """What could not be taken as it stood, by kind of gap."""

    named: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, name: str) -> None:
        self.named.setdefault(kind, []).append(name)


_SAYS = {
    "unreadable-file": "files that were refused; they lie in quarantine with the reasons",
    "other-claims": "institutional or dental claims; only professional ones are rebuilt",
    "later-plan": "claims to a second or third plan: their charges stand under the first plan's claim",
    "correction": "replacements and voids under a control number that was used before; the first one counts",
    "sent-again": "claims that were sent again with other content; the first one counts",
    "no-acknowledgments": "files whose 999 cannot be matched: their claims lie unevenly in the sets",
    "no-birth-date": "claims that do not tell the patient's birth date",
    "duplicate-line": "claims whose line numbers another claim used before",
}


def rebuild_books(store: Store, folder: Path) -> Rebuilt:
    """Take every file under `folder`, in order. Doing it again changes nothing."""
    found, files = _Found(), sorted(path for path in folder.rglob("*") if path.is_file())
    read_files = [(path.name, path.read_bytes()) for path in files]
    claims = [(name, raw) for name, raw in read_files if _holds_claims(raw)]
    for name, raw in _by_day(claims):
        with store.unit_of_work() as work:
            _take_claims(work, name, raw, found)
    sent = {name for name, _ in claims}
    for name, raw in _by_day(each for each in read_files if each[0] not in sent):
        with store.unit_of_work() as work:
            received = receive_file(work, raw, at=_written_at(raw))
            if received.outcome == REFUSED:
                found.add("unreadable-file", name)
    with store.unit_of_work() as work:
        release_suspended(work, at=max((_written_at(raw) for _, raw in read_files), default=_NO_DAY))
    with store.reading() as work:
        return _result(work, len(files), found)


_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def _holds_claims(raw: bytes) -> bool:
    return any(set_name(one).startswith("837") for one in read(raw).sets)


def _by_day(files: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """By the moment in their envelopes, then by name."""
    return sorted(files, key=lambda each: (_written_at(each[1]), each[0]))


def _written_at(raw: bytes) -> datetime:
    """ISA09 and ISA10 of the first interchange; a file without them comes first."""
    interchange = next(iter(read(raw).interchanges), None)
    return _moment(interchange) if interchange else _NO_DAY


def _moment(interchange: Interchange) -> datetime:
    header = interchange.header
    try:
        return datetime.strptime(f"{header.element(9)}{header.element(10)}", "%y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        return _NO_DAY


def _take_claims(work: UnitOfWork, name: str, raw: bytes, found: _Found) -> None:
    """The claims of a file: kept, charged, told that they were sent. Once."""
    understood, reading = understand(raw), read(raw)
    if understood.refused:
        found.add("unreadable-file", name)
        return
    if understood.institutional_claims or understood.dental_claims:
        found.add("other-claims", name)
    work.raw_files.keep(raw)
    interchange, at = reading.interchanges[0], _written_at(raw)
    kept = [claim for claim in _claims(work, understood, interchange, found) if _keep(work, claim, at, found)]
    sets = {one.control_number: one.set_control for one in understood.claims}
    by_set: dict[str, list[str]] = {}
    for claim in kept:
        by_set.setdefault(sets[claim.claim_id], []).append(claim.claim_id)
    sent = _transmission(interchange, raw, by_set, at)
    if _is_shared_evenly(sent, by_set):
        work.transmissions.keep(sent)
    elif kept:
        found.add("no-acknowledgments", name)
    for claim in kept:
        key = f"sent:{sent.transmission_id[:16]}:{claim.claim_id}"
        told = ClaimEvent(claim.claim_id, ClaimEventKind.SUBMITTED, at, key, sent.transmission_id)
        work.claim_events.append(told)


def _is_shared_evenly(sent: Transmission, by_set: dict[str, list[str]]) -> bool:
    """A 999 is matched by the way in which we share claims over sets; another system may share otherwise."""
    if not by_set:
        return False
    return share_out(sent.claim_ids, len(by_set)) == tuple(tuple(ids) for ids in by_set.values())


def _claims(
    work: UnitOfWork, understood: Understood, interchange: Interchange, found: _Found
) -> Iterator[Claim]:
    receiver_id = interchange.header.element(8).strip()
    for one in understood.claims:
        why = _why_not(work, one)
        if why:
            found.add(why, one.control_number)
        else:
            yield rebuilt_claim(one, receiver_id=receiver_id, source=f"837 {understood.sha256[:8]}")


def _why_not(work: UnitOfWork, one: ReceivedClaim) -> str:
    if one.responsibility not in ("P", ""):
        return "later-plan"
    if one.patient_birth_date is None:
        return "no-birth-date"
    if one.frequency in ("7", "8") and work.claims.find(one.control_number):
        return "correction"
    return ""


def _keep(work: UnitOfWork, claim: Claim, at: datetime, found: _Found) -> bool:
    """Whether the claim is there now as it says."""
    there = work.claims.find(claim.claim_id)
    if there is not None and _content(there) != _content(claim):
        found.add("sent-again", claim.claim_id)
        return False
    if there is not None:
        return True
    entries = charge_entries(claim, posted_on=at.date())
    if any(work.entries.find(entry.natural_key) for entry in entries):
        found.add("duplicate-line", claim.claim_id)
        return False
    work.encounters.keep(rebuilt_encounter(claim))
    work.claims.keep(claim)
    if claim.frequency != "8":
        work.entries.post_all(entries)
    return True


def _content(claim: Claim) -> tuple[object, ...]:
    """What makes it the same claim when it is sent again."""
    lines = tuple((each.procedure, each.modifiers, each.units, each.charge) for each in claim.lines)
    return claim.patient, claim.coverage, claim.total_charge, claim.frequency, lines


def _transmission(
    interchange: Interchange, raw: bytes, by_set: dict[str, list[str]], at: datetime
) -> Transmission:
    return Transmission(
        transmission_id=hashlib.sha256(raw).hexdigest(),
        partner=interchange.header.element(8).strip(),
        transaction_set="837P",
        interchange_control_number=interchange.header.element(13),
        group_control_number=interchange.groups[0].control,
        set_control_numbers=tuple(by_set),
        claim_ids=tuple(claim_id for ids in by_set.values() for claim_id in ids),
        file_name=f"rebuilt_{hashlib.sha256(raw).hexdigest()[:12]}.x12",
        sent_at=at,
    )


def _result(work: UnitOfWork, files: int, found: _Found) -> Rebuilt:
    balances = work.entries.trial_balance()
    states = {claim_id: state_of(events) for claim_id, events in events_by_claim(work).items()}
    unanswered = tuple(claim_id for claim_id, state in states.items() if state in _UNANSWERED)
    suspense = tuple(item.about for item in work.work_items.open_items(WorkKind.SUSPENSE))
    gaps = [Gap(kind, _SAYS[kind], len(names), tuple(names[:_NAMED])) for kind, names in found.named.items()]
    if unanswered:
        says = "claims without a remittance among the files: open, lost, or answered elsewhere"
        gaps.append(Gap("unanswered", says, len(unanswered), unanswered[:_NAMED]))
    if suspense:
        says = "payments that fit no rebuilt claim as they stand; they lie in suspense with their money"
        gaps.append(Gap("suspense", says, len(suspense), suspense[:_NAMED]))
    gaps += [Gap(kind, says) for kind, says in _NEVER_TOLD]
    return Rebuilt(
        files=files,
        claims=len(work.claims.all()),
        remittances=len(work.remittances.all()),
        entries=len(work.entries.all()),
        receivables={a.value: m for a, m in balances.items() if a.value.startswith("AR.")},
        balanced=not Money.total(balances.values()),
        gaps=tuple(gaps),
    )
