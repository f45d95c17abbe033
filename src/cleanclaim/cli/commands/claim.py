"""`cleanclaim claim`: show, sign, send."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.group()
def claim() -> None:
    """Show, sign and send claims."""


@claim.command()
@click.argument("claim_id", required=False)
@folder_option
@json_option
def show(claim_id: str | None, folder: Path, as_json: bool) -> None:
    """One claim with everything that happened to it, or all claims in a table.

    \b
    Example:  cleanclaim claim show E01A
    """
    from cleanclaim.app.explain import explain_claim
    from cleanclaim.cli.output import print_json, print_table
    from cleanclaim.cli.stories import claim_lines

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        claims = (work.claims.get(claim_id),) if claim_id else work.claims.all()
        stories = [explain_claim(work, each) for each in claims]
    if as_json:
        for story in stories:
            print_json(story)
    elif claim_id:
        print("\n".join(claim_lines(stories[0])))
    else:
        rows = [
            (
                story.claim.claim_id,
                str(story.claim.service_dates),
                story.claim.coverage.payer.name,
                str(len(story.claim.lines)),
                story.claim.total_charge.grouped,
                story.state,
            )
            for story in stories
        ]
        print_table(
            "Claims", ["claim", "service", "payer", "lines", "charge", "state"], rows, right="lines, charge"
        )


@claim.command()
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


@claim.command()
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
