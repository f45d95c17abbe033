"""When two lines are one service billed twice."""

from __future__ import annotations

from cleanclaim.core.code import Code
from cleanclaim.core.span import Span
from cleanclaim.model.claim import ServiceLine

ServiceKey = tuple[Code, tuple[str, ...], Span]

_REPEATED = frozenset({"76", "77", "91", "59", "XE", "XP", "XS", "XU"})


def service_key(line: ServiceLine) -> ServiceKey:
    """Procedure, modifiers in any order, and days; the patient is the caller's concern."""
    return (line.procedure, tuple(sorted(line.modifiers)), line.service_dates)


def is_said_to_be_repeated(line: ServiceLine) -> bool:
    """Whether a modifier says that the service was done once more or was a distinct one."""
    return not _REPEATED.isdisjoint(line.modifiers)
