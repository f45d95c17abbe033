"""`cleanclaim claim void`: take an answered claim back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.corrections import correction_options, tell
from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.command()
@click.argument("claim_id")
@correction_options
@folder_option
@today_option
@json_option
@click.pass_context
def void(
    context: click.Context,
    claim_id: str,
    *,
    by: str,
    reason: str,
    payer_number: str,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """Make the void (frequency 8) of a claim that the payer has answered, under the payer's own number.

    It leaves with `claim send` once it is signed; the old claim closes when the payer reverses its answer.

    \b
    Example:  cleanclaim claim void E05A --by "Ana Biller" --reason "billed for the wrong patient"
    """
    from cleanclaim.app.correct_claim import Wish, void_claim
    from cleanclaim.app.load_tables import tables_of

    with (
        open_workspace(folder) as workspace,
        workspace.store.unit_of_work() as work,
        tables_of(folder) as tables,
    ):
        wish = Wish(claim_id, by, reason, payer_number)
        done = void_claim(work, wish, at=moment(today), tables=tables)
    context.exit(tell(done, as_json=as_json))
