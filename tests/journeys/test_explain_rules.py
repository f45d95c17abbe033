"""An auditor asks what a rule is: every rule id that the demo shows can be explained."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cleanclaim.app.explain_rule import explain_rule
from tests.journeys.demo_practice import Demo


def test_every_rule_that_fired_or_was_not_checked_has_its_page(demo: Demo) -> None:
    told = set()
    for story in demo.run.stories:
        for claim in story.claims:
            told |= {finding.rule_id for finding in claim.report.findings}
            told |= {entry.rule_id for entry in claim.report.not_checked}
        told |= {reason.rule for code in story.suggested for reason in code.reasons}
        told |= {item.due_rule for item in story.work_items if item.due_rule}
    explained = ("edit.", "guideline.", "work.", "contract.", "medicare.")
    asked = sorted(rule_id for rule_id in told if rule_id.startswith(explained))
    assert len(asked) > 10
    missing = [rule_id for rule_id in asked if not explain_rule(rule_id)]
    assert missing == []
    assert all(story.citation for rule_id in asked for story in explain_rule(rule_id))


def test_the_command_prints_the_page_without_any_store(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleanclaim", "explain", "edit.timely-filing"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert shown.returncode == 0
    assert "42 CFR 424.44" in shown.stdout
    assert "cases, each run as a test" in shown.stdout
    unknown = subprocess.run([*command[:-1], "edit.no-such"], cwd=tmp_path, capture_output=True, text=True)
    assert unknown.returncode == 2
