"""ICD-10-PCS as a person builds a code: axis by axis over the loaded tables, a valid code or a question."""

from __future__ import annotations

from cleanclaim.reference.icd10pcs.building import Built, Choice, Question, Why, build, fitting_codes
from cleanclaim.reference.icd10pcs.codes import AXES

__all__ = ["AXES", "Built", "Choice", "Question", "Why", "build", "fitting_codes"]
