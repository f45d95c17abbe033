"""Random bytes, cut files, old crashers: no exception, and nothing that was cut is called clean.

The normal run tries a tenth of the mutations and cuts around the ends of segments; `--nightly` tries all.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.mutants import GOLDEN, good
from cleanclaim.exchange.code_lists import loaded_code_sets
from cleanclaim.x12.acknowledging import acknowledge_999, ta1
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

CRASHERS = Path(__file__).resolve().parents[2] / "crashers"
BASES = sorted(path.stem for path in GOLDEN.glob("*.x12"))
MUTATIONS = 100_000
_ALPHABET = b"*~:^0123456789ABZ-. \n\r\x00\x1c\x7f\xc3\xff"


def everything(raw: bytes) -> bool:
    """Read, check and answer, as a receiver would; whether nothing was refused."""
    reading = read(raw)
    report = check(reading, code_sets=loaded_code_sets())
    for interchange in reading.interchanges:
        if interchange.groups:
            ta1(interchange, report.findings)
        for group in interchange.groups:
            if group.functional_id != "FA":
                acknowledge_999(group, report, set_control="0001")
    return not report.rejects


def mutated(raw: bytes, choose: random.Random) -> bytes:
    """One byte changed, taken out, put in or doubled; or a stretch of bytes moved."""
    at = choose.randrange(len(raw))
    byte = bytes([choose.choice(_ALPHABET) if choose.random() < 0.7 else choose.randrange(256)])
    match choose.randrange(5):
        case 0:
            return raw[:at] + raw[at + 1 :]
        case 1:
            return raw[:at] + byte + raw[at:]
        case 2:
            end = min(len(raw), at + choose.randrange(1, 200))
            return raw[:at] + raw[end:] + raw[at:end]
        case _:
            return raw[:at] + byte + raw[at + 1 :]


def mutate(seed: int, count: int) -> None:
    choose = random.Random(seed)
    bases = [good(name) for name in BASES]
    for _ in range(count):
        everything(mutated(choose.choice(bases), choose))


def test_a_tenth_of_the_mutations_raise_nothing() -> None:
    mutate(1, MUTATIONS // 10)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 11))
def test_the_other_mutations_raise_nothing(seed: int) -> None:
    mutate(seed, MUTATIONS // 10)


def cuts(raw: bytes) -> list[int]:
    """Around the end of every segment, and one place in the middle of it."""
    ends = [at for at, byte in enumerate(raw) if byte == ord("~")]
    near = {end + step for end in ends for step in (-6, -1, 0, 1, 2)}
    return sorted(at for at in near if 0 <= at < len(raw) - 1)


@pytest.mark.parametrize(
    "name", ["x12-837p-two-patients", "835-reversal-correction-and-provider-adjustments", "ta1-accepted"]
)
def test_a_file_cut_at_a_segment_is_never_clean(name: str) -> None:
    raw = good(name)
    assert [at for at in cuts(raw) if everything(raw[:at])] == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", BASES)
def test_a_file_cut_anywhere_is_never_clean(name: str) -> None:
    raw = good(name)
    whole = len(raw) - 1  # the last terminator alone may be missing
    assert [at for at in range(whole) if everything(raw[:at])] == []


@pytest.mark.parametrize("path", sorted(CRASHERS.glob("*.bin")), ids=lambda path: path.stem)
def test_what_once_crashed_does_not(path: Path) -> None:
    everything(path.read_bytes())
