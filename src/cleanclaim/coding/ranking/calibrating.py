"""From scores that were never trained on to confidence, and to the limits of suggesting and accepting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.ranking.model import Calibration

_FEWEST = 30  # codes that a limit must rest on


def calibrate(log_odds: NDArray[np.float64], right: NDArray[np.bool_]) -> Calibration:
    """Isotonic regression: pool neighbours that stand in the wrong order (Ayer et al. 1955)."""
    order = np.argsort(log_odds, kind="stable")
    blocks: list[list[float]] = []  # right, count, sum of odds
    for odds, was_right in zip(log_odds[order].tolist(), right[order].tolist(), strict=True):
        blocks.append([float(was_right), 1.0, odds])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
    # half a wrong and half a right one a block: no confidence of nought or one from a handful
    share = [(each[0] + 0.5) / (each[1] + 1.0) for each in blocks]
    return Calibration(
        np.array([each[2] / each[1] for each in blocks]), np.maximum.accumulate(np.array(share or [0.0]))
    )


def best_limit(log_odds: NDArray[np.float64], right: NDArray[np.bool_], wanted: int) -> float:
    """The least log odds to suggest from for the highest micro-F1; `wanted` is the number of true codes."""
    order = np.argsort(-log_odds, kind="stable")
    hits = np.cumsum(right[order])
    score = 2 * hits / (np.arange(1, len(hits) + 1) + wanted)
    return float(log_odds[order][score.argmax()])


def safe_limit(log_odds: NDArray[np.float64], right: NDArray[np.bool_], *, precision: float) -> float:
    """The least log odds above which that share was right at every limit; infinite when there is none.

    A limit holds only if the share also holds for every higher one that has `_FEWEST` codes above it.
    """
    order = np.argsort(-log_odds, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    low = np.flatnonzero(share[_FEWEST - 1 :] < precision)
    last = len(order) - 1 if not len(low) else int(low[0]) + _FEWEST - 2
    return float(log_odds[order][last]) if last >= _FEWEST - 1 else float("inf")
