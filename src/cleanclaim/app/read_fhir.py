"""A FHIR R4 file to encounters."""

from __future__ import annotations

from pathlib import Path

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.fhir.bundle import read_bundle
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.setup import PracticeSetup


def read_fhir(path: Path, setup: PracticeSetup) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    """The encounters of a Bundle as JSON."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return (), (_not_text(path, error.start),)
    return read_bundle(text, setup, subject=path.name)


def _not_text(path: Path, offset: int) -> Finding:
    return Finding(
        "intake.not-utf8",
        Severity.REJECT,
        Place(path.name, offset=offset),
        "The file is not UTF-8 text.",
        wanted="a FHIR R4 Bundle as UTF-8 JSON",
        next_step="Save it as UTF-8 and read it again.",
    )
