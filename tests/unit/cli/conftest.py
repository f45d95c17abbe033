from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleanclaim.cli import main

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


@dataclass(frozen=True)
class Shown:
    """What a command printed and how it ended."""

    exit_code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


Run = Callable[..., Shown]


@pytest.fixture
def x12(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run `cleanclaim x12 ...` in this process; `given` is the standard input."""

    def run(*arguments: str | Path, given: bytes = b"") -> Shown:
        monkeypatch.setattr(sys, "argv", ["cleanclaim", "x12", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsysbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return Shown(ended.value.code, printed.out, printed.err.decode())

    return run


@pytest.fixture
def golden_file() -> Callable[[str], Path]:
    return lambda name: GOLDEN / f"{name}.x12"
