"""An X12 file through both kinds of checks: what is wrong on the wire, then its claims through the edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from cleanclaim.app.scrub_files import ScrubbedClaim, scrub_batch
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.core.finding import Finding, NotChecked, Report, Severity
from cleanclaim.core.place import Place
from cleanclaim.edits.context import ReferenceTables
from cleanclaim.edits.profiles import EditProfile
from cleanclaim.exchange.claim_of_wire import claim_of_wire, rounded_lines
from cleanclaim.exchange.code_lists import loaded_code_sets
from cleanclaim.exchange.received_claim import ReceivedClaim, decode_claims
from cleanclaim.model.claim import Claim
from cleanclaim.x12.reading import TransactionSet, lies_in, read, set_name
from cleanclaim.x12.validation import check

CLAIMS_RULE = "scrub.claims-of-set"
_BROKEN = frozenset({("SNIP", "1"), ("SNIP", "2")})  # what is built wrongly cannot be read rightly
_READ, _SET = "837P", "837"


@dataclass(slots=True)
class ScrubbedFile:
    """What the wire says of a file, the claims in it, and what could not be read of them.

    notes  by the position of a claim: what the edits see otherwise than it was sent
    """

    report: Report
    claims: list[Claim] = field(default_factory=list)
    notes: dict[int, tuple[NotChecked, ...]] = field(default_factory=dict)


def read_x12_claims(raw: bytes, *, subject: str) -> ScrubbedFile:
    """Every check of the wire, and the professional claims of each set that is built rightly.

    A set with a reject of SNIP type 1 or 2 is not decoded: the report says so once for the set, as it does
    for institutional and dental claims, which no edit reads yet. Sums, situations and codes that are wrong
    on the wire do not keep a set's claims from the edits.
    """
    reading = read(raw, subject=subject)
    told = check(reading, code_sets=loaded_code_sets())
    rejects = [each for each in told.findings if _is_broken(each)]
    file = ScrubbedFile(told)
    missed: list[NotChecked] = []
    for one in reading.sets:
        if one.set_id == _SET:
            missed += _take(file, one, rejects)
    file.report = Report.of(told.findings, (*told.not_checked, *missed))
    return file


def _is_broken(finding: Finding) -> bool:
    return finding.severity is Severity.REJECT and not _BROKEN.isdisjoint(finding.codes)


def _take(file: ScrubbedFile, one: TransactionSet, rejects: list[Finding]) -> Iterator[NotChecked]:
    """The set's claims into the file; an entry for what the edits will not see."""
    if set_name(one) != _READ:
        yield NotChecked(CLAIMS_RULE, one.place, f"the edits read 837P, not {set_name(one)}")
        return
    if any(lies_in(each, one) for each in rejects):
        reason = "the set is built wrongly, so its claims were not read"
        yield NotChecked(CLAIMS_RULE, one.place, reason, "a set without rejects of SNIP type 1 or 2")
        return
    try:
        received = decode_claims(one.segments, subject=one.place.subject, path=one.place.path)
    except UnreadableFileError:
        yield NotChecked(CLAIMS_RULE, one.place, "an element that the edits need cannot be read")
        return
    for each in received:
        yield from _add(file, one, each)


def _add(file: ScrubbedFile, one: TransactionSet, received: ReceivedClaim) -> Iterator[NotChecked]:
    place = Place(f"claim {received.control_number}")
    try:
        claim = claim_of_wire(received)
    except MisuseError as error:
        yield NotChecked(CLAIMS_RULE, Place(one.place.subject, (*one.place.path, str(place))), str(error))
        return
    rounded = [f"line {line.line_number}" for line in rounded_lines(received)]
    if rounded:
        reason = "units that are no whole number were counted up for the edits"
        entries = (NotChecked("scrub.units-counted-up", place.within(each), reason) for each in rounded)
        file.notes[len(file.claims)] = tuple(entries)
    file.claims.append(claim)


def scrub_x12_claims(
    file: ScrubbedFile,
    *,
    today: date,
    tables: ReferenceTables | None = None,
    profiles: tuple[EditProfile, ...] = (),
) -> Iterator[ScrubbedClaim]:
    """The file's claims through the edits, in its order, those before being the history of those after."""
    told = scrub_batch(file.claims, today=today, tables=tables, profiles=profiles)
    for position, scrubbed in enumerate(told):
        notes = file.notes.get(position, ())
        report = scrubbed.report
        if notes:
            report = Report.of(report.findings, (*report.not_checked, *notes))
        yield ScrubbedClaim(scrubbed.claim_id, report)
