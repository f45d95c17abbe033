"""The wire: X12 bytes as segments and back, checked against guide tables, answered with acknowledgments.

Knows no domain: nothing here imports `cleanclaim.model`. From bytes to claims the public face is
`cleanclaim.exchange`. What programs outside need is named here and imported when it is first used:

    read, Reading, Interchange, Group, TransactionSet     bytes to segments, each with its place
    check                                                 everything that is wrong, as a Report of findings
    guide_for, parse_loops, Loop                          a set as its guide sees it
    Segment, segment, Delimiters, Envelope,
    TransactionDraft, write_interchange                   segments to bytes
    acknowledge_999, ta1, read_999, read_ta1              answers, made and read
    compare, fix, deidentify, Pseudonyms, shown_file      what the x12 commands do
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleanclaim.x12.acknowledging import acknowledge_999, read_999, read_ta1, ta1
    from cleanclaim.x12.comparing import compare
    from cleanclaim.x12.deidentifying import deidentify
    from cleanclaim.x12.fixing import fix
    from cleanclaim.x12.guides.loading import guide_for
    from cleanclaim.x12.loops import Loop, parse_loops
    from cleanclaim.x12.pseudonyms import Pseudonyms
    from cleanclaim.x12.reading import Group, Interchange, Reading, TransactionSet, read
    from cleanclaim.x12.segments import Delimiters, Segment, segment
    from cleanclaim.x12.showing import shown_file
    from cleanclaim.x12.validation import check
    from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

__all__ = [
    "Delimiters",
    "Envelope",
    "Group",
    "Interchange",
    "Loop",
    "Pseudonyms",
    "Reading",
    "Segment",
    "TransactionDraft",
    "TransactionSet",
    "acknowledge_999",
    "check",
    "compare",
    "deidentify",
    "fix",
    "guide_for",
    "parse_loops",
    "read",
    "read_999",
    "read_ta1",
    "segment",
    "shown_file",
    "ta1",
    "write_interchange",
]

_HOME = {
    "acknowledging": ("acknowledge_999", "read_999", "read_ta1", "ta1"),
    "comparing": ("compare",),
    "deidentifying": ("deidentify",),
    "fixing": ("fix",),
    "guides.loading": ("guide_for",),
    "loops": ("Loop", "parse_loops"),
    "pseudonyms": ("Pseudonyms",),
    "reading": ("Group", "Interchange", "Reading", "TransactionSet", "read"),
    "segments": ("Delimiters", "Segment", "segment"),
    "showing": ("shown_file",),
    "validation": ("check",),
    "writing": ("Envelope", "TransactionDraft", "write_interchange"),
}
_MODULES = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
