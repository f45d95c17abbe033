"""How far the coder agrees with the authored outpatient notes, and whether its confidence means anything.

    python bench/coding_notes.py                     the set to tune on, with its misses
    python bench/coding_notes.py --set clinic        the tuned half of the short clinic notes, with its misses
    python bench/coding_notes.py --set kept          totals of the set kept aside
    python bench/coding_notes.py --set clinic-aside  totals of the other half of the clinic notes
    python bench/coding_notes.py --set visits-a      full-length visits, the tuned half, with its misses
    python bench/coding_notes.py --set visits-a-aside  totals of their other half
    python bench/coding_notes.py --set visits-b      notes of eight specialties; also visits-b-aside

Each opening of a set kept aside is logged in the commit.

Gold and notes were written together before the engine ran on them. A code listed as optional counts neither
for nor against. Nothing here uses CodiEsp or the demo.
"""

from __future__ import annotations

import argparse
import random
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanclaim.coding import suggest
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.span import Span
from cleanclaim.model.encounter import Document, Encounter, Setting, Visit
from cleanclaim.model.people import Address, Name, Patient, Sex
from cleanclaim.model.provider import Provider
from cleanclaim.reference.icd10cm import tabular_on

NOTES = Path(__file__).resolve().parents[1] / "tests" / "unit" / "coding" / "notes"
DAY = date(2026, 5, 12)
_ASIDE = ("kept", "clinic-aside", "visits-a-aside", "visits-b-aside")
ROUNDS, SEED = 2000, 1
BANDS = ((0, 60), (60, 70), (70, 80), (80, 90), (90, 101))


@dataclass(frozen=True, slots=True)
class Gold:
    """One authored note: what it must lead to, in order, and what may be left out."""

    note_id: str
    encounter: Encounter
    codes: tuple[str, ...]
    optional: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The engine's codes for one note as (code, confidence), first-listed first, beside the gold."""

    gold: Gold
    suggested: tuple[tuple[str, int], ...]
    evidence: tuple[Evidence, ...] = ()

    @property
    def counted(self) -> tuple[str, ...]:
        """The suggested codes that count."""
        return tuple(code for code, _ in self.suggested if code not in self.gold.optional)


def read_notes(name: str) -> tuple[Gold, ...]:
    """The notes of one file: `tune`, `kept`, `clinic` or `clinic-aside`."""
    return tuple(_gold(each) for each in tomllib.loads((NOTES / f"{name}.toml").read_text("utf-8"))["note"])


def _gold(row: dict[str, object]) -> Gold:
    age, note_id = int(str(row["age"])), str(row["id"])
    sex = Sex.FEMALE if row["sex"] == "F" else Sex.MALE
    address = Address("1 Placeholder Way", "Springfield", "IL", "62701")
    born = date(DAY.year - age, 1, 2)
    encounter = Encounter(
        encounter_id=note_id,
        patient=Patient("P01", Name("Testcase", "Anna"), born, sex, address),
        service_dates=Span.day(DAY),
        place_of_service="11",
        setting=Setting(str(row.get("setting", "office"))),
        visit=Visit.ESTABLISHED,
        rendering=Provider("dr-a", Name("Quill", "Ada"), "2000000119"),
        documents=(Document(f"note {note_id}", str(row["text"])),),
    )
    codes, optional = row["codes"], row["optional"]
    assert isinstance(codes, list)
    assert isinstance(optional, list)
    return Gold(note_id, encounter, tuple(codes), frozenset(optional))


def answers(name: str) -> tuple[Answer, ...]:
    """The engine's answers to one file of notes."""
    tabular = tabular_on(DAY)
    given = []
    for gold in read_notes(name):
        diagnoses = suggest(gold.encounter, tabular).diagnoses
        codes = tuple((each.code.value, each.confidence) for each in diagnoses)
        given.append(Answer(gold, codes, tuple(quote for each in diagnoses for quote in each.evidence)))
    return tuple(given)


def f1(given: list[Answer]) -> tuple[float, float, float]:
    """Micro precision, recall and F1."""
    hits = sum(len(set(each.counted) & set(each.gold.codes)) for each in given)
    suggested, wanted = sum(len(a.counted) for a in given), sum(len(a.gold.codes) for a in given)
    precision, recall = hits / max(suggested, 1), hits / max(wanted, 1)
    return precision, recall, 2 * hits / max(suggested + wanted, 1)


def calibration(given: tuple[Answer, ...]) -> Iterator[str]:
    """One line per band of confidence: how many codes, how many right."""
    scored = [
        (confidence, code in answer.gold.codes)
        for answer in given
        for code, confidence in answer.suggested
        if code not in answer.gold.optional
    ]
    for low, high in BANDS:
        inside = [right for confidence, right in scored if low <= confidence < high]
        share = f"{sum(inside) / len(inside):.2f}" if inside else "-"
        yield f"confidence {low:>3}-{high - 1:<3}  {len(inside):>3} codes  right {share}"


def _table(given: tuple[Answer, ...]) -> Iterator[str]:
    chance = random.Random(SEED)
    rounds = sorted(f1(chance.choices(given, k=len(given)))[2] for _ in range(ROUNDS))
    precision, recall, both = f1(list(given))
    exact = sum(set(a.counted) == set(a.gold.codes) for a in given)
    first = sum(bool(a.suggested) and a.suggested[0][0] == a.gold.codes[0] for a in given)
    interval = f"{rounds[int(ROUNDS * 0.025)]:.3f}-{rounds[int(ROUNDS * 0.975)]:.3f}"
    yield f"{len(given)} notes, {sum(len(a.gold.codes) for a in given)} gold diagnoses"
    yield f"precision {precision:.3f}  recall {recall:.3f}  F1 {both:.3f}  (95 % {interval})"
    yield f"exact sets {exact}  first-listed right {first}"
    yield from calibration(given)


def main() -> None:
    """Print the table of one set; the misses only of the set to tune on."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", default="tune", choices=("tune", "clinic", "visits-a", "visits-b", *_ASIDE))
    name = parser.parse_args().set
    started = time.perf_counter()
    given = answers(name)
    if name not in _ASIDE:
        for each in given:
            found, gold = set(each.counted), set(each.gold.codes)
            if found != gold or each.suggested[0][0] != each.gold.codes[0]:
                missed, extra = " ".join(sorted(gold - found)), " ".join(sorted(found - gold))
                print(f"{each.gold.note_id}  missed {missed or '-':<36} extra {extra or '-'}")
    print("\n".join(_table(given)))
    spent_ms = (time.perf_counter() - started) * 1000 / len(given)
    print(f"{spent_ms:.0f} ms per note, first reading of the tables included")


if __name__ == "__main__":
    main()
