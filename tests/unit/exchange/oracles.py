"""What other people's programs say about our bytes (tests only)."""

from __future__ import annotations

import io
import json
import logging
from collections import defaultdict
from typing import Any

import pyx12.params
import pyx12.x12n_document
from pydantic import BaseModel
from x12sdk.io import X12ModelReader
from x12sdk.models import X12Segment


def pyx12_complaints(raw: bytes) -> list[str]:
    """Every complaint of pyx12 4.0.0 about a file, [] when it accepts it."""
    report = io.StringIO()
    noted = io.StringIO()
    handler = logging.StreamHandler(noted)
    logging.getLogger("pyx12").addHandler(handler)
    try:
        accepted = pyx12.x12n_document.x12n_document(
            pyx12.params.params(), io.StringIO(raw.decode("ascii")), None, None, None, report
        )
    finally:
        logging.getLogger("pyx12").removeHandler(handler)
    if accepted:
        return []
    return [noted.getvalue(), json.dumps(json.loads(report.getvalue() or "null"))]


def x12sdk_segments(raw: bytes) -> dict[str, list[Any]]:
    """Every segment of a file as x12sdk 2.2.0 reads it, by segment name, in the order of the file."""
    found: dict[str, list[Any]] = defaultdict(list)
    with X12ModelReader(raw.decode("ascii")) as reader:
        for transaction in reader.models():
            _collect(transaction, found)
    return found


def _collect(model: Any, found: dict[str, list[Any]]) -> None:
    if isinstance(model, list):
        for each in model:
            _collect(each, found)
    elif isinstance(model, X12Segment):
        found[str(getattr(model.segment_name, "value", model.segment_name))].append(model)
    elif isinstance(model, BaseModel):
        for name in type(model).model_fields:
            _collect(getattr(model, name), found)
