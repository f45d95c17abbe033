"""Claims and remittances as tables: the columns of one stretch of bytes after the other.

Keys are byte offsets in the file: `set` of the ST, `claim` of the CLM or CLP, `line` of the LX or SVC. Money
is whole cents; an amount or a day that cannot be read has no value. Quantities stay text, as written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from cleanclaim.core.money import Money
from cleanclaim.x12.columns.cells import Cells, Ints, Vocabulary, packed
from cleanclaim.x12.columns.numerals import Truths, cents, dates
from cleanclaim.x12.columns.picking import Picked, pick
from cleanclaim.x12.columns.running import Part
from cleanclaim.x12.segments import Segment


@dataclass(frozen=True, slots=True)
class Values:
    """Whole numbers with those that are there; `kind` is `cents`, `day` (CCYYMMDD) or `number`."""

    numbers: Ints
    there: Truths
    kind: str = "number"


Column = Picked | Values | Sequence[str]
Table = tuple[str, dict[str, Column]]

_PROCEDURES = {"SV1": 1, "SV2": 2, "SV3": 1, "SVC": 1}
_CHARGES = {"SV1": 2, "SV2": 3, "SV3": 2}
_SERVED = {"DTP 472": 3, "DTM 472": 2, "DTM 150": 2}
_PARTIES = {"billing_npi": "85", "member_id": "IL", "payer_identifier": "PR"}
_HYPHEN = 45


@dataclass(slots=True)
class TableMaker:
    """Makes the tables of a file. Between stretches it keeps who the last parties of the open set are."""

    vocabulary: Vocabulary
    _interchange: int = -1
    _parties: tuple[int, dict[str, str]] = (-1, {})

    def tables(self, cells: Cells, header: Segment, parts: Sequence[Part]) -> Iterator[Table]:
        """The rows that these parts give: interchanges, transactions, claims, lines, diagnoses, payments,
        services, adjustments, provider_adjustments."""
        if header.offset != self._interchange:
            self._interchange = header.offset
            yield "interchanges", _interchange(header)
        opened = [part for part in parts if part.before == 0]
        if opened:
            yield "transactions", _transactions(opened)
        look = Look(cells, self.vocabulary, parts)
        yield from self._claims(look)
        yield from look.payments()
        yield from look.adjustments()

    def _claims(self, look: Look) -> Iterator[Table]:
        claims = look.named("CLM")
        if not len(claims):
            return
        parties = {name: list[str]() for name in _PARTIES}
        for part in look.parts:
            set_offset = part.running.at.header.offset
            if self._parties[0] != set_offset:
                self._parties = (set_offset, {})
            own = claims[np.searchsorted(claims, part.low) : np.searchsorted(claims, part.high)]
            for name, role in _PARTIES.items():
                parties[name] += self._last_party(look, part, own, (name, role))
        yield "claims", look.claim_columns(claims) | parties
        yield "lines", look.lines()
        yield from look.diagnoses()

    def _last_party(self, look: Look, part: Part, claims: Ints, what: tuple[str, str]) -> list[str]:
        """By claim, NM109 of the last such party above it, which an earlier stretch may hold."""
        (name, role), known = what, self._parties[1]
        rows = look.above_claims(packed("NM1") | packed(role) << 24)
        rows = rows[(rows >= part.low) & (rows < part.high)]
        texts = [known.get(name, ""), *look.texts(look.pick(rows, 9))]
        known[name] = texts[-1]
        return [texts[at] for at in np.searchsorted(rows, claims).tolist()]


def _interchange(header: Segment) -> dict[str, Column]:
    names = {"control": 13, "sender": 6, "receiver": 8, "day": 9, "time": 10, "version": 12, "usage": 15}
    columns: dict[str, Column] = {name: [header.element(number).strip()] for name, number in names.items()}
    return {"interchange": _numbers([header.offset])} | columns


def _transactions(parts: Sequence[Part]) -> dict[str, Column]:
    sets = [part.running.at for part in parts]
    return {
        "set": _numbers([each.header.offset for each in sets]),
        "set_id": [each.set_id for each in sets],
        "control": [each.control for each in sets],
        "guide": [each.guide for each in sets],
        "group": [part.running.group.control for part in parts],
        "group_day": [part.running.group.header.element(4) for part in parts],
    }


def _numbers(numbers: Sequence[int] | Ints) -> Values:
    taken = np.asarray(numbers, dtype=np.int64)
    return Values(taken, np.ones(len(taken), dtype=np.bool_))


@dataclass(slots=True)
class Look:
    """What stands where in one stretch, for the parts that belong to sets."""

    cells: Cells
    vocabulary: Vocabulary
    parts: Sequence[Part]
    inside: Truths = field(init=False)
    offsets: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.inside = np.zeros(self.cells.count, dtype=np.bool_)
        for part in self.parts:
            self.inside[part.low : part.high] = True
        self.offsets = self.cells.starts + self.cells.base

    def named(self, *names: str) -> Ints:
        """The segments of these names."""
        return np.flatnonzero(self.vocabulary.named(*names)[self.cells.tokens] & self.inside)

    def pick(self, segments: Ints, element: int, part: int = 0) -> Picked:
        """An element or component of some segments."""
        return pick(self.cells, self.vocabulary, segments, element=element, part=part)

    def texts(self, picked: Picked) -> list[str]:
        """As text, UTF-8 where it is."""
        raw = self.cells.raw
        return [
            as_text(raw[low:high])
            for low, high in zip(picked.start.tolist(), picked.end.tolist(), strict=True)
        ]

    def above_claims(self, token: int) -> Ints:
        """The segments of a token that stand in a level before its claims."""
        rows = np.flatnonzero(
            (self.cells.tokens == self.vocabulary.tokens.known.get(token, -1)) & self.inside
        )
        levels, claims = self.named("HL"), self.named("CLM")
        level = np.append(-1, levels)[np.searchsorted(levels, rows)]
        claim = np.append(-1, claims)[np.searchsorted(claims, rows)]
        return rows[level > claim]

    def holder(self, segments: Ints, *names: str) -> Ints:
        """The offset of the last segment of these names before each; -1 when there is none."""
        holders = self.named(*names)
        return np.append(-1, self.offsets[holders])[np.searchsorted(holders, segments)]

    def money(self, picked: Picked) -> Values:
        """Amounts in cents."""
        value, _, proved = cents(self.cells, picked.start, picked.end)
        for at in np.flatnonzero(~proved & (picked.length > 0)).tolist():
            try:
                value[at] = Money.parse(picked.text(at)).cents
                proved[at] = True
            except (ValueError, OverflowError):
                value[at] = 0  # no value: its element has a finding
        return Values(np.where(proved, value, 0), proved, "cents")

    def claim_columns(self, claims: Ints) -> dict[str, Column]:
        """The 837's CLM."""
        return {
            "set": _numbers(self._set_of(claims)),
            "claim": _numbers(self.offsets[claims]),
            "control_number": self.pick(claims, 1),
            "charge_cents": self.money(self.pick(claims, 2)),
            "place_of_service": self.pick(claims, 5, 1),
            "facility_qualifier": self.pick(claims, 5, 2),
            "frequency": self.pick(claims, 5, 3),
        }

    def _set_of(self, segments: Ints) -> Ints:
        found = np.full(len(segments), -1, dtype=np.int64)
        for part in self.parts:
            found[(segments >= part.low) & (segments < part.high)] = part.running.at.header.offset
        return found

    def lines(self) -> dict[str, Column]:
        """The service lines of claims, one for each SV1, SV2 or SV3."""
        services = self.named("SV1", "SV2", "SV3")
        numbers = self.named("LX")
        at = np.searchsorted(numbers, services) - 1
        line_numbers = self.pick(numbers[np.maximum(at, 0)] if len(numbers) else services, 1)
        return {
            "claim": _numbers(self.holder(services, "CLM")),
            "line": _numbers(self.holder(services, "LX")),
            "line_number": line_numbers,
            **self._procedures(services),
            "charge_cents": self.money(self._by_name(services, _CHARGES)),
            "unit": self._by_name(services, {"SV1": 3, "SV2": 4}),
            "quantity": self._by_name(services, {"SV1": 4, "SV2": 5, "SV3": 6}),
            "place_of_service": self._by_name(services, {"SV1": 5}),
            "pointers": self._by_name(services, {"SV1": 7, "SV3": 11}),
            **self._days(services, "LX"),
        }

    def _by_name(self, segments: Ints, elements: dict[str, int], part: int = 0) -> Picked:
        """An element that stands elsewhere in segments of another name."""
        start, end = np.full(len(segments), 8), np.full(len(segments), 8)
        kinds = self.vocabulary.names_of(elements)[self.cells.tokens[segments]]
        for kind, element in enumerate(elements.values(), start=1):
            rows = np.flatnonzero(kinds == kind)
            picked = self.pick(segments[rows], element, part)
            start[rows], end[rows] = picked.start, picked.end
        return Picked(self.cells, start, end)

    def _procedures(self, services: Ints) -> dict[str, Column]:
        names = ("procedure_qualifier", "procedure", "modifier_1", "modifier_2", "modifier_3", "modifier_4")
        return {name: self._by_name(services, _PROCEDURES, part) for part, name in enumerate(names, start=1)}

    def _days(self, services: Ints, line: str) -> dict[str, Column]:
        """First and last day of each service: the next date of service before another line or claim."""
        rows, elements = list[Ints](), list[Ints]()
        for token, element in _SERVED.items():
            number = self.vocabulary.tokens.known.get(packed(token[:3]) | packed(token[4:]) << 24, -1)
            rows.append(np.flatnonzero((self.cells.tokens == number) & self.inside))
            elements.append(np.full(len(rows[-1]), element))
        order = np.argsort(np.concatenate(rows))
        dated, element_of = np.concatenate(rows)[order], np.concatenate(elements)[order]
        bounds = np.append(self.named(line, "CLM", "CLP", "HL", "SE"), self.cells.count)
        at = np.searchsorted(dated, services)
        found = np.append(dated, self.cells.count)[at]
        mine = found < bounds[np.searchsorted(bounds, services, side="right")]
        chosen = np.where(mine, found, 0)
        in_claim, in_payment = self.pick(chosen, 3), self.pick(chosen, 2)
        third = np.append(element_of, 0)[at] == 3
        start = np.where(third, in_claim.start, in_payment.start)
        length = np.where(third, in_claim.length, in_payment.length)
        span = (length == 17) & (self.cells.buffer[start + 8] == _HYPHEN)
        first, proved = dates(self.cells, start + 8, np.full(len(start), 8))
        last, ends = dates(self.cells, start + np.where(span, 17, 8), np.full(len(start), 8))
        readable = mine & ((length == 8) | span)
        return {
            "service_from": Values(first, readable & proved, "day"),
            "service_to": Values(last, readable & ends, "day"),
        }

    def diagnoses(self) -> Iterator[Table]:
        """Every code of an HI with its qualifier; `position` counts within the segment."""
        rows = self.named("HI")
        for number in range(1, 13):
            codes = self.pick(rows, number, 2)
            held = np.flatnonzero(codes.length)
            if len(held):
                yield (
                    "diagnoses",
                    {
                        "claim": _numbers(self.holder(rows[held], "CLM")),
                        "segment": _numbers(self.offsets[rows[held]]),
                        "position": _numbers(np.full(len(held), number)),
                        "qualifier": self.pick(rows[held], number, 1),
                        "code": self.pick(rows[held], number, 2),
                    },
                )

    def payments(self) -> Iterator[Table]:
        """The 835's CLP, SVC and PLB."""
        claims, services = self.named("CLP"), self.named("SVC")
        if len(claims):
            money = {"charge_cents": 3, "paid_cents": 4, "patient_responsibility_cents": 5}
            texts = {"control_number": 1, "claim_status": 2, "filing_indicator": 6, "payer_claim_number": 7}
            yield (
                "payments",
                {
                    "set": _numbers(self._set_of(claims)),
                    "claim": _numbers(self.offsets[claims]),
                    **{name: self.pick(claims, number) for name, number in texts.items()},
                    **{name: self.money(self.pick(claims, number)) for name, number in money.items()},
                },
            )
        if len(services):
            yield (
                "services",
                {
                    "claim": _numbers(self.holder(services, "CLP")),
                    "line": _numbers(self.offsets[services]),
                    **self._procedures(services),
                    "charge_cents": self.money(self.pick(services, 2)),
                    "paid_cents": self.money(self.pick(services, 3)),
                    "quantity": self.pick(services, 5),
                    **self._days(services, "SVC"),
                },
            )
        rows = self.named("PLB")
        for number in range(3, 14, 2):
            held = rows[self.pick(rows, number + 1).length > 0]
            if len(held):
                yield (
                    "provider_adjustments",
                    {
                        "set": _numbers(self._set_of(held)),
                        "provider": self.pick(held, 1),
                        "fiscal_day": self.pick(held, 2),
                        "reason": self.pick(held, number, 1),
                        "identifier": self.pick(held, number, 2),
                        "amount_cents": self.money(self.pick(held, number + 1)),
                    },
                )

    def adjustments(self) -> Iterator[Table]:
        """Every reason of a CAS; `line` is -1 for those of a whole claim."""
        rows = self.named("CAS")
        claim = self.holder(rows, "CLM", "CLP")
        line = self.holder(rows, "LX", "SVC")
        line = np.where(line > claim, line, -1)
        for number in range(2, 18, 3):
            held = np.flatnonzero(self.pick(rows, number).length + self.pick(rows, number + 1).length)
            if len(held):
                yield (
                    "adjustments",
                    {
                        "claim": _numbers(claim[held]),
                        "line": _numbers(line[held]),
                        "group": self.pick(rows[held], 1),
                        "reason": self.pick(rows[held], number),
                        "amount_cents": self.money(self.pick(rows[held], number + 1)),
                        "quantity": self.pick(rows[held], number + 2),
                    },
                )


def as_text(raw: bytes) -> str:
    """UTF-8 where it is, else Latin-1."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
