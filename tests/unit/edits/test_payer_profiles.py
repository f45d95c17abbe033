"""Payer profiles: what they relax, require and add, and what their files may not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.examples import ORDERING, a_claim, a_context, a_line
from cleanclaim.edits.profile_file import read_edit_profile
from cleanclaim.edits.profiles import NEVER_RELAXED
from cleanclaim.edits.screening import Screen
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import Claim

TEXT = """
payer = "plan"
title = "Placeholder Plan, manual of 2026 (invented)"
effective = "2026-01-01..2026-12-31"

[[relax]]
edit = "edit.units-plausible"
severity = "advise"
reason = "The plan counts these units itself."
citation = "manual s. 4"
until = 2026-06-30

[[require]]
id = "referral"
field = "referring"
procedures = ["99242-99255"]
citation = "manual s. 7"

[[add]]
id = "four-a-day"
procedures = ["97110", "97140"]
units_above = 4
message = "The plan pays four units a day."
severity = "review"
citation = "manual s. 9"
next_step = "Ask for an authorization."
"""
PROFILE = read_edit_profile(TEXT, "plan.toml")


def told(claim: Claim, today: date = date(2026, 4, 20)) -> list[tuple[str, Severity, str]]:
    context = a_context(today=today, profiles=(PROFILE,), from_file=True)
    report = scrub(claim, context)
    assert Screen().scrub(claim, context) == report
    wanted = ("edit.payer", "edit.units-plausible")
    found = [(each.rule_id, each.severity, each.found) for each in report.findings]
    missed = [(each.rule_id, Severity.ADVISE, each.reason) for each in report.not_checked]
    return [each for each in (*found, *missed) if each[0].startswith(wanted)]


@pytest.mark.parametrize(
    ("today", "weight"), [(date(2026, 6, 30), Severity.ADVISE), (date(2026, 7, 1), Severity.REJECT)]
)
def test_what_is_relaxed_is_still_told_until_its_last_day(today: date, weight: Severity) -> None:
    assert told(a_claim(a_line(units=0)), today) == [("edit.units-plausible", weight, "0")]


def test_the_finding_says_who_relaxed_it_and_why() -> None:
    report = scrub(a_claim(a_line(units=0)), a_context(profiles=(PROFILE,), from_file=True))
    (finding,) = [each for each in report.findings if each.rule_id == "edit.units-plausible"]
    assert finding.code("relaxed_from") == "reject"
    assert finding.code("relaxed_by") == "profile plan.toml"
    assert finding.next_step == "The plan counts these units itself. (manual s. 4; until 2026-06-30)"


def test_a_relaxation_makes_nothing_heavier() -> None:
    text = TEXT.replace('severity = "advise"', 'severity = "deny_risk"')
    context = a_context(profiles=(read_edit_profile(text, "plan.toml"),), from_file=True)
    report = scrub(a_claim(a_line("97110", units=100)), context)
    weights = [each.severity for each in report.findings if each.rule_id == "edit.units-plausible"]
    assert weights == [Severity.REVIEW]


def test_a_field_that_the_payer_requires() -> None:
    consultation = a_claim(a_line("99243"))
    assert told(consultation) == [("edit.payer.referral", Severity.DENY_RISK, "99243")]
    assert told(replace(consultation, referring=ORDERING)) == []
    assert told(a_claim(a_line("99214"))) == []


def test_a_line_that_the_payer_refuses() -> None:
    assert told(a_claim(a_line("97110", units=5))) == [("edit.payer.four-a-day", Severity.REVIEW, "97110")]
    assert told(a_claim(a_line("97110", units=4))) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            date(2025, 12, 31),
            [("edit.payer.profile", Severity.ADVISE, "no profile of the payer covers 2025-12-31")],
        ),
        (date(2026, 1, 1), [("edit.payer.four-a-day", Severity.REVIEW, "97110")]),
    ],
)
def test_days_without_a_profile_are_not_checked(day: date, expected: list[object]) -> None:
    assert told(a_claim(a_line("97110", units=5, service_dates=Span.day(day)))) == expected


def test_another_payer_has_no_profile() -> None:
    claim = a_claim(a_line("97110", units=5))
    other = replace(claim.coverage.payer, payer_id="other", identifier="OTHER")
    assert told(replace(claim, coverage=replace(claim.coverage, payer=other))) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('payer = "plan"', "", "file p.toml > payer"),
        ('effective = "2026-01-01..2026-12-31"', 'effective = "2026"', "file p.toml > effective"),
        ("edit.units-plausible", "edit.no-such", "file p.toml > relax > 1 > edit"),
        ("edit.units-plausible", "edit.sign-off", "file p.toml > relax > 1 > edit"),
        ("until = 2026-06-30", "", "file p.toml > relax > 1 > until"),
        ('reason = "The plan counts these units itself."', "", "file p.toml > relax > 1 > reason"),
        ('severity = "advise"', 'severity = "reject"', "file p.toml > relax > 1 > severity"),
        ('field = "referring"', 'field = "shoe_size"', "file p.toml > require > 1 > field"),
        ('"99242-99255"', '"99255-99242"', "file p.toml > require > 1 > procedures"),
        ('id = "referral"', 'id = "Referral!"', "file p.toml > require > 1 > id"),
        ('id = "referral"', 'id = "four-a-day"', "file p.toml > id"),
        ("units_above = 4", "units_above = true", "file p.toml > add > 1 > units_above"),
        ("units_above = 4", "colour = 4", "file p.toml > add > 1 > colour"),
    ],
)
def test_a_wrong_value_is_told_where_it_stands(old: str, new: str, place: str) -> None:
    assert old in TEXT
    with pytest.raises(UnreadableFileError) as refused:
        read_edit_profile(TEXT.replace(old, new), "p.toml")
    assert place in [str(each.place) for each in refused.value.findings]


def test_every_mistake_is_told_at_once_and_no_toml_is_one() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_edit_profile("[[add]]\n[[add]]\n", "p.toml")
    assert len(refused.value.findings) >= 8
    with pytest.raises(UnreadableFileError):
        read_edit_profile("payer = ", "p.toml")


def test_a_rule_that_would_refuse_every_line_is_none() -> None:
    text = TEXT.replace('procedures = ["97110", "97140"]\nunits_above = 4\n', "")
    with pytest.raises(UnreadableFileError) as refused:
        read_edit_profile(text, "p.toml")
    assert [each.message for each in refused.value.findings] == ["The rule would refuse every line."]


def test_what_guards_the_practice_itself_is_there() -> None:
    from cleanclaim.edits.folder import all_edits

    assert {each.edit.edit_id for each in all_edits()} >= NEVER_RELAXED


def test_the_profile_in_the_documentation_is_one() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "weigh-edits-by-payer.md"
    text = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    profile = read_edit_profile(text, "mutual.toml")
    assert [each.edit_id for each in profile.relaxations] == ["edit.telehealth-agrees"]
    assert [each.rule_id for each in profile.rules] == ["edit.payer.referral", "edit.payer.four-a-day"]
