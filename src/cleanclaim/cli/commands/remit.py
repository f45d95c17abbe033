"""`cleanclaim remit`: remittances looked at, posted, undone, and held against what was expected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option

if TYPE_CHECKING:
    from cleanclaim.app.preview_remittance import Preview
    from cleanclaim.app.underpayments import Variance
    from cleanclaim.app.undo_remittance import Decided
    from cleanclaim.model.remittance import Remittance
    from cleanclaim.remittance.variance import LineVariance


@click.group()
def remit() -> None:
    """Show, preview, post and undo remittances, and tell what they fall short of."""


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


@remit.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@folder_option
@today_option
@json_option
@click.pass_context
def preview(context: click.Context, path: Path, *, folder: Path, today: date | None, as_json: bool) -> None:
    """What taking an 835 file would post, by claim and line; nothing is written.

    \b
    Example:  cleanclaim remit preview inbox/835_0001.x12
    """
    from cleanclaim.app.posting_rules import posting_rules
    from cleanclaim.app.preview_remittance import WOULD_QUARANTINE, preview_file
    from cleanclaim.cli.output import print_json, print_report

    rules = posting_rules(folder)
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        previews, report = preview_file(work, path.read_bytes(), at=moment(today), rules=rules)
    for each in previews:
        if as_json:
            print_json(each)
        else:
            _print_preview(each)
    print_report(report, as_json=as_json)
    bad = any(each.verdict == WOULD_QUARANTINE for each in previews) or bool(report.rejects)
    context.exit(1 if bad else 0)


_by_option = click.option("--by", required=True, metavar="NAME", help="Who decides this.")


@remit.command()
@click.argument("named", metavar="TRACE")
@_by_option
@click.option("--reason", required=True, help="Why, in your words; no patient's particulars.")
@folder_option
@today_option
@json_option
@click.pass_context
def undo(
    context: click.Context,
    named: str,
    *,
    by: str,
    reason: str,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """Reverse the posting of a remittance, named by its trace number or key. It can be posted again.

    \b
    Example:  cleanclaim remit undo 990000001 --by "Ana Biller" --reason "wrong practice"
    """
    from cleanclaim.app.undo_remittance import REFUSED, undo_remittance

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        decided = undo_remittance(work, named, by=by, reason=reason, at=moment(today))
    _print_decided(decided, "undone", as_json=as_json)
    context.exit(1 if decided.outcome == REFUSED else 0)


@remit.command("post")
@click.argument("named", metavar="TRACE")
@_by_option
@click.option("--reason", default="", help="Why, in your words; no patient's particulars.")
@folder_option
@today_option
@json_option
def post_again(named: str, *, by: str, reason: str, folder: Path, today: date | None, as_json: bool) -> None:
    """Post a remittance that waits for its release, or whose posting was undone.

    \b
    Example:  cleanclaim remit post 990000001 --by "Ana Biller"
    """
    from cleanclaim.app.undo_remittance import release_remittance

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        decided = release_remittance(work, named, by=by, reason=reason, at=moment(today))
    _print_decided(decided, "posted", as_json=as_json)


def _print_decided(decided: Decided, verb: str, *, as_json: bool) -> None:
    from cleanclaim.cli.output import print_json, print_report

    if as_json:
        print_json(decided)
        return
    told = {"done": verb, "already": f"{verb} before", "refused": "refused; nothing changed"}
    key, entries = decided.remittance_key[:12], decided.entries
    print(f"remittance {key}: {told[decided.outcome]}; {entries} ledger entries")
    print_report(decided.report, as_json=False)


def _print_preview(preview: Preview) -> None:
    from cleanclaim.cli.output import finding_text, print_table

    verdict = f"{preview.verdict}, {preview.reason}" if preview.reason else preview.verdict
    title = f"{preview.payer_name}, trace {preview.trace_number}, {preview.payment.grouped}: {verdict}"
    rows = []
    for each in preview.claims:
        event = f"{each.outcome.event.value} {each.outcome.cause}".strip()
        for line in each.lines:
            moves = "; ".join(f"{account.value} {amount}" for account, amount in line.moves)
            rows.append((each.outcome.control_number, str(line.line_number or ""), event, moves))
    if preview.provider:
        moves = "; ".join(f"{account.value} {amount}" for account, amount in preview.provider)
        rows.append(("", "", "provider adjustments", moves))
    print_table(title, ["claim", "line", "becomes", "moves"], rows, right="line")
    for finding in preview.findings:
        print(finding_text(finding))


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


@remit.command()
@click.option("--tolerance", default="0.00", show_default=True, help="Dollars a line may differ by.")
@click.option("--payer", "payer_id", default="", help="Only claims to this payer.")
@click.option("--locality", default="", help="MAC-locality (default: by the ZIP code of the place).")
@click.option("--qualifying", is_flag=True, help="Qualifying participants of a payment model (2026 on).")
@folder_option
@json_option
@click.pass_context
def variance(
    context: click.Context,
    *,
    tolerance: str,
    payer_id: str,
    locality: str,
    qualifying: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Allowed against expected, line by line: by contract (FOLDER/contracts), or Medicare's own fees.

    Exit code 1: some line is underpaid by more than the tolerance. Lines without an expectation are counted
    with their reason.

    \b
    Example:  cleanclaim remit variance --tolerance 0.05
    """
    from cleanclaim.app.contract_files import contracts_in
    from cleanclaim.app.expected_amounts import PriceBooks
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.underpayments import variance_of
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.core.money import Money

    try:
        within = Money.parse(tolerance)
    except ValueError:
        raise MisuseError("--tolerance wants an amount such as 0.05") from None
    with tables_of(folder) as tables, open_workspace(folder) as workspace, workspace.store.reading() as work:
        books = PriceBooks(tables, contracts_in(folder), locality, qualifying=qualifying)
        found = variance_of(work, books, tolerance=within, payer_id=payer_id)
    if as_json:
        from cleanclaim.cli.output import print_json

        for line in found.lines:
            print_json({"line": line, "variance": line.variance})
        for group in found.groups:
            print_json({"underpaid": group})
        for claim_id in found.unmatched:
            print_json({"unmatched": claim_id})
    else:
        _print_variance(found)
    context.exit(1 if found.groups else 0)


def _print_variance(found: Variance) -> None:
    from collections import Counter

    from cleanclaim.cli.output import print_table
    from cleanclaim.remittance.variance import Verdict

    differing = [each for each in found.lines if each.verdict in (Verdict.UNDERPAID, Verdict.OVERPAID)]
    columns = ["claim", "line", "payer", "procedure", "allowed", "expected", "variance", "cause", "reasons"]
    if differing:
        rows = map(_variance_row, differing)
        print_table("Lines that differ", columns, rows, right=",".join(columns[4:7]))
    groups = [
        (each.payer_id, each.procedure, each.cause, str(each.lines), each.short.grouped)
        for each in found.groups
    ]
    if groups:
        columns = ["payer", "procedure", "cause", "lines", "short"]
        print_table("Underpaid", columns, groups, right="lines,short")
    counts = Counter(each.verdict.value for each in found.lines)
    print(", ".join(f"{verdict.value} {counts[verdict.value]}" for verdict in Verdict))
    reasons = Counter(each.formula[0] for each in found.lines if each.verdict is Verdict.NOT_COMPARED)
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        print(f"  not compared {count}: {reason}")
    for claim_id in found.unmatched:
        print(f"  not compared: the answer to claim {claim_id} does not tell which lines it is about")


def _variance_row(line: LineVariance) -> tuple[str, ...]:
    expected = "" if line.expected is None else line.expected.grouped
    return (
        line.claim_id,
        str(line.line_number),
        line.payer_id,
        line.procedure,
        line.allowed.grouped,
        expected,
        line.variance.grouped,
        line.cause,
        " ".join(line.reasons),
    )
