"""Are the codes in the lists? SNIP type 5, through lookups that the caller hands in.

Medical codes are asked for the date of service (a stay: its last day), all others for the date of the
transaction, GS04 [45 CFR 162.1000]. A list that nobody handed in, or without an edition of the day, is
NotChecked, once per list and reason and set: never a pass, never one entry per code. What cannot be a code of
its list at all (see code_shapes.py) is refused without the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cleanclaim.core.finding import Finding, NotChecked, Severity
from cleanclaim.x12.code_shapes import (
    BILL_TYPE,
    CLAIM_STATUS,
    CURRENCY,
    DENTAL,
    MODIFIER,
    NDC,
    PATIENT_STATUS,
    ROUTING,
    WHOLE,
    why_misshapen,
)
from cleanclaim.x12.reading import Group, TransactionSet
from cleanclaim.x12.reports import shown
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.values import is_date

RULE = "x12.code"

ICD10CM, ICD10PCS, HCPCS = "icd10cm", "icd10pcs", "hcpcs"
PLACE, NPI, STATE, ZIP, TAXONOMY = "place-of-service", "npi", "state", "zip", "taxonomy"
REVENUE, CARC, REMARK = "revenue", "carc", "remark"

_DIAGNOSES = frozenset({"ABK", "ABF", "ABJ", "APR", "ABN"})
_PROCEDURES = frozenset({"BBR", "BBQ"})
_NUMBERED = {"NM1": 8, "N1": 3}  # the element that says XX; the one after it holds the NPI
_SERVICES = {"SV1": 1, "SV2": 2, "SV3": 1, "SVC": 1, "SVD": 3}
_PROCEDURE_LISTS = {"HC": HCPCS, "AD": DENTAL, "N4": NDC}  # SV301-1 and such
_SHAPE = "the public format of the code list"


@dataclass(frozen=True, slots=True)
class CodeSet:
    """One list.

    why_wrong  given a code and a day: '' when the code is in the list on that day, else why not; None when
               no edition that is loaded covers the day
    citation   the source of the list
    """

    why_wrong: Callable[[str, date], str | None]
    citation: str


CodeSets = Mapping[str, CodeSet]


@dataclass(frozen=True, slots=True)
class _Use:
    """A code on the wire: which list, which code, where, and whether the date of service is asked."""

    name: str
    code: str
    segment: Segment
    element: int
    by_service: bool = False


def check_codes(
    transaction_set: TransactionSet, group: Group, code_sets: CodeSets
) -> tuple[list[Finding], list[NotChecked]]:
    """Every code of a set that its list does not hold on the day that counts, and the lists not asked."""
    days = _service_days(transaction_set)
    return codes_of(transaction_set, group, code_sets, segments=transaction_set.segments, service_days=days)


def codes_of(
    transaction_set: TransactionSet,
    group: Group,
    code_sets: CodeSets,
    *,
    segments: Iterable[Segment],
    service_days: Mapping[int, date],
) -> tuple[list[Finding], list[NotChecked]]:
    """The same for some segments of a set; `service_days` are the days their medical codes are asked for, by
    ordinal. Of a segment it looks at the elements that columns/codes.py names, and at no others."""
    findings: list[Finding] = []
    missed: dict[tuple[str, str], NotChecked] = {}
    written = _day(group.header.element(4))
    for segment in segments:
        for use in _uses(segment):
            misshapen = why_misshapen(use.name, use.code)
            if misshapen or use.name in WHOLE:
                if misshapen:
                    findings.append(_finding(transaction_set, use, misshapen, _SHAPE))
                continue
            day = service_days.get(segment.ordinal) if use.by_service else written
            chosen = code_sets.get(use.name)
            why = chosen.why_wrong(use.code, day) if chosen is not None and day is not None else None
            if why is None:
                reason = _reason(use, day) if chosen is not None else "no list is loaded"
                at = transaction_set.place_of(segment, f"{segment.name}{use.element:02d}")
                missed.setdefault(
                    (use.name, reason), NotChecked(f"{RULE}.{use.name}", at, reason, f"the list {use.name}")
                )
            elif why and chosen is not None:
                findings.append(_finding(transaction_set, use, why, chosen.citation))
    return findings, list(missed.values())


def _reason(use: _Use, day: date | None) -> str:
    if day is None:
        return "the day the code is asked for cannot be read"
    return f"no loaded edition covers {day.isoformat()}"


def _finding(transaction_set: TransactionSet, use: _Use, why: str, citation: str) -> Finding:
    name = f"{use.segment.name}{use.element:02d}"
    return Finding(
        f"{RULE}.{use.name}",
        Severity.REJECT,
        transaction_set.place_of(use.segment, name),
        f"{name}: {why}",
        found=shown(use.code),
        next_step="correct the code, or have a coder choose another",
        citation=citation,
        codes=(("SNIP", "5"), ("ELEMENT", str(use.element)), ("CODE_SET", use.name)),
    )


@lru_cache(maxsize=4096)  # days repeat within a file
def _day(text: str) -> date | None:
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 and is_date(text) else None


def _service_days(transaction_set: TransactionSet) -> dict[int, date]:
    """By segment ordinal, the day its medical codes are asked for: the line's own, else the claim's.

    A claim's day is the end of its statement period (DTP 434), else the first service date of its lines; in a
    remittance the line's service date.
    """
    days: dict[int, date] = {}
    claim: list[Segment] = []
    for segment in (*transaction_set.segments, Segment("CLM", ())):
        if segment.name in ("CLM", "CLP", "HL", "SE"):
            days.update(_days_of_claim(claim))
            claim = []
        claim.append(segment)
    return days


def _days_of_claim(claim: list[Segment]) -> Iterator[tuple[int, date]]:
    dated = [(each, _stated_day(each)) for each in claim]
    stays = [day for each, day in dated if day is not None and each.element(1) == "434"]
    lines = [day for each, day in dated if day is not None and each.element(1) != "434"]
    whole = stays[0] if stays else min(lines, default=None)
    own: date | None = None
    for each, day in reversed(dated):  # a line's date stands behind its service
        own = day if day is not None and each.element(1) != "434" else own
        chosen = own if own is not None and each.name in _SERVICES and not stays else whole
        if chosen is not None:
            yield each.ordinal, chosen
        own = None if each.name in ("LX", "SV1", "SV2", "SVC") else own


def _stated_day(segment: Segment) -> date | None:
    """The service date of a DTP 472 (first day), a DTP 434 (last day) or a DTM 472 or 150."""
    if segment.name == "DTP" and segment.element(1) in ("434", "472"):
        first, _, last = segment.element(3).partition("-")
        return _day(last if segment.element(1) == "434" and last else first)
    if segment.name == "DTM" and segment.element(1) in ("150", "472"):
        return _day(segment.element(2))
    return None


def _uses(segment: Segment) -> Iterator[_Use]:
    name = segment.name
    at = _NUMBERED.get(name)
    if at is not None:
        if segment.element(at) == "XX" and segment.element(at + 1):
            yield _Use(NPI, segment.element(at + 1), segment, at + 1)
    elif name in _SERVICES:
        yield from _service(segment)
    else:
        uses = _BY_SEGMENT.get(name)
        if uses is not None:
            yield from uses(segment)


def _one(
    list_name: str, number: int, *, when: tuple[int, str] | None = None
) -> Callable[[Segment], Iterator[_Use]]:
    """A code in one element; `when` names an element and the value that makes it one."""

    def uses(segment: Segment) -> Iterator[_Use]:
        if segment.element(number) and (when is None or segment.element(when[0]) == when[1]):
            yield _Use(list_name, segment.element(number), segment, number)

    return uses


def _adjustment(segment: Segment) -> Iterator[_Use]:
    for number in range(2, 18, 3):
        if segment.element(number):
            yield _Use(CARC, segment.element(number), segment, number)


def _payment(segment: Segment) -> Iterator[_Use]:
    for number in (7, 13):
        if segment.element(number - 1) == "01" and segment.element(number):
            yield _Use(ROUTING, segment.element(number), segment, number)


def _provider_adjustment(segment: Segment) -> Iterator[_Use]:
    """PLB01 is an NPI or a number of the payer's own: asked when it looks like one."""
    if re.fullmatch(r"[12][0-9]{9}", segment.element(1)):
        yield _Use(NPI, segment.element(1), segment, 1)


def _claim_status(segment: Segment) -> Iterator[_Use]:
    for number in (1, 10, 11):
        if segment.component(number, 1):
            yield _Use(CLAIM_STATUS, segment.component(number, 1), segment, number)


def _address(segment: Segment) -> Iterator[_Use]:
    """State and postal code of an address in the United States: no country, or US."""
    if segment.element(4) in ("", "US") and not segment.element(7):
        for name, number in ((STATE, 2), (ZIP, 3)):
            if segment.element(number):
                yield _Use(name, segment.element(number), segment, number)


def _health(segment: Segment) -> Iterator[_Use]:
    for number in range(1, len(segment.elements) + 1):
        qualifier, code = segment.component(number, 1), segment.component(number, 2)
        if code and qualifier in _DIAGNOSES:
            yield _Use(ICD10CM, code, segment, number, by_service=True)
        elif code and qualifier in _PROCEDURES:
            yield _Use(ICD10PCS, code, segment, number, by_service=True)


def _claim(segment: Segment) -> Iterator[_Use]:
    kind = {"A": BILL_TYPE, "B": PLACE}.get(segment.component(5, 2))
    if kind is not None and segment.component(5, 1):
        yield _Use(kind, segment.component(5, 1), segment, 5)
    if segment.component(11, 4) and segment.component(11, 5) in ("", "US"):
        yield _Use(STATE, segment.component(11, 4), segment, 11)


def _service(segment: Segment) -> Iterator[_Use]:
    at = _SERVICES[segment.name]
    kind, *parts = segment.components(at) or ("",)
    listed = _PROCEDURE_LISTS.get(kind)
    if listed is not None and parts and parts[0]:
        yield _Use(listed, parts[0], segment, at, by_service=listed == HCPCS)
    for modifier in parts[1:5]:
        if modifier:
            yield _Use(MODIFIER, modifier, segment, at)
    if segment.name == "SV1" and segment.element(5):
        yield _Use(PLACE, segment.element(5), segment, 5)
    if segment.name == "SV2" and segment.element(1):
        yield _Use(REVENUE, segment.element(1), segment, 1)


_BY_SEGMENT: dict[str, Callable[[Segment], Iterator[_Use]]] = {
    "N4": _address,
    "HI": _health,
    "CLM": _claim,
    "CAS": _adjustment,
    "BPR": _payment,
    "PLB": _provider_adjustment,
    "STC": _claim_status,
    "PRV": _one(TAXONOMY, 3, when=(2, "PXC")),
    "LQ": _one(REMARK, 2, when=(1, "HE")),
    "CL1": _one(PATIENT_STATUS, 3),
    "CUR": _one(CURRENCY, 2),
    "LIN": _one(NDC, 3, when=(2, "N4")),
}
