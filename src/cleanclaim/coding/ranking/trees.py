"""Gradient boosted trees for yes or no, in numpy alone: histograms of at most 64 bins, trees of fixed depth.

Friedman 2001 with the second-order gain of Chen & Guestrin 2016. A forest is four arrays; there is nothing in
it to execute.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 64

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a forest grows; shares are of rows and of columns, drawn anew for each tree."""

    trees: int = 180
    depth: int = 5
    rate: float = 0.07
    row_share: float = 0.5
    column_share: float = 0.4
    least_weight: float = 4.0
    ridge: float = 5.0


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as complete binary ones: node n has the children 2n + 1 and 2n + 2.

    feature, threshold  (trees, 2^depth - 1): a row goes right where its value is greater
    value               (trees, 2^depth): log odds that a leaf adds
    base                log odds to begin with
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    value: NDArray[np.float32]
    base: float

    def log_odds(self, rows: Matrix) -> NDArray[np.float64]:
        """One number a row."""
        total = np.full(len(rows), self.base)
        if not len(rows):
            return total
        trees, inner = self.feature.shape
        at = np.zeros((len(rows), trees), dtype=np.int64)
        offset = np.arange(trees) * inner
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        flat = np.ascontiguousarray(rows, dtype=np.float32).ravel()
        begin = (np.arange(len(rows)) * rows.shape[1])[:, None]
        while at[0, 0] < inner:
            node = at + offset
            at = 2 * at + 1 + (flat.take(begin + feature.take(node)) > threshold.take(node))
        leaf = at - inner + np.arange(trees) * (inner + 1)
        return np.asarray(total + self.value.ravel().take(leaf).sum(axis=1, dtype=np.float64))


def probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -30, 30))))


def grow(rows: Matrix, wanted: NDArray[np.bool_], settings: Settings, *, seed: int) -> Forest:
    """Fit a forest to rows that are wanted or not. The same seed gives the same forest."""
    generator = np.random.default_rng(seed)
    edges = [_edges(rows[:, column]) for column in range(rows.shape[1])]
    binned = np.stack(
        [np.searchsorted(own, rows[:, place].astype(np.float32)) for place, own in enumerate(edges)]
    ).astype(np.uint8)
    share = float(np.clip(wanted.mean(), 1e-4, 1 - 1e-4))
    base = float(np.log(share / (1 - share)))
    odds = np.full(len(rows), base)
    grown = []
    for _ in range(settings.trees):
        chance = probability(odds)
        gradient, curvature = wanted - chance, chance * (1 - chance)
        some = generator.random(len(rows)) < settings.row_share
        columns = np.flatnonzero(generator.random(len(edges)) < settings.column_share)
        drawn = (np.flatnonzero(some), columns)
        tree = _tree(binned, (gradient, curvature), drawn, settings)
        odds += tree[2][_leaf(binned, tree[0], tree[1], settings.depth)]
        grown.append(tree)
    return _forest(grown, edges, base)


def _edges(values: NDArray[np.float64]) -> NDArray[np.float32]:
    distinct = np.unique(values.astype(np.float32))
    if len(distinct) > BINS:
        distinct = np.unique(np.quantile(values, np.linspace(0, 1, BINS)).astype(np.float32))
    return ((distinct[1:] + distinct[:-1]) / 2).astype(np.float32)


_Tree = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def _tree(
    binned: NDArray[np.uint8],
    slopes: tuple[NDArray[np.float64], NDArray[np.float64]],
    drawn: tuple[NDArray[np.int64], NDArray[np.int64]],
    settings: Settings,
) -> _Tree:
    some, columns = drawn
    inner = 2**settings.depth - 1
    feature, threshold = np.zeros(inner, dtype=np.int64), np.full(inner, 255, dtype=np.int64)
    own = {int(column): binned[column, some].astype(np.int64) for column in columns}
    gradient, curvature = slopes[0][some], slopes[1][some]
    node = np.zeros(len(some), dtype=np.int64)
    for level in range(settings.depth):
        first, width = 2**level - 1, 2**level
        best = np.full(width, 1e-6)
        for column, bins in own.items():
            gain, cut = _best_cuts(bins + (node - first) * BINS, (gradient, curvature), width, settings)
            better = gain > best
            best = np.where(better, gain, best)
            feature[first : first + width] = np.where(better, column, feature[first : first + width])
            threshold[first : first + width] = np.where(better, cut, threshold[first : first + width])
        chosen = binned[feature[node], some]
        node = 2 * node + 1 + (chosen > threshold[node])
    leaf = node - inner
    total = np.bincount(leaf, weights=gradient, minlength=inner + 1)
    weight = np.bincount(leaf, weights=curvature, minlength=inner + 1)
    return feature, threshold, settings.rate * total / (weight + settings.ridge)


def _best_cuts(
    slot: NDArray[np.int64],
    slopes: tuple[NDArray[np.float64], NDArray[np.float64]],
    width: int,
    settings: Settings,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For each node the best gain of a cut on one column, and after which bin it cuts."""
    gradient, curvature = slopes
    left = np.bincount(slot, weights=gradient, minlength=width * BINS).reshape(width, BINS).cumsum(axis=1)
    weight = np.bincount(slot, weights=curvature, minlength=width * BINS).reshape(width, BINS).cumsum(axis=1)
    right, rest = left[:, -1:] - left, weight[:, -1:] - weight
    gain = left**2 / (weight + settings.ridge) + right**2 / (rest + settings.ridge)
    gain -= left[:, -1:] ** 2 / (weight[:, -1:] + settings.ridge)
    gain[(weight < settings.least_weight) | (rest < settings.least_weight)] = 0.0
    cut = gain.argmax(axis=1)
    return gain[np.arange(width), cut], cut


def _leaf(
    binned: NDArray[np.uint8], feature: NDArray[np.int64], threshold: NDArray[np.int64], depth: int
) -> NDArray[np.int64]:
    node = np.zeros(binned.shape[1], dtype=np.int64)
    every = np.arange(binned.shape[1])
    for _ in range(depth):
        node = 2 * node + 1 + (binned[feature[node], every] > threshold[node])
    return node - len(feature)


def _forest(grown: list[_Tree], edges: list[NDArray[np.float32]], base: float) -> Forest:
    def edge(column: int, place: int) -> float:
        return float(edges[column][place]) if place < len(edges[column]) else float(np.finfo(np.float32).max)

    thresholds = [
        [edge(int(column), int(place)) for column, place in zip(feature, threshold, strict=True)]
        for feature, threshold, _ in grown
    ]
    return Forest(
        np.array([feature for feature, _, _ in grown], dtype=np.int16),
        np.array(thresholds, dtype=np.float32),
        np.array([value for _, _, value in grown], dtype=np.float32),
        base,
    )
