"""Answer an X12 file: TA1 for its interchanges, 999 for its groups, 277CA for the claims of its 837s."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.core.finding import Finding, Report
from cleanclaim.exchange.claim_acknowledgment import GUIDE as GUIDE_277CA
from cleanclaim.exchange.claim_acknowledgment import (
    AnsweredClaim,
    BatchAcknowledgment,
    encode_claim_acknowledgments,
)
from cleanclaim.exchange.code_lists import loaded_code_sets
from cleanclaim.exchange.elements import first
from cleanclaim.exchange.sent_claims import SentClaim, read_sent_claims
from cleanclaim.exchange.wire import echo_text
from cleanclaim.submission.answers import ClaimAnswer, ClaimStatus
from cleanclaim.x12.acknowledging import GUIDE_999, acknowledge_999, ta1
from cleanclaim.x12.claim_status import claim_status
from cleanclaim.x12.guides.loading import guide_for
from cleanclaim.x12.reading import Group, Interchange, Reading, TransactionSet, lies_in, read
from cleanclaim.x12.validation import check
from cleanclaim.x12.writing import Envelope, write_bare_interchange, write_interchange

_RECEIVED = (ClaimStatus("A1", "19", "PR"),)  # received; whether it is adjudicated is not for us to say
_MAX_STATUSES = 3
_REFUSED = "R"
_IN_THE_999 = ("IK304", "IK502")
_UNCHECKED = "there is no guide table for its sets and version, so what is inside was not checked"
_REFUSED_SET = "the set is refused whole, its 999 says why, or it holds no claim"
_STEPS_TO_A_SET = 3  # interchange, group, set


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes that answer a file.

    accepted    nothing in it is refused
    unanswered  one sentence for each interchange or set that gets no answer of this kind, and why
    """

    raw: bytes
    accepted: bool
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """One interchange with all that was found, and the number its answer will have."""

    interchange: Interchange
    report: Report
    envelope: Envelope

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return self.interchange.place.path[-1]


def answer_envelopes(raw: bytes, *, subject: str, at: datetime, first_control: int = 1) -> Answer:
    """A TA1 for every interchange. A file of TA1s is never answered (MisuseError)."""
    return _answer(
        raw, _envelope_answer, subject=subject, at=at, first_control=first_control, looked_up=False
    )


def answer_groups(raw: bytes, *, subject: str, at: datetime, first_control: int = 1) -> Answer:
    """A 999 for every functional group but those of 999s: one interchange for each interchange.

    Not for an interchange that its TA1 rejects: nothing inside it counts as received.
    """
    return _answer(raw, _group_answers, subject=subject, at=at, first_control=first_control, looked_up=False)


def answer_claims(raw: bytes, *, subject: str, at: datetime, first_control: int = 1) -> Answer:
    """A 277CA for every 837 that its 999 accepts: each claim received or refused, with the reasons."""
    return _answer(raw, _claim_answers, subject=subject, at=at, first_control=first_control, looked_up=True)


def _answer(
    raw: bytes,
    make: Callable[[_Case], Answer],
    *,
    subject: str,
    at: datetime,
    first_control: int,
    looked_up: bool,
) -> Answer:
    reading = read(raw, subject=subject)
    if not reading.interchanges:
        raise UnreadableFileError(f"{subject} holds no interchange that could be answered", reading.findings)
    answers = [make(case) for case in _cases(reading, at, first_control, looked_up=looked_up)]
    unanswered = tuple(sentence for each in answers for sentence in each.unanswered)
    written = b"".join(each.raw for each in answers)
    if not written:
        raise MisuseError(f"{subject}: " + "; ".join(unanswered))
    return Answer(written, all(each.accepted for each in answers), unanswered)


def _cases(reading: Reading, at: datetime, first_control: int, *, looked_up: bool) -> list[_Case]:
    report = check(reading, code_sets=loaded_code_sets() if looked_up else None)
    return [
        _Case(each, report, _envelope(each, at, first_control + number))
        for number, each in enumerate(reading.interchanges)
    ]


def _envelope(interchange: Interchange, at: datetime, control: int) -> Envelope:
    """Back to whoever sent it, from whoever received it."""
    header = interchange.header
    return Envelope(
        sender=echo_text(interchange.receiver, 15) or "UNKNOWN",
        receiver=echo_text(interchange.sender, 15) or "UNKNOWN",
        functional_id="FA",
        guide=GUIDE_999,
        written_at=at,
        interchange_control=control,
        group_control=control,
        sender_qualifier=_qualifier(header.element(7)),
        receiver_qualifier=_qualifier(header.element(5)),
        usage="P" if header.element(15) == "P" else "T",
        acknowledge=False,
    )


def _qualifier(text: str) -> str:
    clean = echo_text(text, 2)
    return clean if len(clean) == 2 and clean.isalnum() and clean == clean.upper() else "ZZ"


def _envelope_answer(case: _Case) -> Answer:
    try:
        answer = ta1(case.interchange, case.report.findings)
    except MisuseError as error:
        return Answer(b"", accepted=True, unanswered=(f"{case.name}: {error}",))
    return Answer(write_bare_interchange(case.envelope, [answer]), answer.element(4) != _REFUSED)


def _group_answers(case: _Case) -> Answer:
    groups, unanswered = _received_groups(case)
    if not groups:
        reasons = unanswered or (f"{case.name}: no group that is answered with a 999",)
        return Answer(b"", accepted=not unanswered, unanswered=reasons)
    drafts = [
        acknowledge_999(group, case.report, set_control=f"{number:04d}")
        for number, group in enumerate(groups, start=1)
    ]
    accepted = not unanswered and all(draft.body[-1].element(1) in ("A", "E") for draft in drafts)
    return Answer(write_interchange(case.envelope, drafts), accepted, unanswered)


def _received_groups(case: _Case) -> tuple[Sequence[Group], tuple[str, ...]]:
    """The groups that can be answered, none of an interchange that its TA1 rejects, and why others cannot.

    A set without a guide table was looked at from outside only: neither taken nor refused in our name.
    """
    groups = [group for group in case.interchange.groups if group.functional_id != "FA"]
    if groups and ta1(case.interchange, case.report.findings).element(4) == _REFUSED:
        return (), (f"{case.name}: the interchange is refused whole; answer it with --ta1",)
    checked = [group for group in groups if not any(_unchecked(one) for one in group.sets)]
    skipped = [group for group in groups if group not in checked]
    return checked, tuple(f"{case.name} > {group.place.path[-1]}: {_UNCHECKED}" for group in skipped)


def _unchecked(each: TransactionSet) -> bool:
    """Whether a set has a name but no table; one without a name is refused for that."""
    named = each.set_id.isascii() and each.set_id.isdigit() and len(each.set_id) == 3
    return named and guide_for(each.guide, each.set_id) is None


def _claim_answers(case: _Case) -> Answer:
    groups, refusals = _received_groups(case)
    batches: list[BatchAcknowledgment] = []
    unanswered = list(refusals)
    rejects = _by_set(case.report)
    for group in groups:
        refused = bool(acknowledge_999(group, case.report, set_control="0001").body[-1].element(5))
        for each in (one for one in group.sets if one.set_id == "837"):
            within = [one for one in rejects[each.place.path] if lies_in(one, each)]
            batch = None if refused else _batch(each, within, case, number=len(batches) + 1)
            if batch is not None:
                batches.append(batch)
            else:
                unanswered.append(f"{case.name} > {each.place.path[-1]}: {_REFUSED_SET}")
    if not batches:
        unanswered = unanswered or [f"{case.name}: no claims that a 277CA could answer"]
        return Answer(b"", accepted=False, unanswered=tuple(unanswered))
    accepted = not unanswered and all(answer.accepted for batch in batches for _, answer in batch.answered)
    envelope = replace(case.envelope, functional_id="HN", guide=GUIDE_277CA)
    return Answer(encode_claim_acknowledgments(batches, envelope=envelope), accepted, tuple(unanswered))


def _by_set(report: Report) -> dict[tuple[str, ...], list[Finding]]:
    """The rejects by the path of the set they lie in: thousands of sets must not each look at all of them."""
    found: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for each in report.rejects:
        found[each.place.path[:_STEPS_TO_A_SET]].append(each)
    return found


def _batch(
    each: TransactionSet, rejects: Sequence[Finding], case: _Case, *, number: int
) -> BatchAcknowledgment | None:
    """The answers to the claims of an 837; None when its 999 refuses it or it holds no claim."""
    claims = read_sent_claims(each.segments)
    if not claims or any(one.code(name) for one in rejects for name in _IN_THE_999):
        return None
    by_ordinal: dict[int, list[Finding]] = defaultdict(list)
    for one in rejects:
        by_ordinal[one.place.segment or 0].append(one)
    receiver = first(each.segments, "NM1", "40")
    return BatchAcknowledgment(
        set_control=f"{number:04d}",
        reference=f"{case.envelope.interchange_control:09d}{number:04d}",
        payer_name=echo_text(receiver.element(3), 60) or case.envelope.sender,
        payer_identifier=echo_text(receiver.element(9), 80) or case.envelope.sender,
        answered=tuple(_answered(claim, each, by_ordinal) for claim in claims),
    )


def _answered(claim: SentClaim, each: TransactionSet, rejects: dict[int, list[Finding]]) -> AnsweredClaim:
    about = (one for ordinal in sorted(claim.ordinals & rejects.keys()) for one in rejects[ordinal])
    triples = dict.fromkeys(claim_status(one, each) for one in about)
    statuses = tuple(ClaimStatus(*triple) for triple in list(triples)[:_MAX_STATUSES])
    return claim, ClaimAnswer(claim.control_number, not statuses, statuses or _RECEIVED, "", claim.charge)
