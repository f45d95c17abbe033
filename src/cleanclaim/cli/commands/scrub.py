"""`cleanclaim scrub`: every finding about claims, on the desk or in files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option

if TYPE_CHECKING:
    from cleanclaim.core.finding import Report

_OPENS_JSON = b"{"


@click.command()
@click.argument("what", nargs=-1)
@click.option("--bulk", is_flag=True, help="Claims of a large JSON Lines file, on all cores; implies --json.")
@folder_option
@today_option
@json_option
@click.pass_context
def scrub(
    context: click.Context,
    what: tuple[str, ...],
    *,
    bulk: bool,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """List every finding about claims: by id, in X12 files, or in JSON Lines files with one claim a line.

    Without an argument: all claims on the desk. A claim with a finding of severity reject is held. Checks
    that could not be asked are listed too. Claims of a file are checked in its order, those before being
    the history of those after; edits on note, decisions and signature are not asked of them. An 837P is
    checked on the wire first, then claim by claim.

    \b
    Example:  cleanclaim scrub E21A
    Example:  cleanclaim scrub sent/837P_DEMOACME_000000001.x12
    Example:  cleanclaim scrub claims.jsonl --json
    Example:  cleanclaim scrub claims.jsonl --bulk
    """
    if bulk:
        context.exit(1 if _scrub_in_bulk([Path(each) for each in what], folder, today) else 0)
    files = [Path(each) for each in what if Path(each).is_file()]
    claim_ids = [each for each in what if not Path(each).is_file()]
    fired = rejected = False
    for kind, name, report in _reports(files, claim_ids, folder, today, whole_desk=not what):
        _print(kind, name, report, as_json=as_json)
        fired = fired or bool(report.findings)
        rejected = rejected or bool(report.rejects)
    if not as_json and not fired:
        print("no findings")
    context.exit(1 if rejected else 0)


def _scrub_in_bulk(files: list[Path], folder: Path, today: date | None) -> bool:
    """Print the answers; whether any claim is rejected."""
    import os

    from cleanclaim.app.bulk_scrub import scrub_lines_in_bulk

    if not files or not all(path.is_file() and _first_byte(path) == _OPENS_JSON for path in files):
        raise click.UsageError("--bulk wants JSON Lines files with one claim a line")
    rejected = False
    for path in files:
        processes = os.cpu_count() or 1
        for line in scrub_lines_in_bulk(path, folder, today=moment(today).date(), processes=processes):
            print(line.text)
            rejected = rejected or line.rejected
    return rejected


def _print(kind: str, name: str, report: Report, *, as_json: bool) -> None:
    from cleanclaim.app.scrub_files import report_document
    from cleanclaim.cli.output import print_report

    if as_json:
        print(json.dumps({kind: name, **report_document(report)}, ensure_ascii=False))
    else:
        print_report(report, as_json=False)


def _reports(
    files: list[Path], claim_ids: list[str], folder: Path, today: date | None, *, whole_desk: bool
) -> Iterator[tuple[str, str, Report]]:
    """What each report is about (`file` or `claim_id`), its name, and the report."""
    for path in files:
        if _first_byte(path) == _OPENS_JSON:
            yield from _scrub_lines(path, folder, today)
        else:
            yield from _scrub_x12(path, folder, today)
    if claim_ids or whole_desk:
        yield from _scrub_claims(folder, claim_ids, today)


def _first_byte(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(256).lstrip()[:1]


def _scrub_x12(path: Path, folder: Path, today: date | None) -> Iterator[tuple[str, str, Report]]:
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.profile_files import profiles_in
    from cleanclaim.app.scrub_x12 import read_x12_claims, scrub_x12_claims

    file = read_x12_claims(path.read_bytes(), subject=path.name)
    yield "file", path.name, file.report
    with tables_of(folder) as tables:
        told = scrub_x12_claims(file, today=moment(today).date(), tables=tables, profiles=profiles_in(folder))
        for each in told:
            yield "claim_id", each.claim_id, each.report


def _scrub_lines(path: Path, folder: Path, today: date | None) -> Iterator[tuple[str, str, Report]]:
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.profile_files import profiles_in
    from cleanclaim.app.scrub_files import claims_of_lines, scrub_batch

    with tables_of(folder) as tables:
        claims, day = claims_of_lines(path), moment(today).date()
        for each in scrub_batch(claims, today=day, tables=tables, profiles=profiles_in(folder)):
            yield "claim_id", each.claim_id, each.report


def _scrub_claims(
    folder: Path, claim_ids: list[str], today: date | None
) -> Iterator[tuple[str, str, Report]]:
    from cleanclaim.app.claim_states import claims_in
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.profile_files import profiles_in
    from cleanclaim.app.scrub_claims import ON_THE_DESK, scrub_claim

    with (
        open_workspace(folder) as workspace,
        workspace.store.unit_of_work() as work,
        tables_of(folder) as tables,
    ):
        claims = [work.claims.get(each) for each in claim_ids or claims_in(work, ON_THE_DESK)]
        profiles = profiles_in(folder)
        for each in claims:
            report = scrub_claim(work, each, at=moment(today), tables=tables, profiles=profiles)
            yield "claim_id", each.claim_id, report
