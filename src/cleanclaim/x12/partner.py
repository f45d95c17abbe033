"""Holding a transaction set against a payer's profile (SNIP type 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cleanclaim.core.finding import Finding, NotChecked, Severity
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.profiles import Demand, Profile, Relaxed
from cleanclaim.x12.reading import Group, TransactionSet, set_name
from cleanclaim.x12.reports import TYPE_7, reject
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import day

RULE = "profile"


def apply_profile(
    transaction_set: TransactionSet,
    group: Group,
    checked: tuple[Loop, list[Finding]],
    profile: Profile,
) -> tuple[list[Finding], list[NotChecked]]:
    """The findings of a set as this payer takes them, with those of his own demands.

    checked  the loops of the set and what the guide's checks found

    A set that the profile does not name is left as it is; one dated outside of the profile's days (GS04) is
    NotChecked.
    """
    root, findings = checked
    if set_name(transaction_set) not in profile.sets:
        return findings, []
    dated = day(group.header.element(4))
    if dated is None or not profile.first <= dated <= profile.last:
        reason = f"the profile of {profile.payer} holds from {profile.first} to {profile.last}"
        return findings, [NotChecked(f"x12.{RULE}", transaction_set.place, reason, "a profile of that day")]
    taken = [_relaxed(each, profile) for each in findings]
    for demand in profile.demands:
        for loop in _loops(root, demand.spot.loop_id):
            taken += _unmet(transaction_set, loop, demand, profile)
    return taken, []


def _relaxed(finding: Finding, profile: Profile) -> Finding:
    """A refusal that the payer does not make, as advice."""
    if finding.severity is not Severity.REJECT or finding.code("SNIP") in ("1", "3"):
        return finding
    for each in profile.relaxed:
        if finding.rule_id == each.rule_id and _is_at(finding, each):
            said = f"{finding.message}; not refused by {profile.payer}"
            return replace(finding, severity=Severity.ADVISE, message=said, citation=each.citation)
    return finding


def _is_at(finding: Finding, relaxed: Relaxed) -> bool:
    path = finding.place.path
    return bool(path) and path[-1] == str(relaxed.spot) and finding.code("LOOP") == relaxed.spot.loop_id


def _loops(root: Loop, loop_id: str) -> Iterable[Loop]:
    return (root,) if root.loop_id == loop_id else root.descendants(loop_id)


def _unmet(
    transaction_set: TransactionSet, loop: Loop, demand: Demand, profile: Profile
) -> Iterator[Finding]:
    """Where one loop does not meet one demand."""
    name = demand.spot.segment_name
    rows = loop.all(name, 1, demand.where) if demand.where else loop.all(name)
    element = demand.spot.element
    texts = [row.element(element) for row in rows]
    if demand.kind == "most":
        if sum(1 for _ in loop.descendants(demand.of)) > int(str(demand.wanted)):
            yield _finding(transaction_set, (loop, loop.opening), demand, profile)
    elif demand.kind == "present":
        if not rows or (element and not all(texts)):
            yield _finding(transaction_set, (loop, rows[0] if rows else loop.opening), demand, profile)
    else:
        for row, text in zip(rows, texts, strict=True):
            if _is_broken(demand, text, is_there=bool(text) or not element):
                yield _finding(transaction_set, (loop, row), demand, profile)


def _is_broken(demand: Demand, text: str, *, is_there: bool) -> bool:
    """Whether a value breaks a demand; one that is not there breaks none of them."""
    wanted = demand.wanted
    if not is_there:
        return False
    match demand.kind:
        case "absent":
            return True
        case "values":
            assert isinstance(wanted, tuple)
            return text not in wanted
        case "pattern":
            return re.fullmatch(str(wanted), text) is None
        case _:
            assert isinstance(wanted, int)
            return len(text) > wanted


def _finding(
    transaction_set: TransactionSet, spot: tuple[Loop, Segment], demand: Demand, profile: Profile
) -> Finding:
    loop, segment = spot
    return reject(
        f"{RULE}.{demand.demand_id}",
        transaction_set.place_of(segment, loop.loop_id, str(demand.spot)),
        f"{demand.spot}: {profile.payer} asks for more: {_said(demand)}",
        wanted=_said(demand),
        citation=f"{profile.citation}, {demand.citation}",
        codes=(TYPE_7, ("LOOP", loop.loop_id)),
    )


def _said(demand: Demand) -> str:
    wanted = demand.wanted
    match demand.kind:
        case "present" | "absent":
            return demand.kind
        case "values":
            return "one of " + ", ".join(wanted if isinstance(wanted, tuple) else ())
        case "most":
            return f"at most {wanted} loops {demand.of}"
        case "longest":
            return f"at most {wanted} characters"
        case _:
            return f"like {wanted}"
