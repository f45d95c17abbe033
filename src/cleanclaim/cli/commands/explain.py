"""`cleanclaim explain`: everything behind an id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace

if TYPE_CHECKING:
    from cleanclaim.app.explain_rule import RuleStory

_RULES = ("edit.", "guideline.", "medicare.", "medicaid.", "contract.", "work.", "statement.")


@click.command()
@click.argument("identifier")
@folder_option
@json_option
def explain(identifier: str, folder: Path, as_json: bool) -> None:
    """Everything behind an encounter, a claim, a ledger entry, a work item or a rule, with its sources.

    \b
    Example:  cleanclaim explain E01
    Example:  cleanclaim explain edit.timely-filing
    """
    if identifier.startswith(_RULES) and _explain_rule(identifier, as_json=as_json):
        return
    from cleanclaim.app.explain import explain as explain_id
    from cleanclaim.cli.output import print_json

    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        found = explain_id(work, identifier)
    if as_json:
        print_json(found)
    else:
        print("\n".join(_lines(found)))


def _lines(found: object) -> Iterator[str]:
    import json

    from cleanclaim.app.explain import ClaimStory, EncounterStory
    from cleanclaim.cli.level_lines import level_lines
    from cleanclaim.cli.stories import claim_lines, encounter_lines
    from cleanclaim.model.documents import to_document

    if isinstance(found, EncounterStory):
        yield from encounter_lines(found)
        if found.level is not None:
            yield from level_lines(found.level)
    elif isinstance(found, ClaimStory):
        yield from claim_lines(found)
    else:
        yield json.dumps(to_document(found), indent=2, ensure_ascii=False)


def _explain_rule(rule_id: str, *, as_json: bool) -> bool:
    """Print the rules of that id; False when there is none (then it may be something in the store)."""
    from cleanclaim.app.explain_rule import explain_rule
    from cleanclaim.cli.output import print_json

    stories = explain_rule(rule_id)
    for story in stories:
        if as_json:
            print_json(story)
        else:
            print("\n".join(_rule_lines(story)), end="\n\n")
    return bool(stories)


def _rule_lines(story: RuleStory) -> Iterator[str]:
    yield f"{story.rule_id}  ({story.kind})"
    yield f"  {story.title}"
    yield f"  source: {story.citation}"
    if story.effective:
        yield f"  in force: {story.effective}"
    yield ""
    yield from (f"  {line}" for line in story.page.strip().splitlines())
    if story.examples:
        yield ""
        yield "  cases, each run as a test:"
        yield from (f"    {example}" for example in story.examples)
