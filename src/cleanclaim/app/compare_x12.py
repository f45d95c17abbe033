"""Compare two X12 files by what they say."""

from __future__ import annotations

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.x12.comparing import Difference, compare
from cleanclaim.x12.reading import Reading, read
from cleanclaim.x12.rewriting import left_out


def compare_x12(
    left: tuple[str, bytes], right: tuple[str, bytes], *, envelopes: bool = False
) -> tuple[Difference, ...]:
    """The differences of two files, each given as its name and its bytes.

    Raises UnreadableFileError when one cannot be read whole: what was not read could not be compared.
    """
    return compare(_read(*left), _read(*right), envelopes=envelopes)


def _read(subject: str, raw: bytes) -> Reading:
    reading = read(raw, subject=subject)
    if not reading.interchanges or left_out(reading):
        raise UnreadableFileError(f"{subject} cannot be read whole, so it is not compared", reading.rejects)
    return reading
