"""The notes of one encounter: sections of Compositions, attachments of DocumentReferences."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.fhir.narrative import stripped
from cleanclaim.fhir.resources import Problems, Resource, Resources, codings, parts_of, text_of
from cleanclaim.model.encounter import Document
from cleanclaim.model.extracted import Extracted, TextBuilder
from cleanclaim.reference.section_codes import heading_line

# the bytes of an attachment to its text and what there is to say about it; handed in, since other forms of
# documents are read in another room
AttachmentReader = Callable[[bytes], tuple[Extracted | None, tuple[Finding, ...]]]
AttachmentReaders = Mapping[str, AttachmentReader]

_LOINC = ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1")
_TO_ENCOUNTER = {"Composition": ("encounter",), "DocumentReference": ("context", "encounter")}
_AS_TEXT = ("text/plain", "text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Text:
    """A text found in a resource. `original_sha256`: of the attachment, when it was in another form."""

    extracted: Extracted
    original_sha256: str = ""


def documents(
    encounter: Resource,
    bundle: Resources,
    problems: Problems,
    *,
    encounter_id: str,
    readers: AttachmentReaders,
) -> tuple[Document, ...]:
    """The encounter's notes: Composition sections and attachments, in order of entry."""
    texts: list[Text] = []
    for resource in bundle.all:
        way = _TO_ENCOUNTER.get(resource.kind)
        if way and encounter in bundle.targets(resource, *way):
            texts += texts_of_resource(bundle.use(resource), problems, readers)
    names = [f"note {encounter_id}", *(f"note {encounter_id} {n}" for n in range(2, len(texts) + 1))]
    return tuple(
        text.extracted.as_document(name, text.original_sha256)
        for name, text in zip(names, texts, strict=False)
    )


def texts_of_resource(resource: Resource, problems: Problems, readers: AttachmentReaders) -> list[Text]:
    """The texts of one Composition or DocumentReference that hold any words."""
    if resource.kind == "Composition":
        found = [_composition_text(resource, problems)]
    else:
        found = list(_attachment_texts(resource, problems, readers))
    return [text for text in found if text is not None and text.extracted.text.strip()]


def _composition_text(resource: Resource, problems: Problems) -> Text | None:
    if resource.text("status") == "entered-in-error":
        problems.advise("not-used", resource.path, "the document was entered in error")
        return None
    builder = TextBuilder()
    at = " > ".join(resource.path)
    for number, section in _numbered(resource.parts("section")):
        _write_section(section, f"{at} > section {number}", builder)
    if not builder.done().text:
        for each in resource.parts("text"):
            _write(stripped(text_of(each, "div")), f"{at} > text", builder)
    extracted = builder.done()
    if not extracted.text:
        problems.advise("not-used", resource.path, "the document holds no narrative")
    return Text(extracted)


def _numbered(sections: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every section with its number (`2.1`), outer before inner; no recursion, so no depth can hurt."""
    waiting = [(str(number), each) for number, each in enumerate(sections, 1)][::-1]
    while waiting:
        number, section = waiting.pop()
        yield number, section
        inner = enumerate(parts_of(section, "section"), 1)
        waiting += [(f"{number}.{place}", each) for place, each in inner][::-1]


def _write_section(section: Mapping[str, Any], locator: str, builder: TextBuilder) -> None:
    loinc = next((code for system, code in codings(section, "code") if system in _LOINC), "")
    text = "\n".join(own for each in parts_of(section, "text") if (own := stripped(text_of(each, "div"))))
    if text:
        heading = heading_line(loinc, text_of(section, "title"))
        if heading:
            builder.add_line(heading, "")
        _write(text, f"{locator} (LOINC {loinc})" if loinc else locator, builder)


def _write(text: str, locator: str, builder: TextBuilder) -> None:
    if text:
        for line in text.split("\n"):
            builder.add_line(line, locator)
        builder.add_gap()


def _attachment_texts(
    resource: Resource, problems: Problems, readers: AttachmentReaders
) -> Iterator[Text | None]:
    state = resource.text("status")
    if state != "current":
        problems.advise("not-used", resource.path, "the document is not current", found=state)
        return
    for content in resource.parts("content"):
        for attachment in parts_of(content, "attachment"):
            yield _attachment_text(attachment, resource, problems, readers)


def _attachment_text(
    attachment: Mapping[str, Any], resource: Resource, problems: Problems, readers: AttachmentReaders
) -> Text | None:
    kind = text_of(attachment, "contentType").partition(";")[0].strip().lower()
    path = (*resource.path, "content")
    if kind not in _AS_TEXT and kind not in readers:
        problems.advise("not-used", path, "an attachment of this kind is not read", found=kind)
        return None
    if not text_of(attachment, "data"):
        problems.advise("not-used", path, "an attachment without content: nothing is fetched", found=kind)
        return None
    try:
        content = base64.b64decode("".join(text_of(attachment, "data").split()), validate=True)
    except ValueError:
        problems.refuse("unreadable-attachment", path, "the attachment is not base64")
        return None
    if kind in readers:
        extracted = _by_reader(readers[kind], content, path, problems)
        return Text(extracted, hashlib.sha256(content).hexdigest()) if extracted else None
    return _plain_text(content, kind, path, problems)


def _by_reader(
    reader: AttachmentReader, content: bytes, path: tuple[str, ...], problems: Problems
) -> Extracted | None:
    """As another room reads it; what it has to say is told at this place."""
    extracted, findings = reader(content)
    for each in findings:
        tell = problems.refuse if each.severity is Severity.REJECT else problems.advise
        rule = f"attachment-{each.rule_id.rpartition('.')[2]}"
        tell(rule, (*path, *each.place.path), each.message, found=each.found, wanted=each.wanted)
    return extracted


def _plain_text(content: bytes, kind: str, path: tuple[str, ...], problems: Problems) -> Text | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        problems.refuse("unreadable-attachment", path, "the attachment is no UTF-8 text in base64")
        return None
    if "\0" in text:
        problems.refuse("unreadable-attachment", path, "the attachment holds a NUL character")
        return None
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if kind == "text/plain":
        return Text(Extracted(plain, ()))
    builder = TextBuilder()
    _write(stripped(plain), " > ".join(path), builder)
    return Text(builder.done(), hashlib.sha256(content).hexdigest())
