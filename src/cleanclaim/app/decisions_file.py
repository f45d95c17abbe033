"""A coder's decisions as a file: which codes stand for an encounter, each with the words that prove it.

The demo coder's decisions are such files, and so may a real coder's be. Codes are listed first-listed first.
A listed code that was suggested is accepted, one that was suggested otherwise is changed, one that was not
suggested is added; a suggestion that is not listed is rejected. One decision per code, none in bulk.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cleanclaim.core.code import Code, CodeSystem, hcpcs, icd10cm
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.evidence import Evidence
from cleanclaim.model.assignment import Action, CodeAssignment, Decision, Origin, Reason
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.encounter import Encounter
from cleanclaim.reference.icd10cm import Tabular

CERTAIN = 100  # a person's own addition


@dataclass(frozen=True, slots=True)
class ListedCode:
    """One code that stands, as the file lists it."""

    code: Code
    quote: str
    reason: Reason
    modifiers: tuple[str, ...] = ()
    units: int = 1
    pointers: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionsFile:
    """All decisions for one encounter. `expected_hold` says why its claim cannot leave yet, else ''."""

    encounter_id: str
    diagnoses: tuple[ListedCode, ...]
    procedures: tuple[ListedCode, ...]
    not_coded: tuple[tuple[str, str], ...]  # (code, why it must not be coded)
    expected_hold: str = ""


def read_decisions(path: Path) -> DecisionsFile:
    """Read a TOML file of decisions; what is not one is a MisuseError that names the line or the key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return DecisionsFile(
            table["encounter"],
            tuple(_diagnosis(row) for row in table.get("diagnosis", [])),
            tuple(_procedure(row) for row in table.get("procedure", [])),
            tuple((row["code"], row["reason"]) for row in table.get("not_coded", [])),
            table.get("expected_hold", ""),
        )
    except tomllib.TOMLDecodeError as error:
        raise MisuseError(f"{path.name} is not a decisions file: {error}") from None
    except KeyError as error:
        raise MisuseError(f"{path.name} is not a decisions file: a table lacks the key {error}") from None


def _diagnosis(row: dict[str, str]) -> ListedCode:
    rule = f"guideline.{row['guideline']}" if row.get("guideline") else "coder"
    return ListedCode(icd10cm(row["code"]), row["quote"], Reason(rule, row["reason"]))


def _procedure(row: dict[str, object]) -> ListedCode:
    modifiers, pointers, units = row.get("modifiers", []), row.get("pointers", []), row.get("units", 1)
    assert isinstance(modifiers, list)
    assert isinstance(pointers, list)
    assert isinstance(units, int)
    return ListedCode(
        hcpcs(str(row["code"])),
        str(row["quote"]),
        Reason("coder", str(row["reason"])),
        tuple(map(str, modifiers)),
        units,
        tuple(icd10cm(str(pointer)) for pointer in pointers),
    )


def decisions_from(
    listed: DecisionsFile,
    encounter: Encounter,
    suggestions: tuple[CodeAssignment, ...],
    *,
    tabular: Tabular | None,
    by: str,
    at: datetime,
) -> tuple[Decision, ...]:
    """The decisions that turn the suggestions into the listed codes, in the order of the list."""
    left = list(suggestions)
    made: list[tuple[Action, str, str, CodeAssignment | None]] = []
    for number, wanted in enumerate((*listed.diagnoses, *listed.procedures), 1):
        suggested = next((each for each in left if each.code == wanted.code), None)
        if suggested is None:
            added = _assignment(wanted, encounter, f"{encounter.encounter_id}-A{number:02d}", tabular)
            made.append((Action.ADD, added.assignment_id, wanted.reason.sentence, added))
            continue
        left.remove(suggested)
        if _says_the_same(suggested, wanted):
            made.append((Action.ACCEPT, suggested.assignment_id, wanted.reason.sentence, None))
        else:
            changed = _assignment(wanted, encounter, suggested.assignment_id, tabular)
            made.append((Action.CHANGE, suggested.assignment_id, wanted.reason.sentence, changed))
    why = dict(listed.not_coded)
    for suggested in left:
        reason = why.get(suggested.code.value, "not among the codes that the coder lets stand")
        made.append((Action.REJECT, suggested.assignment_id, reason, None))
    seen = {each.assignment_id: sha256_of(each) for each in suggestions}
    return tuple(
        Decision(
            encounter_id=encounter.encounter_id,
            assignment_id=about,
            action=action,
            by=by,
            at=at,
            reason=reason,
            replacement=replacement,
            sequence=sequence,
            seen_sha256=seen.get(about, ""),
        )
        for sequence, (action, about, reason, replacement) in enumerate(made, 1)
    )


def _says_the_same(suggested: CodeAssignment, wanted: ListedCode) -> bool:
    if wanted.code.system is CodeSystem.ICD10CM:
        return True
    told = (suggested.modifiers, suggested.units, suggested.pointers)
    return told == (wanted.modifiers, wanted.units, wanted.pointers)


def _assignment(
    wanted: ListedCode, encounter: Encounter, assignment_id: str, tabular: Tabular | None
) -> CodeAssignment:
    is_diagnosis = wanted.code.system is CodeSystem.ICD10CM
    row = tabular.find(wanted.code.value) if tabular and is_diagnosis else None
    return CodeAssignment(
        assignment_id=assignment_id,
        encounter_id=encounter.encounter_id,
        code=wanted.code,
        title=row.title if row else "",
        edition=tabular.edition if tabular and row else "",
        origin=Origin.CODER,
        evidence=(_find_quote(wanted, encounter),),
        reasons=(wanted.reason,),
        confidence=CERTAIN,
        modifiers=wanted.modifiers,
        units=wanted.units,
        pointers=wanted.pointers,
    )


def _find_quote(wanted: ListedCode, encounter: Encounter) -> Evidence:
    for document in encounter.documents:
        start = document.text.find(wanted.quote)
        if start >= 0:
            return Evidence.quote(document.document_id, document.text, start, start + len(wanted.quote))
    raise MisuseError(
        f"encounter {encounter.encounter_id}: the words quoted for {wanted.code} are not in its documents"
    )
