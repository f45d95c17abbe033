"""A DocumentReference or Composition on its own: its texts, without anything of the visit."""

from __future__ import annotations

import re

from cleanclaim.core.finding import Finding
from cleanclaim.fhir.documents import AttachmentReaders, Text, texts_of_resource
from cleanclaim.fhir.resources import Problems, open_resource

KINDS = ("DocumentReference", "Composition")
_TYPE = re.compile(r'"resourceType"\s*:\s*"(\w+)"')


def is_fhir(text: str) -> bool:
    """Whether the JSON names a type of resource at all."""
    return _TYPE.search(text) is not None


def is_lone_document(text: str) -> bool:
    """Whether the first type that the JSON names is one of KINDS; the reader itself looks closer."""
    named = _TYPE.search(text)
    return named is not None and named[1] in KINDS


def read_lone_document(
    text: str, *, subject: str, readers: AttachmentReaders | None = None
) -> tuple[tuple[Text, ...], tuple[Finding, ...]]:
    """Its texts in order, and all findings; nothing is raised, nothing is fetched."""
    problems = Problems(subject)
    resource = open_resource(text, problems, KINDS)
    texts = texts_of_resource(resource, problems, readers or {}) if resource else []
    if not texts and not problems.refused:
        problems.refuse(
            "no-text", (), "the document holds no text to code", wanted="a narrative or an attachment"
        )
    return (() if problems.refused else tuple(texts)), problems.findings
