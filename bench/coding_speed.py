"""Processor time of the coder per 500 words, on the authored notes put end to end.

    python -m bench.coding_speed

Prints the best and the median of nine runs after a first one that reads the tables. Goal: under 50 ms.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from cleanclaim.coding import suggest
from cleanclaim.model.encounter import Document
from cleanclaim.reference.icd10cm import tabular_on

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.coding_notes import read_notes

WORDS, RUNS = 500, 9


def main() -> None:
    """Print one line."""
    notes = read_notes("tune")
    words = " \n".join(each.encounter.documents[0].text for each in notes).split(" ")[:WORDS]
    encounter = replace(notes[0].encounter, documents=(Document("note X", " ".join(words)),))
    tabular = tabular_on(date(2026, 5, 1))
    suggest(encounter, tabular)
    spent = []
    for _ in range(RUNS):
        started = time.process_time()
        suggest(encounter, tabular)
        spent.append((time.process_time() - started) * 1000)
    print(
        f"{WORDS} words: best {min(spent):.0f} ms, median {statistics.median(spent):.0f} ms of processor time"
    )


if __name__ == "__main__":
    main()
