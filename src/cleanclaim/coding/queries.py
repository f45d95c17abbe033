"""Questions to the clinician: open, with the clinical indicators that the note holds, leading nowhere.

A question names no diagnosis that the note does not hold, offers `cannot be determined`, and says nothing of
payment, levels or risk scores. [AHIMA/ACDIS, compliant query practice] (unverified)
"""

from __future__ import annotations

import re

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import CAUSE, Case, Proposal, Query
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

_MOST_INDICATORS = 3
_NEAR = 400  # characters around a diagnosis in which its indicators are looked for
_OPEN_END = "or that it cannot be determined"
# a result or measure, and the families of codes that would say what it means: none of them, and we ask
_BODY = ("E66", "R63", "E43", "E44", "E46", "Z00", "O")
_MEASURES: tuple[tuple[re.Pattern[str], float, float, tuple[str, ...]], ...] = (
    (re.compile(r"\bBMI(?: of|:)?\s*([0-9]{2}(?:\.[0-9])?)\b"), 18.5, 30.0, _BODY),
    (re.compile(r"\b(?:sodium|Na)(?: of|:)?\s*(1[0-9]{2})\b"), 135, 145, ("E87", "E22.2", "E86")),
    (re.compile(r"\b(?:potassium|K)(?: of|:)?\s*([2-7]\.[0-9])\b"), 3.5, 5.1, ("E87",)),
    (re.compile(r"\b(?:hemoglobin|Hgb|Hb)(?: of|:)?\s*([0-9]{1,2}\.[0-9])\b"), 12.0, 17.5, ("D", "O99", "C")),
    (re.compile(r"\b(?:[Pp]latelets?|PLT)(?: of|:)?\s*([0-9]{2,3})\b"), 150, 450, ("D", "O99", "K7", "C")),
)  # fmt: skip


def ask(case: Case) -> Case:
    """Add a question for each code that stands unspecified and for each measure that nothing explains."""
    for each in case.proposals:
        if each.missing and each.tier != CAUSE:
            case = case.ask(Query(each.code, _about_detail(case, each), each.evidence))
    return _unexplained_measures(case)


def described_further(case: Case, proposal: Proposal, further: str) -> str:
    """The question for a statement that leads to no billable code as it stands."""
    return (
        f"The note documents {_quoted(case, proposal)}.{_indicators(case, proposal)} "
        f"Please describe it further, as far as known: {further}; {_OPEN_END}."
    )


def _about_detail(case: Case, proposal: Proposal) -> str:
    further = " and the ".join(proposal.missing)
    return (
        f"The note documents {_quoted(case, proposal)}.{_indicators(case, proposal)} "
        f"Please document the {further}, if known, {_OPEN_END}."
    )


def _quoted(case: Case, proposal: Proposal) -> str:
    quoted = proposal.evidence[0].text if proposal.evidence else case.title(proposal.code)
    return f"\u201c{' '.join(quoted.split())}\u201d"


def _indicators(case: Case, proposal: Proposal) -> str:
    """Signs that the note asserts near the diagnosis, verbatim; '' when there are none."""
    found = []
    for candidate in case.candidates:
        quote = candidate.evidence[0] if candidate.evidence else None
        is_sign = candidate.kind is Kind.SYMPTOM and candidate.assertion is Assertion.PRESENT
        is_near = abs(candidate.mention.start - proposal.offset) <= _NEAR
        if is_sign and is_near and quote and quote not in proposal.evidence:
            found.append(f"\u201c{' '.join(quote.text.split())}\u201d")
    told = list(dict.fromkeys(found))[:_MOST_INDICATORS]
    return f" Clinical indicators in the note: {', '.join(told)}." if told else ""


def _unexplained_measures(case: Case) -> Case:
    for paper in case.papers:
        text, name = paper.reading.text, paper.reading.document_id
        for pattern, low, high, families in _MEASURES:
            match = pattern.search(text)
            if match is None or low <= float(match[1]) < high or case.has(*families):
                continue
            quote = Evidence.quote(name, text, match.start(), match.end())
            question = (
                f"The note records \u201c{match[0]}\u201d. Please document its clinical significance "
                f"for this visit, if any, {_OPEN_END}."
            )
            case = case.ask(Query("", question, (quote,)))
    return case
