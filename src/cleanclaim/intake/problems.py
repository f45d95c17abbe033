"""Everything that is wrong with one file or one encounter, collected to the end (law 1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place

Value = TypeVar("Value")
Steps = tuple[str, ...]


class UnfitValueError(ValueError):
    """A text that is not what its field holds. Its own text says what was wanted, never what was found."""


class Problems:
    """Collects findings about one subject. `room` starts every rule id: `intake.note`.

    Messages name fields, places and rules; what was found goes into `Finding.found` alone (law 9).
    """

    def __init__(self, room: str, subject: str) -> None:
        self._room = room
        self._place = Place(subject)
        self._findings: list[Finding] = []

    def refuse(
        self, rule: str, path: Steps, message: str, *, found: str = "", wanted: str = "", next_step: str = ""
    ) -> None:
        """One thing that makes the subject unreadable."""
        self._note(Severity.REJECT, rule, path, (message, found, wanted, next_step))

    def advise(
        self, rule: str, path: Steps, message: str, *, found: str = "", wanted: str = "", next_step: str = ""
    ) -> None:
        """One thing a reader should know; the subject is read all the same."""
        self._note(Severity.ADVISE, rule, path, (message, found, wanted, next_step))

    def parse(
        self, parser: Callable[[str], Value], text: str, path: Steps, *, label: str, rule: str = "unfit-value"
    ) -> Value | None:
        """The value of `text`, or None after noting what was wanted instead."""
        try:
            return parser(text)
        except UnfitValueError as unfit:
            self.refuse(
                rule,
                path,
                f"{label} cannot be read",
                found=text,
                wanted=str(unfit),
                next_step=f"correct {label} and read the file again",
            )
            return None

    def _note(self, severity: Severity, rule: str, path: Steps, texts: tuple[str, str, str, str]) -> None:
        message, found, wanted, next_step = texts
        place = self._place.within(*path)
        self._findings.append(
            Finding(f"{self._room}.{rule}", severity, place, message, found, wanted, next_step)
        )

    @property
    def refused(self) -> bool:
        """Whether anything makes the subject unreadable."""
        return any(finding.severity is Severity.REJECT for finding in self._findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them: what refuses first, then as they stand in the file (line 3 before line 12)."""
        return tuple(sorted(self._findings, key=_file_order))

    def raise_if_refused(self, what: str) -> None:
        """Stop with the complete list when anything makes the subject unreadable."""
        if self.refused:
            count = sum(finding.severity is Severity.REJECT for finding in self._findings)
            raise UnreadableFileError(
                f"{what} cannot be read: {count} problem{'s' if count > 1 else ''}", self.findings
            )


def _file_order(finding: Finding) -> tuple[int, tuple[tuple[str, int], ...], str, str]:
    steps = re.findall(r"([^0-9]*)([0-9]*)", " > ".join(finding.place.path))
    natural = tuple((text, int(digits or 0)) for text, digits in steps)
    return (list(Severity).index(finding.severity), natural, finding.rule_id, finding.found)
