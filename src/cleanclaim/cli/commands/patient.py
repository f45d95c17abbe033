"""`cleanclaim patient`: what a patient owes and why, what the patient pays and gets back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option

if TYPE_CHECKING:
    from cleanclaim.core.money import Money
    from cleanclaim.ledger.entries import Entry


@click.group()
def patient() -> None:
    """A patient's statement, payments and refunds."""


@patient.command("list")
@folder_option
@json_option
def list_patients(folder: Path, as_json: bool) -> None:
    """The ids of all patients and what each owes.

    \b
    Example:  cleanclaim patient list
    """
    from cleanclaim.app.make_statements import patient_ids
    from cleanclaim.cli.output import print_json, print_table
    from cleanclaim.core.money import ZERO
    from cleanclaim.ledger.accounts import Account

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        owed = {
            each: work.entries.balances_of_patient(each).get(Account.RECEIVABLE_PATIENT, ZERO)
            for each in patient_ids(work)
        }
    if as_json:
        for patient_id, amount in owed.items():
            print_json({"patient_id": patient_id, "owes": amount})
    else:
        rows = [(patient_id, amount.grouped) for patient_id, amount in owed.items()]
        print_table("Patients", ["patient", "owes"], rows, right="owes")


@patient.command()
@click.argument("patient_id")
@click.option(
    "--practice",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The practice file (default: practice.toml in the practice's folder).",
)
@folder_option
@today_option
@json_option
def statement(
    patient_id: str, *, practice: Path | None, folder: Path, today: date | None, as_json: bool
) -> None:
    """One page in plain words: what is owed, why, and what the plan paid.

    \b
    Example:  cleanclaim patient statement P04
    """
    from cleanclaim.app.make_statements import make_statement, why_held
    from cleanclaim.app.workspace import PRACTICE_FILE
    from cleanclaim.cli.output import print_json
    from cleanclaim.intake.practice import read_practice
    from cleanclaim.statements import render_text

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        setup = read_practice(practice or folder / PRACTICE_FILE)
        made = make_statement(work, patient_id, setup.practice, today=moment(today).date())
        held = why_held(work, patient_id)
    if held:
        click.echo(f"cleanclaim: do not send this yet: {held}", err=True)
    if as_json:
        print_json(made)
    else:
        print(render_text(made))


def _amount(_context: click.Context, _parameter: click.Parameter, text: str) -> Money:
    from cleanclaim.core.money import Money

    try:
        return Money.parse(text)
    except ValueError:
        raise click.BadParameter("want dollars such as 54.00") from None


_by_option = click.option("--by", required=True, metavar="NAME", help="Who takes or decides this.")
_receipt_option = click.option(
    "--receipt", required=True, help="Your number for it; the same one counts once."
)
_amount_argument = click.argument("amount", callback=_amount)


def _print_entry(entry: Entry | None, *, is_new: bool, as_json: bool) -> None:
    from cleanclaim.cli.output import print_json
    from cleanclaim.ledger.report import journal

    if as_json:
        print_json({"entry": entry, "new": is_new})
    elif entry is None:
        print("nothing to do")
    else:
        print(f"{entry.natural_key}: {journal(entry)}{'' if is_new else '  (was booked before)'}")


@patient.command()
@click.argument("patient_id")
@_amount_argument
@click.option("--method", type=click.Choice(["cash", "check", "card", "transfer"]), required=True)
@_receipt_option
@_by_option
@click.option("--reference", default="", help="Check number or the gateway's reference; never a card number.")
@click.option("--slip", default="", help="The number under which the bank will show it (default: reference).")
@click.option("--fee", callback=_amount, default="0", help="What the card gateway keeps.")
@click.option("--claim", "claim_id", default="", help="Only towards this claim (default: oldest first).")
@folder_option
@today_option
@json_option
def pay(  # noqa: PLR0913  one option each
    patient_id: str,
    amount: Money,
    *,
    method: str,
    receipt: str,
    by: str,
    reference: str,
    slip: str,
    fee: Money,
    claim_id: str,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """Take a patient's payment; what is not owed yet waits for a later visit.

    \b
    Example:  cleanclaim patient pay P04 54.00 --method check --receipt R17 --reference 1042 --by Ana
    """
    from cleanclaim.app.patient_payments import take_payment
    from cleanclaim.statements.patient_money import Method, PatientPayment

    told = PatientPayment(
        receipt, patient_id, amount, Method(method), moment(today).date(), by, reference, slip, fee
    )
    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        entry, is_new = take_payment(work, told, claim_id=claim_id)
    _print_entry(entry, is_new=is_new, as_json=as_json)


@patient.command()
@click.argument("patient_id")
@_amount_argument
@_receipt_option
@_by_option
@click.option("--reason", required=True, help="Why, in your words; no patient's particulars.")
@folder_option
@today_option
@json_option
def refund(
    patient_id: str,
    amount: Money,
    *,
    receipt: str,
    by: str,
    reason: str,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """Approve a refund of a credit; `refund-paid` tells that the money has left.

    \b
    Example:  cleanclaim patient refund P04 44.00 --receipt F3 --by Ana --reason "paid twice"
    """
    from cleanclaim.app.patient_payments import approve_refund

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        entry, is_new = approve_refund(
            work, patient_id, amount, receipt=receipt, by=by, reason=reason, on=moment(today).date()
        )
    _print_entry(entry, is_new=is_new, as_json=as_json)


@patient.command("refund-paid")
@_receipt_option
@click.option("--reference", required=True, help="Number of the check or transfer.")
@_by_option
@folder_option
@today_option
@json_option
def refund_paid(
    *, receipt: str, reference: str, by: str, folder: Path, today: date | None, as_json: bool
) -> None:
    """An approved refund has left the bank.

    \b
    Example:  cleanclaim patient refund-paid --receipt F3 --reference 2001 --by Ana
    """
    from cleanclaim.app.patient_payments import pay_refund

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        entry, is_new = pay_refund(work, receipt, reference=reference, by=by, on=moment(today).date())
    _print_entry(entry, is_new=is_new, as_json=as_json)


@patient.command()
@click.argument("patient_id")
@_amount_argument
@click.option("--to", "to_claim", required=True, metavar="CLAIM", help="The claim that is owed for.")
@click.option(
    "--from", "from_claim", default="", metavar="CLAIM", help="A claim with a credit (default: unapplied)."
)
@_receipt_option
@_by_option
@folder_option
@today_option
@json_option
def transfer(
    patient_id: str,
    amount: Money,
    *,
    to_claim: str,
    from_claim: str,
    receipt: str,
    by: str,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """Move a prepayment or a credit to what the patient owes for a claim.

    \b
    Example:  cleanclaim patient transfer P04 25.00 --to E04A --receipt M1 --by Ana
    """
    from cleanclaim.app.patient_payments import move_money

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        entry, is_new = move_money(
            work,
            patient_id,
            amount,
            to_claim=to_claim,
            from_claim=from_claim,
            receipt=receipt,
            by=by,
            on=moment(today).date(),
        )
    _print_entry(entry, is_new=is_new, as_json=as_json)


@patient.command("small-balance")
@click.argument("patient_id")
@click.option(
    "--limit", callback=_amount, default="5.00", show_default=True, help="Largest total to forgive."
)
@_by_option
@folder_option
@today_option
@json_option
def small_balance(
    patient_id: str, *, limit: Money, by: str, folder: Path, today: date | None, as_json: bool
) -> None:
    """Forgive what a patient owes when all of it is too small to bill.

    \b
    Example:  cleanclaim patient small-balance P04 --limit 5.00 --by Ana
    """
    from cleanclaim.app.patient_payments import forgive_small_balance

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        entry = forgive_small_balance(work, patient_id, limit=limit, by=by, on=moment(today).date())
    _print_entry(entry, is_new=entry is not None, as_json=as_json)
