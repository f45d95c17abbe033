"""Checking a file as read: envelope, structure, elements, situations, balance, codes, payer (SNIP 1-7)."""

from __future__ import annotations

from cleanclaim.core.finding import Finding, NotChecked, Report
from cleanclaim.x12.balancing import check_balance
from cleanclaim.x12.code_sets import CodeSets, check_codes
from cleanclaim.x12.collecting import no_collection
from cleanclaim.x12.elements import check_elements
from cleanclaim.x12.envelope import check_envelopes, note_alias
from cleanclaim.x12.guides.loading import guide_for
from cleanclaim.x12.guides.tables import Guide
from cleanclaim.x12.hierarchy import check_hierarchy
from cleanclaim.x12.partner import apply_profile
from cleanclaim.x12.profiles import Profile
from cleanclaim.x12.quick_look import quick_look
from cleanclaim.x12.reading import Group, Reading, TransactionSet
from cleanclaim.x12.reports import TYPE_1, reject
from cleanclaim.x12.situations import check_situations
from cleanclaim.x12.walking import walk


def check(reading: Reading, *, code_sets: CodeSets | None = None, profile: Profile | None = None) -> Report:
    """Everything that is wrong with a file, what reading it found included.

    code_sets  lists to look codes up in (SNIP type 5), by name as in code_sets.py; one that is missing there
               is NotChecked, once per set. Without the argument no code is looked up and nothing is said.

    profile    what one payer asks for (SNIP type 7), as profiles.read_profile gives it; what it relaxes is
               told as advice

    A set for which there is no guide table is NotChecked inside; its envelope is checked all the same.
    Findings about a set carry the codes a 999 is built from: IK304, IK301, LOOP, IK403, IK402, ELEMENT,
    IK502; those about a group AK905, about an interchange TA105. SNIP names the type.
    """
    with no_collection():
        return _checked(reading, code_sets, profile)


def _checked(reading: Reading, code_sets: CodeSets | None, profile: Profile | None) -> Report:
    findings = [*reading.findings, *check_envelopes(reading)]
    not_checked: list[NotChecked] = []
    for interchange in reading.interchanges:
        for group in interchange.groups:
            for each in group.sets:
                more, missed = check_set(each, group, profile=profile)
                findings += more
                not_checked += missed
                if code_sets is not None and guide_for(each.guide, each.set_id) is not None:
                    more, missed = check_codes(each, group, code_sets)
                    findings += more
                    not_checked += missed
    return Report.of(findings, not_checked)


def check_set(
    transaction_set: TransactionSet, group: Group, *, profile: Profile | None = None
) -> tuple[list[Finding], list[NotChecked]]:
    """What is wrong inside one transaction set, between its ST and SE; for codes see check_codes."""
    guide = guide_for(transaction_set.guide, transaction_set.set_id)
    if guide is None:
        reason = "there is no guide table for this transaction set and version"
        if transaction_set.guide.startswith("004010"):
            reason = "version 4010: its envelope and structure were checked, nothing inside"
        wanted = f"a table for {transaction_set.set_id[:3]} in x12/guides"
        return [], [NotChecked("x12.guide", transaction_set.place, reason, wanted)]
    findings = about_guide(transaction_set, group, guide)
    walked = walk(transaction_set, guide)
    findings += walked.findings
    look = quick_look(transaction_set.header.delimiters)
    for match in walked.matches:
        if not look.shows_clean(match):
            findings += check_elements(transaction_set, match)
    findings += check_hierarchy(transaction_set, walked.root)
    findings += check_situations(transaction_set, walked.root)
    unequal, not_checked = check_balance(transaction_set, walked.root)
    findings += unequal
    if profile is not None:
        findings, missed = apply_profile(transaction_set, group, (walked.root, findings), profile)
        not_checked += missed
    return findings, not_checked


def about_guide(transaction_set: TransactionSet, group: Group, guide: Guide) -> list[Finding]:
    """Whether the set may be read with this table, and lies in a group for such sets."""
    findings: list[Finding] = []
    if transaction_set.guide != guide.version:
        findings.append(note_alias(transaction_set, guide.version))
    if group.functional_id != guide.functional_id:
        findings.append(_wrong_group(transaction_set, group, guide.functional_id))
    return findings


def _wrong_group(transaction_set: TransactionSet, group: Group, wanted: str) -> Finding:
    return reject(
        "envelope.functional-id",
        transaction_set.place.within("GS01"),
        "the functional group is not one for this transaction set",
        found=group.functional_id,
        wanted=wanted,
        citation="ASC X12 functional identifier codes",
        codes=(TYPE_1, ("IK502", "1")),
    )
