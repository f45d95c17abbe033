"""What one payer wants otherwise: findings that weigh less, fields to be filled, lines that it refuses.

A profile never hides anything: what it relaxes is still told, with the reason, and the relaxation ends on its
day. Edits that guard the practice's own truth (signature, decisions, evidence, restriction, exclusion) cannot
be relaxed by a payer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from cleanclaim.core.finding import Finding, NotChecked, Report, Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.places import claim_place, line_place
from cleanclaim.model.claim import Claim, ServiceLine

PREFIX = "edit.payer."
NEVER_RELAXED = frozenset(
    f"edit.{name}"
    for name in (
        "sign-off", "codes-decided", "evidence-present", "evidence-verbatim", "restricted-encounter",
        "excluded-provider", "claim-total", "icd10cm-edition-loaded",
    )
)  # fmt: skip
# what a `require` can ask for: whether the claim, at this line, has it
FIELDS: dict[str, Callable[[Claim, ServiceLine], bool]] = {
    "prior_authorization": lambda claim, _: bool(claim.prior_authorization),
    "referring": lambda claim, _: claim.referring is not None,
    "ordering": lambda claim, _: claim.ordering is not None,
    "supervising": lambda claim, _: claim.supervising is not None,
    "facility": lambda claim, _: claim.facility is not None,
    "group_number": lambda claim, _: bool(claim.coverage.group_number),
    "rendering_taxonomy": lambda claim, _: bool(claim.rendering.taxonomy),
    "attachment": lambda claim, line: bool(claim.attachments or line.attachments),
    "note": lambda claim, line: bool(claim.note or line.note),
    "ndc": lambda _, line: line.drug is not None,
}


@dataclass(frozen=True, slots=True)
class Lines:
    """Which lines a rule speaks of: all, or those that fit every part that is given.

    procedures  first and last code of each range, both included
    modifiers   at least one of them is on the line
    places      places of service
    units_above the line has more units
    """

    procedures: tuple[tuple[str, str], ...] = ()
    modifiers: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    units_above: int = 0

    def hold(self, line: ServiceLine) -> bool:
        """Whether a line is one of them."""
        value = line.procedure.value
        return (
            (not self.procedures or any(first <= value <= last for first, last in self.procedures))
            and (not self.modifiers or not self.modifiers.isdisjoint(line.modifiers))
            and (not self.places or line.place_of_service in self.places)
            and (not self.units_above or line.units > self.units_above)
        )


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Findings of one edit weigh no more than `severity`, up to the day `until`."""

    edit_id: str
    severity: Severity
    reason: str
    citation: str
    until: date


@dataclass(frozen=True, slots=True)
class PayerRule:
    """A line that fits fires: refused as such, or, with a `field`, when the field is not filled."""

    rule_id: str
    lines: Lines
    message: str
    severity: Severity
    citation: str
    field: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class EditProfile:
    """One payer's profile. `payer` is its id in the practice file or its identifier on the wire."""

    payer: str
    title: str
    effective: Span
    source: str
    relaxations: tuple[Relaxation, ...] = ()
    rules: tuple[PayerRule, ...] = ()


def weighed(report: Report, claim: Claim, profiles: tuple[EditProfile, ...], today: date) -> Report:
    """The report as the claim's payer sees it. Without a profile of that payer it stays as it is; with
    profiles of which none covers the service dates it says that they were not asked."""
    payer = claim.coverage.payer
    of_payer = [each for each in profiles if each.payer in (payer.payer_id, payer.identifier)]
    if not of_payer or not claim.lines:
        return report
    day = claim.service_dates.first
    profile = next((each for each in of_payer if day in each.effective), None)
    if profile is None:
        reason = f"no profile of the payer covers {day.isoformat()}"
        missed = NotChecked(f"{PREFIX}profile", claim_place(claim), reason, "a profile of those days")
        return Report.of(report.findings, (*report.not_checked, missed))
    findings = [_relaxed(each, profile, today) for each in report.findings]
    return Report.of((*findings, *_fired(profile, claim)), report.not_checked)


def _relaxed(finding: Finding, profile: EditProfile, today: date) -> Finding:
    for each in profile.relaxations:
        heavier = list(Severity).index(finding.severity) < list(Severity).index(each.severity)
        if each.edit_id == finding.rule_id and today <= each.until and heavier:
            told = (("relaxed_from", finding.severity.value), ("relaxed_by", profile.source))
            step = f"{each.reason} ({each.citation}; until {each.until.isoformat()})"
            codes = (*finding.codes, *told)
            return replace(finding, severity=each.severity, next_step=step, codes=codes)
    return finding


def _fired(profile: EditProfile, claim: Claim) -> Iterator[Finding]:
    for rule in profile.rules:
        for line in claim.lines:
            if rule.lines.hold(line) and not (rule.field and FIELDS[rule.field](claim, line)):
                yield Finding(
                    rule_id=rule.rule_id,
                    severity=rule.severity,
                    place=line_place(claim, line),
                    message=rule.message,
                    found=str(line.procedure),
                    wanted=rule.field.replace("_", " "),
                    next_step=rule.next_step or "Look into the payer's manual.",
                    citation=rule.citation,
                    edition=profile.source,
                )
