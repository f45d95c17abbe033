"""`cleanclaim ledger`: the books."""

from __future__ import annotations

from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace


@click.group()
def ledger() -> None:
    """Balances and entries of the books. Debits are positive, credits negative."""


@ledger.command()
@folder_option
@json_option
@click.pass_context
def balance(context: click.Context, folder: Path, as_json: bool) -> None:
    """The trial balance; exit code 1 if it does not sum to zero.

    \b
    Example:  cleanclaim ledger balance
    """
    from cleanclaim.cli.output import print_json, print_table
    from cleanclaim.core.money import Money
    from cleanclaim.ledger.report import title_of

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        balances = work.entries.trial_balance()
    total = Money.total(balances.values())
    if as_json:
        print_json({"accounts": {account.value: each for account, each in balances.items()}, "sum": total})
    else:
        rows = [(account.value, title_of(account), each.grouped) for account, each in balances.items()]
        columns = ["account", "what", "balance"]
        print_table("Trial balance", columns, [*rows, ("sum", "", total.grouped)], right="balance")
    context.exit(1 if total else 0)


@ledger.command()
@click.option("--claim", "claim_id", help="Only the entries of this claim.")
@folder_option
@json_option
def entries(claim_id: str | None, folder: Path, as_json: bool) -> None:
    """Every entry in the order of posting.

    \b
    Example:  cleanclaim ledger entries --claim E01A
    """
    from cleanclaim.cli.output import print_json
    from cleanclaim.ledger.report import journal

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        found = work.entries.of_claim(claim_id) if claim_id else work.entries.all()
    for entry in found:
        if as_json:
            print_json(entry)
        else:
            print(f"{entry.posted_on}  {entry.description}\n            {journal(entry)}")
