"""`cleanclaim patient`: what a patient owes and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.group()
def patient() -> None:
    """A patient's statement."""


@patient.command("list")
@folder_option
@json_option
def list_patients(folder: Path, as_json: bool) -> None:
    """The ids of all patients and what each owes.

    \b
    Example:  cleanclaim patient list
    """
    from cleanclaim.app.make_statements import patient_ids
    from cleanclaim.cli.output import print_json, print_table
    from cleanclaim.core.money import ZERO
    from cleanclaim.ledger.accounts import Account

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        owed = {
            each: work.entries.balances_of_patient(each).get(Account.RECEIVABLE_PATIENT, ZERO)
            for each in patient_ids(work)
        }
    if as_json:
        for patient_id, amount in owed.items():
            print_json({"patient_id": patient_id, "owes": amount})
    else:
        rows = [(patient_id, amount.grouped) for patient_id, amount in owed.items()]
        print_table("Patients", ["patient", "owes"], rows, right="owes")


@patient.command()
@click.argument("patient_id")
@click.option(
    "--practice",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The practice file (default: practice.toml in the practice's folder).",
)
@folder_option
@today_option
@json_option
def statement(
    patient_id: str, *, practice: Path | None, folder: Path, today: date | None, as_json: bool
) -> None:
    """One page in plain words: what is owed, why, and what the plan paid.

    \b
    Example:  cleanclaim patient statement P04
    """
    from cleanclaim.app.make_statements import make_statement, why_held
    from cleanclaim.app.workspace import PRACTICE_FILE
    from cleanclaim.cli.output import print_json
    from cleanclaim.intake.practice import read_practice
    from cleanclaim.statements import render_text

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        setup = read_practice(practice or folder / PRACTICE_FILE)
        made = make_statement(work, patient_id, setup.practice, today=moment(today).date())
        held = why_held(work, patient_id)
    if held:
        click.echo(f"cleanclaim: do not send this yet: {held}", err=True)
    if as_json:
        print_json(made)
    else:
        print(render_text(made))
