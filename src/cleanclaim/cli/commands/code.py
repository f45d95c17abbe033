"""`cleanclaim code`: suggestions for notes, without keeping anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import json_option, practice_option

if TYPE_CHECKING:
    from cleanclaim.coding import Suggestions
    from cleanclaim.model.encounter import Encounter


@click.command()
@click.argument("notes", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@practice_option
@json_option
@click.pass_context
def code(context: click.Context, notes: tuple[Path, ...], practice: Path, as_json: bool) -> None:
    """Suggest codes for notes, each with the words that prove it, and say what was not coded and why.

    Nothing is kept and nothing is billed: suggestions are for a person to decide.

    \b
    Example:  cleanclaim code note.txt --practice practice.toml
    """
    from cleanclaim.app.read_encounters import read_encounters
    from cleanclaim.cli.output import print_json, print_report
    from cleanclaim.coding import suggest
    from cleanclaim.core.finding import Report
    from cleanclaim.intake.practice import read_practice
    from cleanclaim.reference.icd10cm import tabular_on

    encounters, findings = read_encounters(notes, read_practice(practice))
    report = Report.of(findings)
    print_report(report, as_json=as_json)
    for encounter in encounters:
        suggestions = suggest(encounter, tabular_on(encounter.service_dates.first))
        if as_json:
            print_json({"encounter_id": encounter.encounter_id, "suggestions": suggestions})
        else:
            _print(encounter, suggestions)
    context.exit(1 if report.rejects else 0)


def _print(encounter: Encounter, suggestions: Suggestions) -> None:
    from cleanclaim.cli.output import not_checked_text

    print(f"{encounter.encounter_id}  {encounter.service_dates}")
    for each in suggestions.assignments:
        number = "-".join((each.code.value, *each.modifiers)) + (f" x{each.units}" if each.units > 1 else "")
        print(f"  {number:<13} {each.title}  (confidence {each.confidence}, an ordering aid)")
        for evidence in each.evidence:
            print(f'      "{evidence.text}"  ({evidence.locator})')
        for reason in each.reasons:
            print(f"      {reason.sentence} [{reason.rule}]")
    for mention in suggestions.not_coded:
        words = "; ".join(f'"{evidence.text}"' for evidence in mention.evidence)
        print(f"  not coded: {mention.code} {words}: {mention.reason} [{mention.rule}]")
    for query in suggestions.queries:
        words = "; ".join(f'"{evidence.text}"' for evidence in query.evidence)
        print(f"  to ask about {query.about}: {query.question}  {words}")
    for entry in suggestions.not_checked:
        print(not_checked_text(entry))
    print()
