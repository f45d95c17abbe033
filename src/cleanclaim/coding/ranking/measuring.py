"""How far ranked codes agree with the audited ones: the figures of `cleanclaim coder evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_ROUNDS, _BANDS = 1000, 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One document: its ranked codes (text, confidence, is suggested, is pre-accepted), its gold."""

    document_id: str
    ranked: tuple[tuple[str, float, bool, bool], ...]
    gold: frozenset[str]

    @property
    def suggested(self) -> frozenset[str]:
        """The codes above the limit."""
        return frozenset(code for code, _, is_suggested, _ in self.ranked if is_suggested)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares between 0 and 1; the interval is of micro-F1, by bootstrap over documents."""

    documents: int
    precision: float
    recall: float
    micro_f1: float
    interval: tuple[float, float]
    macro_f1: float
    category_f1: float
    mean_average_precision: float
    recall_at_10: float
    recall_at_50: float
    accepted_coverage: float
    accepted_precision: float
    calibration_error: float


def agreement(judged: Sequence[Judged], *, seed: int = 1) -> Agreement:
    """Every figure over some documents. Macro-F1 is over the codes that the gold has."""
    counts = np.array([_counts(each.suggested, each.gold) for each in judged], dtype=float)
    hit, got, wanted = counts.sum(axis=0).tolist()
    broad = [(_categories(each.suggested), _categories(each.gold)) for each in judged]
    taken = [(code in each.gold) for each in judged for code, _, _, accepted in each.ranked if accepted]
    return Agreement(
        documents=len(judged),
        precision=hit / max(got, 1),
        recall=hit / max(wanted, 1),
        micro_f1=_f1(hit, got, wanted),
        interval=_interval(counts, seed),
        macro_f1=_macro(judged),
        category_f1=_f1(*np.array([_counts(*each) for each in broad]).sum(axis=0).tolist()),
        mean_average_precision=float(np.mean([_average_precision(each) for each in judged])),
        recall_at_10=_recall_at(judged, 10),
        recall_at_50=_recall_at(judged, 50),
        accepted_coverage=len(taken) / max(got, 1),
        accepted_precision=sum(taken) / max(len(taken), 1),
        calibration_error=_calibration_error(judged),
    )


def _counts(suggested: frozenset[str], gold: frozenset[str]) -> tuple[int, int, int]:
    return len(suggested & gold), len(suggested), len(gold)


def _categories(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code[:3] for code in codes)


def _f1(hit: float, got: float, wanted: float) -> float:
    return 2 * hit / max(got + wanted, 1)


def _interval(counts: np.ndarray, seed: int) -> tuple[float, float]:
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, len(counts), size=(_ROUNDS, len(counts)))
    sums = counts[drawn].sum(axis=1)
    scores = 2 * sums[:, 0] / np.maximum(sums[:, 1] + sums[:, 2], 1)
    low, high = np.quantile(scores, [0.025, 0.975]).tolist()
    return low, high


def _macro(judged: Sequence[Judged]) -> float:
    tally: dict[str, list[int]] = {}
    for each in judged:
        for code in sorted(each.suggested | each.gold):
            row = tally.setdefault(code, [0, 0, 0])
            row[0] += code in each.suggested and code in each.gold
            row[1] += code in each.suggested
            row[2] += code in each.gold
    scores = [_f1(*row) for row in tally.values() if row[2]]
    return float(np.mean(scores)) if scores else 0.0


def _average_precision(each: Judged) -> float:
    hits, total = 0, 0.0
    for rank, (code, *_) in enumerate(each.ranked, 1):
        if code in each.gold:
            hits += 1
            total += hits / rank
    return total / max(len(each.gold), 1)


def _recall_at(judged: Sequence[Judged], limit: int) -> float:
    hits = sum(code in each.gold for each in judged for code, *_ in each.ranked[:limit])
    return hits / max(sum(len(each.gold) for each in judged), 1)


def _calibration_error(judged: Sequence[Judged]) -> float:
    """Expected calibration error over ten equal bands, of the suggested codes."""
    rows = np.array(
        [(sure, code in each.gold) for each in judged for code, sure, wanted, _ in each.ranked if wanted]
    )
    if not len(rows):
        return 0.0
    band = np.minimum((rows[:, 0] * _BANDS).astype(int), _BANDS - 1)
    gaps = [
        abs(rows[band == own, 0].mean() - rows[band == own, 1].mean()) * (band == own).sum()
        for own in np.unique(band)
    ]
    return float(sum(gaps) / len(rows))
