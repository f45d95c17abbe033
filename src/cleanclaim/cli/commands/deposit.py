"""`cleanclaim deposit`: money in the bank against money announced."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option

if TYPE_CHECKING:
    from cleanclaim.app.take_deposits import Deposits


@click.group()
def deposit() -> None:
    """Take bank statements and match them with remittances."""


@deposit.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@folder_option
@today_option
@json_option
def take(path: Path, folder: Path, *, today: date | None, as_json: bool) -> None:
    """Take a bank file (CSV, BAI2 or ACH with CCD+ addenda). Taking a line twice changes nothing.

    \b
    Example:  cleanclaim deposit take bank.csv
    """
    from cleanclaim.app.take_deposits import take_deposits
    from cleanclaim.cli.output import print_json

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        taken = take_deposits(work, path, today=moment(today).date())
    if as_json:
        print_json(taken)
    else:
        print(
            f"{taken.matched} met their remittance, {taken.waiting} wait for one, {taken.known} were known,"
            f" {taken.passed_over} are no money that came in"
        )


@deposit.command("list")
@folder_option
@json_option
def list_all(folder: Path, as_json: bool) -> None:
    """Deposits that met their remittance, and both lists of what has not.

    \b
    Example:  cleanclaim deposit list
    """
    from cleanclaim.app.take_deposits import list_deposits
    from cleanclaim.cli.output import print_json

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        found = list_deposits(work)
    if as_json:
        for remittance, line in found.matched:
            print_json({"matched": line, "trace": remittance.trace_number, "payer": remittance.payer_name})
        for remittance in found.announced:
            print_json({"announced": remittance.payment, "trace": remittance.trace_number})
        for line in found.unexplained:
            print_json({"unexplained": line})
    else:
        _print(found)


def _print(found: Deposits) -> None:
    from cleanclaim.cli.output import print_table

    columns = ["trace", "day", "from", "amount"]
    matched = [
        (line.trace, line.booked_on.isoformat(), remittance.payer_name, line.amount.grouped)
        for remittance, line in found.matched
    ]
    announced = [
        (each.trace_number, each.payment_date.isoformat(), each.payer_name, each.payment.grouped)
        for each in found.announced
    ]
    unexplained = [
        (line.trace, line.booked_on.isoformat(), line.text, line.amount.grouped) for line in found.unexplained
    ]
    print_table("In the bank", columns, matched, right="amount")
    print_table("Announced, not in the bank", columns, announced, right="amount")
    print_table("In the bank, not announced", columns, unexplained, right="amount")
