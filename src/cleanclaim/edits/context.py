"""What an edit may ask besides the claim itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from cleanclaim.core.code import Code
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.span import Span
from cleanclaim.edits.profiles import EditProfile
from cleanclaim.model.claim import Claim, ClaimSignature
from cleanclaim.reference.tables.records import Table, TableEdition, TableRow


class TabularCode(Protocol):
    """One code of the ICD-10-CM tabular list."""

    @property
    def title(self) -> str: ...

    @property
    def is_billable(self) -> bool: ...

    @property
    def seventh_characters(self) -> object:
        """Truthy when the code wants a 7th character."""


class Tabular(Protocol):
    """What the edits ask of `cleanclaim.reference.icd10cm.Tabular`; the examples bring a tiny one."""

    @property
    def edition(self) -> str: ...

    @property
    def effective(self) -> Span: ...

    def find(self, code: Code) -> TabularCode | None: ...

    def why_invalid(self, code: Code) -> str: ...

    def excludes1_conflict(self, a: Code, b: Code) -> Evidence | None: ...


class ReferenceTables(Protocol):
    """What the edits ask of `cleanclaim.reference.tables.lookup.Tables`; the examples bring a tiny one."""

    def edition_on(self, table: Table, day: date) -> TableEdition | None: ...

    def rows(self, table: Table, key: str, day: date) -> tuple[TableRow, ...]: ...

    def history(self, table: Table, key: str, day: date) -> tuple[TableRow, ...]: ...


@dataclass(frozen=True, slots=True)
class ScrubContext:
    """Everything around a claim that decides whether it may go.

    today                  the day of the scrub
    tabular                the ICD-10-CM edition in force on the claim's first service day, None = not loaded
    history                other claims of the same patient that were sent and not rejected
    signature              the release of this claim by a named person, if there is one
    documents              document id -> full text, for reading quotes again
    decided                codes a person accepted, changed or added for the encounter; None = not brought
    restricted_encounters  ids of encounters about which the plan must not learn; None = not brought
    tables                 the official tables that the practice loaded, None = none
    unrelated_pairs        Excludes1 pairs that the provider stated to be unrelated, in either order
    from_file              the claim came in a file, without the note and decisions behind it
    profiles               what the practice wrote down of its payers' wishes
    """

    today: date
    tabular: Tabular | None = None
    history: tuple[Claim, ...] = ()
    signature: ClaimSignature | None = None
    documents: Mapping[str, str] = field(default_factory=dict)
    decided: frozenset[Code] | None = None
    restricted_encounters: frozenset[str] | None = None
    unrelated_pairs: frozenset[tuple[Code, Code]] = frozenset()
    tables: ReferenceTables | None = None
    from_file: bool = False
    profiles: tuple[EditProfile, ...] = ()

    def edition_for(self, claim: Claim) -> Tabular | None:
        """The tabular when its edition covers every service day of the claim; else None: not checked."""
        tabular = self.tabular
        if tabular is None:
            return None
        covered = all(line.service_dates.first in tabular.effective for line in claim.lines)
        return tabular if covered else None

    def document_text(self, source: str) -> str | None:
        """The document an evidence source names: its id as such, or behind the word `note`."""
        text = self.documents.get(source)
        return self.documents.get(source.removeprefix("note ")) if text is None else text
