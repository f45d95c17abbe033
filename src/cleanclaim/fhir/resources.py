"""A Bundle's resources by reference, read without trusting any shape, and what is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.place import Place
from cleanclaim.fhir.terms import NPI

_VERSION = re.compile(r"/_history/[^/]+$")
_CONDITIONAL = re.compile(r"[A-Za-z]+\?identifier=([^|]*)\|([^&]+)")


@dataclass(frozen=True, slots=True)
class Resource:
    """One entry: its 1-based number, its type, its body, and the URL it can be referred to by."""

    number: int
    kind: str
    body: Mapping[str, Any]
    full_url: str = ""

    @property
    def path(self) -> tuple[str, str]:
        """Where findings about it point: number and type only, since ids may be a person's."""
        return (f"entry {self.number}", self.kind)

    def text(self, element: str) -> str:
        """A string element; '' when it is missing or something else."""
        return text_of(self.body, element)

    def parts(self, element: str) -> list[Mapping[str, Any]]:
        """The objects of an element, whether it holds one or a list."""
        return parts_of(self.body, element)


def text_of(body: Mapping[str, Any], element: str) -> str:
    """A string element of any object; '' when it is missing or something else."""
    value = body.get(element)
    return value if isinstance(value, str) else ""


def parts_of(body: Mapping[str, Any], element: str) -> list[Mapping[str, Any]]:
    """The objects under an element of any object, whether it holds one or a list."""
    value = body.get(element)
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def texts_of(body: Mapping[str, Any], element: str) -> list[str]:
    """The strings under an element that holds a list of them."""
    value = body.get(element)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def codings(body: Mapping[str, Any], element: str) -> list[tuple[str, str]]:
    """(system, code) of every coding under a CodeableConcept, a list of them, or a Coding."""
    found = []
    for concept in parts_of(body, element):
        for coding in parts_of(concept, "coding") or [concept]:
            found.append((text_of(coding, "system"), text_of(coding, "code")))
    return [(system, code) for system, code in found if code]


class Problems:
    """What is wrong with one bundle or one encounter of it, and what was not used."""

    def __init__(self, subject: str) -> None:
        self._place = Place(subject)
        self._findings: list[Finding] = []

    def refuse(
        self, rule: str, path: tuple[str, ...], message: str, *, found: str = "", wanted: str = ""
    ) -> None:
        """One thing that keeps the encounter, or the bundle, from being read."""
        place = self._place.within(*path)
        self._findings.append(
            Finding(
                f"fhir.{rule}", Severity.REJECT, place, message, found, wanted, "correct it at its source"
            )
        )

    def advise(
        self, rule: str, path: tuple[str, ...], message: str, *, found: str = "", wanted: str = ""
    ) -> None:
        """One thing that was not used, or was taken from something less than a statement."""
        place = self._place.within(*path)
        self._findings.append(Finding(f"fhir.{rule}", Severity.ADVISE, place, message, found, wanted))

    @property
    def refused(self) -> bool:
        """Whether anything keeps it from being read."""
        return any(finding.severity is Severity.REJECT for finding in self._findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, sorted."""
        return Report.of(self._findings).findings


class Resources:
    """The resources of a bundle. Each remembers that it was used, so that the rest can be told."""

    def __init__(self, entries: Iterable[Resource]) -> None:
        self.all = tuple(entries)
        self._by_url = {each.full_url: each for each in self.all if each.full_url}
        self._by_id: dict[str, list[Resource]] = {}
        for each in self.all:
            if each.text("id"):
                self._by_id.setdefault(f"{each.kind}/{each.text('id')}", []).append(each)
        self._used: set[int] = set()

    def of(self, kind: str) -> list[Resource]:
        """All resources of a type, in order of entry."""
        return [each for each in self.all if each.kind == kind]

    def use(self, resource: Resource) -> Resource:
        """The same resource, remembered as used (or as told about)."""
        self._used.add(resource.number)
        return resource

    @property
    def unused(self) -> list[Resource]:
        """What nobody used."""
        return [each for each in self.all if each.number not in self._used]

    def is_used(self, resource: Resource) -> bool:
        """Whether anybody used it."""
        return resource.number in self._used

    def find(self, reference: Mapping[str, Any], holder: Resource) -> Resource | None:
        """What a Reference points to: contained, by full URL, relative, by identifier; never fetched.

        A relative reference is meant on the holder's own server; an absolute one must match exactly, so that
        `Patient/1` of another server is not taken for ours.
        """
        target = _VERSION.sub("", text_of(reference, "reference"))
        if target.startswith("#"):
            return self._contained(target[1:], holder)
        if target in self._by_url:
            return self._by_url[target]
        base = holder.full_url.removesuffix(f"/{holder.kind}/{holder.text('id')}")
        if target and base != holder.full_url and f"{base}/{target}" in self._by_url:
            return self._by_url[f"{base}/{target}"]
        same = self._by_id.get(target, [])
        if len(same) == 1:
            return same[0]
        npi = referenced_npi(reference)
        return next((each for each in self.all if npi and npi_of(each.body) == npi), None)

    def _contained(self, local_id: str, holder: Resource) -> Resource | None:
        for body in holder.parts("contained"):
            if text_of(body, "id") == local_id:
                return Resource(holder.number, text_of(body, "resourceType"), body)
        return None

    def targets(self, resource: Resource, *elements: str) -> list[Resource]:
        """What the references under a path of elements point to."""
        bodies: list[Mapping[str, Any]] = [resource.body]
        for element in elements:
            bodies = [part for body in bodies for part in parts_of(body, element)]
        found = [self.find(body, resource) for body in bodies]
        return [each for each in found if each]


def npi_of(body: Mapping[str, Any]) -> str:
    """The NPI among a resource's identifiers, '' when there is none."""
    identifiers = parts_of(body, "identifier")
    return next((text_of(each, "value") for each in identifiers if text_of(each, "system") in NPI), "")


def referenced_npi(reference: Mapping[str, Any]) -> str:
    """The NPI that a logical or conditional reference names."""
    conditional = _CONDITIONAL.fullmatch(text_of(reference, "reference"))
    if conditional and conditional[1] in NPI:
        return conditional[2]
    return npi_of(reference)


def open_bundle(text: str, problems: Problems) -> Resources:
    """The resources of a Bundle's JSON; empty, with findings, when it is not one."""
    body = _checked_json(text, problems)
    if problems.refused:
        return Resources(())
    if not isinstance(body, dict) or body.get("resourceType") != "Bundle":
        kind = body.get("resourceType") if isinstance(body, dict) else type(body).__name__
        problems.refuse("not-a-bundle", (), "the document is no Bundle", found=str(kind), wanted="Bundle")
        return Resources(())
    entries = body.get("entry")
    if not isinstance(entries, list):
        problems.refuse("no-entries", ("entry",), "the Bundle has no list of entries", wanted="entry: [...]")
        return Resources(())
    found = []
    for number, entry in enumerate(entries, start=1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not text_of(resource, "resourceType"):
            problems.refuse("no-resource", (f"entry {number}",), "the entry holds no resource with a type")
            continue
        full_url = _VERSION.sub("", text_of(entry, "fullUrl"))
        found.append(Resource(number, text_of(resource, "resourceType"), resource, full_url))
    _refuse_doubles(found, problems)
    return Resources(found)


def open_resource(text: str, problems: Problems, kinds: tuple[str, ...]) -> Resource | None:
    """The one resource of a JSON document, when it is of one of these types; else None, with findings."""
    body = _checked_json(text, problems)
    if problems.refused:
        return None
    kind = text_of(body, "resourceType") if isinstance(body, dict) else ""
    if kind not in kinds:
        problems.refuse("other-resource", (), "the document is of another type", found=kind,
                        wanted=" or ".join(kinds))  # fmt: skip
        return None
    return Resource(1, kind, body)


def _checked_json(text: str, problems: Problems) -> Any:
    body = _json(text, problems)
    _refuse_unfit_characters(body, problems)
    return body


def _refuse_doubles(resources: Iterable[Resource], problems: Problems) -> None:
    first: dict[str, int] = {}
    for each in resources:
        if each.full_url and first.setdefault(each.full_url, each.number) != each.number:
            problems.refuse(
                "given-twice", each.path, f"the same fullUrl stands at entry {first[each.full_url]}"
            )


def _refuse_unfit_characters(body: Any, problems: Problems) -> None:
    """Half surrogates cannot be stored as UTF-8, NUL cannot be stored in a database text field."""
    written = ""
    try:
        written = json.dumps(body, ensure_ascii=False, default=str)
        written.encode("utf-8")
    except RecursionError:
        problems.refuse("not-json", (), "the document is nested too deep to be read")
    except UnicodeEncodeError:
        problems.refuse("not-unicode", (), "a text of the document is not valid Unicode")
    if "\\u0000" in written:
        problems.refuse("nul", (), "a text of the document holds a NUL character")


def _json(text: str, problems: Problems) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = (f"line {error.lineno}", f"column {error.colno}")
        problems.refuse("not-json", where, "the document stops being JSON here", wanted="JSON")
    except (ValueError, RecursionError):
        problems.refuse("not-json", (), "the document is no JSON that can be read", wanted="JSON")
    return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
