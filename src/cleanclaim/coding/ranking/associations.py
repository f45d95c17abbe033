"""What words go with which code, learned from documents whose codes were audited.

Documents say which codes they got, not where. Each code of a document is taken to come from one gram of it;
which one is settled in rounds of expectation and maximization (the alignment of IBM's first translation
model, Brown et al. 1993), so `fever` keeps its own code and loses those of the pneumonia it came with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_SUPPORT = 2  # documents that must hold a gram: what one document alone says is not kept
_ROUNDS = 8
_SMOOTHING = 1.0
_LEAST_SHARE = 0.06  # of a gram's documents that must have the code, smoothed
_MOST_COMMON = 0.5  # of the documents; a gram in more of them tells nothing


@dataclass(frozen=True, slots=True)
class Associations:
    """Grams sorted by hash; those of gram i are the rows `first[i]:first[i + 1]`.

    code      the code's number (of the list that it was learned with)
    share     of the gram's documents, those with the code, smoothed
    aligned   the same counting only what the gram itself accounts for
    joint     documents with both; `documents` those with the gram (one a gram)
    """

    hashes: NDArray[np.uint64]
    first: NDArray[np.int64]
    documents: NDArray[np.int32]
    code: NDArray[np.int32]
    share: NDArray[np.float32]
    aligned: NDArray[np.float32]
    joint: NDArray[np.int32]


def associate(grams: Sequence[NDArray[np.uint64]], codes: Sequence[NDArray[np.int32]]) -> Associations:
    """Learn from one array of gram hashes and one of code numbers a document."""
    unique = [np.unique(each) for each in grams]
    vocabulary, counts = np.unique(np.concatenate(unique), return_counts=True)
    kept = (counts >= LEAST_SUPPORT) & (counts <= max(_MOST_COMMON * len(grams), LEAST_SUPPORT))
    vocabulary, counts = vocabulary[kept], counts[kept]
    pair, group = _instances(vocabulary, unique, codes)
    pairs, inverse, joint = np.unique(pair, return_inverse=True, return_counts=True)
    documents = np.asarray(counts, dtype=np.int32)
    aligned = _align(pairs, inverse, group, documents)
    gram, code = pairs >> 20, (pairs & 0xFFFFF).astype(np.int32)
    share = joint / (counts[gram] + _SMOOTHING)
    useful = share >= _LEAST_SHARE
    gram, code, share, aligned, joint = (each[useful] for each in (gram, code, share, aligned, joint))
    first = np.searchsorted(gram, np.arange(len(vocabulary) + 1))
    return Associations(
        vocabulary,
        first.astype(np.int64),
        documents,
        code,
        share.astype(np.float32),
        aligned.astype(np.float32),
        joint.astype(np.int32),
    )


def _instances(
    vocabulary: NDArray[np.uint64], grams: Sequence[NDArray[np.uint64]], codes: Sequence[NDArray[np.int32]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(pair of gram and code, number of its document and code) wherever both stand in a document."""
    pairs, groups, group = [], [], 0
    for own, labels in zip(grams, codes, strict=True):
        at = np.searchsorted(vocabulary, own)
        at = at[(at < len(vocabulary)) & (vocabulary[np.minimum(at, len(vocabulary) - 1)] == own)]
        for label in labels:
            pairs.append((at.astype(np.int64) << 20) | int(label))
            groups.append(np.full(len(at), group, dtype=np.int64))
            group += 1
    return np.concatenate(pairs), np.concatenate(groups)


def _align(
    pairs: NDArray[np.int64], inverse: NDArray[np.int64], group: NDArray[np.int64], counts: NDArray[np.int32]
) -> NDArray[np.float64]:
    weight = counts[pairs >> 20] + _SMOOTHING
    strength = np.bincount(inverse, minlength=len(pairs)) / weight
    for _ in range(_ROUNDS):
        each = strength[inverse]
        total = np.bincount(group, weights=each)
        strength = np.bincount(inverse, weights=each / total[group], minlength=len(pairs)) / weight
    return np.asarray(strength)
