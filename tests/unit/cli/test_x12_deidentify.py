"""`cleanclaim x12 deidentify`: keys, counts told, exit codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.unit.cli.conftest import Run

Golden = Callable[[str], Path]
CLAIMS = "837p-subscriber-and-dependent"


def test_one_key_one_answer(x12: Run, golden_file: Golden, tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    key.write_bytes(b"k" * 16)
    first = x12("deidentify", golden_file(CLAIMS), "--key-file", key)
    assert first.exit_code == 0
    assert first.err == "cleanclaim: replaced 3 contacts, 8 dates, 13 names, 20 numbers, 10 places\n"
    assert first.out == x12("deidentify", golden_file(CLAIMS), "--key-file", key).out
    assert x12("validate", "-", "--snip", "1-4", given=first.out).exit_code == 0


def test_without_a_key_nothing_ties_two_runs(x12: Run, golden_file: Golden) -> None:
    runs = [x12("deidentify", golden_file(CLAIMS)).out for _ in range(2)]
    assert runs[0] != runs[1]


def test_what_cannot_be_read_is_not_written(x12: Run, golden_file: Golden) -> None:
    shown = x12("deidentify", "-", given=golden_file(CLAIMS).read_bytes()[:400])
    assert (shown.exit_code, shown.out) == (2, b"")
    assert "cannot be read whole" in shown.err
