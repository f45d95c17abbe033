"""Reading never raises, not even what its guide would have refused before."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from cleanclaim.exchange.receiving import understand
from cleanclaim.exchange.saying import what_it_says
from cleanclaim.x12.reading import read

GOLDEN = sorted((Path(__file__).resolve().parents[2] / "golden").glob("*.x12"))
PIECES = (
    b"~", b"*", b":", b"^", b"-", b"~HL*9*9*22*1~", b"~NM1*IL*1*X~", b"~EB*1~", b"~AAA*N~", b"~CAS*CO~",
    b"~SVD*1~", b"~CR1~", b"~DTP*472*RD8*20260202-20260101~",
)  # fmt: skip


def mutant(raw: bytes, chance: random.Random) -> bytes:
    """One byte changed, a few lost, a piece put in, or a segment taken out."""
    at = chance.randrange(len(raw))
    match chance.randrange(4):
        case 0:
            return raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
        case 1:
            return raw[:at] + raw[at + chance.randrange(1, 12) :]
        case 2:
            return raw[:at] + chance.choice(PIECES) + raw[at:]
        case _:
            segments = raw.split(b"~")
            del segments[chance.randrange(len(segments))]
            return b"~".join(segments)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: str(path.stem))
def test_no_mutant_of_a_golden_file_raises(path: Path) -> None:
    chance, raw = random.Random(path.stem), path.read_bytes().replace(b"\n", b"")
    for _ in range(12):
        changed = mutant(raw, chance)
        assert understand(changed).sha256 == hashlib.sha256(changed).hexdigest()
        for one in read(changed).sets:
            said, findings = what_it_says(one)
            assert said is not None or findings
