"""The rule behind an id: what it wants, where it is written, and the cases that show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanclaim.clocks import rules as deadline_rules
from cleanclaim.coding.guideline import all_guidelines
from cleanclaim.edits.folder import all_edits


@dataclass(frozen=True, slots=True)
class RuleStory:
    """One rule for a reader.

    kind      `edit`, `guideline` or `deadline`
    page      its documentation
    effective the dates it is in force, '' when it is not dated
    examples  cases in words, each run as a test
    """

    rule_id: str
    kind: str
    title: str
    citation: str
    page: str
    effective: str
    examples: tuple[str, ...]


def explain_rule(rule_id: str) -> tuple[RuleStory, ...]:
    """Every rule of that id: several guideline files may share a section. () when there is none."""
    return tuple(story for story in _stories() if story.rule_id == rule_id)


def _stories() -> Iterator[RuleStory]:
    for each in all_edits():
        head = each.edit
        cases = tuple(_edit_case(case.says, case.found) for case in each.examples)
        dates = str(head.effective)
        yield RuleStory(head.edit_id, "edit", head.title, head.citation, each.page, dates, cases)
    for guideline in all_guidelines():
        rule = guideline.rule
        cases = tuple(f"{case.note} -> {' '.join(case.codes) or 'no code'}" for case in guideline.examples)
        dates = str(rule.effective)
        citation = f"{rule.citation} (section number not yet checked against the published text)"
        yield RuleStory(rule.rule_id, "guideline", rule.title, citation, guideline.page, dates, cases)
    for clock in deadline_rules():
        title = f"counts from {clock.counts_from}"
        yield RuleStory(clock.rule_id, "deadline", title, clock.citation, clock.legal, "", ())


def _edit_case(says: str, found: tuple[str, ...]) -> str:
    return f"{says}: fires on {', '.join(found)}" if found else f"{says}: quiet"
