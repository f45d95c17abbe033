"""Records as JSON documents and back: the one way every record is stored, hashed and printed."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.preconf.json import make_converter

from cleanclaim.core.money import Money

Record = TypeVar("Record")


@cache
def _converter(*, omit_defaults: bool = False) -> Converter:
    converter = make_converter(forbid_extra_keys=True, omit_if_default=omit_defaults)
    # money is written as its text, so that a reader of the JSON sees dollars and loses no cent
    converter.register_unstructure_hook(Money, str)
    converter.register_structure_hook(Money, lambda text, _: Money.parse(text))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    return converter


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
    document = _converter(omit_defaults=True).unstructure(record)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(kind: type[Record], text: str) -> Record:
    """The record back from its canonical JSON."""
    return from_document(kind, json.loads(text))


def sha256_of(record: object) -> str:
    """The hash a signature is made over: sha256 of the canonical JSON."""
    return hashlib.sha256(to_json(record).encode()).hexdigest()
