"""The order of the diagnoses and the last gate: nothing invalid, nothing without a quote.

First-listed is the reason for the visit; signs after diagnoses, states after both, external causes last.
[ICD-10-CM Official Guidelines ss. IV.G, I.C.20.a] (unverified)
"""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import CAUSE, STATUS, Case, NotCoded, Proposal, Query
from cleanclaim.coding.queries import described_further


def sequence(case: Case) -> tuple[Proposal, ...]:
    """The proposals in the order of the claim; a code with `after` follows directly behind that code."""
    ordered = sorted(case.proposals, key=_key)
    if all(each.tier >= STATUS for each in ordered):
        ordered.sort(key=lambda each: each.is_in("Z79"))  # the history goes before its drug
    placed = [each for each in ordered if not _anchor(each, ordered)]
    waiting = [each for each in ordered if _anchor(each, ordered)]
    while waiting:
        rest = []
        for each in waiting:
            position = _behind(each, placed)
            if position is None:
                rest.append(each)
            else:
                placed.insert(position, each)
        if len(rest) == len(waiting):  # anchors that wait for one another: as they came
            return (*placed, *rest)
        waiting = rest
    return tuple(placed)


def gate(case: Case) -> Case:
    """Only billable codes of the edition go on; what is not one becomes a question."""
    for each in case.proposals:
        why = case.tabular.why_invalid(each.code)
        if why:
            further = ", ".join(each.missing) or why
            question = described_further(case, each, further)
            kept = tuple(other for other in case.proposals if other is not each)
            held = NotCoded(
                each.code, each.evidence, "gate.valid-on-date", f"Not billable as it stands: {why}."
            )
            case = replace(case, proposals=kept).hold(held).ask(Query(each.code, question, each.evidence))
    return case


def _key(proposal: Proposal) -> tuple[int, int, str]:
    # causes stand in the order cause, place, activity, status: that of their codes
    return (proposal.tier, 0 if proposal.tier == CAUSE else proposal.offset, proposal.code)


def _anchor(proposal: Proposal, ordered: list[Proposal]) -> bool:
    return bool(proposal.after) and any(
        other is not proposal and other.code.startswith(proposal.after) for other in ordered
    )


def _follows(proposal: Proposal, anchor: Proposal) -> bool:
    return bool(proposal.after) and anchor.code.startswith(proposal.after)


def _behind(proposal: Proposal, placed: list[Proposal]) -> int | None:
    """Where it goes: behind its anchor and behind those that follow the anchor already."""
    for position, other in enumerate(placed):
        if other.code.startswith(proposal.after):
            position += 1
            # those that follow the same anchor already, by its code or by its family, stay in front
            while position < len(placed) and _follows(placed[position], other):
                position += 1
            return position
    return None
