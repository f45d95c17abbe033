"""`cleanclaim work`: what a person still has to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace


@click.group()
def work() -> None:
    """What a person still has to do."""


@work.command("list")
@click.option("--kind", help="Only one queue, e.g. held_claim, denial, suspense.")
@folder_option
@json_option
def list_work(kind: str | None, folder: Path, as_json: bool) -> None:
    """Open items, the nearest deadline first.

    \b
    Example:  cleanclaim work list --kind denial
    """
    from cleanclaim.cli.output import print_json, print_table
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.model.work import WorkKind

    if kind is not None and kind not in list(WorkKind):
        raise MisuseError(f"no queue {kind!r}; the queues are {', '.join(WorkKind)}")
    with open_workspace(folder) as workspace, workspace.store.reading() as reading:
        items = reading.work_items.open_items(WorkKind(kind) if kind else None)
    ordered = sorted(items, key=lambda item: (item.due_on is None, str(item.due_on), item.work_item_id))
    if as_json:
        for item in ordered:
            print_json(item)
    else:
        rows = [
            (str(item.due_on or ""), item.kind.replace("_", " "), item.about, item.title, item.next_step)
            for item in ordered
        ]
        print_table("Open work", ["due", "queue", "about", "what", "next step"], rows)


@work.command()
@click.argument("work_item_id")
@click.option("--by", required=True, help="Your name.")
@click.option("--reason", required=True, help="What was done.")
@folder_option
@json_option
def close(work_item_id: str, *, by: str, reason: str, folder: Path, as_json: bool) -> None:
    """Close an item; who, when and why are kept.

    \b
    Example:  cleanclaim work close query:E01 --by "Demo Coder" --reason "asked and answered"
    """
    from cleanclaim.cli.output import print_json

    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as unit:
        closed = unit.work_items.close(work_item_id, by, datetime.now(UTC), reason)
    if as_json:
        print_json({"work_item_id": work_item_id, "closed_now": closed})
    else:
        print(f"{work_item_id}: {'closed' if closed else 'was closed before'}")
