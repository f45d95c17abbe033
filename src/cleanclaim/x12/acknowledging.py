"""Answering a file: TA1 for an interchange, 999 for a functional group, made from a report.

The code values are those of the TA1 segment and of the 999 guide 005010X231A1; which fault gives which answer
is our own reading of them where no public interpretation says otherwise (unverified).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.x12.answers import (
    AnsweredFault,
    EnvelopeAnswer,
    GroupAnswer,
    SetAnswer,
    read_999,
    read_ta1,
)
from cleanclaim.x12.reading import Group, Interchange, TransactionSet, lies_in
from cleanclaim.x12.segments import STANDARD, Segment, segment
from cleanclaim.x12.writing import TransactionDraft

__all__ = [
    "GUIDE_999",
    "AnsweredFault",
    "EnvelopeAnswer",
    "GroupAnswer",
    "SetAnswer",
    "acknowledge_999",
    "read_999",
    "read_ta1",
    "ta1",
]

GUIDE_999 = "005010X231A1"
_MARKS = frozenset((STANDARD.element, STANDARD.repetition, STANDARD.component, STANDARD.terminator))
_MAX_FAULTS = 5  # IK5 and AK9 hold five codes


def ta1(interchange: Interchange, findings: Iterable[Finding]) -> Segment:
    """The TA1 that answers an interchange: A clean, E accepted with faults noted, R rejected.

    findings  of the report over the file, or of the reading; those of other interchanges are passed over

    Raises MisuseError for an interchange that carries acknowledgments only: those are never acknowledged.
    """
    if not interchange.groups and interchange.loose_named("TA1"):
        raise MisuseError("a TA1 is not answered with a TA1")
    faults = [each for each in findings if each.code("TA105") and lies_in(each, interchange)]
    rejects = [each for each in faults if each.severity is Severity.REJECT]
    answer = "R" if rejects else "E" if faults else "A"
    note = (rejects or faults)[0].code("TA105") if faults else "000"
    sent = (_echo(interchange.header.element(number)) for number in (13, 9, 10))
    return segment("TA1", *sent, answer, note)


def acknowledge_999(group: Group, report: Report, *, set_control: str) -> TransactionDraft:
    """The 999 that answers a functional group.

    A set with a REJECT of SNIP type 1 or 2 (or a broken hierarchy) is rejected, one with lesser faults of
    that kind accepted with errors; what does not balance is for the 277CA. A fault of the group itself
    rejects the group, whose sets are then not named; so does a set whose ST01 or ST02 cannot be named in an
    AK2, with AK905 5 [X12 RFI 1339]. Works for the 835, whose ST has no third element.

    Raises MisuseError for a group of 999s.
    """
    if group.functional_id == "FA":
        raise MisuseError("a 999 is not answered with a 999")
    body = [segment("AK1", *(_echo(group.header.element(number)) for number in (1, 6, 8)))]
    in_group = [each for each in report.findings if lies_in(each, group)]
    faults = _codes_of(in_group, "AK905") or _unnameable(in_group)
    answers: list[str] = []
    if not faults:
        about = _by_set(in_group, len(group.place.path))
        for each in group.sets:
            within = [one for one in about[each.place.path] if lies_in(one, each)]
            segments, answer = _set_answer(each, within)
            body += segments
            answers.append(answer)
    body.append(_group_answer(group, answers, faults))
    return TransactionDraft("999", set_control, tuple(body))


def _by_set(findings: Iterable[Finding], depth: int) -> dict[tuple[str, ...], list[Finding]]:
    """Findings by the path of their set, one step below the group: thousands of sets must not each look at
    all of them."""
    found: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for each in findings:
        found[each.place.path[: depth + 1]].append(each)
    return found


def _group_answer(group: Group, answers: Sequence[str], faults: Sequence[str]) -> Segment:
    accepted = sum(answer != "R" for answer in answers)
    if not accepted:
        answer = "R"
    elif accepted < len(answers):
        answer = "P"
    else:
        answer = "E" if "E" in answers else "A"
    received = str(len(group.sets))
    stated = group.trailer.element(1) if group.trailer is not None else ""
    included = stated if stated.isascii() and stated.isdigit() and len(stated) <= 6 else received
    return segment("AK9", answer, included, received, str(accepted), *faults)


def _set_answer(each: TransactionSet, findings: Sequence[Finding]) -> tuple[list[Segment], str]:
    """AK2 to IK5 of one set, and its answer A, E or R."""
    header = each.header
    named = [finding for finding in findings if finding.code("IK304")]
    faults = list(_codes_of(findings, "IK502"))
    if any(finding.code("SNIP") == "1" for finding in named):
        faults.append("5")
    if any(finding.code("SNIP") != "1" for finding in named):
        faults.append("I5")
    counted = [one for one in findings if one.code("IK304") or one.code("IK502")]
    rejected = any(one.severity is Severity.REJECT for one in counted)
    answer = "R" if rejected else "E" if counted else "A"
    opening = segment("AK2", _echo(each.set_id), _echo(each.control), _echo(header.element(3)))
    return [opening, *_segment_errors(each, named), segment("IK5", answer, *faults[:_MAX_FAULTS])], answer


def _segment_errors(each: TransactionSet, findings: Sequence[Finding]) -> Iterator[Segment]:
    """IK3, CTX and IK4, one IK3 for each segment and kind of fault, in file order."""
    ordered = sorted(findings, key=_segment_key)
    claims = [(one.ordinal, one.element(1)) for one in each.segments if one.name in ("CLM", "HL")]
    for (ordinal, name, fault), group in groupby(ordered, key=_segment_key):
        members = list(group)
        loop_id = members[0].code("LOOP")[:4]  # element 447 holds four characters (unverified for the 999)
        yield segment("IK3", _segment_name(name), str(ordinal), _echo(loop_id), fault)
        yield from _business_unit(each, claims, ordinal)
        for member in members:
            if member.code("IK403"):
                yield _element_error(member)


def _segment_key(finding: Finding) -> tuple[int, str, str]:
    return finding.place.segment or 0, finding.code("IK301"), finding.code("IK304")


def _business_unit(
    each: TransactionSet, claims: Sequence[tuple[int, str]], ordinal: int
) -> Iterator[Segment]:
    """CTX with the claim number, when the segment lies in a claim."""
    before = bisect_right(claims, ordinal, key=lambda claim: claim[0]) - 1
    if before < 0:
        return
    at, number = claims[before]
    if each.segments[at - 1].name == "CLM" and _echo(number):
        yield segment("CTX", ("CLM01", _echo(number)[:35]))


def _element_error(finding: Finding) -> Segment:
    position = tuple(finding.code("ELEMENT").split(":"))
    found = finding.found
    copied = found.rstrip() if found.isprintable() and found.isascii() and not _MARKS & set(found) else ""
    number = finding.code("IK402")
    return segment("IK4", position, number if number.isdigit() else "", finding.code("IK403"), copied)


def _segment_name(name: str) -> str:
    """A name that element 721 can hold; what is not one becomes XX."""
    clean = "".join(letter for letter in name if letter.isascii() and letter.isalnum())[:3]
    return clean if len(clean) >= 2 else "XX"


def _codes_of(findings: Iterable[Finding], name: str) -> tuple[str, ...]:
    """The different values of a code among rejecting findings, in order, at most five."""
    found = [each.code(name) for each in findings if each.code(name) and each.severity is Severity.REJECT]
    return tuple(dict.fromkeys(found))[:_MAX_FAULTS]


def _unnameable(findings: Iterable[Finding]) -> tuple[str, ...]:
    """AK905 5 when the id or the control number of a set is none."""
    return ("5",) if {"6", "7"} & set(_codes_of(findings, "IK502")) else ()


def _echo(text: str) -> str:
    """A value sent back as it came, less what would break the answer."""
    return "".join(
        letter for letter in text if letter.isascii() and letter.isprintable() and letter not in _MARKS
    )
