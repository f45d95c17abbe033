"""Whether the codes of an encounter arrived signed: by Provenance, or by a Composition's attester.

A signature counts when it names a provider of the practice and a day, and covers every code of the
encounter: a Provenance whose targets hold the encounter itself or all its codes, or an attested Composition
whose sections list all of them. Anything less leaves the codes unsigned, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cleanclaim.fhir.clinical import Coded
from cleanclaim.fhir.people import day, provider
from cleanclaim.fhir.resources import Problems, Resource, Resources, codings, parts_of, text_of
from cleanclaim.fhir.terms import ATTESTER_MODES, ATTESTING_AGENTS
from cleanclaim.model.encounter import Signed
from cleanclaim.model.setup import PracticeSetup

_Claimed = tuple[Resource, str, Mapping[str, Any]]  # who signs: the resource, the time, the reference


def signed(
    encounter: Resource, codes: Coded, bundle: Resources, setup: PracticeSetup, *, problems: Problems
) -> Signed | None:
    """The first signature that covers all codes, in order of entry; None when there is none."""
    if not codes.entries:
        return None
    for resource, stamp, who in _claimed(encounter, codes, bundle, problems):
        signer = provider(who, resource, bundle, setup)
        on = day(stamp)
        if signer in setup.providers and signer and on:
            return Signed(signer.provider_id, on)
        problems.advise(
            "not-signed", resource.path, "the signature names no provider of the practice, or no day"
        )
    return None


def _claimed(encounter: Resource, codes: Coded, bundle: Resources, problems: Problems) -> Iterator[_Claimed]:
    for resource in bundle.all:
        if resource.kind == "Provenance":
            claims = list(_provenance(resource))
            covered = {each.number for each in bundle.targets(resource, "target")}
            concerns = bool(covered & {encounter.number, *codes.entries})
            complete = encounter.number in covered or codes.entries <= covered
        elif resource.kind == "Composition" and encounter in bundle.targets(resource, "encounter"):
            claims = list(_attester(resource))
            covered = _listed(resource, bundle)
            concerns, complete = bool(claims), codes.entries <= covered
        else:
            continue
        if concerns:
            bundle.use(resource)
        if concerns and claims and complete:
            yield from claims
        elif concerns:
            problems.advise(
                "not-signed",
                resource.path,
                "no signature over all codes of the encounter; they stay unsigned",
            )


def _provenance(resource: Resource) -> Iterator[_Claimed]:
    for signature in resource.parts("signature"):
        for who in parts_of(signature, "who"):
            yield resource, text_of(signature, "when") or resource.text("recorded"), who
    for agent in resource.parts("agent"):
        if any(code in ATTESTING_AGENTS for _, code in codings(agent, "type")):
            for who in parts_of(agent, "who"):
                yield resource, resource.text("recorded"), who


def _attester(resource: Resource) -> Iterator[_Claimed]:
    for attester in resource.parts("attester"):
        if text_of(attester, "mode") in ATTESTER_MODES:
            for who in parts_of(attester, "party"):
                yield resource, text_of(attester, "time"), who


def _listed(resource: Resource, bundle: Resources) -> set[int]:
    """The entries that a Composition's sections list, at any depth."""
    found: set[int] = set()
    sections = resource.parts("section")
    while sections:
        section = sections.pop()
        sections += parts_of(section, "section")
        targets = (bundle.find(reference, resource) for reference in parts_of(section, "entry"))
        found |= {each.number for each in targets if each}
    return found
