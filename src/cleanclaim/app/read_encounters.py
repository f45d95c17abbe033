"""Read encounters from whatever a practice has: notes, a CSV export, a FHIR bundle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.fhir.bundle import read_bundle
from cleanclaim.intake.charges_csv import read_charges_file
from cleanclaim.intake.note import read_notes
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.setup import PracticeSetup


def read_encounters(
    paths: Sequence[Path], setup: PracticeSetup
) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    """Notes (`.txt`, or a folder of them), charge exports (`.csv`) and FHIR R4 bundles (`.json`), in order.

    What cannot be read is told by findings and costs no other encounter.
    """
    encounters: list[Encounter] = []
    findings: list[Finding] = []
    for path in paths:
        some, more = _read_one(path, setup)
        encounters += some
        findings += more
    return tuple(encounters), tuple(findings)


def _read_one(path: Path, setup: PracticeSetup) -> tuple[tuple[Encounter, ...], tuple[Finding, ...]]:
    if path.suffix.lower() == ".csv":
        return read_charges_file(path, setup)
    if path.suffix.lower() == ".json":
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return (), (_not_text(path, error.start),)
        return read_bundle(text, setup, subject=path.name)
    return read_notes([path], setup)


def _not_text(path: Path, offset: int) -> Finding:
    return Finding(
        "intake.not-utf8",
        Severity.REJECT,
        Place(path.name, offset=offset),
        "The file is not UTF-8 text.",
        wanted="a FHIR R4 Bundle as UTF-8 JSON",
        next_step="Save it as UTF-8 and read it again.",
    )
