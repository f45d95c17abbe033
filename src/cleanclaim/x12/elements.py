"""What is wrong inside a segment: presence, length, characters, values, dates, element pairs (IK403)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanclaim.core.finding import Finding
from cleanclaim.x12.guides.loading import dictionary
from cleanclaim.x12.guides.tables import ElementRule, SegmentRule
from cleanclaim.x12.loops import Match
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.reports import TYPE_1, TYPE_2, advise, reject
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.values import is_amount, is_date, is_date_range, is_moment, is_number, is_time, measured

_CITATION = "ASC X12 005010 element dictionary and guide usage, own table"
_MONEY = "782"
_PERIOD = "1251"  # a date or range whose format the element before it names


@dataclass(frozen=True, slots=True)
class _Fault:
    """One thing wrong with an element: where in the segment, IK403, what, SNIP type, only advising."""

    position: str
    number: str
    code: str
    message: str
    found: str = ""
    wanted: str = ""
    snip: tuple[str, str] = TYPE_1
    mild: bool = False


def check_elements(transaction_set: TransactionSet, match: Match) -> list[Finding]:
    """Every fault inside one segment; a segment that has no row is not looked into."""
    rule = match.rule
    if rule is None:
        return []
    return [_finding(transaction_set, match, rule, fault) for fault in _faults(match.segment, rule)]


def _finding(transaction_set: TransactionSet, match: Match, rule: SegmentRule, fault: _Fault) -> Finding:
    segment = match.segment
    element = f"{segment.name}{int(fault.position.split(':')[0]):02d}"
    place = transaction_set.place_of(segment, match.loop_id, element)
    codes = (
        fault.snip,
        ("IK304", "8"),
        ("IK301", segment.name),
        ("LOOP", match.loop_id),
        ("IK403", fault.code),
        ("IK402", fault.number),
        ("ELEMENT", fault.position),
    )
    message = f"{element}: {fault.message}"
    if fault.mild or not rule.verified:
        return advise("element.value", place, message, found=fault.found, wanted=fault.wanted, codes=codes)
    return reject(
        "element.value",
        place,
        message,
        found=fault.found,
        wanted=fault.wanted,
        citation=_CITATION,
        codes=codes,
    )


def _faults(segment: Segment, rule: SegmentRule) -> Iterator[_Fault]:
    texts = segment.elements
    if texts and not texts[-1]:
        last = str(len(texts))
        yield _Fault(last, "", "3", "empty elements stand at the end of the segment", mild=True)
    for position, element in rule.elements.items():
        text = texts[position - 1] if position <= len(texts) else ""
        if text:
            if not _is_plain(segment, element, text):
                yield from _element(segment, element, text)
        elif element.required:
            yield _Fault(str(position), element.number, "1", "a required element is missing", snip=TYPE_2)
    for position, text in enumerate(texts, start=1):
        if text and position not in rule.elements:
            yield _unwanted(segment, rule, position, text)
    yield from _pairs(segment)


def _unwanted(segment: Segment, rule: SegmentRule, position: int, text: str) -> _Fault:
    if position > rule.element_count:
        return _Fault(str(position), "", "3", "more elements than the segment has", text)
    number = dictionary().segments[segment.name][position - 1]
    return _Fault(str(position), number, "I10", "the guide does not use this element", text, snip=TYPE_2)


def _pairs(segment: Segment) -> Iterator[_Fault]:
    notes = dictionary().syntax.get(segment.name)
    if not notes:
        return
    present = frozenset(position for position, text in enumerate(segment.elements, start=1) if text)
    numbers = dictionary().segments[segment.name]
    for note in notes:
        position = note.broken_at(present)
        if position and note.kind == "E":
            yield _Fault(str(position), numbers[position - 1], "10", "two elements exclude each other")
        elif position:
            message = "missing, though another element of the segment asks for it"
            yield _Fault(str(position), numbers[position - 1], "2", message)


def _is_plain(segment: Segment, rule: ElementRule, text: str) -> bool:
    """Whether a quick look shows nothing wrong; numbers, dates and composites need the long one."""
    if rule.codes:
        return text in rule.codes
    if rule.components or rule.kind not in ("AN", "ID") or rule.number == _PERIOD:
        return False
    if not rule.shortest <= len(text) <= rule.longest or not text.isascii() or not text.isprintable():
        return False
    marks = segment.delimiters
    repeated = bool(marks.repetition) and marks.repetition in text
    return marks.component not in text and not repeated and not text.isspace()


def _element(segment: Segment, rule: ElementRule, text: str) -> Iterator[_Fault]:
    position = str(rule.position)
    mark = segment.delimiters.repetition
    parts = text.split(mark) if mark and mark in text else [text]
    if len(parts) > rule.repeats:
        wanted = f"at most {rule.repeats}"
        yield _Fault(position, rule.number, "12", "repeated too often", wanted=wanted)
        parts = parts[: rule.repeats]
    before = segment.element(rule.position - 1) if rule.position > 1 else ""
    for number, part in enumerate(parts, start=1):
        repeat = str(number) if len(parts) > 1 else ""
        components = part.split(segment.delimiters.component)
        if rule.components:
            yield from _composite(rule, components, repeat)
        elif len(components) > 1:
            yield _Fault(_at(position, "", repeat), rule.number, "13", "components in a simple element", part)
        else:
            yield from _simple(rule, part, _at(position, "", repeat), before)


def _composite(rule: ElementRule, texts: list[str], repeat: str) -> Iterator[_Fault]:
    inner = {component.position: component for component in rule.components}
    for component in rule.components:
        at = _at(str(rule.position), str(component.position), repeat)
        text = texts[component.position - 1] if component.position <= len(texts) else ""
        if text:
            before = texts[component.position - 2] if component.position > 1 else ""
            yield from _simple(component, text, at, before)
        elif component.required:
            yield _Fault(at, component.number, "1", "a required component is missing", snip=TYPE_2)
    for position, text in enumerate(texts, start=1):
        if text and position not in inner:
            at = _at(str(rule.position), str(position), repeat)
            if position > rule.component_count:
                yield _Fault(at, rule.number, "13", "more components than the composite has", text)
            else:
                yield _Fault(
                    at, rule.number, "I10", "the guide does not use this component", text, snip=TYPE_2
                )


def _at(position: str, component: str, repeat: str) -> str:
    """`5`, `5:2` or `5::3`: element, component, repetition as IK401 has them."""
    return ":".join((position, component, repeat)).rstrip(":")


def _simple(rule: ElementRule, text: str, at: str, before: str) -> Iterator[_Fault]:
    fault = _form(rule, text, before)
    if fault is not None:
        code, message, wanted = fault
        yield _Fault(at, rule.number, code, message, text, wanted)
        return
    if not text.isascii():
        yield _Fault(at, rule.number, "6", "characters beyond ASCII", text, mild=True)
    length = measured(text, rule.kind)
    if length < rule.shortest:
        yield _Fault(at, rule.number, "4", "too short", text, f"at least {rule.shortest}")
    elif length > rule.longest:
        yield _Fault(at, rule.number, "5", "too long", text, f"at most {rule.longest}")
    elif rule.codes and text not in rule.codes:
        yield _Fault(
            at, rule.number, "7", "not one of the values the guide allows", text, _few(rule.codes), TYPE_2
        )


def _form(rule: ElementRule, text: str, before: str) -> tuple[str, str, str] | None:
    """What is wrong with the shape of a value: IK403, message, wanted."""
    if any(letter < " " or "\x7f" <= letter < "\xa0" for letter in text) or not text.strip():
        return "6", "control characters, or nothing but blanks", "printable characters"
    match rule.kind:
        case "N0" | "R" if not is_number(text, rule.kind):
            return "6", "not a number", "digits, a leading minus, a decimal point"
        case "R" if rule.number == _MONEY and not is_amount(text):
            return "I12", "not an amount of money", "at most two decimals, no -0"
        case "DT" if not is_date(text):
            return "8", "not a date", "CCYYMMDD"
        case "TM" if not is_time(text):
            return "9", "not a time", "HHMM"
        case _ if rule.number == _PERIOD and before == "D8" and not (len(text) == 8 and is_date(text)):
            return "8", "not a date", "CCYYMMDD"
        case _ if rule.number == _PERIOD and before == "RD8" and not is_date_range(text):
            return "8", "not a range of dates", "CCYYMMDD-CCYYMMDD"
        case _ if rule.number == _PERIOD and before == "DT" and not is_moment(text):
            return "8", "not a date with its time", "CCYYMMDDHHMM"
        case _ if rule.number == _PERIOD and before == "TM" and not (len(text) == 4 and is_time(text)):
            return "9", "not a time", "HHMM"
    return None


def _few(codes: tuple[str, ...]) -> str:
    shown = ", ".join(codes[:12])
    return shown if len(codes) <= 12 else f"{shown} ..."
