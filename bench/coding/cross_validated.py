"""Index mode on CodiEsp train, cross-validated over documents: figures by seed, what each source is worth.

    CLEANCLAIM_DATA=... python -m bench.coding.cross_validated [--seeds 1 2 3] [--without lexicon|phrase|gram]

Associations, forests, limits and confidence are all nested: no document is scored by anything that saw it.
`--zero` prints the rule-made baseline that no label taught: mentions of the lexicon and whole titles.
CodiEsp (CC BY 4.0; Miranda-Escalada, Gonzalez-Agirre, Krallinger, 2020, doi:10.5281/zenodo.3837305) holds
case reports translated from Spanish; its coders coded every mention, denied ones too.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from cleanclaim.app.open_ranker import open_reader
from cleanclaim.app.train_coder import audited_documents, plain_code
from cleanclaim.coding.ranking.calibrating import best_limit, calibrate, safe_limit
from cleanclaim.coding.ranking.measuring import Judged, agreement
from cleanclaim.coding.ranking.passages import Grams
from cleanclaim.coding.ranking.phrases import SHORTENED
from cleanclaim.coding.ranking.ranker import Read
from cleanclaim.coding.ranking.sightings import SAID
from cleanclaim.coding.ranking.training import ACCEPT_AT, FOLDS, Audited, Scored, Trainer

DAY = date(2026, 4, 1)


def judged(
    trainer: Trainer, documents: Sequence[Audited], scored: Sequence[Scored], seed: int
) -> list[Judged]:
    """Limits and confidence from four fifths of the scores, applied to the fifth."""
    codes = [plain_code(code) for code in trainer.reader.codes.codes]
    gold = [frozenset(map(plain_code, each.codes)) for each in documents]
    order = list(range(len(documents)))
    random.Random(seed + 97).shuffle(order)
    found: dict[int, Judged] = {}
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        rest = [place for place in order if place not in held]
        odds = np.concatenate([scored[place].odds for place in rest])
        right = np.array([codes[code] in gold[place] for place in rest for code in scored[place].code])
        limit = best_limit(odds, right, sum(len(gold[place]) for place in rest))
        sure, accept = calibrate(odds, right), safe_limit(odds, right, precision=ACCEPT_AT)
        for place in sorted(held):
            own = scored[place]
            rows: dict[str, tuple[str, float, bool, bool]] = {}
            for at, share in zip(
                np.argsort(-own.odds), np.sort(sure.confidence(own.odds))[::-1], strict=True
            ):
                name = codes[own.code[at]]
                rows.setdefault(name, (name, float(share), own.odds[at] >= limit, own.odds[at] >= accept))
            found[place] = Judged(documents[place].document_id, tuple(rows.values()), gold[place])
    return [found[place] for place in range(len(documents))]


def zero_shot(trainer: Trainer, documents: Sequence[Audited]) -> list[Judged]:
    """What rules alone give: asserted mentions of the lexicon, and titles or terms that stand whole."""
    rows = []
    for read, document in zip(trainer.reads, documents, strict=True):
        phrases = read.seen.phrases
        whole = (
            (phrases[:, 1] >= 0.99)
            & (phrases[:, 5] != SHORTENED)
            & (phrases[:, 7] == 0)
            & (phrases[:, 10] >= 0.99)
        )
        lexicon = read.seen.lexicon
        numbers = {
            *lexicon[lexicon[:, 1] >= SAID, 0].astype(int).tolist(),
            *phrases[whole, 0].astype(int).tolist(),
        }
        names = sorted({plain_code(trainer.reader.codes.codes[number]) for number in numbers})
        gold = frozenset(map(plain_code, document.codes))
        rows.append(Judged(document.document_id, tuple((name, 0.5, True, False) for name in names), gold))
    return rows


def without(source: str | None, read: Read) -> Read:
    """The same document as if one source of candidates did not exist."""
    if source == "gram":
        none = slice(0, 0)
        fields = {field.name: getattr(read.grams, field.name)[none] for field in dataclasses.fields(Grams)}
        return dataclasses.replace(read, grams=Grams(**fields))
    if source is None:
        return read
    name = {"lexicon": "lexicon", "phrase": "phrases"}[source]
    empty = getattr(read.seen, name)[:0]
    return dataclasses.replace(read, seen=dataclasses.replace(read.seen, **{name: empty}))


def main() -> None:
    """Print one line of figures a seed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--without", choices=["lexicon", "phrase", "gram"])
    parser.add_argument("--zero", action="store_true")
    asked = parser.parse_args()
    folder = Path(os.environ.get("CLEANCLAIM_DATA", "../shared/data"))
    documents = audited_documents(folder / "codiesp" / "train.jsonl.gz")
    trainer = Trainer(open_reader(DAY), documents)
    trainer.reads = tuple(without(asked.without, read) for read in trainer.reads)
    if asked.zero:
        print("zero-shot", dataclasses.asdict(agreement(zero_shot(trainer, documents))))
        return
    for seed in asked.seeds:
        print(
            seed,
            dataclasses.asdict(agreement(judged(trainer, documents, trainer.cross_validated(seed), seed))),
        )


if __name__ == "__main__":
    main()
