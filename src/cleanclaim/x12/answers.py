"""Reading the answers of a partner: TA1 for an interchange we sent, 999 for a functional group."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.segments import Segment

_ACCEPTED = ("A", "E")

# What the notes of a TA1 mean, in our words (values: TA105).
TA1_NOTES = {
    "000": "no fault",
    "001": "control numbers of ISA and IEA differ",
    "002": "ISA11 is not accepted",
    "003": "version of the controls is not supported",
    "004": "segment terminator is not valid",
    "005": "qualifier of the sender is not valid",
    "006": "sender is not known",
    "007": "qualifier of the receiver is not valid",
    "008": "receiver is not valid",
    "009": "receiver is not known",
    "010": "qualifier of the authorization is not valid",
    "011": "authorization is not valid",
    "012": "qualifier of the security is not valid",
    "013": "security is not valid",
    "014": "date is not valid",
    "015": "time is not valid",
    "016": "standard is not valid",
    "017": "version is not valid",
    "018": "control number is not valid",
    "019": "request for an acknowledgment is not valid",
    "020": "test or production is not valid",
    "021": "count of groups is wrong",
    "022": "structure of the controls is wrong",
    "023": "file ended too early",
    "024": "content is not valid",
    "025": "control number was used before",
    "026": "element separator is not valid",
    "027": "component separator is not valid",
}


@dataclass(frozen=True, slots=True)
class EnvelopeAnswer:
    """What a TA1 says.

    control  ISA13 of the interchange that is answered
    answer   TA104: A accepted, E accepted with faults, R rejected
    note     TA105, see TA1_NOTES
    """

    control: str
    accepted: bool
    note: str
    answer: str = ""
    date: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredFault:
    """One IK3, with one IK4 below it if there is one.

    segment_ordinal  IK302: position in the set that was sent, ST = 1; 0 when it cannot be read
    position         IK401 as `element:component:repeat`
    business_unit    the CTX: (`CLM01`, the claim number), ("", "") when there is none
    """

    segment_name: str
    segment_ordinal: int
    loop_id: str
    segment_fault: str
    position: str = ""
    element_fault: str = ""
    value: str = ""
    business_unit: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """What a 999 says about one set: its answer (IK501), the faults named, and its own codes (IK502..)."""

    set_id: str
    control: str
    accepted: bool
    answer: str
    errors: tuple[AnsweredFault, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """What a 999 says about a functional group.

    accepted  AK901 is A or E: every set was taken
    answer    AK901: A, E, P (some were taken), R
    counts    AK902 to AK904: included, received, accepted
    """

    functional_id: str
    group_control: str
    sets: tuple[SetAnswer, ...]
    accepted: bool
    answer: str = ""
    counts: tuple[str, str, str] = ("", "", "")
    faults: tuple[str, ...] = ()

    def accepts(self, control: str) -> bool | None:
        """Whether the set with that ST02 was taken; None when the 999 does not tell (P without its AK2)."""
        for each in self.sets:
            if each.control == control:
                return each.accepted
        return None if self.answer not in ("A", "E", "R") else self.accepted


def read_ta1(segment: Segment) -> EnvelopeAnswer:
    """What a TA1 segment says. An answer that is not A or E counts as rejected."""
    return EnvelopeAnswer(
        control=segment.element(1),
        accepted=segment.element(4) in _ACCEPTED,
        note=segment.element(5),
        answer=segment.element(4),
        date=segment.element(2),
        time=segment.element(3),
    )


def read_999(transaction_set: TransactionSet) -> GroupAnswer:
    """What a 999 says; a set or group without its IK5 or AK9 counts as not accepted."""
    reader = _Reader()
    for each in transaction_set.segments:
        reader.take(each)
    return reader.answer()


class _Reader:
    def __init__(self) -> None:
        self.group = Segment("AK1", ())
        self.closing = Segment("AK9", ())
        self.sets: list[SetAnswer] = []
        self.opened: Segment | None = None
        self.errors: list[AnsweredFault] = []
        self.fresh = False  # the last fault is an IK3 that no IK4 has filled yet

    def take(self, each: Segment) -> None:
        """One segment of the 999."""
        match each.name:
            case "AK1":
                self.group = each
            case "AK2":
                self._close(Segment("IK5", ()))
                self.opened = each
            case "IK3":
                self._segment_fault(each)
            case "CTX" if self.errors and each.component(1, 1) != "SITUATIONAL TRIGGER":
                self._name_business_unit(each)
            case "IK4" if self.errors:
                self._element_fault(each)
            case "IK5":
                self._close(each)
            case "AK9":
                self._close(Segment("IK5", ()))
                self.closing = each

    def answer(self) -> GroupAnswer:
        """All of it."""
        closing = self.closing
        return GroupAnswer(
            functional_id=self.group.element(1),
            group_control=self.group.element(2),
            sets=tuple(self.sets),
            accepted=closing.element(1) in _ACCEPTED,
            answer=closing.element(1),
            counts=(closing.element(2), closing.element(3), closing.element(4)),
            faults=tuple(filter(None, closing.elements[4:])),
        )

    def _segment_fault(self, each: Segment) -> None:
        text = each.element(2)
        ordinal = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
        fault = AnsweredFault(each.element(1), ordinal, each.element(3), each.element(4))
        self.errors.append(fault)
        self.fresh = True

    def _name_business_unit(self, each: Segment) -> None:
        unit = (each.component(1, 1), each.component(1, 2))
        self.errors[-1] = replace(self.errors[-1], business_unit=unit)

    def _element_fault(self, each: Segment) -> None:
        last = self.errors[-1]
        filled = replace(last, position=each.element(1), element_fault=each.element(3), value=each.element(4))
        if self.fresh:
            self.errors.pop()
        self.errors.append(filled)
        self.fresh = False

    def _close(self, each: Segment) -> None:
        if self.opened is not None:
            answer, faults = each.element(1), tuple(filter(None, each.elements[1:]))
            set_id, control = self.opened.element(1), self.opened.element(2)
            self.sets.append(
                SetAnswer(set_id, control, answer in _ACCEPTED, answer, tuple(self.errors), faults)
            )
        self.opened, self.errors, self.fresh = None, [], False
