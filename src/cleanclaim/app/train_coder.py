"""Audited documents from files, and what is done with them: train a ranker, measure one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanclaim.app.open_ranker import open_reader
from cleanclaim.core.errors import UnreadableFileError

if TYPE_CHECKING:
    from cleanclaim.coding.ranking.measuring import Agreement, Judged
    from cleanclaim.coding.ranking.ranker import Ranker
    from cleanclaim.coding.ranking.training import Audited

_LABELS = "codes.tsv"
_ALL = 500  # candidates a document that are asked for; more never stand

# codes that the US set split after many corpora were coded: both writings count as the older one
OLDER = {"R51.9": "R51", "M54.50": "M54.5", "R05.9": "R05", "E87.20": "E87.2", "F32.A": "F32.9"}


def audited_documents(path: Path) -> tuple[Audited, ...]:
    """Documents with their audited ICD-10-CM codes.

    A `.jsonl` file (or `.jsonl.gz`) holds one object a line: `id`, `text`, and `codes` or `D`, a list of
    codes. A folder holds `.txt` files and `codes.tsv` with a file's stem, a tab and one code a line.
    UnreadableFileError tells the first line that is otherwise.
    """
    return tuple(_folder(path) if path.is_dir() else _lines(path))


def _lines(path: Path) -> Iterator[Audited]:
    from cleanclaim.coding.ranking.training import Audited

    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="") as lines:
            for number, line in enumerate(lines, 1):
                row = _row(line, path.name, number)
                codes = row.get("codes", row.get("D"))
                if not isinstance(codes, list) or not isinstance(row.get("text"), str):
                    raise UnreadableFileError(f"{path.name} line {number} lacks `text`, or `codes` as a list")
                named = [each["code"] if isinstance(each, dict) else each for each in codes]
                yield Audited(str(row.get("id", number)), row["text"], tuple(map(str, named)))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{path.name} cannot be read as text") from error


def _row(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise UnreadableFileError(f"{name} line {number} is no JSON") from error
    if not isinstance(row, dict):
        raise UnreadableFileError(f"{name} line {number} is no JSON object")
    return row


def _folder(path: Path) -> Iterator[Audited]:
    from cleanclaim.coding.ranking.training import Audited

    labels = path / _LABELS
    if not labels.is_file():
        raise UnreadableFileError(f"the folder has no {_LABELS}: a file's stem, a tab and one code a line")
    codes: dict[str, list[str]] = {}
    for number, line in enumerate(labels.read_text(encoding="utf-8").splitlines(), 1):
        stem, tab, code = line.partition("\t")
        if not tab:
            raise UnreadableFileError(f"{_LABELS} line {number} has no tab")
        codes.setdefault(stem, []).append(code)
    for file in sorted(path.glob("*.txt")):
        yield Audited(
            file.stem, file.read_bytes().decode("utf-8", "replace"), tuple(codes.get(file.stem, ()))
        )


def train_coder(
    documents: Sequence[Audited], out: Path, *, day: date, seed: int, source: str, licence: str
) -> dict[str, Any]:
    """Train a ranker on documents, write it, and return its card."""
    from cleanclaim.coding.ranking.model import write_model
    from cleanclaim.coding.ranking.training import Trainer

    reader = open_reader(day)
    trainer = Trainer(reader, documents)
    scored = trainer.cross_validated(seed)
    card = {
        "source": source,
        "licence": licence,
        "documents": len(documents),
        "codes": sum(map(len, trainer.wanted)),
        "edition": reader.tabular.edition,
        "seed": seed,
        "trained_by": "cleanclaim coder train",
        "holds": "hashes of word runs that two or more documents share; no text of any document",
    }
    model = trainer.model(scored, seed=seed, card=card)
    write_model(model, out)
    return card | {"suggest_from": model.suggest_from, "accept_from": model.accept_from}


def judge(documents: Sequence[Audited], ranker: Ranker, *, every_mention: bool = False) -> tuple[Judged, ...]:
    """Rank each document and lay its gold beside; codes compared without their dot, older writings as one."""
    from cleanclaim.coding.ranking.measuring import Judged

    judged = []
    for each in documents:
        ranked: dict[str, tuple[str, float, bool, bool]] = {}
        for one in ranker.rank(each.document_id, each.text, top=_ALL, every_mention=every_mention)[0]:
            code = plain_code(one.code)
            row = (code, one.confidence, one.standing != "candidate", one.standing == "pre_accepted")
            ranked.setdefault(code, row)
        judged.append(
            Judged(
                each.document_id, tuple(ranked.values()), frozenset(plain_code(code) for code in each.codes)
            )
        )
    return tuple(judged)


def plain_code(code: str) -> str:
    """A code as agreement is counted: upper case, no dot, the older writing of a code that was split."""
    from cleanclaim.coding.ranking.training import dotted

    own = dotted(code)
    return OLDER.get(own, own).replace(".", "")


def evaluate_coder(documents: Sequence[Audited], ranker: Ranker, *, every_mention: bool = False) -> Agreement:
    """Every figure of agreement over some audited documents; `every_mention` when denied ones were coded."""
    from cleanclaim.coding.ranking.measuring import agreement

    return agreement(judge(documents, ranker, every_mention=every_mention))
