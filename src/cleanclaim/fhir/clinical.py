"""Diagnoses and procedures of one encounter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleanclaim.core.code import Code, hcpcs, icd10cm
from cleanclaim.core.span import Span
from cleanclaim.fhir.people import day
from cleanclaim.fhir.resources import Problems, Resource, Resources, codings, parts_of, text_of
from cleanclaim.fhir.terms import ICD10CM, NOT_ESTABLISHED, PROCEDURES
from cleanclaim.model.encounter import CapturedCharge

_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z]\.?[0-9A-Z]{0,4}")
_PROCEDURE = re.compile(r"[A-Z0-9]{5}")


@dataclass(frozen=True, slots=True)
class Coded:
    """The codes of one encounter and the entries they stand in, which a signature has to cover."""

    diagnoses: tuple[Code, ...]
    charges: tuple[CapturedCharge, ...]
    entries: frozenset[int]


def coded(encounter: Resource, dates: Span, bundle: Resources, problems: Problems) -> Coded:
    """All diagnoses (ranked ones first) and captured charges of the encounter."""
    conditions = _conditions(encounter, bundle, problems)
    codes = {each.number: _diagnosis(each, problems) for each in conditions}
    charges, entries = [], set()
    for procedure in bundle.of("Procedure"):
        if encounter in bundle.targets(procedure, "encounter"):
            charge = _charge(bundle.use(procedure), dates, bundle, problems)
            if charge:
                charges.append(charge)
                entries.add(procedure.number)
    entries |= {number for number, code in codes.items() if code}
    found = dict.fromkeys(code for code in codes.values() if code)
    return Coded(tuple(found), tuple(charges), frozenset(entries))


def _conditions(encounter: Resource, bundle: Resources, problems: Problems) -> list[Resource]:
    """Those that Encounter.diagnosis ranks, then those that name the encounter and are no problem list."""
    ranked: list[tuple[int, Resource]] = []
    for part in encounter.parts("diagnosis"):
        rank = part.get("rank")
        for reference in parts_of(part, "condition"):
            condition = bundle.find(reference, encounter)
            if condition is None or condition.kind != "Condition":
                path = (*encounter.path, "diagnosis")
                problems.refuse("dangling-reference", path, "a diagnosis is not in the bundle")
            else:
                ranked.append((rank if isinstance(rank, int) else 99, condition))
    ranked.sort(key=lambda each: each[0])
    found = [condition for _, condition in ranked]
    for condition in bundle.of("Condition"):
        if condition in found or encounter not in bundle.targets(condition, "encounter"):
            continue
        if any(code == "problem-list-item" for _, code in codings(condition.body, "category")):
            bundle.use(condition)
            problems.advise(
                "not-used", condition.path, "a problem list item is no diagnosis of the encounter"
            )
        else:
            found.append(condition)
    return [bundle.use(condition) for condition in found]


def _diagnosis(condition: Resource, problems: Problems) -> Code | None:
    states = [code for _, code in codings(condition.body, "verificationStatus")]
    doubtful = next((state for state in states if state in NOT_ESTABLISHED), "")
    if doubtful:
        # ICD-10-CM Guidelines IV.H: an uncertain diagnosis is not coded for an outpatient
        problems.advise("not-used", condition.path, "the diagnosis is not established", found=doubtful)
        return None
    values = _values(condition, ICD10CM, problems)
    if values and not _DIAGNOSIS.fullmatch(values[0].upper()):
        path = (*condition.path, "code")
        problems.refuse("unfit-code", path, "no ICD-10-CM code by its shape", found=values[0])
        return None
    return icd10cm(values[0]) if values else None


def _values(resource: Resource, systems: Sequence[str], problems: Problems) -> list[str]:
    """The codes of those systems; every other coding is told, so is a resource that holds none of them."""
    found: list[str] = []
    for system, code in codings(resource.body, "code"):
        if system in systems:
            found.append(code)
        else:
            path = (*resource.path, "code")
            problems.advise("coding-not-used", path, "a coding of another system is not used", found=system)
    if not found:
        problems.advise(
            "not-used",
            resource.path,
            "there is no code that a claim can carry",
            wanted=" or ".join(systems[:1]),
        )
    for surplus in found[1:]:
        path = (*resource.path, "code")
        problems.refuse("two-codes", path, "two codes of one system stand for one thing", found=surplus)
    return found


def _charge(procedure: Resource, dates: Span, bundle: Resources, problems: Problems) -> CapturedCharge | None:
    state = procedure.text("status")
    if state != "completed":
        problems.advise("not-used", procedure.path, "the procedure was not completed", found=state)
        return None
    values = _values(procedure, PROCEDURES, problems)
    if not values:
        return None
    if not _PROCEDURE.fullmatch(values[0].upper()):
        path = (*procedure.path, "code")
        problems.refuse("unfit-code", path, "no procedure code by its shape", found=values[0])
        return None
    _refuse_other_days(procedure, dates, problems)
    pointers = []
    for condition in bundle.targets(procedure, "reasonReference"):
        if condition.kind == "Condition":
            bundle.use(condition)
            pointers += [
                icd10cm(code) for system, code in codings(condition.body, "code") if system in ICD10CM
            ]
    return CapturedCharge(
        hcpcs(values[0]), diagnoses=tuple(dict.fromkeys(pointers)), locator=f"entry {procedure.number}"
    )


def _refuse_other_days(procedure: Resource, dates: Span, problems: Problems) -> None:
    stated = [procedure.text("performedDateTime")]
    stated += [text_of(each, end) for each in procedure.parts("performedPeriod") for end in ("start", "end")]
    for performed_on in (day(text) for text in stated):
        if performed_on and performed_on not in dates:
            problems.refuse("other-day", procedure.path, "performed on a day that is not the encounter's")
