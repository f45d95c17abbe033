"""`cleanclaim remit`: remittances as they were posted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace

if TYPE_CHECKING:
    from cleanclaim.model.remittance import Remittance


@click.group()
def remit() -> None:
    """Show remittances."""


@remit.command()
@click.argument("trace", required=False)
@folder_option
@json_option
def show(trace: str | None, folder: Path, as_json: bool) -> None:
    """All remittances, or those of one trace number claim by claim.

    \b
    Example:  cleanclaim remit show
    """
    from cleanclaim.cli.output import print_json, print_table
    from cleanclaim.core.errors import MisuseError

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        kept = [each.remittance for each in work.remittances.all()]
    found = [each for each in kept if trace in (None, each.trace_number)]
    if trace and not found:
        raise MisuseError(f"no remittance with trace {trace} was posted; `cleanclaim remit show` lists them")
    if as_json:
        for each in found:
            print_json(each)
    elif trace:
        for each in found:
            _print_claims(each)
    else:
        rows = [
            (
                each.trace_number,
                each.payment_date.isoformat(),
                each.payer_name,
                each.payment.grouped,
                str(len(each.claims)),
            )
            for each in found
        ]
        print_table(
            "Remittances", ["trace", "paid on", "payer", "payment", "claims"], rows, right="payment, claims"
        )


def _print_claims(remittance: Remittance) -> None:
    from cleanclaim.cli.output import print_table

    rows = []
    for claim in remittance.claims:
        adjustments = [*claim.adjustments, *(each for line in claim.lines for each in line.adjustments)]
        told = ", ".join(f"{each.group}-{each.reason} {each.amount}" for each in adjustments)
        rows.append(
            (claim.control_number, claim.claim_status, claim.charge.grouped, claim.paid.grouped, told)
        )
    title = f"{remittance.payer_name}, trace {remittance.trace_number}, {remittance.payment.grouped}"
    columns = ["claim", "status", "charge", "paid", "adjustments"]
    print_table(title, columns, rows, right="charge, paid")
