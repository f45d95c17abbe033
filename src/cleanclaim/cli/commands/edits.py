"""`cleanclaim edits`: the edits themselves, and a rehearsal of one over the stored past."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanclaim.cli.options import folder_option, json_option, open_workspace

if TYPE_CHECKING:
    from cleanclaim.app.rehearse_edits import Finder, Rehearsal
    from cleanclaim.edits.folder import EditFile


@click.group()
def edits() -> None:
    """List the edits, show one with its examples, or rehearse one on the past."""


@edits.command("list")
@json_option
def list_edits(as_json: bool) -> None:
    """Every edit: id, what it wants, what a finding weighs, where the rule is written.

    \b
    Example:  cleanclaim edits list
    """
    from cleanclaim.cli.output import print_table
    from cleanclaim.edits.folder import all_edits

    if as_json:
        for each in all_edits():
            print(json.dumps(_head(each), ensure_ascii=False))
        return
    rows = [(each.edit.edit_id, each.edit.title, each.edit.severity.value) for each in all_edits()]
    print_table(f"{len(rows)} edits", ["edit", "what it wants", "weighs"], rows)


@edits.command()
@click.argument("edit_id", metavar="ID")
@json_option
def show(edit_id: str, as_json: bool) -> None:
    """One edit's page: the rule, its source, the days it is in force, and the cases that are its tests.

    \b
    Example:  cleanclaim edits show edit.ncci-pair
    """
    from cleanclaim.app.edit_pages import page_of
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.edits.folder import all_edits

    wanted = edit_id if edit_id.startswith("edit.") else f"edit.{edit_id}"
    found = next((each for each in all_edits() if each.edit.edit_id == wanted), None)
    if found is None:
        raise MisuseError(f"there is no edit {wanted}; `cleanclaim edits list` shows all")
    print(json.dumps(_story(found), ensure_ascii=False) if as_json else page_of(found))


@edits.command()
@click.argument("what", metavar="EDIT|FILE.py|PROFILE.toml")
@click.option(
    "--history",
    is_flag=True,
    expose_value=False,
    help="Over every claim that was ever sent (as it always is).",
)
@folder_option
@json_option
def rehearse(what: str, folder: Path, as_json: bool) -> None:
    """What an edit, a new edit's file or a payer profile would have caught and falsely held.

    Asked over every claim that was ever sent, against the payer's answers; nothing is written.

    \b
    Example:  cleanclaim edits rehearse edit.ncci-pair --history
    """
    from cleanclaim.app.load_tables import tables_of
    from cleanclaim.app.rehearse_edits import rehearse as rehearsed

    name, find = _finder(what)
    with open_workspace(folder) as workspace, workspace.store.reading() as work, tables_of(folder) as tables:
        told = rehearsed(work, name, find, tables=tables)
    if as_json:
        print(json.dumps(_numbers(told), ensure_ascii=False))
    else:
        _print_rehearsal(told)


def _finder(what: str) -> tuple[str, Finder]:
    from cleanclaim.app.profile_files import profile_from
    from cleanclaim.app.rehearse_edits import finder_of_edit, finder_of_profile
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.edits.folder import all_edits, edit_from_file

    path = Path(what)
    if path.suffix == ".toml" and path.is_file():
        profile = profile_from(path)
        return profile.source, finder_of_profile(profile)
    if path.suffix == ".py" and path.is_file():
        offered = edit_from_file(path)
        return offered.edit.edit_id, finder_of_edit(offered)
    found = next((each for each in all_edits() if each.edit.edit_id in (what, f"edit.{what}")), None)
    if found is None:
        raise MisuseError(
            f"{path.name} is neither an edit nor a file; `cleanclaim edits list` shows the edits"
        )
    return found.edit.edit_id, finder_of_edit(found)


def _head(each: EditFile) -> dict[str, Any]:
    edit = each.edit
    return {
        "id": edit.edit_id,
        "title": edit.title,
        "severity": edit.severity.value,
        "citation": edit.citation,
        "next_step": edit.next_step,
        "effective": str(edit.effective),
        "desk_only": edit.desk_only,
    }


def _story(each: EditFile) -> dict[str, Any]:
    examples = [{"says": case.says, "found": list(case.found)} for case in each.examples]
    return {**_head(each), "page": each.page, "examples": examples}


def _numbers(told: Rehearsal) -> dict[str, Any]:
    from cleanclaim.app.rehearse_edits import Outcome

    outcomes = {
        outcome.value: {
            "claims": told.count(outcome),
            "held": told.count(outcome, holding=True),
            "amount": str(told.amount(outcome)),
        }
        for outcome in Outcome
    }
    findings = [
        {
            "claim_id": each.claim_id,
            "place": str(each.finding.place),
            "found": each.finding.found,
            "severity": each.finding.severity.value,
            "outcome": each.outcome.value,
            "amount": str(each.amount),
        }
        for each in told.found
    ]
    head = {"rehearsed": told.name, "claims": told.claims, "refused": told.refused}
    return {**head, **outcomes, "findings": findings}


def _print_rehearsal(told: Rehearsal) -> None:
    from cleanclaim.app.rehearse_edits import Outcome
    from cleanclaim.cli.output import print_table

    print(f"{told.name} over {told.claims} claims that were sent, {told.refused} of them denied or rejected")
    rows = [
        (
            outcome.value,
            str(told.count(outcome)),
            str(told.count(outcome, holding=True)),
            told.amount(outcome).grouped,
        )
        for outcome in Outcome
    ]
    print_table(
        "Outcome",
        ["the payer", "claims", "would be held", "dollars"],
        rows,
        right="claims, would be held, dollars",
    )
    for each in told.found:
        print(f"{each.outcome.value:8} {each.finding.place}  {each.finding.found}")
