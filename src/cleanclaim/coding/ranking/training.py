"""Training: from audited documents to a model. Deterministic for a seed; both cores are left alone.

Every score that a limit or a confidence rests on comes from a forest that never saw the document, over
associations that never saw it either: folds within folds. Only audited codes should go in; what was merely
accepted would teach the model its own mistakes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.ranking.associations import Associations, associate
from cleanclaim.coding.ranking.calibrating import best_limit, calibrate, safe_limit
from cleanclaim.coding.ranking.codelist import CodeList
from cleanclaim.coding.ranking.features import Candidates
from cleanclaim.coding.ranking.learned import Learned, learned_of
from cleanclaim.coding.ranking.model import Model, renumbered
from cleanclaim.coding.ranking.ranker import Reader
from cleanclaim.coding.ranking.trees import Forest, Settings, grow
from cleanclaim.core.errors import MisuseError

FEWEST_DOCUMENTS = 30
FOLDS = 5
ACCEPT_AT = 0.98


@dataclass(frozen=True, slots=True)
class Audited:
    """A document and the codes that an audit confirmed (dotted or not, any case)."""

    document_id: str
    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """The candidates of one document with log odds from a forest that never saw it."""

    found: Candidates
    odds: NDArray[np.float64]

    @property
    def code(self) -> NDArray[np.int64]:
        """Their numbers."""
        return self.found.code


class Trainer:
    """The documents read once, for as many trainings as are wanted."""

    def __init__(
        self, reader: Reader, documents: Sequence[Audited], settings: Settings | None = None
    ) -> None:
        if len(documents) < FEWEST_DOCUMENTS:
            raise MisuseError(f"a model wants at least {FEWEST_DOCUMENTS} audited documents")
        self.reader, self.settings = reader, settings or Settings()
        self.reads = tuple(reader.read(each.document_id, each.text) for each in documents)
        self.wanted = tuple(_numbers(reader.codes, each.codes) for each in documents)

    def cross_validated(self, seed: int) -> tuple[Scored, ...]:
        """Each document scored by a model of the other folds."""
        scored: dict[int, Scored] = {}
        for fold, held in enumerate(_folds(len(self.reads), seed)):
            rest = [place for place in range(len(self.reads)) if place not in set(held)]
            forest = self._forest(rest, seed + fold)
            learned = self._learned(rest)
            for place in held:
                found = self._candidates(place, learned)
                scored[place] = Scored(found, forest.log_odds(found.features))
        return tuple(scored[place] for place in range(len(self.reads)))

    def model(self, scored: Sequence[Scored], *, seed: int, card: Mapping[str, Any]) -> Model:
        """A model of all documents, its limits and confidence from the cross-validated scores."""
        every = list(range(len(self.reads)))
        odds = np.concatenate([each.odds for each in scored])
        right = np.concatenate(
            [np.isin(each.code, wanted) for each, wanted in zip(scored, self.wanted, strict=True)]
        )
        names = self.reader.codes
        grams, categories, counts = self._associations(every)
        used = np.flatnonzero(counts)
        place = np.full(len(names.codes), -1, dtype=np.int32)
        place[used] = np.arange(len(used))
        category_names = sorted({(int(names.category[each]), names.codes[each][:3]) for each in used})
        category_place = np.full(int(names.category.max()) + 1, -1, dtype=np.int32)
        category_place[[number for number, _ in category_names]] = np.arange(len(category_names))
        return Model(
            codes=tuple(names.codes[each] for each in used),
            categories=tuple(name for _, name in category_names),
            grams=renumbered(grams, place),
            category_grams=renumbered(categories, category_place),
            priors=counts[used] / len(every),
            forest=self._forest(every, seed),
            calibration=calibrate(odds, right),
            suggest_from=best_limit(odds, right, sum(map(len, self.wanted))),
            accept_from=safe_limit(odds, right, precision=ACCEPT_AT),
            card=card,
        )

    def _forest(self, places: Sequence[int], seed: int) -> Forest:
        """Grown on candidates whose associations come from the other folds of these documents alone."""
        rows, right = [], []
        for held in _folds(len(places), seed):
            own = set(held)
            learned = self._learned([place for at, place in enumerate(places) if at not in own])
            for at in held:
                found = self._candidates(places[at], learned)
                rows.append(found.features)
                right.append(np.isin(found.code, self.wanted[places[at]]))
        return grow(np.concatenate(rows), np.concatenate(right), self.settings, seed=seed)

    def _learned(self, places: Sequence[int]) -> Learned:
        grams, categories, counts = self._associations(places)
        prior = np.asarray(counts / len(places), dtype=np.float64)
        own = self.reader.codes.category
        return learned_of(
            grams, categories, prior, np.asarray(np.bincount(own, weights=prior), dtype=np.float64)
        )

    def _associations(self, places: Sequence[int]) -> tuple[Associations, Associations, NDArray[np.float64]]:
        names = self.reader.codes
        hashes = [self.reads[place].grams.hashes for place in places]
        wanted = [self.wanted[place] for place in places]
        above = [np.unique(names.category[each]).astype(np.int32) for each in wanted]
        counts = np.bincount(np.concatenate(wanted), minlength=len(names.codes)).astype(np.float64)
        return associate(hashes, wanted), associate(hashes, above), counts

    def _candidates(self, place: int, learned: Learned) -> Candidates:
        return self.reader.candidates(self.reads[place], learned)


def _numbers(names: CodeList, codes: Sequence[str]) -> NDArray[np.int32]:
    found = {names.find(dotted(code)) for code in codes}
    return np.array(sorted(each for each in found if each is not None), dtype=np.int32)


def dotted(code: str) -> str:
    """A code as the tabular list writes it: `e119` becomes `E11.9`."""
    bare = code.strip().upper().replace(".", "")
    return bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"


def _folds(count: int, seed: int) -> list[list[int]]:
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311 (no secret hangs on it)
    return [order[fold::FOLDS] for fold in range(FOLDS)]
