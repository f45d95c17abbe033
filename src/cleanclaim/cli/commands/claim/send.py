"""`cleanclaim claim send`: the 837P files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.command()
@click.option(
    "--production", is_flag=True, help="Mark the files as production (ISA15 P); without it they are tests."
)
@folder_option
@today_option
@json_option
def send(production: bool, folder: Path, today: date | None, as_json: bool) -> None:
    """Write every signed, clean claim into 837P files in the folder `sent`.

    \b
    Example:  cleanclaim claim send --production
    """
    from cleanclaim.app.send_claims import PRODUCTION, SENT, TEST, send_claims
    from cleanclaim.app.watch_silence import watch_silence
    from cleanclaim.cli.output import finding_text, print_json

    at = moment(today)
    with open_workspace(folder) as workspace:
        sending = send_claims(workspace, at=at, usage=PRODUCTION if production else TEST)
        with workspace.store.unit_of_work() as work:
            watch_silence(work, at=at)
    new = [sent for sent in sending.transmissions if sent.sent_at == at]
    for sent in new:
        if as_json:
            print_json(sent)
        else:
            print(f"{SENT}/{sent.file_name}: {len(sent.claim_ids)} claims for {sent.partner}")
    for finding in (*sending.held, *sending.altered):
        if as_json:
            print_json({"finding": finding})
        else:
            print(finding_text(finding))
    if not new and not as_json:
        print("nothing is ready to send; `cleanclaim work list` shows what is held and why")
