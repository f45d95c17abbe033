"""Visit levels and procedures: only what the note states by number or what was captured; none is inferred."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleanclaim.core.code import Code, CodeSystem, hcpcs
from cleanclaim.core.evidence import Evidence
from cleanclaim.model.assignment import CodeAssignment, Origin, Reason
from cleanclaim.model.encounter import CapturedCharge, Document, Encounter

_STATED = re.compile(
    r"\b(?:CPT(?:®| codes?)?|HCPCS(?: codes?)?|level of service|LOS|E/M(?: (?:level|code))?"
    r"|E&M(?: (?:level|code))?"
    r"|visit (?:level|code)|procedure codes?|billing codes?|billed as|charges?"
    r"|codes? billed)\b[^0-9A-Za-z\n]{0,6}"
    r"(?:(?:is|was|of|as|code|established|new|patient|office|visit|level [1-5])[ :,\-()]{1,3}){0,4}"
    r"(?=(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})\b)",
    re.IGNORECASE,
)
# one code with modifiers and units, and the comma or plus that leads to the next one on the same line
_ONE = re.compile(
    r"(?P<code>[0-9]{5}|[0-9]{4}[FTUM]|[A-HJ-V][0-9]{4})(?P<modifiers>(?:-[0-9A-Z]{2}(?![0-9A-Z]))*)"
    r"(?:\s*(?:x|×|\*)\s*(?P<units>[0-9]{1,3})\b|\s*\(?(?P<units2>[0-9]{1,3}) units?\)?)?"
)
_NEXT = re.compile(r"\s*(?:,|;|\+|&|and)\s*(?=(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})\b)")
_MOST_POINTERS = 4
PREVENTIVE_VISITS = frozenset(
    {str(number) for number in (*range(99381, 99388), *range(99391, 99398))} | {"G0438", "G0439", "G0402"}
)
VACCINE_SERVICES = frozenset({"90460", "90471", "90472", "90473", "G0008", "G0009", "G0010"})
_STATED_RULE = "procedure.stated"
_CAPTURED_RULE = "procedure.captured"


def captured_evidence(encounter: Encounter, charge: CapturedCharge, number: int) -> Evidence:
    """The captured line as evidence: `charges E01`, where it stood, what it says."""
    said = "-".join((charge.procedure.value, *charge.modifiers)) + f" x{charge.units}"
    if charge.diagnoses:
        said += " dx=" + ",".join(code.value for code in charge.diagnoses)
    return Evidence(f"charges {encounter.encounter_id}", charge.locator or f"charge {number}", said)


def procedure_assignments(
    encounter: Encounter, diagnoses: Sequence[Code], *, origin: Origin = Origin.CAPTURED
) -> tuple[CodeAssignment, ...]:
    """Captured charges first, then numbers that only the note states; pointers proposed where none are given.

    The same procedure on both is one assignment that rests on the line and on the words. When signed,
    only the captured lines are taken: the provider signed those.
    """
    found: list[CodeAssignment] = []
    for number, charge in enumerate(encounter.captured_charges, 1):
        found.append(_captured(encounter, charge, number, origin))
    for stated in _stated(encounter) if origin is not Origin.SIGNED else ():
        twin = next((i for i, each in enumerate(found) if each.code == stated.code), None)
        if twin is None:
            found.append(stated)
        else:
            found[twin] = replace(
                found[twin],
                evidence=found[twin].evidence + stated.evidence,
                reasons=found[twin].reasons + stated.reasons,
            )
    return tuple(
        replace(
            each,
            assignment_id=f"{encounter.encounter_id}-P{number:02d}",
            pointers=each.pointers or proposed_pointers(each.code, diagnoses),
        )
        for number, each in enumerate(found, 1)
    )


def proposed_pointers(procedure: Code, diagnoses: Sequence[Code]) -> tuple[Code, ...]:
    """The diagnoses a service was most likely rendered for, in the order of the claim; at most four.

    External causes are never pointed at. A proposal: the coder decides.
    """
    usable = [code for code in diagnoses if code.value[0] not in "VWXY"]
    fitting = [code for code in usable if _fits(procedure.value, code.value)]
    return tuple((fitting or usable)[:_MOST_POINTERS])


def _fits(procedure: str, diagnosis: str) -> bool:
    is_vaccine = procedure.startswith(("9047", "906", "907", "G0008", "G0009", "G0010", "913", "9048"))
    if is_vaccine:
        return diagnosis.startswith("Z23")
    if procedure in PREVENTIVE_VISITS:
        return diagnosis.startswith(("Z00", "Z01.4"))
    if _between(procedure, 99202, 99499):
        return not diagnosis.startswith(("Z00", "Z01.4", "Z23", "Z12"))
    if _between(procedure, 20600, 20611):
        return diagnosis.startswith("M")
    if _between(procedure, 12001, 13160) or _between(procedure, 21310, 28899):
        return diagnosis.startswith(("S", "T", "M"))
    if _between(procedure, 45378, 45398) or procedure in ("G0105", "G0121"):
        return diagnosis.startswith(("Z12.11", "Z09", "Z86.01", "Z80.0", "K", "D12", "R19.5", "C"))
    return True


def _between(value: str, first: int, last: int) -> bool:
    return value.isdigit() and first <= int(value) <= last


def _captured(encounter: Encounter, charge: CapturedCharge, number: int, origin: Origin) -> CodeAssignment:
    sentence = "It was captured with the encounter."
    if origin is Origin.SIGNED:
        sentence = "It arrived signed by the provider and is taken as signed."
    return CodeAssignment(
        assignment_id="",
        encounter_id=encounter.encounter_id,
        code=charge.procedure,
        title="",
        edition="",
        origin=origin,
        evidence=(captured_evidence(encounter, charge, number),),
        reasons=(Reason(_CAPTURED_RULE, sentence),),
        confidence=95,
        modifiers=charge.modifiers,
        units=charge.units,
        pointers=charge.diagnoses,
    )


def _stated(encounter: Encounter) -> Iterator[CodeAssignment]:
    seen: set[Code] = set()
    for document in encounter.documents:
        for code, modifiers, units, evidence in _numbers(document):
            if code not in seen:
                seen.add(code)
                yield CodeAssignment(
                    assignment_id="",
                    encounter_id=encounter.encounter_id,
                    code=code,
                    title="",
                    edition="",
                    origin=Origin.NOTE,
                    evidence=(evidence,),
                    reasons=(Reason(_STATED_RULE, "The note states the number; no level is inferred."),),
                    confidence=90,
                    modifiers=modifiers,
                    units=units,
                )


def _numbers(document: Document) -> Iterator[tuple[Code, tuple[str, ...], int, Evidence]]:
    for lead in _STATED.finditer(document.text):
        position = lead.end()
        while match := _ONE.match(document.text, position):
            modifiers = tuple(part for part in match["modifiers"].split("-") if part)
            units = int(match["units"] or match["units2"] or 1) or 1
            start = lead.start() if position == lead.end() else match.start()
            yield (
                hcpcs(match["code"]),
                modifiers,
                units,
                Evidence.quote(document.document_id, document.text, start, match.end()),
            )
            following = _NEXT.match(document.text, match.end())
            if following is None:
                break
            position = following.end()


def is_procedure(assignment: CodeAssignment) -> bool:
    """Whether the assignment is a service, not a diagnosis."""
    return assignment.code.system is CodeSystem.HCPCS
