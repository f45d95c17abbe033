"""How much of CodiEsp train the linker finds, in index-like mode: every asserted mention, no guidelines.

    CLEANCLAIM_DATA=... python bench/coding_codiesp.py [documents]

CodiEsp (CC BY 4.0; Miranda-Escalada, Gonzalez-Agirre, Krallinger, 2020, doi:10.5281/zenodo.3837305) holds
case reports translated from Spanish whose coders coded every mention by another convention than US billing,
so the figures tell about the linker, not about claims. Train split only.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from datetime import date
from pathlib import Path

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.candidates import candidates_of, read_paper
from cleanclaim.coding.mentions import link_to_tabular
from cleanclaim.coding.vocabulary import Kind, default_lexicon
from cleanclaim.reference.icd10cm import Tabular, tabular_on

DAY = date(2026, 5, 1)
CODED = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.UNCERTAIN, Assertion.RESOLVED)
# codes that the US set split after the corpus was made, mapped to the corpus's edition
BACK = {"R519": "R51", "M5450": "M545", "R059": "R05", "E8720": "E872", "F32A": "F329"}


def found(text: str, tabular: Tabular) -> set[str]:
    """The codes of one document, undotted."""
    paper = read_paper("codiesp", text, default_lexicon())
    candidates = candidates_of(paper, tabular, default_lexicon())
    codes = {
        each.code
        for each in candidates
        if each.assertion in CODED and each.kind not in (Kind.DRUG, Kind.CAUSE)
    }
    spans = tuple((sentence.start, sentence.end) for sentence in paper.reading.sentences)
    codes |= {each.code for each in link_to_tabular(paper.reading, tabular, spans=spans, at_least=2)}
    bare = {code.replace(".", "") for code in codes}
    return {BACK.get(code, code) for code in bare}


def report(name: str, pairs: list[tuple[set[str], set[str]]]) -> None:
    """Print micro precision, recall and F1 of (got, wanted) pairs."""
    hit = sum(len(got & wanted) for got, wanted in pairs)
    got, wanted = sum(len(each) for each, _ in pairs), sum(len(each) for _, each in pairs)
    precision, recall = hit / max(got, 1), hit / max(wanted, 1)
    score = 2 * precision * recall / max(precision + recall, 1e-9)
    sys.stdout.write(f"{name:10} P {precision:.3f}  R {recall:.3f}  F1 {score:.3f}\n")


def main() -> None:
    """Run over the train split and print the figures."""
    folder = Path(os.environ.get("CLEANCLAIM_DATA", "../shared/data"))
    with gzip.open(folder / "codiesp" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    documents = documents[: int(sys.argv[1])] if len(sys.argv) > 1 else documents
    tabular = tabular_on(DAY)
    assert tabular is not None
    found("warm up", tabular)
    started = time.perf_counter()
    pairs = [
        (found(each["text"], tabular), {code.upper().replace(".", "") for code in each["D"]})
        for each in documents
    ]
    spent = (time.perf_counter() - started) * 1000 / len(documents)
    report("full code", pairs)
    report("category", [({code[:3] for code in got}, {code[:3] for code in wanted}) for got, wanted in pairs])
    sys.stdout.write(
        f"{spent:.1f} ms per document, {len(documents)} documents of CodiEsp train, {tabular.edition}\n"
    )


if __name__ == "__main__":
    main()
