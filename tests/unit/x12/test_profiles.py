"""Payer profiles: what the file may say, how errors are told, which days they hold for, what they relax."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.mutants import FOLDER, good
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Severity
from cleanclaim.x12.profiles import Profile, read_profile
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "add-a-payer-profile.md"
TEXT = (FOLDER / "invented-plan.toml").read_text(encoding="utf-8")
CLAIMS = "x12-837p-two-patients"


def profile(text: str = TEXT) -> Profile:
    return read_profile(text, source="plan.toml")


def told(raw: bytes, plan: Profile) -> list[tuple[str, str]]:
    return [(each.rule_id, each.severity.value) for each in check(read(raw), profile=plan).findings]


def test_the_example_reads_as_it_is_written() -> None:
    plan = profile()
    assert (plan.payer, str(plan.first), str(plan.last)) == ("Invented Plan", "2026-01-01", "2026-12-31")
    assert plan.sets == ("837P",)
    assert [each.demand_id for each in plan.demands] == [
        "claims", "taxonomy", "lines", "payer", "group", "notes"
    ]  # fmt: skip
    assert (plan.demands[0].kind, plan.demands[0].wanted) == ("longest", 20)
    assert str(plan.demands[3].spot) == "NM109"
    assert plan.relaxed[0].rule_id == "x12.walk.missing"


def test_the_page_shows_a_profile_that_reads() -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert [each.demand_id for each in profile(shown).demands] == ["claims", "taxonomy"]


@pytest.mark.parametrize(
    ("found", "wanted", "says"),
    [
        ('payer = "Invented Plan"', "", "plan.toml: payer is missing"),
        ('payer = "Invented Plan"', "payer = 7", "plan.toml: payer must be a text"),
        ("from = 2026-01-01", "from = 2027-01-01", "plan.toml: from lies after until"),
        ("from = 2026-01-01", 'from = "2026"', "plan.toml: from must be a date"),
        ('sets = ["837P"]', 'sets = ["837X"]', "plan.toml: sets must be some of"),
        ('sets = ["837P"]', "sets = []", "plan.toml: sets must be some of"),
        ("[[demand]]", "[demands]", "plan.toml: unknown entry demands"),
        ("longest = 20", "", "plan.toml, demand 1: exactly one of"),
        ("longest = 20", "longest = 20\nabsent = true", "plan.toml, demand 1: exactly one of"),
        ("longest = 20", "longest = true", "plan.toml, demand 1: longest cannot be true"),
        ("present = true", "present = false", "plan.toml, demand 2: present cannot be false"),
        ("longest = 20", 'longest = "20"', "plan.toml, demand 1: longest must be a whole number"),
        ('at = "2300 CLM01"', 'at = "CLM01"', "plan.toml, demand 1: at must be a loop"),
        ('at = "2300 CLM01"', 'at = "2300 CLM"', "plan.toml, demand 1: longest asks for an element"),
        ('id = "claims"', 'id = "The Claims"', "plan.toml, demand 1: id must be"),
        ('of = "2400"', "", "plan.toml, demand 3: `of` names"),
        ('values = ["P1000"]', "values = [1]", "plan.toml, demand 4: values must be"),
        ('pattern = "GRP[0-9]{3}"', 'pattern = "("', "plan.toml, demand 5: pattern is not"),
        ('rule = "x12.walk.missing"', 'rule = "x12.balance.claim"', "plan.toml, relax 1: x12.balance.claim"),
        ("until = 2026-12-31", "until = ", "plan.toml is not TOML"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(found: str, wanted: str, says: str) -> None:
    assert found in TEXT
    with pytest.raises(MisuseError, match=re.escape(says)):
        profile(TEXT.replace(found, wanted, 1))


def test_demands_are_not_asked_without_a_profile() -> None:
    long = good(CLAIMS).replace(b"CLM*A1001*", b"CLM*A10011001100110011001*")
    assert check(read(long)).findings == ()
    assert told(long, profile()) == [("x12.profile.claims", "reject")]


@pytest.mark.parametrize(("day", "is_asked"), [("2026-05-04", True), ("2026-05-03", False)])
def test_a_profile_holds_until_its_last_day(day: str, is_asked: bool) -> None:
    plan = profile(TEXT.replace("until = 2026-12-31", f"until = {day}"))
    report = check(read(good(CLAIMS).replace(b"CLM*A1001*", b"CLM*A10011001100110011001*")), profile=plan)
    assert [each.rule_id for each in report.findings] == (["x12.profile.claims"] if is_asked else [])
    assert [each.rule_id for each in report.not_checked] == ([] if is_asked else ["x12.profile"])


def test_another_set_is_left_alone() -> None:
    report = check(read(good("x12-270-dependent")), profile=profile())
    assert (report.findings, report.not_checked) == ((), ())


def test_what_is_relaxed_is_told_as_advice() -> None:
    raw = good(CLAIMS).replace(b"N3*12 QUAY STREET~", b"").replace(b"SE*52", b"SE*51")
    assert [each.severity for each in check(read(raw)).findings] == [Severity.REJECT]
    (finding,) = check(read(raw), profile=profile()).findings
    assert (finding.rule_id, finding.severity) == ("x12.walk.missing", Severity.ADVISE)
    assert finding.message.endswith("not refused by Invented Plan")
    assert finding.citation == "section 3.2: we know our providers' addresses"


def test_relaxing_ends_at_its_place() -> None:
    raw = good(CLAIMS).replace(b"N3*9 DOCK LANE~", b"").replace(b"SE*52", b"SE*51")
    assert told(raw, profile()) == [("x12.walk.missing", "reject")]
