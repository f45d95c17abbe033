"""What ours, pyx12 and x12sdk say about every sample file of a folder: one row each.

    python bench/x12_samples.py FOLDER      # the folder that holds 837P/, 835/ ...; prints rows as Markdown

The kept answer with the reasons is docs/reference/x12-sample-verdicts.md.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.x12_strictness import ask_pyx12, ask_x12sdk
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

ACCEPTED, REFUSED, ENVELOPE, NO_TABLE, CRASHED = "accepted", "refused", "envelope only", "no table", "crashed"
_NO_TABLE = ("Map not found", "Unable to match")  # how pyx12 and x12sdk say that they lack a guide


def verdicts(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Name, ours, pyx12, x12sdk for every file, sorted."""
    for path in sorted(folder.glob("*/*.edi")):
        raw = path.read_bytes()
        yield path.stem, ours(raw), peer(ask_pyx12, raw), peer(ask_x12sdk, raw)


def ours(raw: bytes) -> str:
    """Refused, accepted, or only the envelope was looked at: there is no table of that version."""
    report = check(read(raw))
    if report.rejects:
        return REFUSED
    return ENVELOPE if any(each.rule_id == "x12.guide" for each in report.not_checked) else ACCEPTED


def peer(ask: Callable[[bytes], frozenset[tuple[str, ...]]], raw: bytes) -> str:
    """The same of another library; that it lacks a guide is no crash."""
    try:
        told = ask(raw)
    except Exception as fault:
        return NO_TABLE if any(text in str(fault) for text in _NO_TABLE) else CRASHED
    bad = {("whole", "False"), ("models", "0")} & told or any(each[0] == "refused" for each in told)
    return REFUSED if bad else ACCEPTED


def main() -> None:
    """Print the rows."""
    logging.disable(logging.CRITICAL)
    for row in verdicts(Path(sys.argv[1])):
        print(f"| {' | '.join(row)} | |")


if __name__ == "__main__":
    main()
