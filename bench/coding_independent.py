"""The coder in billable mode on eighty notes that two people coded who had not read it.

    python bench/coding_independent.py      totals only: nothing is ever tuned on these notes

Three comparisons by the rules of tests/evaluation/independent/README.md: the engine with the first coder's
gold, the engine with the second coder, and the second coder with the first, which says how far two people
agree. A code that the reference calls acceptable counts neither for nor against. Intervals are bootstrapped
over notes. Every run belongs into the log of that folder's README.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from cleanclaim.app.run_demo import demo_folder
from cleanclaim.coding import suggest
from cleanclaim.core.code import icd10cm
from cleanclaim.intake.note import read_note
from cleanclaim.intake.practice import read_practice
from cleanclaim.reference.icd10cm import tabular_on

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "evaluation" / "independent"
ROUNDS, SEED = 2000, 1


@dataclass(frozen=True, slots=True)
class Reference:
    """What one coder put on a note's claim. `first`: the codes that may lead."""

    codes: tuple[str, ...]
    acceptable: frozenset[str]
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """One note: the codes given, in order, beside the reference."""

    given: tuple[str, ...]
    reference: Reference

    @property
    def counted(self) -> frozenset[str]:
        """The codes that count for or against."""
        return frozenset(self.given) - (self.reference.acceptable - frozenset(self.reference.codes))

    @property
    def hits(self) -> int:
        """How many of them the reference has."""
        return len(self.counted & frozenset(self.reference.codes))


def read_references(name: str) -> dict[str, Reference]:
    """The codes of one coder by note; {} when that coder has not coded."""
    path = FOLDER / name
    if not path.exists():
        return {}
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["note"]
    return {
        row["id"]: Reference(
            tuple(row["codes"]),
            frozenset(row.get("acceptable", ())),
            frozenset([row["codes"][0], *row.get("first_acceptable", ())]),
        )
        for row in rows
    }


def engine_codes() -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The engine's diagnoses by note, and every break of a rule that holds without any gold."""
    practice = read_practice(demo_folder() / "practice.toml")
    given, broken = {}, list[str]()
    for path in sorted((FOLDER / "notes").glob("*.txt")):
        encounter = read_note(path.read_text(encoding="utf-8"), practice, subject=path.name)
        day = encounter.service_dates.first
        tabular = tabular_on(day)
        assert tabular is not None, "the notes lie within the shipped edition"
        diagnoses = suggest(encounter, tabular).diagnoses
        codes = tuple(each.code.value for each in diagnoses)
        given[path.stem] = codes
        broken += [f"{path.stem} {code} not billable" for code in codes if tabular.why_invalid(icd10cm(code))]
        broken += [
            f"{path.stem} {a} excludes {b}"
            for a, b in combinations(codes, 2)
            if tabular.excludes1_conflict(icd10cm(a), icd10cm(b)) is not None
        ]
        texts = {document.document_id: document.text for document in encounter.documents}
        broken += [
            f"{path.stem} {each.code} without its words"
            for each in diagnoses
            for quote in each.evidence
            if quote.characters and not any(quote.holds_in(text) for text in texts.values())
        ]
    return given, broken


def compare(label: str, given: Mapping[str, Sequence[str]], wanted: Mapping[str, Reference]) -> str:
    """One line of the table."""
    scored = [Scored(tuple(given[name]), reference) for name, reference in sorted(wanted.items())]
    chance = random.Random(SEED)
    rounds = sorted(_f1(chance.choices(scored, k=len(scored)))[2] for _ in range(ROUNDS))
    precision, recall, both = _f1(scored)
    exact = sum(each.counted == frozenset(each.reference.codes) for each in scored)
    first = sum(bool(each.given) and each.given[0] in each.reference.first for each in scored)
    low, high = rounds[int(ROUNDS * 0.025)], rounds[int(ROUNDS * 0.975)]
    return (
        f"{label:32}{precision:6.3f}{recall:8.3f}{both:8.3f}  {low:.3f}-{high:.3f}"
        f"{exact:7d}/{len(scored)}{first:7d}/{len(scored)}"
    )


def _f1(scored: Sequence[Scored]) -> tuple[float, float, float]:
    hits = sum(each.hits for each in scored)
    given, wanted = (
        sum(len(each.counted) for each in scored),
        sum(len(each.reference.codes) for each in scored),
    )
    return hits / max(given, 1), hits / max(wanted, 1), 2 * hits / max(given + wanted, 1)


def main() -> None:
    """Print the table."""
    first, second = read_references("gold.toml"), read_references("second_coder.toml")
    given, broken = engine_codes()
    print(f"{'':32}{'P':>6}{'R':>8}{'F1':>8}  {'95 %':11}{'exact':>9}{'first-listed':>13}")
    print(compare("engine, first coder's gold", given, first))
    if second:
        print(compare("engine, second coder's codes", given, second))
        print(compare("second coder, first coder's gold", {n: r.codes for n, r in second.items()}, first))
    print(f"rules broken without any gold: {len(broken)}")
    print("\n".join(broken), end="\n" if broken else "")


if __name__ == "__main__":
    main()
