"""What the ranker learned, as one file of plain arrays (`.npz`, nothing in it is executed) with its card.

The codes in a file are text, so a model learned under one edition works under another: a code that the
edition of the day does not have is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.ranking.associations import Associations
from cleanclaim.coding.ranking.features import NAMES
from cleanclaim.coding.ranking.learned import Learned, learned_of
from cleanclaim.coding.ranking.trees import Forest
from cleanclaim.core.errors import UnreadableFileError

if TYPE_CHECKING:
    from cleanclaim.coding.ranking.codelist import CodeList

LAYOUT = 1
_SHIPPED = "codiesp.npz"
# how the associations lie in a file; in memory they are wider
_STORED = {
    "hashes": np.uint64, "first": np.int64, "documents": np.uint16, "code": np.uint16, "share": np.float16,
    "aligned": np.float16, "joint": np.uint16,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calibration:
    """From log odds to the share that was right: a rising step curve through (odds, share)."""

    odds: NDArray[np.float64]
    share: NDArray[np.float64]

    def confidence(self, log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Between 0 and 1, straight between the steps."""
        return np.interp(log_odds, self.odds, self.share)


@dataclass(frozen=True, slots=True)
class Model:
    """A trained ranker.

    codes          code texts; the associations' code numbers point into it, `priors` stand beside it
    categories     three-character categories, likewise
    suggest_from   least log odds of a code that is suggested
    accept_from    least log odds of one that may be pre-accepted; infinite when none may
    card           what it was trained on, how, under which licence, and its figures
    """

    codes: tuple[str, ...]
    categories: tuple[str, ...]
    grams: Associations
    category_grams: Associations
    priors: NDArray[np.float64]
    forest: Forest
    calibration: Calibration
    suggest_from: float
    accept_from: float
    card: Mapping[str, Any]

    def learned(self, codes: CodeList) -> Learned:
        """The associations and shares by the numbers of an edition's own list."""
        number = np.array(
            [-1 if (own := codes.find(each)) is None else own for each in self.codes], dtype=np.int32
        )
        names = {code[:3]: int(place) for code, place in zip(codes.codes, codes.category, strict=True)}
        category = np.array([names.get(each, -1) for each in self.categories], dtype=np.int32)
        prior, prior_category = np.zeros(len(codes.codes)), np.zeros(codes.category.max() + 1)
        known = number >= 0
        np.add.at(prior, number[known], self.priors[known])
        np.add.at(prior_category, codes.category[number[known]], self.priors[known])
        return learned_of(
            renumbered(self.grams, number), renumbered(self.category_grams, category), prior, prior_category
        )


def renumbered(known: Associations, number: NDArray[np.int32]) -> Associations:
    """The same associations with other code numbers; those whose new number is negative are left out."""
    code = number[known.code]
    kept = code >= 0
    place = np.concatenate([[0], np.cumsum(kept)])
    return Associations(
        known.hashes,
        place[known.first].astype(np.int64),
        known.documents,
        code[kept],
        known.share[kept],
        known.aligned[kept],
        known.joint[kept],
    )


def write_model(model: Model, path: Path) -> None:
    """Write a model as compressed arrays."""
    arrays: dict[str, Any] = {
        "layout": np.array(LAYOUT),
        "features": np.array(NAMES),
        "codes": np.array(model.codes),
        "categories": np.array(model.categories),
        "priors": model.priors,
        "feature": model.forest.feature,
        "threshold": model.forest.threshold,
        "value": model.forest.value,
        "base": np.array(model.forest.base),
        "odds": model.calibration.odds,
        "shares": model.calibration.share,
        "limits": np.array([model.suggest_from, model.accept_from]),
        "card": np.array(json.dumps(model.card, sort_keys=True)),
    }
    for prefix, known in (("gram", model.grams), ("category", model.category_grams)):
        arrays |= {f"{prefix}_{name}": getattr(known, name).astype(kind) for name, kind in _STORED.items()}
    with path.open("wb") as out:
        np.savez_compressed(out, **arrays)


def read_model(path: Path) -> Model:
    """Read a model. UnreadableFileError when the file is no model of this layout and these features."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return _model(arrays)
    except (OSError, ValueError, KeyError, BadZipFile, EOFError) as error:
        raise UnreadableFileError(
            "the file is no model of this release: train it anew with `cleanclaim coder train`"
        ) from error


def shipped_model() -> Model:
    """The model that comes with the package; its card says what it was trained on."""
    with as_file(files("cleanclaim.coding.ranking").joinpath(_SHIPPED)) as path:
        return read_model(path)


def _model(arrays: Mapping[str, NDArray[Any]]) -> Model:
    if int(arrays["layout"]) != LAYOUT or tuple(arrays["features"].tolist()) != NAMES:
        raise ValueError("another layout")
    grams, categories = (_associations(arrays, prefix) for prefix in ("gram", "category"))
    suggest_from, accept_from = arrays["limits"].tolist()
    return Model(
        codes=tuple(arrays["codes"].tolist()),
        categories=tuple(arrays["categories"].tolist()),
        grams=grams,
        category_grams=categories,
        priors=arrays["priors"],
        forest=Forest(arrays["feature"], arrays["threshold"], arrays["value"], float(arrays["base"])),
        calibration=Calibration(arrays["odds"], arrays["shares"]),
        suggest_from=suggest_from,
        accept_from=accept_from,
        card=json.loads(str(arrays["card"])),
    )


def _associations(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Associations:
    own = {name: arrays[f"{prefix}_{name}"] for name in _STORED}
    return Associations(
        hashes=own["hashes"],
        first=own["first"],
        documents=own["documents"].astype(np.int32),
        code=own["code"].astype(np.int32),
        share=own["share"].astype(np.float32),
        aligned=own["aligned"].astype(np.float32),
        joint=own["joint"].astype(np.int32),
    )
