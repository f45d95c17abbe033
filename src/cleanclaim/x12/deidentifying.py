"""De-identifying an X12 file: the identifiers of 45 CFR 164.514(b)(2) replaced, codes and money as they were.

What an element holds is told by its data element number: one short table serves every transaction set.

  names          NM1, N1 and PER names, group names (but those of plans: NM1*PR, NM1*PE, N1*PR, N1*IN)
  places         streets and towns; of a postal code three digits stay where enough people live there
  dates          every date moves by one number of days per key; birth dates of people over 89 become one day
  contacts       telephone, fax, mail, web
  numbers        every identification and reference: members, SSN, claims, records, accounts, licences, NPIs,
                 traces, attachments, partners in ISA and GS; not codes that travel in REF
  free text      NTE, MSG, K3 and every description: replaced whole

Moved dates are no Safe Harbor by the letter, which lets only years stay: for that the words of an expert are
needed [45 CFR 164.514(b)(1)]. A segment that no table knows is permuted whole: closed when in doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cleanclaim.x12.guides.loading import dictionary
from cleanclaim.x12.pseudonyms import Pseudonyms
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.values import is_date

NAME, PLACE, DATE, CONTACT, NUMBER, TEXT = "names", "places", "dates", "contacts", "numbers", "free text"
REMOVED = "REMOVED"
_OLDEST = 90

# data element number → what it holds
_HOLDS = {
    **dict.fromkeys(("1035", "1036", "1037", "1039", "93"), NAME),
    **dict.fromkeys(("166", "19", "116", "310"), PLACE),
    **dict.fromkeys(("373", "1251"), DATE),
    "364": CONTACT,
    **dict.fromkeys(("67", "127", "1028", "508", "507", "509", "510", "429", "724", "9999"), NUMBER),
    **dict.fromkeys(("352", "933", "449", "3", "1204"), TEXT),
}
# envelopes are not in the dictionary of a set's segments
_ENVELOPES: dict[str, dict[int, str]] = {
    "ISA": {2: NUMBER, 4: NUMBER, 6: NUMBER, 8: NUMBER, 9: DATE},
    "GS": {2: NUMBER, 3: NUMBER, 4: DATE},
    "TA1": {2: DATE},
    **{name: {} for name in ("ST", "SE", "GE", "IEA")},
}
# elements whose number speaks of a number but which hold a code, or a plan's id that others point to
_CODES_AT = {("PRV", 3), ("SVD", 1), *((name, at) for name in ("MIA", "MOA") for at in range(1, 25))}
_CODES_IN_REF = frozenset({"0K", "1S", "APC", "F2", "P4"})
_PLANS = {"NM1": frozenset({"PR", "PE", "AY"}), "N1": frozenset({"PR", "IN"})}


@dataclass(frozen=True, slots=True)
class Deidentified:
    """The segments with stand-ins, and how many elements of each kind were changed."""

    segments: tuple[Segment, ...]
    changed: Counter[str]


def deidentify(segments: Iterable[Segment], pseudonyms: Pseudonyms) -> Deidentified:
    """Replace what identifies a person; segments, codes, money, quantities and delimiters stay.

    segments  of whole interchanges in file order, envelopes included
    """
    changed: Counter[str] = Counter()
    written = ""
    made = []
    for each in segments:
        written = each.element(4) if each.name == "GS" else written
        made.append(_Cover(each, pseudonyms, written, changed).covered())
    return Deidentified(tuple(made), changed)


@dataclass(frozen=True, slots=True)
class _Cover:
    """One segment on its way. `written` is GS04 of its group, which tells who is over 89."""

    segment: Segment
    pseudonyms: Pseudonyms
    written: str
    changed: Counter[str]

    def covered(self) -> Segment:
        """The segment with stand-ins."""
        numbers = dictionary().segments.get(self.segment.name)
        texts = []
        for position, text in enumerate(self.segment.elements, start=1):
            if self.segment.name in _ENVELOPES:
                kind = _ENVELOPES[self.segment.name].get(position, "")
                texts.append(self._padded(text, kind))
            elif numbers is None or position > len(numbers):
                texts.append(self._value(text, "", NUMBER, ""))
            elif self._stays(position):
                texts.append(text)
            else:
                texts.append(self._element(text, numbers[position - 1], self.segment.element(position - 1)))
        return replace(self.segment, elements=tuple(texts))

    def _stays(self, position: int) -> bool:
        each = self.segment
        if each.name == "REF" and position == 2:
            return each.element(1) in _CODES_IN_REF
        return (each.name, position) in _CODES_AT or each.element(1) in _PLANS.get(each.name, ())

    def _padded(self, text: str, kind: str) -> str:
        bare = text.rstrip(" ")
        return self._value(bare, "", kind, "").ljust(len(text)) if kind and bare else text

    def _element(self, text: str, number: str, before: str) -> str:
        marks = self.segment.delimiters
        inner = dictionary().composites.get(number)
        if marks.repetition and marks.repetition in text:
            parts = text.split(marks.repetition)
            return marks.repetition.join(self._element(part, number, before) for part in parts)
        parts = text.split(marks.component)
        if inner is None:
            return marks.component.join(self._simple(part, number, before) for part in parts)
        told = ["", *parts]
        made = [
            self._simple(part, inner[at] if at < len(inner) else "127", told[at])
            for at, part in enumerate(parts)
        ]
        return marks.component.join(made)

    def _simple(self, text: str, number: str, before: str) -> str:
        kind = _HOLDS.get(number, "")
        return self._value(text, number, kind, before) if kind and text.strip() else text

    def _value(self, text: str, number: str, kind: str, before: str) -> str:
        made = self._stand_in(text, number, kind, before)
        if made != text:
            self.changed[kind] += 1
        return _as_long_as_it_may(_as_unprintable(made, text), text, number)

    def _stand_in(self, text: str, number: str, kind: str, before: str) -> str:
        names = self.pseudonyms
        if kind == DATE:
            return self._date(text, before)
        if kind == CONTACT:
            return names.contact(text, before)
        if kind == NAME:
            return names.word(text, number)
        if kind == TEXT:
            return REMOVED
        if kind == PLACE and number != "310":
            makers = {"166": names.street, "116": names.postal_code}
            return makers[number](text) if number in makers else names.word(text, number)
        return names.number(text)

    def _date(self, text: str, before: str) -> str:
        """One day or a range; a time of day stays."""
        if before == "TM":
            return text
        if self.segment.name == "DMG" and self._is_over_89(text):
            return f"{int(self.written[:4]) - _OLDEST}0101"
        return "-".join(self.pseudonyms.day(part[:8]) + part[8:] if part else "" for part in text.split("-"))

    def _is_over_89(self, text: str) -> bool:
        dated = len(text) == len(self.written) == 8 and is_date(text) and is_date(self.written)
        return dated and int(self.written) - int(text) >= _OLDEST * 10_000


def _as_unprintable(made: str, text: str) -> str:
    """A stand-in for a value with a control character ends in it."""
    mark = next((letter for letter in text if letter < " " or "\x7f" <= letter < "\xa0"), "")
    return made if not mark or mark in made else made[:-1] + mark


def _as_long_as_it_may(made: str, text: str, number: str) -> str:
    """A stand-in for a value that is too long or too short is so too: what is wrong stays wrong."""
    if number not in dictionary().elements:
        return made
    _, shortest, longest = dictionary().elements[number]
    if len(text) > longest:
        return (made * len(text))[: len(text)]
    return made[: len(text)] if len(text) < shortest else made[:longest]
