"""`cleanclaim rebuild`: the books again from old files."""

from __future__ import annotations

from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@folder_option
@json_option
def rebuild(source: Path, *, folder: Path, as_json: bool) -> None:
    """Make claims, adjudication and receivables again from bare old 837P, 835 and acknowledgment files.

    Tells what such files cannot tell. Running it again changes nothing; opening balances of what came before
    the files are taken by `ledger take-opening`.

    \b
    Example:  cleanclaim rebuild old-files --dir new-practice
    """
    from cleanclaim.app.rebuild_books import rebuild_books
    from cleanclaim.app.workspace import open_workspace
    from cleanclaim.cli.output import print_json

    with open_workspace(folder, create=True) as workspace:
        rebuilt = rebuild_books(workspace.store, source)
    if as_json:
        print_json(rebuilt)
        return
    print(
        f"{rebuilt.files} files: {rebuilt.claims} claims, {rebuilt.remittances} remittances,"
        f" {rebuilt.entries} ledger entries; the books {'balance' if rebuilt.balanced else 'DO NOT BALANCE'}"
    )
    for account, amount in rebuilt.receivables.items():
        print(f"  {account:6} {amount.grouped:>14}")
    print("What the files cannot tell:")
    for gap in rebuilt.gaps:
        about = f" ({gap.count}: {', '.join(gap.about)})" if gap.count else ""
        print(f"  {gap.says}{about}")
