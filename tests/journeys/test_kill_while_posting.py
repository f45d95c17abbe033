"""R1, R2: an acknowledged posting is never lost or doubled, and the test that says so can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

POSTERS = Path(__file__).with_name("posters.py")
ROUNDS = 40


def play(folder: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, str(POSTERS), str(folder), *arguments]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    result = json.loads(shown.stdout)
    assert isinstance(result, dict)
    return result


def test_two_posters_killed_forty_times_lose_and_double_nothing(sent: Path) -> None:
    result = play(sent, str(ROUNDS))
    assert result["faults"] == []
    assert result["killed_midway"] >= ROUNDS // 2  # else the rounds would have shown nothing
    assert result["acknowledged"] > 0


@pytest.mark.parametrize("breakage", ["ack-early", "no-transaction"])
def test_a_broken_poster_is_caught(sent: Path, breakage: str) -> None:
    assert play(sent, str(ROUNDS), breakage)["faults"]


@pytest.mark.nightly
def test_a_thousand_rounds(sent: Path) -> None:
    assert play(sent, "1000")["faults"] == []
