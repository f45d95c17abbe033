"""`cleanclaim coder`: measure and train the coder, check its lexicon."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import day_of, json_option

_DAY = date(2026, 4, 1)
_on_option = click.option(
    "--on", "on_day", callback=day_of, metavar="YYYY-MM-DD", help=f"Edition; {_DAY} unless told."
)


@click.group()
def coder() -> None:
    """Measure and train the coder, check its lexicon."""


@coder.command()
@click.argument("gold", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--model", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A ranker of your own."
)
@click.option(
    "--mentions",
    type=click.Choice(["asserted", "all"]),
    default="asserted",
    show_default=True,
    help="`all` when the auditors coded what the text denies, too.",
)
@_on_option
@json_option
def evaluate(gold: Path, *, model: Path | None, mentions: str, on_day: date | None, as_json: bool) -> None:
    """How far index mode agrees with audited codes.

    GOLD is a .jsonl(.gz) file with `id`, `text` and `codes` a line, or a folder of .txt files with codes.tsv
    (file stem, tab, code). Never measure on what a model was trained on.

    \b
    Example:  cleanclaim coder evaluate audited.jsonl
    """
    from dataclasses import asdict

    from cleanclaim.app.open_ranker import open_ranker
    from cleanclaim.app.train_coder import audited_documents, evaluate_coder
    from cleanclaim.cli.output import print_json

    ranker = open_ranker(on_day or _DAY, model)
    found = evaluate_coder(audited_documents(gold), ranker, every_mention=mentions == "all")
    if as_json:
        print_json(found)
        return
    for name, value in asdict(found).items():
        shown = value if isinstance(value, int) else " to ".join(f"{each:.3f}" for each in _several(value))
        print(f"{name.replace('_', ' '):<24} {shown}")


def _several(value: object) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (float(str(value)),)


@coder.command()
@click.argument("gold", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The model's file."
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--source", default="audited codes of this practice", show_default=True, help="For the card.")
@click.option(
    "--licence", default="not for passing on", show_default=True, help="Of the documents, for the card."
)
@_on_option
@json_option
def train(
    gold: Path, *, out: Path, seed: int, source: str, licence: str, on_day: date | None, as_json: bool
) -> None:
    """Train a ranker on audited codes (not on merely accepted ones: it would learn yesterday's mistakes).

    The file holds hashes of word runs that two or more documents share and no text of theirs. Use it with
    `cleanclaim code --mode index --model FILE`.

    \b
    Example:  cleanclaim coder train audited.jsonl --out ranker.npz
    """
    from cleanclaim.app.train_coder import audited_documents, train_coder
    from cleanclaim.cli.output import print_json

    card = train_coder(
        audited_documents(gold), out, day=on_day or _DAY, seed=seed, source=source, licence=licence
    )
    if as_json:
        print_json(card)
    else:
        for name, value in card.items():
            print(f"{name.replace('_', ' '):<14} {value}")


@coder.group()
def lexicon() -> None:
    """The authored lexicon."""


@lexicon.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_on_option
@json_option
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], *, on_day: date | None, as_json: bool) -> None:
    """Check the lexicon's lines, or those of your own files: layout, codes, terms that stand twice.

    \b
    Example:  cleanclaim coder lexicon check
    """
    from cleanclaim.app.check_lexicon import check_lexicon
    from cleanclaim.cli.output import print_json, print_report

    report, counts = check_lexicon(files, on_day or _DAY)
    print_report(report, as_json=as_json)
    if as_json:
        print_json({"counts": counts})
    else:
        print(f"{counts.lines:,} lines, {counts.terms:,} terms, {counts.codes:,} codes, {counts.edition}")
    context.exit(1 if report.rejects else 0)
