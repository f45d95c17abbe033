"""The envelope: counts, control numbers and versions of interchange, group and set agree (SNIP type 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanclaim.core.finding import Finding
from cleanclaim.core.place import Place
from cleanclaim.x12.reading import Group, Interchange, Reading, TransactionSet
from cleanclaim.x12.reports import TYPE_1, advise, reject
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.values import is_date, is_time

_CITATION = "ASC X12.5 and X12.6 envelope"
_CONTROL_9 = re.compile(r"[0-9]{9}")
_CONTROL_1_9 = re.compile(r"[0-9]{1,9}")
_SET_CONTROL = re.compile(r"[A-Za-z0-9]{4,9}")
_COUNT = re.compile(r"[0-9]{1,10}")

# ISA element, values it may have, and what a TA1 answers when it has another (TA105). Of the id qualifiers
# the HIPAA guides list nine (unverified); only their form is held against a sender here.
_HEADER_VALUES = (
    (1, re.compile(r"0[0-9]"), "010"),
    (3, re.compile(r"0[01]"), "012"),
    (5, re.compile(r"[0-9A-Z]{2}"), "005"),
    (7, re.compile(r"[0-9A-Z]{2}"), "007"),
    (6, re.compile(r".*[^ ].*"), "006"),
    (8, re.compile(r".*[^ ].*"), "008"),
    (12, re.compile(r"[0-9]{5}"), "017"),
    (13, _CONTROL_9, "018"),
    (14, re.compile(r"[01]"), "019"),
    (15, re.compile(r"[PTI]"), "020"),
)


def check_envelopes(reading: Reading) -> list[Finding]:
    """Every disagreement in the envelopes of a file, in file order."""
    return [finding for interchange in reading.interchanges for finding in _interchange(interchange)]


def _interchange(interchange: Interchange) -> Iterator[Finding]:
    yield from interchange_alone(interchange, len(interchange.groups))
    for group in interchange.groups:
        yield from _group(group)


def interchange_alone(interchange: Interchange, count: int) -> Iterator[Finding]:
    """ISA and IEA of an interchange with that many groups."""
    header, trailer, place = interchange.header, interchange.trailer, interchange.place
    for number, form, note in _HEADER_VALUES:
        if not form.fullmatch(header.element(number)):
            yield _wrong(
                place,
                f"ISA{number:02d}",
                "not a value of this element",
                found=header.element(number),
                fault=("TA105", note),
            )
    if not is_date(header.element(9)):
        yield _wrong(place, "ISA09", "not a date", found=header.element(9), fault=("TA105", "014"))
    if not is_time(header.element(10)):
        yield _wrong(place, "ISA10", "not a time", found=header.element(10), fault=("TA105", "015"))
    if trailer is not None:
        at = Place(place.subject, place.path, trailer.ordinal, trailer.offset)
        if trailer.element(2) != interchange.control:
            yield _disagree(at, trailer, 2, wanted=interchange.control, fault=("TA105", "001"))
        if not _counts(trailer.element(1), count):
            yield _disagree(at, trailer, 1, wanted=str(count), fault=("TA105", "021"))


def _group(group: Group) -> Iterator[Finding]:
    yield from group_alone(group, len(group.sets))
    seen: set[str] = set()
    for each in group.sets:
        yield from set_in_group(each, group, seen)


def group_alone(group: Group, count: int) -> Iterator[Finding]:
    """GS and GE of a group with that many sets."""
    place, trailer = group.place, group.trailer
    if not _CONTROL_1_9.fullmatch(group.control):
        yield _wrong(place, "GS06", "not one to nine digits", found=group.control, fault=("AK905", "6"))
    if trailer is not None:
        at = Place(place.subject, place.path, trailer.ordinal, trailer.offset)
        if trailer.element(2) != group.control:
            yield _disagree(at, trailer, 2, wanted=group.control, fault=("AK905", "4"))
        if not _counts(trailer.element(1), count):
            yield _disagree(at, trailer, 1, wanted=str(count), fault=("AK905", "5"))
    if not count:
        yield _wrong(place, "GS", "a group without a transaction set", found="", fault=("AK905", "5"))


def set_in_group(each: TransactionSet, group: Group, seen: set[str]) -> Iterator[Finding]:
    """ST and SE of a set; `seen` are the control numbers before it in the group, and its own is put in."""
    yield from _set(each, group)
    if each.control in seen:
        yield _wrong(
            each.place,
            "ST02",
            "a set control number used before in the group",
            found=each.control,
            fault=("IK502", "23"),
        )
    seen.add(each.control)


def _set(each: TransactionSet, group: Group) -> Iterator[Finding]:
    header, trailer = each.header, each.segments[-1]
    if not re.fullmatch(r"[0-9]{3}", each.set_id):
        yield _wrong(
            each.place_of(header),
            "ST01",
            "not the id of a transaction set",
            found=each.set_id,
            fault=("IK502", "6"),
        )
    if not _SET_CONTROL.fullmatch(each.control):
        yield _wrong(
            each.place_of(header),
            "ST02",
            "not four to nine letters or digits",
            found=each.control,
            fault=("IK502", "7"),
        )
    if header.element(3) and header.element(3) != group.header.element(8):
        yield _disagree(
            each.place_of(header), header, 3, wanted=group.header.element(8), fault=("IK502", "I6")
        )
    if not each.complete:
        return
    if trailer.element(2) != each.control:
        yield _disagree(each.place_of(trailer), trailer, 2, wanted=each.control, fault=("IK502", "3"))
    if not _counts(trailer.element(1), each.size):
        yield _disagree(each.place_of(trailer), trailer, 1, wanted=str(each.size), fault=("IK502", "4"))


def _counts(text: str, count: int) -> bool:
    return bool(_COUNT.fullmatch(text)) and int(text) == count


def _wrong(place: Place, name: str, message: str, *, found: str, fault: tuple[str, str]) -> Finding:
    return reject(
        "envelope.value",
        place.within(name),
        f"{name}: {message}",
        found=found,
        citation=_CITATION,
        codes=(TYPE_1, fault),
    )


def _disagree(place: Place, segment: Segment, number: int, *, wanted: str, fault: tuple[str, str]) -> Finding:
    name = f"{segment.name}{number:02d}"
    kind = "count" if number == 1 else "control-number"
    return reject(
        f"envelope.{kind}",
        place.within(name),
        f"{name} disagrees with what it closes",
        found=segment.element(number),
        wanted=wanted,
        next_step="ask for the file again: part of it may be lost",
        citation=_CITATION,
        codes=(TYPE_1, fault),
    )


def note_alias(transaction_set: TransactionSet, version: str) -> Finding:
    """That a set was checked with the table of a neighbouring version."""
    message = "checked with the table of another version of the same guide"
    return advise(
        "guide.version", transaction_set.place, message, found=transaction_set.guide, wanted=version
    )
