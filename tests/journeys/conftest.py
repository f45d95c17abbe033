"""The demo practice, run for real: once per worker where a test only looks, fresh where it changes things."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from cleanclaim.app.run_demo import payer_answers, read_demo, run_demo, take_encounter
from cleanclaim.app.send_claims import send_claims
from cleanclaim.app.workspace import open_workspace
from cleanclaim.simulator.payer import SimulatedPayer
from cleanclaim.simulator.scenario import read_scenario
from tests.journeys.demo_practice import Demo, silent


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A finished demo to look at; do not change it."""
    folder = tmp_path_factory.mktemp("demo") / "practice"
    return Demo(folder, run_demo(folder, on_step=silent))


@pytest.fixture
def finished(demo: Demo, tmp_path: Path) -> Path:
    """A copy of the finished demo's folder to do things to."""
    return Path(shutil.copytree(demo.folder, tmp_path / "practice"))


@pytest.fixture(scope="session")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Claims sent, the payer's answers lying in `received`, nothing taken yet. Do not change it."""
    folder = tmp_path_factory.mktemp("sent") / "practice"
    practice = read_demo()
    at = datetime.combine(practice.today, time(9, tzinfo=UTC))
    with open_workspace(folder, create=True) as workspace:
        for encounter in practice.encounters:
            take_encounter(workspace, practice, encounter, at=at)
        send_claims(workspace, at=at)
        payer_answers(workspace, SimulatedPayer(read_scenario(practice.payers)))
    return folder


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path) -> Path:
    """A copy of that folder to do things to."""
    return Path(shutil.copytree(sent_once, tmp_path / "practice"))
