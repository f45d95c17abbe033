"""`cleanclaim claim correct`: replace an answered claim."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.corrections import correction_options, tell
from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("claim_id")
@click.option("--decisions", type=_FILE, help="A file of your decisions about the encounter's codes.")
@click.option("--note", type=_FILE, help="The corrected note of the encounter.")
@correction_options
@folder_option
@today_option
@json_option
@click.pass_context
def correct(
    context: click.Context,
    claim_id: str,
    *,
    decisions: Path | None,
    note: Path | None,
    by: str,
    reason: str,
    payer_number: str,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """Make the replacement (frequency 7) of a claim that the payer has answered, under the payer's number.

    It says what the encounter comes to now. Where the payer takes none (Medicare Part B), a task is opened.

    \b
    Example:  cleanclaim claim correct E05A --decisions E05.toml --by "Ana Biller" --reason "modifier 25"
    """
    from cleanclaim.app.correct_claim import Wish, replace_claim
    from cleanclaim.app.decide_anew import decide_anew
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.workspace import PRACTICE_FILE
    from cleanclaim.intake.practice import read_practice

    at = moment(today)
    with (
        open_workspace(folder) as workspace,
        workspace.store.unit_of_work() as work,
        tables_of(folder) as tables,
    ):
        setup = read_practice(folder / PRACTICE_FILE)
        decide_anew(work, work.claims.get(claim_id), setup, files=(note, decisions), by=by, at=at)
        wish = Wish(claim_id, by, reason, payer_number)
        done = replace_claim(work, wish, setup, at=at, tables=tables)
    context.exit(tell(done, as_json=as_json))
