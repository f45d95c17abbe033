"""`cleanclaim ledger`: the books."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option

if TYPE_CHECKING:
    from cleanclaim.remittance.tracing import DayOfMoney


@click.group()
def ledger() -> None:
    """Balances, entries, periods and proof of the books. Debits are positive, credits negative."""


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
    type=click.Choice(["beancount", "csv", "xlsx"]),
    default="beancount",
    show_default=True,
    help="Beancount text, one CSV row per posting, or the month-end workbook.",
)
@click.option("--period", metavar="YYYY-MM", help="The month of the workbook.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the workbook goes.")
@folder_option
def export(form: str, period: str | None, out: Path | None, folder: Path) -> None:
    """The books for another program, on the standard output; a month-end workbook into a file.

    \b
    Example:  cleanclaim ledger export --format xlsx --period 2026-05 --out may.xlsx
    """
    from cleanclaim.app.close_period import month_end_pack
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.ledger.exporting import beancount_text, csv_text
    from cleanclaim.ledger.month_end import workbook_bytes

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        if form == "xlsx":
            if not period or not out:
                raise MisuseError("a workbook needs --period and --out")
            out.write_bytes(workbook_bytes(month_end_pack(work, period)))
            return
        books = work.entries.all()
    print(beancount_text(books) if form == "beancount" else csv_text(books), end="")


_by_option = click.option("--by", required=True, metavar="NAME", help="Who decides this.")
_period_argument = click.argument("period", metavar="YYYY-MM")


@ledger.command()
@_period_argument
@_by_option
@folder_option
@today_option
@json_option
@click.pass_context
def close(
    context: click.Context, period: str, *, by: str, folder: Path, today: date | None, as_json: bool
) -> None:
    """Close a month: nothing enters it any more. The money must be proved first.

    \b
    Example:  cleanclaim ledger close 2026-05 --by "Ana Biller"
    """
    from cleanclaim.app.close_period import close_period
    from cleanclaim.cli.output import finding_text, print_json

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        is_new, proof = close_period(work, period, by=by, at=moment(today))
    if as_json:
        print_json({"period": period, "closed": is_new, "holds": proof.holds, "findings": proof.findings})
    else:
        for finding in proof.findings:
            print(finding_text(finding))
        told = (
            "closed" if is_new else "closed before" if proof.holds else "NOT closed: the money does not tie"
        )
        print(f"{period}: {told}")
    context.exit(0 if proof.holds else 1)


@ledger.command()
@_period_argument
@_by_option
@click.option("--reason", required=True, help="Why it is opened again.")
@folder_option
@today_option
@json_option
def reopen(period: str, *, by: str, reason: str, folder: Path, today: date | None, as_json: bool) -> None:
    """Open a closed month again; who, when and why stay on record.

    \b
    Example:  cleanclaim ledger reopen 2026-05 --by "Ana Biller" --reason "a late bank charge"
    """
    from cleanclaim.app.close_period import reopen_period
    from cleanclaim.cli.output import print_json

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        is_new = reopen_period(work, period, by=by, reason=reason, at=moment(today))
    if as_json:
        print_json({"period": period, "reopened": is_new})
    else:
        print(f"{period}: {'reopened' if is_new else 'was not closed'}")


@ledger.command("take-opening")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--patients", default="0", help="What patients owe in the other system, in all.")
@click.option("--payers", default="0", help="What payers owe, in all.")
@click.option("--unapplied", default="0", help="What was received and not applied, in all.")
@_by_option
@folder_option
@today_option
@json_option
def take_opening(
    path: Path,
    *,
    patients: str,
    payers: str,
    unapplied: str,
    by: str,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """Take over balances from another system: a CSV of kind, owner, reference, amount; totals must tie.

    \b
    Example:  cleanclaim ledger take-opening old.csv --patients 120.00 --payers 300.00 --by Ana
    """
    from cleanclaim.app.take_opening_balances import take_opening_balances
    from cleanclaim.cli.output import print_json
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.core.money import Money
    from cleanclaim.ledger.opening_balances import BalanceKind

    try:
        totals = dict(zip(BalanceKind, map(Money.parse, (patients, payers, unapplied)), strict=True))
    except ValueError:
        raise MisuseError("totals are dollars such as 120.00") from None
    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        count = take_opening_balances(work, path, totals, on=moment(today).date(), by=by)
    print_json({"entries": count}) if as_json else print(f"{count} opening balances taken")
