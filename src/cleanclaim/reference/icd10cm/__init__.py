"""ICD-10-CM: the tabular list by date of service. Source: CDC/NCHS."""

from __future__ import annotations

from cleanclaim.reference.icd10cm.editions import SOURCE_LINE, tabular_on
from cleanclaim.reference.icd10cm.records import Hit, Note, NoteKind, Phrase, TabularCode
from cleanclaim.reference.icd10cm.tabular import Tabular

__all__ = ["SOURCE_LINE", "Hit", "Note", "NoteKind", "Phrase", "Tabular", "TabularCode", "tabular_on"]
