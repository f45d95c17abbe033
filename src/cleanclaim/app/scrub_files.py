"""Claims that come in files through the edits, without a desk, and what `scrub --json` says of each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.place import Place
from cleanclaim.edits.context import ReferenceTables, ScrubContext
from cleanclaim.edits.profiles import EditProfile
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import Claim
from cleanclaim.model.documents import from_document, to_document
from cleanclaim.reference.icd10cm import tabular_on


@dataclass(frozen=True, slots=True)
class ScrubbedClaim:
    """A claim of a file and what the edits say about it."""

    claim_id: str
    report: Report


def claims_of_lines(path: Path) -> tuple[Claim, ...]:
    """The claims of a JSON Lines file, in its order: claim records, or the stories that `claim show` prints.

    Raises UnreadableFileError with one finding for each line that is no claim: the file is taken whole or
    not at all.
    """
    claims, findings = read_claim_lines(path)
    refuse_lines(path, findings.values())
    return tuple(claims.values())


def read_claim_lines(
    path: Path, wanted: Callable[[str], bool] = lambda _: True
) -> tuple[dict[int, Claim], dict[int, Finding]]:
    """The claims of the wanted lines by line number, and a finding for each of them that holds none."""
    claims: dict[int, Claim] = {}
    findings: dict[int, Finding] = {}
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip() or not wanted(line):
                continue
            try:
                claims[number] = _claim(json.loads(line))
            except Exception as error:  # cattrs raises whatever the value raised
                findings[number] = _no_claim(path.name, number, error)
    return claims, findings


def refuse_lines(path: Path, findings: Iterable[Finding]) -> None:
    """Raise UnreadableFileError when there is any."""
    told = tuple(findings)
    if told:
        raise UnreadableFileError(f"{path.name} holds lines that are no claims", told)


def _claim(document: Any) -> Claim:
    own = document["claim"] if isinstance(document, dict) and "claim" in document else document
    return from_document(Claim, own)


def scrub_batch(
    claims: Iterable[Claim],
    *,
    today: date,
    tables: ReferenceTables | None = None,
    profiles: tuple[EditProfile, ...] = (),
) -> Iterator[ScrubbedClaim]:
    """Each claim through every edit, in order; its history is what stands before it for its patient.

    Edits on the note, the decisions and the signature are not checked: a file does not bring them.
    """
    earlier: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        history = earlier[claim.patient.patient_id]
        context = ScrubContext(
            today=today,
            tabular=tabular_on(claim.service_dates.first) if claim.lines else None,
            history=tuple(history),
            tables=tables,
            from_file=True,
            profiles=profiles,
        )
        yield ScrubbedClaim(claim.claim_id, scrub(claim, context))
        history.append(claim)


def _no_claim(name: str, number: int, error: Exception) -> Finding:
    """The line and the kind of fault; its values are a patient's and are not told."""
    is_json = not isinstance(error, json.JSONDecodeError)
    return Finding(
        rule_id="scrub.claim-line",
        severity=Severity.REJECT,
        place=Place(name, (f"line {number}",)),
        message="The line is JSON and no claim record." if is_json else "The line is not JSON.",
        wanted="one claim a line, as `cleanclaim claim show --json` prints them",
        next_step="Correct the line, or write the file again.",
    )


def report_document(report: Report) -> dict[str, Any]:
    """A report as plain JSON values: `findings` with id, weight, place, message, source and what it would
    earn (CARC, whether the patient may be billed), and `not_checked` beside them."""
    return {
        "findings": [_finding_document(each) for each in report.findings],
        "not_checked": [
            {"id": each.rule_id, "place": str(each.place), "reason": each.reason, "needs": each.needs}
            for each in report.not_checked
        ],
    }


def _finding_document(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.rule_id,
        "severity": finding.severity.value,
        "place": str(finding.place),
        "message": finding.message,
        "found": finding.found,
        "wanted": finding.wanted,
        "fix": finding.next_step,
        "citation": finding.citation,
        "edition": finding.edition,
        "carc": finding.code("CARC"),
        "rarc": finding.code("RARC"),
        "patient_billable": finding.code("patient_billable") or "not said",
        "evidence": [to_document(each) for each in finding.evidence],
    }
