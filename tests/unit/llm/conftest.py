"""An encounter around a text, and the endpoint of a test's own server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cleanclaim.app.code_documents import encounter_around
from cleanclaim.llm.connection import sender
from cleanclaim.llm.endpoint import Endpoint
from cleanclaim.llm.second_opinion import SecondOpinion, second_opinion
from cleanclaim.model.encounter import Encounter, Setting
from cleanclaim.reference.icd10cm import tabular_on
from tests.unit.llm.model_server import Model

DAY = date(2026, 5, 12)
Asked = Callable[..., SecondOpinion]


def encounter_of(text: str, setting: Setting = Setting.OFFICE) -> Encounter:
    return encounter_around(text, DAY, setting, name="E01")


def endpoint_of(model: Model, **more: Any) -> Endpoint:
    return Endpoint("own", model.url, "asked-1", ("127.0.0.1",), **{"may_see_phi": True, **more})


@pytest.fixture
def asked() -> Asked:
    """Ask the test's server about a note; keyword arguments change the endpoint."""

    def ask(model: Model, text: str, *, setting: Setting = Setting.OFFICE, **more: Any) -> SecondOpinion:
        endpoint = endpoint_of(model, **more)
        opinion = second_opinion(endpoint, sender(endpoint), encounter_of(text, setting), tabular_on(DAY))
        assert isinstance(opinion, SecondOpinion)
        return opinion

    return ask
