"""S7: nothing that identifies a patient reaches a log, an exception text, a file name or stderr."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleanclaim.app.run_demo import demo_folder

NAME, GIVEN, MEMBER, BORN = "Zyxcanary", "Quornelius", "CNRY4711X", "1977-03-09"
FORMS_OF_BIRTH = ("1977-03-09", "19770309", "03/09/1977", "03 09 1977")


def note(text: str) -> str:
    """The demo's plainest note with a canary for a patient."""
    lines = []
    for line in text.splitlines():
        if line.startswith("Name:"):
            line = f"Name: {NAME}, {GIVEN}"
        elif line.startswith("Birth date:"):
            line = f"Birth date: {BORN}"
        elif line.startswith("Coverage 1:"):
            line = f"Coverage 1: payer ORBIT; member {MEMBER}; group G200"
        elif line.startswith("Patient:"):
            line = "Patient: PCANARY"
        elif line.startswith("Encounter:"):
            line = "Encounter: C01"
        lines.append(line)
    return "\n".join(lines) + "\n"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A note of a canary patient, the decisions for it, and room to work."""
    (tmp_path / "note.txt").write_text(note((demo_folder() / "notes" / "E03.txt").read_text()))
    gold = (demo_folder() / "gold" / "E03.toml").read_text().replace('"E03"', '"C01"')
    (tmp_path / "decisions.toml").write_text(gold)
    return tmp_path


def cleanclaim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "dev", "-m", "cleanclaim", *arguments],
        cwd=folder,
        env={**os.environ, "CLEANCLAIM_DIR": "practice", "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
    )


def test_the_canary_shows_only_where_it_must(canary: Path) -> None:
    practice = str(demo_folder() / "practice.toml")
    today = ("--today", "2026-06-01")
    run = (
        "run",
        "note.txt",
        "--practice",
        practice,
        "--decisions",
        "decisions.toml",
        "--sign-as",
        "Demo Coder",
    )
    told = [cleanclaim(canary, *run, *today), cleanclaim(canary, "claim", "send", *today)]
    assert [each.returncode for each in told] == [0, 0], [each.stderr for each in told]
    sent = next((canary / "practice" / "sent").iterdir())
    assert NAME.upper() in sent.read_text()  # the claim itself names its patient
    broken = canary / "broken.x12"
    broken.write_text(
        sent.read_text().replace("~SE*", f"~NM1*IL*1*{NAME.upper()}*{GIVEN.upper()}****MI*{MEMBER}~SE*")
    )
    bad_note = canary / "bad.txt"
    bad_note.write_text(
        (canary / "note.txt").read_text().replace("Sex: ", "Sexx: ").replace(BORN, f"{BORN}x")
    )
    told += [
        cleanclaim(canary, "receive", str(broken)),
        cleanclaim(canary, "scrub"),
        cleanclaim(canary, "work", "list"),
        cleanclaim(canary, "ledger", "entries"),
        cleanclaim(canary, "explain", "C01A"),
        cleanclaim(canary, "patient", "list"),
        cleanclaim(canary, "db", "verify"),
        cleanclaim(canary, "run", "bad.txt", "--practice", practice),
        cleanclaim(canary, "claim", "show", NAME),
    ]
    for each in told:
        assert "Traceback" not in each.stderr
        for secret in (NAME, NAME.upper(), GIVEN, MEMBER, *FORMS_OF_BIRTH):
            if secret == NAME and each is told[-1]:
                continue  # what the user typed comes back to the same user
            assert secret not in each.stderr, each.args
    names = [str(path.relative_to(canary)) for path in canary.rglob("*")]
    assert not [
        name for name in names if NAME.lower() in name.lower() or MEMBER in name or "19770309" in name
    ]


def test_the_database_and_its_log_hold_no_plain_text(canary: Path) -> None:
    practice = str(demo_folder() / "practice.toml")
    run = (
        "run",
        "note.txt",
        "--practice",
        practice,
        "--decisions",
        "decisions.toml",
        "--sign-as",
        "Demo Coder",
    )
    cleanclaim(canary, *run, "--today", "2026-06-01")
    for path in (canary / "practice").glob("cleanclaim.db*"):
        raw = path.read_bytes()
        for secret in (NAME, MEMBER, BORN, "migraine"):
            assert secret.encode() not in raw, path.name
