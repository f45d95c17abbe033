"""`cleanclaim claim show`: one claim, or all of them."""

from __future__ import annotations

from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace


@click.command()
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
