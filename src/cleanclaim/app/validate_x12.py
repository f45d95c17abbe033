"""Validate one X12 file: the verdict, the counts, every finding with its SNIP type."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, NotChecked, Report, Severity
from cleanclaim.exchange.code_lists import loaded_code_sets
from cleanclaim.x12.profiles import Profile
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

ALL_TYPES = frozenset(range(1, 8))
_CODES = 5
_SMALL = 1 << 18  # below it, rows are done before numpy is loaded
_READING = "x12.read."  # what cannot be read is told whatever types are asked for
_PARTICULARS = ("IK304", "IK403", "IK502", "AK905", "TA105", "LOOP", "ELEMENT", "STC")


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What validation says of one file.

    accepted      no finding of severity reject among those asked for
    transactions  the number of transaction sets
    claims        CLM of every 837 and CLP of every 835
    """

    file: str
    accepted: bool
    transactions: int
    claims: int
    report: Report


def snip_types(text: str) -> frozenset[int]:
    """`1-5`, `3` or `1,3-4` as numbers from 1 to 7. MisuseError for anything else."""
    chosen: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        bounds = (first, last if dash else first)
        if not all(len(each) == 1 and each in "1234567" for each in bounds) or bounds[0] > bounds[1]:
            raise MisuseError(f"--snip takes types from 1 to 7, such as 1-5 or 3; not {text!r}")
        chosen.update(range(int(bounds[0]), int(bounds[1]) + 1))
    return frozenset(chosen)


def validate_x12(
    raw: bytes,
    *,
    file: str,
    subject: str,
    types: frozenset[int] = ALL_TYPES,
    profile: Profile | None = None,
) -> FileVerdict:
    """Check the bytes of one file: see `validate_x12_stream`."""
    stream = io.BytesIO(raw)
    return validate_x12_stream(stream, file=file, subject=subject, types=types, profile=profile)


def validate_x12_stream(
    stream: BinaryIO,
    *,
    file: str,
    subject: str,
    types: frozenset[int] = ALL_TYPES,
    profile: Profile | None = None,
) -> FileVerdict:
    """Check one file, which can be read again, and keep what belongs to the SNIP types asked for.

    profile  what one payer asks for beyond the guide (SNIP type 7), None = nobody in particular

    Never raises for what is wrong with the bytes. A file that cannot be read is told so whatever the types:
    nothing could be said about them. A large file is never held whole, unless its envelope is out of order.
    """
    code_sets = loaded_code_sets() if _CODES in types else None
    raw = stream.read(_SMALL)
    if len(raw) < _SMALL:
        reading = read(raw, subject=subject)
        complete = check(reading, code_sets=code_sets, profile=profile)
        return _verdict(file, types, complete, counts=(len(reading.sets), reading.claims))
    from cleanclaim.x12.columns.checking import survey

    stream.seek(0)
    found = survey(stream, subject=subject, code_sets=code_sets, profile=profile)
    return _verdict(file, types, found.report, counts=(found.transactions, found.claims))


def _verdict(file: str, types: frozenset[int], complete: Report, *, counts: tuple[int, int]) -> FileVerdict:
    report = Report(
        tuple(each for each in complete.findings if snip_of(each) in types or _unreadable(each)),
        tuple(_asked(complete.not_checked, types)),
    )
    return FileVerdict(file, not report.rejects, *counts, report)


def _unreadable(finding: Finding) -> bool:
    return finding.severity is Severity.REJECT and finding.rule_id.startswith(_READING)


def snip_of(finding: Finding) -> int:
    """The SNIP type of a finding of the wire."""
    text = finding.code("SNIP")
    return int(text) if text else 1


def _asked(entries: Iterable[NotChecked], types: frozenset[int]) -> Iterable[NotChecked]:
    """An entry about sums belongs to type 3, one about a list to type 5; others concern the whole set."""
    for entry in entries:
        kind = entry.rule_id.split(".")[1]
        needed = {"balance": 3, "code": _CODES}.get(kind)
        if needed is None or needed in types:
            yield entry


def verdict_document(verdict: FileVerdict) -> dict[str, object]:
    """The verdict as JSON: the contract of `cleanclaim x12 validate --json`, one object for a file."""
    return {
        "file": verdict.file,
        "accepted": verdict.accepted,
        "transactions": verdict.transactions,
        "claims": verdict.claims,
        "findings": [_finding_document(each) for each in verdict.report.findings],
        "not_checked": [
            {"id": each.rule_id, "place": str(each.place), "reason": each.reason, "needs": each.needs}
            for each in verdict.report.not_checked
        ],
    }


def _finding_document(finding: Finding) -> dict[str, object]:
    """One finding; what a 999 or 277CA would say of it stands under the names of their elements."""
    document: dict[str, object] = {
        "id": finding.rule_id,
        "snip": snip_of(finding),
        "severity": finding.severity.value,
        "place": str(finding.place),
        "value": finding.found,
        "message": finding.message,
    }
    more = {
        "wanted": finding.wanted,
        "next_step": finding.next_step,
        "citation": finding.citation,
        "segment": finding.place.segment,
        "offset": finding.place.offset,
    }
    document.update((name, value) for name, value in more.items() if value not in ("", None))
    document.update((name.lower(), finding.code(name)) for name in _PARTICULARS if finding.code(name))
    return document
