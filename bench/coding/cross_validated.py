"""Index mode on CodiEsp train, cross-validated over documents: figures by seed, what each source is worth.

    CLEANCLAIM_DATA=... python -m bench.coding.cross_validated [--seeds 1 2 3] [--without lexicon|phrase|gram]

Associations, forests, limits and confidence are all nested: no document is scored by anything that saw it.
`--zero` prints the rule-made baseline that no label taught: mentions of the lexicon and whole phrases.
CodiEsp (CC BY 4.0; Miranda-Escalada, Gonzalez-Agirre, Krallinger, 2020, doi:10.5281/zenodo.3837305) holds
case reports translated from Spanish; its coders coded every mention, denied ones too.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from cleanclaim.app.open_ranker import open_reader
from cleanclaim.app.train_coder import audited_documents, plain_code
from cleanclaim.coding.ranking.calibrating import best_limit, calibrate, safe_limit
from cleanclaim.coding.ranking.measuring import Judged, agreement
from cleanclaim.coding.ranking.passages import Grams
from cleanclaim.coding.ranking.phrasebook import SELDOM
from cleanclaim.coding.ranking.phrases import SHORTENED, TITLE
from cleanclaim.coding.ranking.ranker import Read, assertion_of, lifted
from cleanclaim.coding.ranking.sightings import GOODNESS, SAID, Rows
from cleanclaim.coding.ranking.training import ACCEPT_AT, FOLDS, Audited, Scored, Trainer
from cleanclaim.coding.vocabulary import Kind

DAY = date(2026, 4, 1)
_NO_DIAGNOSIS = [list(Kind).index(each) for each in (Kind.DRUG, Kind.CAUSE)]


@dataclass(frozen=True, slots=True)
class Measured:
    """Documents with their gold, and the scores of models that never saw them."""

    trainer: Trainer
    documents: Sequence[Audited]
    scored: Sequence[Scored]
    seed: int

    def judged(self, *, every_mention: bool) -> list[Judged]:
        """Limits and confidence from four fifths of the scores, applied to the fifth."""
        codes = [plain_code(code) for code in self.trainer.reader.codes.codes]
        gold = [frozenset(map(plain_code, each.codes)) for each in self.documents]
        order = list(range(len(self.documents)))
        random.Random(self.seed + 97).shuffle(order)
        found: dict[int, Judged] = {}
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS])
            rest = [place for place in order if place not in held]
            odds = np.concatenate([self.scored[place].odds for place in rest])
            right = np.array(
                [codes[code] in gold[place] for place in rest for code in self.scored[place].code]
            )
            limit = best_limit(odds, right, sum(len(gold[place]) for place in rest))
            sure, accept = calibrate(odds, right), safe_limit(odds, right, precision=ACCEPT_AT)
            for place in sorted(held):
                own = self.scored[place]
                lifts = own.odds if every_mention else lifted(own.found, own.odds, limit)
                rows: dict[str, tuple[str, float, bool, bool]] = {}
                for at in np.lexsort((own.code, -lifts)).tolist():
                    if lifts[at] >= limit and not every_mention and not self._is_said(place, at):
                        continue
                    share = float(sure.confidence(lifts[at : at + 1])[0])
                    name = codes[own.code[at]]
                    rows.setdefault(name, (name, share, lifts[at] >= limit, lifts[at] >= accept))
                found[place] = Judged(self.documents[place].document_id, tuple(rows.values()), gold[place])
        return [found[place] for place in range(len(self.documents))]

    def _is_said(self, place: int, at: int) -> bool:
        paper = self.trainer.reads[place].paper
        return GOODNESS[assertion_of(paper, self.scored[place].found, at)] >= SAID


def zero_shot(trainer: Trainer, documents: Sequence[Audited]) -> list[Judged]:
    """What rules alone give, every mention coded: terms of the lexicon, and phrases that stand whole.

    The lexicon was checked by hand, so no phrase counts where a term of it stands. Of phrases with the same
    words one code is taken: a title first, then outside the chapters that share words with every note, then a
    listed leaf, then the broader code.
    """
    rows = []
    for read, document in zip(trainer.reads, documents, strict=True):
        lexicon = read.seen.lexicon[~np.isin(read.seen.lexicon[:, 3], _NO_DIAGNOSIS)]
        numbers = {*lexicon[:, 0].astype(int).tolist(), *_by_phrases(trainer, read, lexicon)}
        names = sorted({plain_code(trainer.reader.codes.codes[number]) for number in numbers})
        gold = frozenset(map(plain_code, document.codes))
        rows.append(Judged(document.document_id, tuple((name, 0.5, True, False) for name in names), gold))
    return rows


def _by_phrases(trainer: Trainer, read: Read, lexicon: Rows) -> list[int]:
    phrases = read.seen.phrases
    whole = phrases[(phrases[:, 1] >= 0.99) & (phrases[:, 5] != SHORTENED)]
    best: dict[tuple[float, float], tuple[bool, bool, bool, int, str, int]] = {}
    for row in whole:
        start, end, number = row[8], row[9], int(row[0])
        if ((lexicon[:, 4] < end) & (start < lexicon[:, 5])).any():
            continue
        code = trainer.reader.codes.codes[number]
        rank = (row[5] != TITLE, code.startswith(SELDOM), bool(row[11]), len(code), code, number)
        best[start, end] = min(best.get((start, end), rank), rank)
    return [rank[-1] for rank in best.values()]


def without(source: str | None, read: Read) -> Read:
    """The same document as if one source of candidates did not exist."""
    if source in ("gram", "lexicon"):
        read = dataclasses.replace(read, namings=())
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
    """Print two lines of figures a seed: every mention coded, as the corpus does, and only the asserted."""
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
        measured = Measured(trainer, documents, trainer.cross_validated(seed), seed)
        for mentions in ("all", "asserted"):
            figures = agreement(measured.judged(every_mention=mentions == "all"))
            print(seed, mentions, json.dumps(dataclasses.asdict(figures)), flush=True)


if __name__ == "__main__":
    main()
