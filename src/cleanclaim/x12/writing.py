"""Segments to bytes: envelopes, counts and control numbers that cannot disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanclaim.core.errors import MisuseError
from cleanclaim.x12.segments import STANDARD, Delimiters, Segment, segment


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends what to whom. Control numbers come from the caller, who keeps them unique per partner.

    functional_id    GS01: HC claims, HP remittances, FA acknowledgments, HN claim status
    guide            GS08 and, where the set has it, ST03: 005010X222A1
    usage            ISA15: P production, T test
    acknowledge      ISA14: whether a TA1 is asked for
    """

    sender: str
    receiver: str
    functional_id: str
    guide: str
    written_at: datetime
    interchange_control: int
    group_control: int
    sender_qualifier: str = "ZZ"
    receiver_qualifier: str = "ZZ"
    usage: str = "T"
    acknowledge: bool = True


@dataclass(frozen=True, slots=True)
class TransactionDraft:
    """The body of one transaction set, without ST and SE. `states_guide` writes ST03 (the 835 has none)."""

    set_id: str
    control: str
    body: tuple[Segment, ...]
    states_guide: bool = True


def render(segments: Sequence[Segment], delimiters: Delimiters = STANDARD, line_end: str = "") -> bytes:
    """Segments as they travel; `line_end` is written after each terminator for readers with eyes.

    An element that holds a separator or terminator, or a byte that is not ASCII, would become other elements
    at the reader's: it raises MisuseError, which names its place and never its text.
    """
    glue = delimiters.terminator + line_end
    return "".join(_travelling(each, delimiters) + glue for each in segments).encode("ascii")


def _travelling(one: Segment, delimiters: Delimiters) -> str:
    text = str(one)
    marks = one.delimiters.element
    if text.isascii() and text.count(marks) == len(one.elements) and delimiters.terminator not in text:
        return text
    at = next(
        (
            number
            for number, element in enumerate(one.elements, start=1)
            if not element.isascii() or marks in element or delimiters.terminator in element
        ),
        0,
    )
    raise MisuseError(f"{one.name}{at:02d} holds a delimiter or a character that X12 cannot carry")


def write_interchange(envelope: Envelope, sets: Sequence[TransactionDraft], line_end: str = "") -> bytes:
    """One interchange with one functional group. All counts are computed here and nowhere else."""
    body: list[Segment] = [interchange_header(envelope), _group_header(envelope)]
    for draft in sets:
        body += _transaction(draft, envelope.guide)
    body.append(segment("GE", str(len(sets)), str(envelope.group_control)))
    body.append(segment("IEA", "1", f"{envelope.interchange_control:09d}"))
    return render(body, line_end=line_end)


def write_bare_interchange(envelope: Envelope, body: Sequence[Segment], line_end: str = "") -> bytes:
    """An interchange without a functional group, as a TA1 travels."""
    header = interchange_header(envelope)
    trailer = segment("IEA", "0", f"{envelope.interchange_control:09d}")
    return render([header, *body, trailer], line_end=line_end)


def interchange_header(envelope: Envelope) -> Segment:
    """The ISA: fixed widths, 106 bytes with its terminator."""
    return Segment(
        "ISA",
        (
            "00", " " * 10, "00", " " * 10,
            envelope.sender_qualifier, envelope.sender.ljust(15),
            envelope.receiver_qualifier, envelope.receiver.ljust(15),
            envelope.written_at.strftime("%y%m%d"), envelope.written_at.strftime("%H%M"),
            STANDARD.repetition, "00501", f"{envelope.interchange_control:09d}",
            "1" if envelope.acknowledge else "0", envelope.usage, STANDARD.component,
        ),
    )  # fmt: skip


def _group_header(envelope: Envelope) -> Segment:
    return segment(
        "GS",
        envelope.functional_id,
        envelope.sender,
        envelope.receiver,
        envelope.written_at.strftime("%Y%m%d"),
        envelope.written_at.strftime("%H%M"),
        str(envelope.group_control),
        "X",
        envelope.guide,
    )


def _transaction(draft: TransactionDraft, guide: str) -> list[Segment]:
    start = segment("ST", draft.set_id, draft.control, guide if draft.states_guide else "")
    return [start, *draft.body, segment("SE", str(len(draft.body) + 2), draft.control)]
