from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


@pytest.fixture
def golden() -> Callable[[str], bytes]:
    """The bytes of one of our own X12 files, without the line ends that are there for readers with eyes."""
    return lambda name: (GOLDEN / f"{name}.x12").read_bytes().replace(b"\n", b"")
