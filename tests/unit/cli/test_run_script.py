"""`./run` is a POSIX shell script: what can be tried without building an environment is tried here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TOOLS = ("sh", "dirname", "cksum", "cut", "cat", "printf", "rm")


def bare_path(folder: Path) -> str:
    """A PATH with the tools the script needs and no Python at all."""
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        if found:
            (folder / tool).symlink_to(found)
    return str(folder)


def test_it_is_valid_posix_shell() -> None:
    subprocess.run(["sh", "-n", str(ROOT / "run")], check=True)
    assert os.access(ROOT / "run", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_without_a_python_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    environment = {
        "PATH": bare_path(tmp_path / "bin"),
        "CLEANCLAIM_VENV": str(tmp_path / "venv"),
        "HOME": str(tmp_path),
    }
    shown = subprocess.run([str(ROOT / "run"), "demo"], env=environment, capture_output=True, text=True)
    assert shown.returncode == 2
    assert shown.stdout == ""
    assert shown.stderr == (
        "cleanclaim: needs Python 3.11 or newer; install it, or name one: PYTHON=/path/to/python3 ./run ...\n"
    )
    assert not (tmp_path / "venv").exists()


def test_a_python_that_is_too_old_counts_as_none(tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin")
    old = tmp_path / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")  # what `sys.exit(version < 3.11)` answers on an old one
    old.chmod(0o755)
    environment = {"PATH": path, "CLEANCLAIM_VENV": str(tmp_path / "venv"), "HOME": str(tmp_path)}
    shown = subprocess.run([str(ROOT / "run")], env=environment, capture_output=True, text=True)
    assert shown.returncode == 2
    assert "Python 3.11 or newer" in shown.stderr


def test_it_runs_from_any_folder_with_a_made_environment(tmp_path: Path) -> None:
    """A finished environment in a path with spaces is used as it is: nothing is installed."""
    venv = tmp_path / "an environment"
    (venv / "bin").mkdir(parents=True)
    fake = venv / "bin" / "python"
    fake.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    fake.chmod(0o755)
    locks = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock", ROOT / "pyproject.toml"]
    stamp = subprocess.run(
        ["cksum"], input=b"".join(f.read_bytes() for f in locks), capture_output=True, check=True
    )
    (venv / "made-for-runtime").write_bytes(stamp.stdout)
    elsewhere = tmp_path / "some where"
    elsewhere.mkdir()
    shown = subprocess.run(
        [str(ROOT / "run"), "code", "a note.txt"],
        cwd=elsewhere,
        env={**os.environ, "CLEANCLAIM_VENV": str(venv)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == "-m|cleanclaim|code|a note.txt|"
