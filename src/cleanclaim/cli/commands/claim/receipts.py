"""`cleanclaim claim receipts`: every file that tells of a claim, and its proof of timely filing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.command()
@click.argument("claim_id")
@click.option("--pdf", is_flag=True, help="Write the timely-filing proof pack into the folder `forms`.")
@folder_option
@today_option
@json_option
@click.pass_context
def receipts(
    context: click.Context, claim_id: str, *, pdf: bool, folder: Path, today: date | None, as_json: bool
) -> None:
    """What left and what came back for a claim, with hashes and times; exit code 1 when an answer is overdue.

    \b
    Example:  cleanclaim claim receipts E14A --pdf
    """
    from cleanclaim.app.claim_receipts import claim_receipts, proof_pack
    from cleanclaim.cli.output import print_json
    from cleanclaim.forms.proof_pack import render_proof

    at = moment(today)
    with open_workspace(folder) as workspace:
        with workspace.store.reading() as work:
            chain = claim_receipts(work, claim_id, at=at)
            pack = proof_pack(work, claim_id, at=at) if pdf else None
        if pack is not None:
            written = workspace.write("forms", f"proof_{claim_id}.pdf", render_proof(pack))
    if as_json:
        print_json(chain)
    else:
        for step in chain.steps:
            way = "sent    " if step.sent else "received"
            print(f"{step.at:%Y-%m-%d %H:%M}  {way}  {step.kind:6} {step.sha256[:12]}  {step.says}")
        for alarm in chain.alarms:
            print(f"missing: {alarm.missing}, usual until {alarm.due_on} ({alarm.measure})")
        if not chain.steps:
            print(f"claim {claim_id} was never sent")
        if pack is not None:
            print(f"proof pack: {written}")
    context.exit(1 if chain.alarms else 0)
