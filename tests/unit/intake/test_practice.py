from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.code import hcpcs
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding
from cleanclaim.core.money import Money
from cleanclaim.intake.practice import read_practice
from cleanclaim.model.coverage import Payer, PlanType
from cleanclaim.model.people import Address, Name
from cleanclaim.model.provider import Facility, Practice, Provider
from cleanclaim.model.setup import Fee, PracticeSetup

GOOD = """\
[practice]
id = "clinic"
name = "Placeholder Medical Group"
npi = "2000000010"
tax_id = "00-0012345"
taxonomy = "193200000X"
street = "100 Example Parkway"
city = "Springfield"
state = "il"
zip = "62701-0001"
phone = "2175550100"
contact = "Desk"
clia = "14D0000001"
submitter_id = "DEMOCLINIC"

[[provider]]
id = "dr-quill"
last = "Quill"
first = "Arabella"
npi = "2000000028"
taxonomy = "207Q00000X"

[[facility]]
id = "center"
name = "Fictional Center"
npi = "2000000101"
street = "1 Way"
city = "Springfield"
state = "IL"
zip = "62701"
place_of_service = "24"

[[payer]]
id = "ACME"
name = "Acme Imaginary Health"
identifier = "DEMO00904"
plan_type = "commercial"
filing_indicator = "CI"
receiver_id = "DEMOACME"
filing_limit_days = 180
appeal_limit_days = 90

[[fee]]
code = "99213"
amount = "125.00"
wording = "office visit"

[[fee]]
code = "71046"
modifier = "26"
amount = "40.5"
wording = "chest film, reading"

[signing]
coder = "Demo Coder"
"""


def read(text: str, folder: Path) -> PracticeSetup:
    file = folder / "practice.toml"
    file.write_bytes(text.encode())
    return read_practice(file)


def refused(text: str, folder: Path) -> tuple[Finding, ...]:
    with pytest.raises(UnreadableFileError) as caught:
        read(text, folder)
    return caught.value.findings


def test_a_practice_is_read_whole(tmp_path: Path) -> None:
    assert read(GOOD, tmp_path) == PracticeSetup(
        Practice(
            "clinic", "Placeholder Medical Group", "2000000010", "000012345", "193200000X",
            Address("100 Example Parkway", "Springfield", "IL", "627010001"), "2175550100", "Desk",
            "DEMOCLINIC", "14D0000001",
        ),
        (Provider("dr-quill", Name("Quill", "Arabella"), "2000000028", "207Q00000X"),),
        (
            Facility("center", "Fictional Center", "2000000101",
                     Address("1 Way", "Springfield", "IL", "62701"), "24"),
        ),
        (
            Payer("ACME", "Acme Imaginary Health", "DEMO00904", PlanType.COMMERCIAL, "CI", "DEMOACME",
                  None, 180, 90),
        ),
        (
            Fee(hcpcs("99213"), Money(12500), "", "office visit"),
            Fee(hcpcs("71046"), Money(4050), "26", "chest film, reading"),
        ),
        "Demo Coder",
    )  # fmt: skip
    assert read("\ufeff" + GOOD.replace("\n", "\r\n"), tmp_path) == read(GOOD, tmp_path)


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace('amount = "125.00"', 'amount = "125.001"')
        .replace('city = "Springfield"\nstate = "il"', 'town = "Springfield"\nstate = "il"')
        .replace("filing_limit_days = 180", 'filing_limit_days = "180"')
        .replace("appeal_limit_days = 90", "appeal_limit_days = -90")
        .replace('plan_type = "commercial"', 'plan_type = "kommerziell"')
        .replace('code = "71046"\nmodifier = "26"', 'code = "99213"')
        .replace('npi = "2000000028"', 'npi = "20000028"')
        + '\n[[fees]]\ncode = "1"\n'
    )
    assert [(each.rule_id, each.place.path, each.found) for each in refused(text, tmp_path)] == [
        ("intake.practice.unfit-value", ("[[fee]] 1", "amount"), "125.001"),
        ("intake.practice.given-twice", ("[[fee]] 2",), "99213"),
        ("intake.practice.unfit-value", ("[[payer]] 1", "appeal_limit_days"), "-90"),
        ("intake.practice.wrong-kind", ("[[payer]] 1", "filing_limit_days"), "180"),
        ("intake.practice.unfit-value", ("[[payer]] 1", "plan_type"), "kommerziell"),
        ("intake.practice.unfit-value", ("[[provider]] 1", "npi"), "20000028"),
        ("intake.practice.missing-key", ("[practice]", "city"), ""),
        ("intake.practice.unknown-key", ("[practice]", "town"), "town"),
        ("intake.practice.unknown-table", ("fees",), "fees"),
    ]


def test_each_problem_says_what_was_wanted_and_what_to_do(tmp_path: Path) -> None:
    (finding,) = refused(GOOD.replace('"125.00"', '"1e2"'), tmp_path)
    assert str(finding.place) == "practice file practice.toml > [[fee]] 1 > amount"
    assert finding.wanted == 'an amount in dollars with at most two decimals, as "125.00"'
    assert finding.next_step == "correct amount and read the file again"


@pytest.mark.parametrize(
    ("old", "new", "rule", "path"),
    [
        ("[signing]\ncoder", "[signing\ncoder", "not-toml", ("line 54", "column 9")),
        ('[signing]\ncoder = "Demo Coder"', "", "missing-table", ("[signing]",)),
        ("[signing]", "[[signing]]", "missing-table", ("[signing]",)),
        ("[[facility]]", "[facility]", "not-a-list", ("[[facility]]",)),
        ('amount = "125.00"', "amount = 125.00", "wrong-kind", ("[[fee]] 1", "amount")),
        ("limit_days = 90", "limit_days = true", "wrong-kind", ("[[payer]] 1", "appeal_limit_days")),
        ('wording = "office visit"', 'wording = " "', "unfit-value", ("[[fee]] 1", "wording")),
        ("appeal_limit_days = 90", 'appeal_limit_days = 90\ncity = "X"', "partial-address", ("[[payer]] 1",)),
    ],
)  # fmt: skip
def test_one_flaw_gives_one_finding(
    old: str, new: str, rule: str, path: tuple[str, ...], tmp_path: Path
) -> None:
    assert old in GOOD
    (finding,) = refused(GOOD.replace(old, new), tmp_path)
    assert (finding.rule_id, finding.place.path) == (f"intake.practice.{rule}", path)


WORDS = ["", " ", "[]", "{}", '""', '"x"', "1", "-1", "true", "1.5", "2026-05-01", '["a"]', "[[a]]", "[fee]"]


@settings(max_examples=300, deadline=None)
@given(number=st.integers(0, len(GOOD.splitlines()) - 1), word=st.sampled_from(WORDS), keep_key=st.booleans())
def test_no_line_makes_it_crash(
    tmp_path_factory: pytest.TempPathFactory, number: int, word: str, keep_key: bool
) -> None:
    lines = GOOD.splitlines()
    lines[number] = lines[number].partition("=")[0] + "=" + word if keep_key else word
    with contextlib.suppress(UnreadableFileError):
        read("\n".join(lines), tmp_path_factory.getbasetemp())


def test_the_example_in_the_docs_is_read(tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "note-format.md"
    found = read(page.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0], tmp_path)
    assert [len(each) for each in (found.providers, found.facilities, found.payers, found.fees)] == [
        1,
        1,
        1,
        2,
    ]


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_practice(tmp_path / "none.toml")
    assert [each.rule_id for each in caught.value.findings] == ["intake.practice.no-file"]
    (tmp_path / "practice.toml").write_bytes(b"[practice]\nname = '\xff'")
    with pytest.raises(UnreadableFileError) as caught:
        read_practice(tmp_path / "practice.toml")
    (finding,) = caught.value.findings
    assert (finding.rule_id, finding.place.path) == ("intake.practice.not-utf8", ("byte 19",))
