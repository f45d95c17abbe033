"""`cleanclaim claim next`: claims to the plans after those that have answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.command()
@click.argument("claim_id", required=False)
@click.option("--although-forwarded", is_flag=True, help="Bill although the plan passed the claim on itself.")
@click.option("--by", default="", help="Who decides that.")
@folder_option
@today_option
@json_option
def next(
    claim_id: str | None,
    *,
    although_forwarded: bool,
    by: str,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """Make the claim to the second or third plan from what the plans before it paid, for one claim or all.

    A new claim waits for its signature. A claim that a plan passed on itself is left alone.

    \b
    Example:  cleanclaim claim next
    """
    from cleanclaim.app.bill_next_plan import bill_next_plan, bill_next_plans
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.cli.output import print_json

    if although_forwarded and not (by.strip() and claim_id):
        raise click.UsageError("--although-forwarded is for one claim, and wants --by")
    with (
        open_workspace(folder) as workspace,
        workspace.store.unit_of_work() as work,
        tables_of(folder) as tables,
    ):
        at = moment(today)
        decided_by = by if although_forwarded else ""
        made = (
            (bill_next_plan(work, claim_id, at=at, tables=tables, although_forwarded_by=decided_by),)
            if claim_id
            else bill_next_plans(work, at=at, tables=tables)
        )
    for each in made:
        if as_json:
            print_json(each)
        elif each.next_id:
            print(f"claim {each.next_id} to {each.payer_id} carries on {each.claim_id}; sign it to send it")
        else:
            print(f"claim {each.claim_id}: {each.why_not}")
    if not made and not as_json:
        print("no further plan is to be billed")
