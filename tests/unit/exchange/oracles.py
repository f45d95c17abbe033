"""What other people's programs say about our bytes (tests only)."""

from __future__ import annotations

import io
import json
import logging

import pyx12.params
import pyx12.x12n_document


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
