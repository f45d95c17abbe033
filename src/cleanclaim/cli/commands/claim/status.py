"""`cleanclaim claim status`: ask the payer where a claim stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.command()
@click.argument("claim_id")
@click.option("--production", is_flag=True, help="Mark the file as production (ISA15 P).")
@click.option("--by", default="", help="Who wants to ask although the payer is not late.")
@folder_option
@today_option
@json_option
def status(
    claim_id: str, *, production: bool, by: str, folder: Path, today: date | None, as_json: bool
) -> None:
    """Write a question (276) into the folder `sent`, when the payer's silence is unusual for it.

    Usual is the median of the payer's own answers once there are five. The answer (277) comes by `receive`.

    \b
    Example:  cleanclaim claim status E23A
    """
    from cleanclaim.app.ask_status import SENT, ask_status
    from cleanclaim.cli.output import print_json

    usage = "P" if production else "T"
    with open_workspace(folder) as workspace:
        asked = ask_status(workspace, claim_id, at=moment(today), usage=usage, decided_by=by)
    if as_json:
        print_json(asked)
    else:
        print(f"{SENT}/{asked.file_name}: asks about claim {claim_id}; usual wait {asked.usual}")
