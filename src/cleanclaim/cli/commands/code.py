"""`cleanclaim code`: suggestions for notes, without keeping anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import day_of

if TYPE_CHECKING:
    from cleanclaim.app.code_documents import Coded, Outcome

_INDEX_DAY = "2026-04-01"


@click.command()
@click.argument("notes", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--mode",
    type=click.Choice(["billable", "index"]),
    default="billable",
    show_default=True,
    help="What belongs on the claim, in its order; or every coded mention, best first.",
)
@click.option(
    "--setting",
    type=click.Choice(["outpatient", "inpatient"]),
    default="outpatient",
    show_default=True,
    help="For texts without a header.",
)
@click.option(
    "--on",
    "on_day",
    callback=day_of,
    metavar="YYYY-MM-DD",
    help=f"Date of service (discharge), for texts without a header; index mode: {_INDEX_DAY} unless told.",
)
@click.option("--top", type=click.IntRange(0, 500), default=0, help="Index mode: candidates too, to N codes.")
@click.option(
    "--asserted",
    is_flag=True,
    help="Index mode: leave out what the text denies or says of another; else `assertion` tells.",
)
@click.option(
    "--practice",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The practice file: then notes have a header (docs/note-format.md).",
)
@click.option(
    "--model", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A ranker of your own."
)
@click.option("--json", "--jsonl", "as_json", is_flag=True, help="Print JSON, one object per document.")
@click.pass_context
def code(
    context: click.Context,
    notes: tuple[Path, ...],
    *,
    mode: str,
    setting: str,
    on_day: date | None,
    top: int,
    asserted: bool,
    practice: Path | None,
    model: Path | None,
    as_json: bool,
) -> None:
    """Suggest codes for notes, each with the words that prove it, and say what was not coded and why.

    Texts, C-CDA, HL7 v2 (MDM, ORU), PDF and FHIR R4 as JSON are told apart by their content; offsets in text
    taken out of another form come with their place in the original.

    Nothing is kept and nothing is billed: suggestions are for a person to decide. Offsets in the JSON are in
    code points of the file as it is. In index mode the shipped model follows the convention of the corpus
    that taught it: every mention is coded, what the text denies too, and `assertion` says so.

    \b
    Example:  cleanclaim code note.txt --on 2026-05-12
    Example:  cleanclaim code notes/ --mode index --jsonl
    Example:  cleanclaim code note.txt --practice practice.toml
    """
    from cleanclaim.cli.output import print_json, print_report
    from cleanclaim.core.finding import Finding, Report

    if mode == "index":
        outcomes = _indexed(
            notes, on_day or date.fromisoformat(_INDEX_DAY), model, top=top, asserted=asserted
        )
    else:
        outcomes = _billable(notes, on_day, setting, practice=practice)
    findings: list[Finding] = []
    for answer, more in outcomes:
        findings += more
        if answer is not None and as_json:
            print_json(answer)
        elif answer is not None:
            _print(answer)
    report = Report.of(findings)
    print_report(report, as_json=as_json)
    context.exit(1 if report.rejects else 0)


def _indexed(
    notes: tuple[Path, ...], day: date, model: Path | None, *, top: int, asserted: bool
) -> Iterator[Outcome]:
    from cleanclaim.app.code_documents import index_files
    from cleanclaim.app.open_ranker import open_ranker

    return index_files(notes, open_ranker(day, model), top=top, asserted=asserted)


def _billable(
    notes: tuple[Path, ...], day: date | None, setting: str, *, practice: Path | None
) -> Iterator[Outcome]:
    from cleanclaim.app.code_documents import code_files, code_notes
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.intake.practice import read_practice
    from cleanclaim.model.encounter import Setting

    if practice is not None:
        return code_notes(notes, read_practice(practice))
    if day is None:
        raise MisuseError("say the date of service with --on, or give --practice for notes with a header")
    return code_files(notes, day, Setting.INPATIENT if setting == "inpatient" else Setting.OFFICE)


def _print(coded: Coded) -> None:
    from cleanclaim.cli.output import not_checked_text

    meaning = "confidence" if coded.is_calibrated else "an ordering aid, not calibrated"
    print(f"{coded.id}  {coded.mode}, {coded.edition or 'no edition'}")
    for each in coded.codes:
        said = "" if each.assertion == "present" else f"; {each.assertion} in the text"
        print(f"  {each.code:<13} {each.title}  ({each.confidence:.2f} {meaning}; {each.status}{said})")
        for quote in each.evidence:
            where = f"; {quote.place}" if quote.place else ""
            print(f'      "{quote.text}"  (characters {quote.start}-{quote.end}{where})')
        for sentence in each.reasons:
            print(f"      {sentence}")
    for mention in coded.rejected:
        words = "; ".join(f'"{quote.text}"' for quote in mention.evidence)
        print(f"  not coded: {mention.code} {words}: {mention.reason} [{mention.rule}]")
    for query in coded.queries:
        words = "; ".join(f'"{quote.text}"' for quote in query.evidence)
        print(f"  to ask about {query.about}: {query.question}  {words}")
    for entry in coded.not_checked:
        print(not_checked_text(entry))
    print()
