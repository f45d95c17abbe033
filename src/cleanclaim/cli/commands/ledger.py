"""`cleanclaim ledger`: the books."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace

if TYPE_CHECKING:
    from cleanclaim.remittance.tracing import DayOfMoney


@click.group()
def ledger() -> None:
    """Balances, entries and proof of the books. Debits are positive, credits negative."""


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
        if claim_id and not work.encounters.find(claim_id):  # a visit without a claim goes by its own id
            work.claims.get(claim_id)
        found = work.entries.of_claim(claim_id) if claim_id else work.entries.all()
    for entry in found:
        if as_json:
            print_json(entry)
        else:
            print(f"{entry.posted_on}  {entry.description}\n            {journal(entry)}")


@ledger.command()
@folder_option
@json_option
@click.pass_context
def prove(context: click.Context, folder: Path, as_json: bool) -> None:
    """Prove the money from service line to deposit, day by day; exit code 1 if it does not hold.

    \b
    Example:  cleanclaim ledger prove
    """
    from cleanclaim.cli.output import finding_text, print_json, print_table
    from cleanclaim.remittance.tracing import trace_money

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        kept = [each.remittance for each in work.remittances.all()]
        proof = trace_money(kept, work.entries.all(), states=work.remittances.states())
    if as_json:
        print_json({"days": proof.days, "findings": proof.findings, "holds": proof.holds})
    else:
        rows = [_proof_row(day) for day in proof.days]
        print_table("Proof of the money", _PROOF, rows, right=",".join(_PROOF[1:]))
        for finding in proof.findings:
            print(finding_text(finding))
        print("The money ties, to the cent." if proof.holds else "THE MONEY DOES NOT TIE.")
    context.exit(0 if proof.holds else 1)


_PROOF = ("day", "remittances", "lines", "claims", "outside claims", "announced", "deposited", "awaited")


def _proof_row(day: DayOfMoney) -> tuple[str, ...]:
    amounts = (day.lines, day.claims, day.provider, day.announced, day.deposited, day.awaited)
    return (day.day.isoformat(), str(day.remittances), *(amount.grouped for amount in amounts))


@ledger.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["beancount", "csv"]),
    default="beancount",
    show_default=True,
    help="Beancount text, or one CSV row per posting.",
)
@folder_option
def export(form: str, folder: Path) -> None:
    """The books for another program, on the standard output.

    \b
    Example:  cleanclaim ledger export --format beancount > books.beancount
    """
    from cleanclaim.ledger.exporting import beancount_text, csv_text

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        books = work.entries.all()
    print(beancount_text(books) if form == "beancount" else csv_text(books), end="")
