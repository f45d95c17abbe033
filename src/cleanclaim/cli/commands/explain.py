"""`cleanclaim explain`: everything behind an id."""

from __future__ import annotations

from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace


@click.command()
@click.argument("identifier")
@folder_option
@json_option
def explain(identifier: str, folder: Path, as_json: bool) -> None:
    """Everything behind an encounter, a claim, a ledger entry or a work item, with its sources.

    \b
    Example:  cleanclaim explain E01
    """
    from cleanclaim.app.explain import ClaimStory, EncounterStory
    from cleanclaim.app.explain import explain as explain_id
    from cleanclaim.cli.output import print_json
    from cleanclaim.cli.stories import claim_lines, encounter_lines

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        found = explain_id(work, identifier)
    if as_json:
        print_json(found)
    elif isinstance(found, EncounterStory):
        print("\n".join(encounter_lines(found)))
    elif isinstance(found, ClaimStory):
        print("\n".join(claim_lines(found)))
    else:
        import json

        from cleanclaim.model.documents import to_document

        print(json.dumps(to_document(found), indent=2, ensure_ascii=False))
