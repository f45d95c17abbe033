"""The simulated payer opens its mail: reads, checks and acknowledges bytes before it looks at any claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.exchange.received_claim import ReceivedClaim, decode_claims
from cleanclaim.exchange.wire import echo_text
from cleanclaim.simulator.rulebook import Rulebook
from cleanclaim.simulator.scenario import Outcome, Rule
from cleanclaim.x12.acknowledging import acknowledge_999, ta1
from cleanclaim.x12.guides.loading import dictionary
from cleanclaim.x12.reading import Group, Interchange, TransactionSet, read
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.validation import check
from cleanclaim.x12.writing import TransactionDraft

_REFUSED = "R"


@dataclass(frozen=True, slots=True)
class Reception:
    """One interchange as taken in.

    interchange_answer  the TA1, None when the sender asked for none
    group_answers       a 999 for each functional group of claims
    claims              of the sets that were taken
    sent                of all sets that can be read: what a faulty answer file is matched by
    """

    sender: str
    receiver: str
    control: str
    usage: str
    interchange_answer: Segment | None
    group_answers: tuple[TransactionDraft, ...] = ()
    claims: tuple[ReceivedClaim, ...] = ()
    sent: tuple[ReceivedClaim, ...] = ()


def receive(raw: bytes, rulebook: Rulebook) -> Iterator[Reception]:
    """Each interchange of the file, in order; nothing for bytes that are not X12."""
    reading = read(raw)
    report = check(reading)
    for interchange in reading.interchanges:
        if interchange.control.isascii() and interchange.control.isdigit():
            yield _receive(interchange, report, rulebook)


def _receive(interchange: Interchange, report: Report, rulebook: Rulebook) -> Reception:
    header = interchange.header
    asked = header.element(14) == "1"
    answer = ta1(interchange, report.findings) if interchange.groups else None
    reception = Reception(
        sender=echo_text(interchange.sender, 15),
        receiver=echo_text(interchange.receiver, 15),
        control=interchange.control,
        usage="P" if header.element(15) == "P" else "T",
        interchange_answer=answer if asked else None,
    )
    if answer is None or answer.element(4) == _REFUSED:
        return reception
    groups = [group for group in interchange.groups if group.functional_id == "HC"]
    mail = [_open(group, report, rulebook, ordinal) for ordinal, group in enumerate(groups, 1)]
    return replace(
        reception,
        group_answers=tuple(one.answer for one in mail),
        claims=tuple(claim for one in mail for claim in one.taken),
        sent=tuple(claim for one in mail for claim in one.sent),
    )


@dataclass(frozen=True, slots=True)
class _OpenedGroup:
    answer: TransactionDraft
    taken: tuple[ReceivedClaim, ...]
    sent: tuple[ReceivedClaim, ...]


def _open(group: Group, report: Report, rulebook: Rulebook, ordinal: int) -> _OpenedGroup:
    readable = {each.control: _claims(each) for each in group.sets}
    own_rules = [
        finding
        for each in group.sets
        for claim in readable[each.control]
        for finding in _companion_findings(each, claim, rulebook)
    ]
    complete = Report.of((*report.findings, *own_rules))
    answer = acknowledge_999(group, complete, set_control=f"{ordinal:04d}")
    taken = _taken_controls(answer)
    sent = [claim for each in group.sets for claim in readable[each.control]]
    return _OpenedGroup(answer, tuple(claim for claim in sent if claim.set_control in taken), tuple(sent))


def _claims(one: TransactionSet) -> tuple[ReceivedClaim, ...]:
    """The claims of a set; none when it cannot be read, which its 999 then says."""
    if one.set_id != "837":
        return ()
    try:
        return decode_claims(one.segments, subject=one.place.subject, path=one.place.path)
    except UnreadableFileError:
        return ()


def _taken_controls(answer: TransactionDraft) -> frozenset[str]:
    """ST02 of the sets that the 999 accepts."""
    opened, taken = "", set()
    for each in answer.body:
        if each.name == "AK2":
            opened = each.element(2)
        elif each.name == "IK5" and each.element(1) != _REFUSED:
            taken.add(opened)
    return frozenset(taken)


def _companion_findings(one: TransactionSet, claim: ReceivedClaim, rulebook: Rulebook) -> Iterator[Finding]:
    """The fault that a rule of the payer's own companion guide finds in a claim."""
    rule = rulebook.for_claim(claim)
    if rule is None or rule.outcome is not Outcome.REJECT_999:
        return
    fault = _segment_of(one, claim, rule.segment)
    yield Finding(
        "simulator.companion-rule",
        Severity.REJECT,
        one.place_of(fault),
        "a rule of this payer's own",
        codes=_acknowledgment_codes(fault, rule),
    )


def _segment_of(one: TransactionSet, claim: ReceivedClaim, name: str) -> Segment:
    """The claim's first segment of that name, or its CLM when it has none."""
    within = False
    opening = one.header
    for each in one.segments:
        if each.name in ("CLM", "HL"):
            within = each.name == "CLM" and each.element(1) == claim.control_number
            opening = each if within else opening
        if within and each.name == name:
            return each
    return opening


def _acknowledgment_codes(fault: Segment, rule: Rule) -> tuple[tuple[str, str], ...]:
    """What a 999 is built from: a segment fault, or an element fault when the rule names an element."""
    codes = (("SNIP", "2"), ("IK301", fault.name), ("LOOP", rule.loop))
    if not rule.element or fault.name != rule.segment:
        return (*codes, ("IK304", rule.syntax_error if not rule.element else "8"))
    numbers = dictionary().segments.get(fault.name, ())
    reference = numbers[rule.element - 1] if rule.element <= len(numbers) else ""
    return (
        *codes,
        ("IK304", "8"),
        ("IK403", rule.syntax_error),
        ("IK402", reference if reference.isdigit() else ""),
        ("ELEMENT", str(rule.element)),
    )
