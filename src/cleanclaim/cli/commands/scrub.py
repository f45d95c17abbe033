"""`cleanclaim scrub`: every finding about claims or X12 files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option

if TYPE_CHECKING:
    from cleanclaim.core.finding import Report


@click.command()
@click.argument("what", nargs=-1)
@folder_option
@today_option
@json_option
@click.pass_context
def scrub(
    context: click.Context, what: tuple[str, ...], *, folder: Path, today: date | None, as_json: bool
) -> None:
    """List every finding about X12 files (paths) or claims (ids); without either, all claims on the desk.

    A claim with a finding of severity reject is held. Checks that could not be asked are listed too.

    \b
    Example:  cleanclaim scrub E21A
    Example:  cleanclaim scrub sent/837P_DEMOACME_000000001.x12
    """
    from cleanclaim.cli.output import print_report

    files = [Path(each) for each in what if Path(each).is_file()]
    claim_ids = [each for each in what if not Path(each).is_file()]
    reports = [_check_file(path) for path in files]
    if claim_ids or not what:
        reports += _scrub_claims(folder, claim_ids, today)
    for report in reports:
        print_report(report, as_json=as_json)
    rejected = any(report.rejects for report in reports)
    if not as_json and not any(report.findings for report in reports):
        print("no findings")
    context.exit(1 if rejected else 0)


def _check_file(path: Path) -> Report:
    from cleanclaim.exchange.code_lists import loaded_code_sets
    from cleanclaim.x12.reading import read
    from cleanclaim.x12.validation import check

    return check(read(path.read_bytes(), subject=path.name), code_sets=loaded_code_sets())


def _scrub_claims(folder: Path, claim_ids: list[str], today: date | None) -> list[Report]:
    from cleanclaim.app.claim_states import claims_in
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.scrub_claims import ON_THE_DESK, scrub_claim

    with (
        open_workspace(folder) as workspace,
        workspace.store.unit_of_work() as work,
        tables_of(folder) as tables,
    ):
        claims = [work.claims.get(each) for each in claim_ids or claims_in(work, ON_THE_DESK)]
        return [scrub_claim(work, each, at=moment(today), tables=tables) for each in claims]
