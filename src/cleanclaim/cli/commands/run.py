"""`cleanclaim run`: your own notes, from the text to claims that are ready to send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import (
    folder_option,
    json_option,
    moment,
    open_workspace,
    practice_option,
    today_option,
)

if TYPE_CHECKING:
    from cleanclaim.app.code_documents import Coder
    from cleanclaim.app.decisions_file import DecisionsFile
    from cleanclaim.app.explain import EncounterStory
    from cleanclaim.app.workspace import Workspace
    from cleanclaim.coding import Suggestions
    from cleanclaim.llm.second_opinion import SecondOpinion
    from cleanclaim.model.assignment import CodeAssignment, Decision
    from cleanclaim.model.encounter import Encounter
    from cleanclaim.model.setup import PracticeSetup


@click.command()
@click.argument("notes", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@practice_option
@folder_option
@click.option("--sign-as", "signer", help="Your name. Without it nothing is signed and nothing can be sent.")
@click.option(
    "--decisions",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of your decisions for one encounter; without one you are asked code by code.",
)
@click.option("--llm", default="", metavar="NAME", help="Ask the language model [llm.NAME] as well.")
@click.option(
    "--llm-settings",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Its settings (default: llm.toml beside the practice file).",
)
@today_option
@json_option
@click.pass_context
def run(
    context: click.Context,
    /,
    *,
    notes: tuple[Path, ...],
    practice: Path,
    folder: Path,
    signer: str | None,
    decisions: tuple[Path, ...],
    today: date | None,
    llm: str,
    llm_settings: Path | None,
    as_json: bool,
) -> None:
    """Take notes and documents (files or folders), charge exports or FHIR bundles to claims ready to send.

    Codes are suggested; you decide each of them; claims are made, signed in your name and checked. Then
    `cleanclaim claim send` writes the files.

    \b
    Example:  cleanclaim run notes/ --practice practice.toml --sign-as "Demo Coder"
    """
    from cleanclaim.app.decisions_file import read_decisions
    from cleanclaim.app.read_encounters import read_encounters
    from cleanclaim.cli.output import print_report
    from cleanclaim.core.finding import Report
    from cleanclaim.intake.practice import read_practice

    setup = read_practice(practice)
    encounters, findings = read_encounters(notes, setup)
    told = Report.of(findings)
    print_report(told, as_json=as_json)
    listed = {each.encounter_id: each for each in map(read_decisions, decisions)}
    held = bool(told.rejects)
    if not encounters:
        context.exit(1 if held else 0)  # nothing to keep, so no folder is made
    coder = _coder(llm, llm_settings or practice.with_name("llm.toml"))
    with open_workspace(folder, create=True) as workspace:
        workspace.keep_practice(practice)
        for encounter in encounters:
            desk = _Desk(
                workspace=workspace,
                setup=setup,
                listed=listed.get(encounter.encounter_id),
                signer=signer,
                at=moment(today),
                coder=coder,
            )
            story = desk.take(encounter)
            held = held or _is_held(story)
            _print(story, as_json=as_json)
    context.exit(1 if held else 0)


def _coder(llm: str, settings: Path) -> Coder | None:
    from cleanclaim.app.ask_model import model_coder

    return model_coder(settings, llm) if llm else None


@dataclass(frozen=True, slots=True)
class _Desk:
    """One person with one encounter in front of them."""

    workspace: Workspace
    setup: PracticeSetup
    listed: DecisionsFile | None
    signer: str | None
    at: datetime
    coder: Coder | None = None

    def take(self, encounter: Encounter) -> EncounterStory:
        """Suggest, let the person decide, and bring the encounter as far as it goes."""
        from cleanclaim.app.code_encounter import code_encounter, decide, undecided
        from cleanclaim.app.explain import explain_encounter
        from cleanclaim.app.load_tables import tables_of
        from cleanclaim.app.profile_files import profiles_in
        from cleanclaim.app.run_notes import finish_claims

        said = self._asked(encounter)
        with self.workspace.store.unit_of_work() as work:
            suggested = code_encounter(work, encounter, at=self.at, said=said)
            decisions = work.decisions.of(encounter.encounter_id)
        open_ones = undecided(encounter, suggested, decisions)
        if self.signer and (open_ones or not decisions):
            asked = suggested if self.listed else open_ones
            made = tuple(self._decisions(encounter, asked, self.signer))
            with self.workspace.store.unit_of_work() as work:
                decide(work, made)
        with self.workspace.store.unit_of_work() as work, tables_of(self.workspace.folder) as tables:
            if self.signer:
                profiles = profiles_in(self.workspace.folder)
                finish_claims(
                    work, encounter, self.setup, by=self.signer, at=self.at, tables=tables, profiles=profiles
                )
            return explain_encounter(work, encounter.encounter_id)

    def _asked(self, encounter: Encounter) -> Suggestions | SecondOpinion | None:
        """What a language model helps to suggest; asked while no unit of work is open, for it takes time."""
        from cleanclaim.app.code_encounter import is_coded
        from cleanclaim.reference.icd10cm import tabular_on

        if self.coder is None:
            return None
        with self.workspace.store.reading() as work:
            if is_coded(work, encounter):
                return None
        return self.coder(encounter, tabular_on(encounter.service_dates.first))

    def _decisions(
        self, encounter: Encounter, suggested: tuple[CodeAssignment, ...], signer: str
    ) -> Iterator[Decision]:
        from cleanclaim.app.decisions_file import decisions_from
        from cleanclaim.reference.icd10cm import tabular_on

        if self.listed:
            tabular = tabular_on(encounter.service_dates.first)
            yield from decisions_from(
                self.listed, encounter, suggested, tabular=tabular, by=signer, at=self.at
            )
        else:
            yield from _ask(encounter, suggested, signer, self.at)


def _ask(
    encounter: Encounter, suggested: tuple[CodeAssignment, ...], signer: str, at: datetime
) -> Iterator[Decision]:
    """Each code on its own: what it is, the words, the reason; accept or reject."""
    from cleanclaim.model.assignment import Action, Decision
    from cleanclaim.model.documents import sha256_of

    print(f"{encounter.encounter_id}  {encounter.service_dates}  {len(suggested)} codes to decide")
    for each in suggested:
        number = "-".join((each.code.value, *each.modifiers))
        print(f'  {number}  {each.title}\n      "{each.evidence[0].text}"')
        for reason in each.reasons:
            print(f"      {reason.sentence} [{reason.rule}]")
        accepted = click.confirm(f"  does {number} stand?", default=None)
        action = Action.ACCEPT if accepted else Action.REJECT
        seen = sha256_of(each)
        yield Decision(encounter.encounter_id, each.assignment_id, action, signer, at, seen_sha256=seen)


def _is_held(story: EncounterStory) -> bool:
    from cleanclaim.model.claim import ClaimState

    return bool(story.report.rejects) or any(claim.state is ClaimState.HELD for claim in story.claims)


def _print(story: EncounterStory, *, as_json: bool) -> None:
    from cleanclaim.cli.output import print_json
    from cleanclaim.cli.stories import encounter_lines

    if as_json:
        print_json(story)
    else:
        print("\n".join(encounter_lines(story)), end="\n\n")
