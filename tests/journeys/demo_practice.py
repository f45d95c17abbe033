"""A finished demo, as the journeys look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cleanclaim.app.run_demo import DemoRun


@dataclass(frozen=True)
class Demo:
    """A finished demo: its folder and what it said."""

    folder: Path
    run: DemoRun


def silent(_step: str, _done: int, _total: int) -> None:
    """No progress bar."""
