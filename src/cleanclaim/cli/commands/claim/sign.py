"""`cleanclaim claim sign`: a named person releases a claim."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.command()
@click.argument("claim_id")
@click.option("--by", required=True, help="Your name, as it stands on the signature.")
@folder_option
@today_option
@json_option
@click.pass_context
def sign(
    context: click.Context, claim_id: str, *, by: str, folder: Path, today: date | None, as_json: bool
) -> None:
    """Release one claim exactly as it is, and run the edits over it. Any later change voids the signature.

    \b
    Example:  cleanclaim claim sign E01A --by "Demo Coder"
    """
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.profile_files import profiles_in
    from cleanclaim.app.scrub_claims import scrub_claim, sign_claim
    from cleanclaim.cli.output import print_json, print_report

    at = moment(today)
    with (
        open_workspace(folder) as workspace,
        workspace.store.unit_of_work() as work,
        tables_of(folder) as tables,
    ):
        found = work.claims.get(claim_id)
        sign_claim(work, found, by=by, at=at)
        report = scrub_claim(work, found, at=at, tables=tables, profiles=profiles_in(folder))
    print_report(report, as_json=as_json)
    if as_json:
        print_json({"claim_id": claim_id, "signed_by": by, "held": bool(report.rejects)})
    else:
        print(f"claim {claim_id} is signed" + (" and held" if report.rejects else " and ready to send"))
    context.exit(1 if report.rejects else 0)
