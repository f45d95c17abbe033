"""`cleanclaim receive`: take files that a payer sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, open_workspace, today_option


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@folder_option
@today_option
@json_option
@click.pass_context
def receive(
    context: click.Context, paths: tuple[Path, ...], *, folder: Path, today: date | None, as_json: bool
) -> None:
    """Take TA1, 999, 277CA and 835 files: each is posted whole or not at all, and never twice.

    \b
    Example:  cleanclaim receive inbox/835_0001.x12
    """
    from cleanclaim.app.bill_next_plan import bill_next_plans
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.posting_rules import posting_rules
    from cleanclaim.app.receive_files import REFUSED, receive_file
    from cleanclaim.app.release_suspended import release_suspended
    from cleanclaim.app.watch_silence import watch_silence
    from cleanclaim.cli.output import finding_text, print_json

    rejected, rules = False, posting_rules(folder)
    with open_workspace(folder) as workspace:
        for path in paths:
            with workspace.store.unit_of_work() as work:
                received = receive_file(work, path.read_bytes(), at=moment(today), rules=rules)
            rejected = rejected or received.outcome == REFUSED or bool(received.report.rejects)
            if as_json:
                print_json({"file": str(path), **_plain(received)})
                continue
            kinds = " ".join(received.kinds) or "nothing of it was taken"
            done = f"{received.events} claim events, {received.entries} ledger entries"
            print(f"{path}: {received.outcome} ({kinds}); {done}")
            for finding in received.report.findings:
                print(finding_text(finding))
        with workspace.store.unit_of_work() as work, tables_of(folder) as tables:
            release_suspended(work, at=moment(today))
            made = bill_next_plans(work, at=moment(today), tables=tables)
            watch_silence(work, at=moment(today))
    for each in made if not as_json else ():
        if each.next_id:
            print(f"claim {each.next_id} to {each.payer_id} carries on {each.claim_id}; sign it to send it")
    context.exit(1 if rejected else 0)


def _plain(received: object) -> dict[str, object]:
    from cleanclaim.model.documents import to_document

    document = to_document(received)
    assert isinstance(document, dict)
    return document
