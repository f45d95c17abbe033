"""The main job on the demo practice: invented notes become codes, claims, files, answers, money."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

from cleanclaim.app.decisions_file import DecisionsFile, read_decisions
from cleanclaim.app.explain import EncounterStory, explain_encounter
from cleanclaim.app.make_statements import make_statement, patient_ids, why_held
from cleanclaim.app.receive_files import receive_file
from cleanclaim.app.run_notes import run_encounter
from cleanclaim.app.send_claims import send_claims
from cleanclaim.app.summary import Summary, summarize
from cleanclaim.app.watch_silence import watch_silence
from cleanclaim.app.workspace import Workspace, open_workspace
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.forms.cms1500 import render
from cleanclaim.intake.note import read_notes
from cleanclaim.intake.practice import read_practice
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.simulator.payer import OutboundFile, SimulatedPayer
from cleanclaim.simulator.scenario import read_scenario
from cleanclaim.statements import render_text

RECEIVED, STATEMENTS, FORMS = "received", "statements", "forms"
_NINE = time(9, tzinfo=UTC)
OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class DemoRun:
    """What stands in the folder after the demo. The counts are the state, not this run's change.

    files  relative paths by kind: 837, TA1, 999, 277CA, 835, statement, CMS-1500
    """

    summary: Summary
    stories: tuple[EncounterStory, ...]
    files: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DemoPractice:
    """The demo's own files, read."""

    setup: PracticeSetup
    encounters: tuple[Encounter, ...]
    decisions: dict[str, DecisionsFile]
    payers: str
    today: date


def demo_folder() -> Path:
    """Where the demo's notes, gold and practice file lie inside the package."""
    return Path(str(files("cleanclaim.app"))) / "demo"


def read_demo() -> DemoPractice:
    """Read the demo practice; a fault in it is an UnreadableFileError like anyone else's."""
    folder = demo_folder()
    setup = read_practice(folder / "practice.toml")
    encounters, findings = read_notes([folder / "notes"], setup)
    if findings:
        raise UnreadableFileError("the demo's notes cannot be read", findings)
    decisions = [read_decisions(path) for path in sorted((folder / "gold").glob("*.toml"))]
    settings = tomllib.loads((folder / "demo.toml").read_text(encoding="utf-8"))
    return DemoPractice(
        setup=setup,
        encounters=encounters,
        decisions={each.encounter_id: each for each in decisions},
        payers=(folder / "payers.toml").read_text(encoding="utf-8"),
        today=settings["today"],
    )


def run_demo(folder: Path, *, seed: int = 0, today: date | None = None, on_step: OnStep) -> DemoRun:
    """Run the whole way in `folder`; again in the same folder it changes nothing twice.

    on_step  told what is done, how far it is and how far it goes, for a progress bar
    """
    demo = read_demo()
    at = datetime.combine(today or demo.today, _NINE)
    total = len(demo.encounters) + 3
    with open_workspace(folder, create=True) as workspace:
        workspace.keep_practice(demo_folder() / "practice.toml")
        for number, encounter in enumerate(demo.encounters, 1):
            on_step(f"encounter {encounter.encounter_id}", number, total)
            take_encounter(workspace, demo, encounter, at=at)
        on_step("claims leave", total - 2, total)
        send_claims(workspace, at=at)
        on_step("payers answer", total - 1, total)
        arrivals = payer_answers(workspace, SimulatedPayer(read_scenario(demo.payers), seed))
        for arrival in arrivals:
            with workspace.store.unit_of_work() as work:
                receive_file(work, arrival.raw, at=arrival.at)
        on_step("statements and forms", total, total)
        last = max([at, *(arrival.at for arrival in arrivals)])
        with workspace.store.unit_of_work() as work:
            watch_silence(work, at=last)
        return _finish(workspace, demo, last.date())


def take_encounter(workspace: Workspace, demo: DemoPractice, encounter: Encounter, *, at: datetime) -> None:
    """One encounter of the demo with its coder's decisions, up to claims that are signed and scrubbed."""
    with workspace.store.unit_of_work() as work:
        listed = demo.decisions[encounter.encounter_id]
        run_encounter(work, encounter, demo.setup, listed=listed, by=demo.setup.coder, at=at)


def payer_answers(workspace: Workspace, payer: SimulatedPayer) -> list[OutboundFile]:
    """What the payer answers to every file that was ever sent, in order of arrival, written to `received`."""
    with workspace.store.reading() as work:
        sent = [
            (each.sent_at, work.raw_files.read(each.transmission_id)) for each in work.transmissions.all()
        ]
    arrivals = [arrival for at, raw in sent for arrival in payer.answer(raw, at=at)]
    for arrival in arrivals:
        workspace.write(RECEIVED, arrival.name, arrival.raw)
    return sorted(arrivals, key=lambda arrival: (arrival.at, arrival.name))


def _finish(workspace: Workspace, demo: DemoPractice, today: date) -> DemoRun:
    with workspace.store.reading() as work:
        practice = demo.setup.practice
        for patient_id in patient_ids(work):
            statement = make_statement(work, patient_id, practice, today=today)
            if statement.balance and not why_held(work, patient_id):
                text = render_text(statement)
                workspace.write(STATEMENTS, f"statement_{patient_id}.txt", text.encode())
        for claim in work.claims.all():
            signatures = work.signatures.of(claim.claim_id)
            signed_on = {claim.claim_id: signatures[-1].signed_at.date()} if signatures else {}
            form = render([claim], signed_on=signed_on)
            workspace.write(FORMS, f"CMS-1500_{claim.claim_id}.pdf", form)
        stories = tuple(explain_encounter(work, each.encounter_id) for each in work.encounters.all())
        return DemoRun(summarize(work), stories, dict(_files(workspace.folder)))


def _files(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files that were written, by kind."""
    kinds = {
        "837": "sent/837P_*",
        "TA1": "received/TA1_*",
        "999": "received/999_*",
        "277CA": "received/277CA_*",
        "835": "received/835_*",
        "statement": "statements/*.txt",
        "CMS-1500": "forms/*.pdf",
    }
    for kind, pattern in kinds.items():
        yield kind, tuple(sorted(str(path.relative_to(folder)) for path in folder.glob(pattern)))
