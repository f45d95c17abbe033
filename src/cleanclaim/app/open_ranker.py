"""Open the ranker of index mode: the edition of a day, the lexicon, and a model (ours, or your own)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.core.errors import MisuseError

if TYPE_CHECKING:
    from cleanclaim.coding.ranking.ranker import Ranker, Reader


def open_reader(day: date) -> Reader:
    """Reads documents against the edition of a day. MisuseError when no loaded edition covers it."""
    from cleanclaim.coding.ranking.ranker import Reader
    from cleanclaim.coding.vocabulary import default_lexicon
    from cleanclaim.reference.icd10cm import tabular_on

    tabular = tabular_on(day)
    if tabular is None:
        raise MisuseError(
            f"no edition of ICD-10-CM covers {day}; `cleanclaim refdata status` shows which days are"
        )
    return Reader(tabular, default_lexicon())


def open_ranker(day: date, model: Path | None = None) -> Ranker:
    """The ranker with the shipped model, or with the one in a file."""
    from cleanclaim.coding.ranking.model import read_model, shipped_model
    from cleanclaim.coding.ranking.ranker import Ranker

    return Ranker(open_reader(day), shipped_model() if model is None else read_model(model))
