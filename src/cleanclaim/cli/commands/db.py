"""`cleanclaim db`: keep the database safe."""

from __future__ import annotations

from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def db() -> None:
    """Back up, restore and verify the database."""


@db.command()
@click.argument("target", type=_FILE)
@folder_option
@json_option
def backup(target: Path, folder: Path, as_json: bool) -> None:
    """Write an encrypted copy while the database is in use. Keep its key somewhere else.

    \b
    Example:  cleanclaim db backup monday.backup
    """
    from cleanclaim.store.backup import backup as back_up

    with open_workspace(folder) as workspace:
        back_up(workspace.store, target)
    _told("backed up to", target, as_json=as_json)


@db.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@folder_option
@json_option
def restore(source: Path, folder: Path, as_json: bool) -> None:
    """Put a backup in the place of a database that is not there. An existing one is never overwritten.

    \b
    Example:  cleanclaim db restore monday.backup --dir new-folder
    """
    from cleanclaim.app.workspace import DATABASE
    from cleanclaim.store.backup import restore as put_back

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_back(source, folder / DATABASE)
    _told("restored to", folder / DATABASE, as_json=as_json)


@db.command()
@folder_option
@json_option
@click.pass_context
def verify(context: click.Context, folder: Path, as_json: bool) -> None:
    """Check every page, every record's hash, every entry's sum. Exit code 1 when something is wrong.

    \b
    Example:  cleanclaim db verify
    """
    from cleanclaim.cli.output import print_json, print_report
    from cleanclaim.store.verifying import verify as verify_store

    with open_workspace(folder) as workspace:
        report = verify_store(workspace.store)
    print_report(report, as_json=as_json)
    if as_json:
        print_json({"verified": not report.rejects, "findings": len(report.findings)})
    elif not report.findings:
        print("everything is as it was written, and the books balance")
    context.exit(1 if report.rejects else 0)


def _told(done: str, target: Path, *, as_json: bool) -> None:
    from cleanclaim.cli.output import print_json

    if as_json:
        print_json({"done": done.split()[0], "file": str(target)})
    else:
        print(f"{done} {target}")
