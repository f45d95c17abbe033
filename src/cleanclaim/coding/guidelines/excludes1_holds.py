"""Two codes that exclude each other (Excludes1) do not stand together: the lesser is held and asked about.

A sign yields to a diagnosis, a history to what is present, an unspecified code to a specified one; else the
later one is held. The exception, two conditions that the provider calls unrelated, is for a person to state.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from cleanclaim.coding.case import CAUSE, SIGN, Case, NotCoded, Proposal, Query
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.A.12.a",
    title="Excludes1: the two are not coded together",
    citation="ICD-10-CM Official Guidelines s. I.A.12.a; tabular Excludes1 notes",
    order=70,
)
# The tabular excludes these pairs in words, but the guidelines want both: diabetes and the long-term drugs,
# pregnancy codes and what they are specified by.
_ALLOWED = (
    ("O", "D5"),
    ("O", "E"),
    ("O", "N"),
    ("O", "F"),
    ("O", "K"),
    ("O", "J"),
    ("O", "I"),
    ("Z00", "Z"),
    ("Z01", "Z"),
    ("E11", "Z79"),
)


def apply(case: Case) -> Case:
    """Hold the lesser of each excluded pair."""
    held: set[str] = set()
    for one, other in combinations(case.proposals, 2):
        if (
            one.code in held
            or other.code in held
            or _allowed(one.code, other.code)
            or CAUSE in (one.tier, other.tier)
        ):
            continue
        note = case.tabular.excludes1_conflict(one.code, other.code)
        if note is None:
            continue
        lesser, greater = sorted((one, other), key=lambda each: _weight(case, each), reverse=True)
        held.add(lesser.code)
        reason = f"Excluded beside {greater.code}: {note.text}."
        case = case.hold(NotCoded(lesser.code, lesser.evidence, RULE.rule_id, reason))
        if lesser.tier < SIGN and greater.tier < SIGN:
            question = (
                f"The note documents both {_words(lesser)} and {_words(greater)}. How are the two related?"
            )
            case = case.ask(Query(lesser.code, question, lesser.evidence + greater.evidence))
    return replace(case, proposals=tuple(each for each in case.proposals if each.code not in held))


def _weight(case: Case, proposal: Proposal) -> tuple[int, bool, int]:
    """The greater is the one to hold."""
    return (proposal.tier, "unspecified" in case.title(proposal.code).lower(), proposal.offset)


def _words(proposal: Proposal) -> str:
    return f"\u201c{' '.join(proposal.evidence[0].text.split())}\u201d"


def _allowed(one: str, other: str) -> bool:
    return any(
        (one.startswith(a) and other.startswith(b)) or (other.startswith(a) and one.startswith(b))
        for a, b in _ALLOWED
    )


EXAMPLES = (
    Example("Assessment: Sciatica, left side. Lumbar disc herniation with radiculopathy.", ("M51.16",)),
    Example("Assessment: Acute sinusitis. Chronic sinusitis.", ("J01.90",)),
)
