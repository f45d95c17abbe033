"""Records as JSON documents and back: the one way every record is stored, hashed and printed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar, get_args, get_origin

from cattrs import Converter
from cattrs.preconf.json import make_converter

from cleanclaim.core.money import Money

Record = TypeVar("Record")


@cache
def _converter(*, omit_defaults: bool = False) -> Converter:
    converter = make_converter(forbid_extra_keys=True, omit_if_default=omit_defaults)
    # tuples of one kind are most of what is read and written; the converter's own way with them is slow
    converter.register_structure_hook_factory(_is_of_one_kind, partial(_structure_tuple, converter))
    converter.register_unstructure_hook_factory(_is_of_one_kind, partial(_unstructure_tuple, converter))
    converter.register_structure_hook_factory(_is_enumeration, _structure_enumeration)
    # money is written as its text, so that a reader of the JSON sees dollars and loses no cent
    converter.register_unstructure_hook(Money, str)
    converter.register_structure_hook(Money, lambda text, _: Money.parse(text))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    return converter


def _is_of_one_kind(kind: Any) -> bool:
    return get_origin(kind) is tuple and len(get_args(kind)) == 2 and get_args(kind)[1] is Ellipsis


def _is_enumeration(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _structure_enumeration(kind: type[StrEnum]) -> Callable[[Any, Any], StrEnum]:
    members = {member.value: member for member in kind}
    return lambda value, _: members[value]


def _structure_tuple(converter: Converter, kind: Any) -> Callable[[Any, Any], tuple[Any, ...]]:
    member = get_args(kind)[0]
    structure = converter.get_structure_hook(member)
    return lambda values, _: tuple([structure(value, member) for value in values])


def _unstructure_tuple(converter: Converter, kind: Any) -> Callable[[Any], list[Any]]:
    unstructure = converter.get_unstructure_hook(get_args(kind)[0])
    return lambda values: [unstructure(value) for value in values]


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def to_document(record: object) -> Any:
    """A record as plain JSON values: dates ISO, money as dollars text, tuples as lists."""
    return _converter().unstructure(record)


def from_document(kind: type[Record], document: Any) -> Record:
    """The record back from its plain JSON values; `from_document(type(r), to_document(r)) == r`."""
    return _converter().structure(document, kind)


def to_json(record: object) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8 kept. Equal records give equal text.

    Fields at their default are left out: a field that a later release adds changes no stored record's hash.
    """
    return canonical_json(canonical_document(record))


def from_json(kind: type[Record], text: str) -> Record:
    """The record back from its canonical JSON."""
    return from_document(kind, json.loads(text))


def canonical_document(record: object) -> Any:
    """What `canonical_json` writes: plain values, fields at their default left out."""
    return _converter(omit_defaults=True).unstructure(record)


def canonical_json(document: Any) -> str:
    """The canonical JSON of a document that `canonical_document` made, or that holds such documents."""
    return _CANONICAL.encode(document)


def sha256_of(record: object) -> str:
    """The hash a signature is made over: sha256 of the canonical JSON."""
    return hashlib.sha256(to_json(record).encode()).hexdigest()
