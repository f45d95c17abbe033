"""From a note to codes: `suggest` proposes with evidence, `settle` applies what people decided."""

from __future__ import annotations

from cleanclaim.coding.case import NotCoded, Query
from cleanclaim.coding.sign_off import Settled, must_be_signed_singly, settle
from cleanclaim.coding.suggesting import Suggestions, suggest

__all__ = ["NotCoded", "Query", "Settled", "Suggestions", "must_be_signed_singly", "settle", "suggest"]
