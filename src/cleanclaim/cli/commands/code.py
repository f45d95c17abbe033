"""`cleanclaim code`: suggestions for notes, without keeping anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanclaim.cli.options import day_of

if TYPE_CHECKING:
    from cleanclaim.app.code_documents import Coded, Coder, Compared, Outcome

_INDEX_DAY = "2026-04-01"


@click.command()
@click.argument("notes", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--mode",
    type=click.Choice(["billable", "index"]),
    default="billable",
    show_default=True,
    help="What belongs on the claim, in its order; or every code the note mentions, best first.",
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
    "--mentions",
    type=click.Choice(["asserted", "all"]),
    default="asserted",
    show_default=True,
    help="Index mode: what is said of this patient; or what is denied or said of another too, as corpora do.",
)
@click.option(
    "--practice",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The practice file: then notes have a header (docs/note-format.md).",
)
@click.option(
    "--model", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A ranker of your own."
)
@click.option("--llm", "llm", default="", metavar="NAME", help="Ask the language model [llm.NAME] as well.")
@click.option(
    "--llm-settings",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Its settings (default: llm.toml beside the practice file, else here).",
)
@click.option("--deidentified", is_flag=True, help="Your word that the notes identify no patient.")
@click.option("--json", "--jsonl", "as_json", is_flag=True, help="Print JSON, one object per document.")
@click.pass_context
def code(
    context: click.Context,
    /,
    notes: tuple[Path, ...],
    *,
    mode: str,
    setting: str,
    on_day: date | None,
    top: int,
    mentions: str,
    practice: Path | None,
    as_json: bool,
    **models: Any,
) -> None:
    """Suggest codes for notes, each with the words that prove it, and say what was not coded and why.

    Texts, C-CDA, HL7 v2 (MDM, ORU), PDF and FHIR R4 as JSON are told apart by their content; offsets in text
    taken out of another form come with their place in the original.

    Nothing is kept and nothing is billed: suggestions are for a person to decide. Offsets in the JSON are in
    code points of the file as it is. In index mode `assertion` says how the text says it; what is denied, of
    a relative or of what may come gets no code but a reason, unless `--mentions all` is given.

    With --llm a language model reads the note too, with the tabular as its tool; its codes pass the same
    rules, and where it and the engine disagree that is shown (docs/how-to/language-models.md).

    \b
    Example:  cleanclaim code note.txt --on 2026-05-12
    Example:  cleanclaim code notes/ --mode index --jsonl
    Example:  cleanclaim code note.txt --practice practice.toml
    Example:  cleanclaim code note.txt --on 2026-05-12 --llm local --llm-settings llm.toml
    """
    from cleanclaim.cli.output import print_json, print_report
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.core.finding import Finding, Report

    if mode == "index" and models["llm"]:
        raise MisuseError("a language model is asked in billable mode only")
    if mode == "index":
        outcomes = _indexed(
            notes,
            on_day or date.fromisoformat(_INDEX_DAY),
            models["model"],
            top=top,
            every_mention=mentions == "all",
        )
    else:
        coder = _coder(models["llm"], models["llm_settings"], practice, deidentified=models["deidentified"])
        outcomes = _billable(notes, on_day, setting, practice=practice, coder=coder)
    findings: list[Finding] = []
    for answer, more in outcomes:
        findings += more
        if answer is not None and as_json:
            print_json(_document(answer))
        elif answer is not None:
            _print(answer)
    report = Report.of(findings)
    print_report(report, as_json=as_json)
    context.exit(1 if report.rejects else 0)


def _indexed(
    notes: tuple[Path, ...], day: date, model: Path | None, *, top: int, every_mention: bool
) -> Iterator[Outcome]:
    from cleanclaim.app.code_documents import index_files
    from cleanclaim.app.open_ranker import open_ranker

    return index_files(notes, open_ranker(day, model), top=top, every_mention=every_mention)


def _billable(
    notes: tuple[Path, ...], day: date | None, setting: str, *, practice: Path | None, coder: Coder
) -> Iterator[Outcome]:
    from cleanclaim.app.code_documents import code_files, code_notes
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.intake.practice import read_practice
    from cleanclaim.model.encounter import Setting

    if practice is not None:
        return code_notes(notes, read_practice(practice), coder=coder)
    if day is None:
        raise MisuseError("say the date of service with --on, or give --practice for notes with a header")
    where = Setting.INPATIENT if setting == "inpatient" else Setting.OFFICE
    return code_files(notes, day, where, coder=coder)


def _coder(llm: str, settings: Path | None, practice: Path | None, *, deidentified: bool) -> Coder:
    """The engine, alone or with the language model of that name."""
    from cleanclaim.coding import suggest

    if not llm:
        return suggest
    from cleanclaim.app.ask_model import SETTINGS, model_coder

    beside = practice.with_name(SETTINGS) if practice is not None else Path(SETTINGS)
    return model_coder(settings or beside, llm, deidentified=deidentified)


def _document(answer: Coded) -> dict[str, Any]:
    """The answer as JSON values; `model` only when one was asked."""
    from cleanclaim.model.documents import to_document

    document: dict[str, Any] = to_document(answer)
    if answer.model is None:
        del document["model"]
    return document


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
    if coded.model is not None:
        _print_model(coded.model)
    print()


_STANDINGS = {
    "both": "engine and model", "engine_alone": "engine alone", "model_alone": "model alone",
    "rival": "rival", "unnamed": "not named", "follows": "follows", "displaced": "displaced",
    "refused": "not taken",
}  # fmt: skip


def _print_model(said: Compared) -> None:
    run = said.run
    print(
        f"  language model {run.model} ({run.endpoint}, prompt {run.prompt_version}): {run.calls} calls,"
        f" {len(run.tools)} tool uses, {run.tokens_in + run.tokens_out} tokens, {run.dollars:f} dollars"
    )
    for each in said.codes:
        words = "; ".join(f'"{quote.text}"' for quote in each.evidence) or f'"{each.quote}"'
        told = " ".join(f"{each.title}  {words}: {each.reason}".split())
        print(f"    {_STANDINGS[each.standing]:<17} {each.code:<9} {told}")
