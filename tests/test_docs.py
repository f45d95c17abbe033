"""The README tells the truth: its commands run, its transcript is what the demo prints, its links lead on."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cleanclaim.cli.front_page import COMMANDS, front_page
from cleanclaim.cli.root import root

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)


def cleanclaim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cleanclaim", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("readme")
    shown = cleanclaim(folder, "demo")
    assert shown.returncode == 0, shown.stderr
    return folder, shown.stdout


def test_the_transcript_is_what_the_demo_prints(demo_folder: tuple[Path, str]) -> None:
    told = next(text for language, text in BLOCKS if not language and text.startswith("E04"))
    printed = demo_folder[1].splitlines()
    for line in told.splitlines():
        assert not line or line in printed, line


def test_the_commands_to_look_around_run(demo_folder: tuple[Path, str]) -> None:
    lines = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]
    looking = [line.split("#")[0].strip() for line in lines if "cleanclaim-demo" in line or "refdata" in line]
    assert len(looking) == 9
    for line in looking:
        shown = cleanclaim(demo_folder[0], *shlex.split(line)[1:])
        assert shown.returncode == 0, (line, shown.stderr)
        assert shown.stdout.strip(), line
        as_json = cleanclaim(demo_folder[0], *shlex.split(line)[1:], "--json")
        assert as_json.returncode == 0, (line, as_json.stderr)


def test_the_two_commands_of_the_first_screen_exist() -> None:
    first_screen = README.splitlines()[:12]
    assert any(line.startswith("./run demo") for line in first_screen)
    assert any(line.startswith("./run test") for line in first_screen)


def all_commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], click.Command]]:
    found: list[tuple[tuple[str, ...], click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        here = (*path, name)
        found += all_commands(command, here) if isinstance(command, click.Group) else [(here, command)]
    return found


@pytest.mark.parametrize(
    ("path", "command"),
    all_commands(root),
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_every_command_has_help_with_an_example(path: tuple[str, ...], command: click.Command) -> None:
    text = command.help or ""
    assert f"Example:  cleanclaim {' '.join(path)}" in text
    assert command.get_short_help_str()


def test_the_front_page_names_every_command() -> None:
    page = front_page()
    assert all(f"  {name} " in page for name in COMMANDS)
    assert {path[0] for path, _ in all_commands(root)} == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_rooms_of_the_architecture_page_are_the_rooms_there_are() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = set(re.findall(r"(?:^|  +)([a-z0-9]+)/  ", text, re.MULTILINE))
    there = {path.name for path in (ROOT / "src" / "cleanclaim").iterdir() if (path / "__init__.py").exists()}
    assert told == there


def test_tests_named_by_the_security_page_exist() -> None:
    for name in re.findall(r"`(tests/[^`]+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_a_wrong_command_is_misuse() -> None:
    shown = cleanclaim(ROOT, "no-such-command")
    assert shown.returncode == 2
    assert "Traceback" not in shown.stderr


def test_the_python_page_runs_as_it_stands(demo_folder: tuple[Path, str]) -> None:
    page = (ROOT / "docs" / "how-to" / "use-from-python.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    command = [sys.executable, "-W", "error", "-c", code]
    shown = subprocess.run(command, cwd=demo_folder[0] / "cleanclaim-demo", capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert lines[0] == "ACME IMAGINARY HEALTH 325.53 ['E04A', 'E07A', 'E18A']"
    assert lines[1] == "True []"
    assert any(line.startswith("reject x12.balance") and "401" in line for line in lines), lines
    assert [line.split()[0] for line in lines[-2:]] == ["I12.9", "N18.31"]


def test_the_x12_page_runs_as_it_stands(demo_folder: tuple[Path, str]) -> None:
    page = (ROOT / "docs" / "how-to" / "x12.md").read_text(encoding="utf-8")
    folder = demo_folder[0] / "cleanclaim-demo"
    own = f"{shlex.quote(sys.executable)} -m cleanclaim "
    lines = "".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL)).splitlines()
    assert len(lines) == 13
    for line in lines:
        command = re.sub(r"^cleanclaim ", own, line)
        shown = subprocess.run(command, cwd=folder, shell=True, capture_output=True, text=True)
        assert shown.returncode == 0, (line, shown.stdout, shown.stderr)
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=folder, capture_output=True, text=True
    )
    assert shown.returncode == 0, shown.stderr
    told = shown.stdout.splitlines()
    assert told[0] == "[('E04A', '401.00', 4)]"
    assert "835 005010X221A1 BPR 325.53 2" in told
    assert "E04A 99396 84.15 2" in told
    assert told[-4:] == [
        "[]",
        "['x12.code.carc', 'x12.code.remark', 'x12.code.hcpcs', 'x12.code.modifier']",
        "AK9*A*5*5*5",
        "the byte order mark was taken off",
    ]
