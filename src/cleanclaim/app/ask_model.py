"""A coder that asks a language model beside the engine, as the practice's settings allow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.llm.connection import sender
from cleanclaim.llm.endpoint import read_endpoint
from cleanclaim.llm.second_opinion import SecondOpinion, second_opinion

if TYPE_CHECKING:
    from cleanclaim.app.code_documents import Coder
    from cleanclaim.coding import Suggestions
    from cleanclaim.model.encounter import Encounter
    from cleanclaim.reference.icd10cm import Tabular

SETTINGS = "llm.toml"


def model_coder(settings: Path, name: str, *, deidentified: bool = False) -> Coder:
    """The coder that asks the endpoint `[llm.NAME]` of a settings file. MisuseError when it is not set up.

    deidentified  the caller's word that the notes hold nothing that identifies the patient
    """
    endpoint = read_endpoint(settings, name)
    send = sender(endpoint)

    def ask(encounter: Encounter, tabular: Tabular | None) -> Suggestions | SecondOpinion:
        return second_opinion(endpoint, send, encounter, tabular, deidentified=deidentified)

    return ask
