"""The HI families of an institutional claim, both ways: diagnoses, procedures, occurrences, values ..."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.span import Span
from cleanclaim.exchange.elements import ElementReader, Segments, every
from cleanclaim.exchange.wire import wire_date, wire_quantity
from cleanclaim.model.institutional_claim import (
    DiagnosisRole,
    InstitutionalClaim,
    InstitutionalDiagnosis,
    InstitutionalProcedure,
    Occurrence,
    OccurrenceSpan,
    ValueAmount,
)
from cleanclaim.x12.segments import Segment, segment

# for each role the qualifier of ICD-10-CM and that of ICD-9-CM
_ROLE_CODES = {
    DiagnosisRole.PRINCIPAL: ("ABK", "BK"),
    DiagnosisRole.ADMITTING: ("ABJ", "BJ"),
    DiagnosisRole.REASON_FOR_VISIT: ("APR", "PR"),
    DiagnosisRole.EXTERNAL_CAUSE: ("ABN", "BN"),
    DiagnosisRole.OTHER: ("ABF", "BF"),
}
_ROLES = {wire: (role, at == 1) for role, pair in _ROLE_CODES.items() for at, wire in enumerate(pair)}
_PROCEDURES = {"BBR": False, "BR": True, "BBQ": False, "BQ": True}  # the principal ones, then the others
_PER_SEGMENT, _SEGMENTS = 12, 2
# how many of a role a claim can hold
_LIMITS = {
    DiagnosisRole.PRINCIPAL: 1,
    DiagnosisRole.ADMITTING: 1,
    DiagnosisRole.REASON_FOR_VISIT: 3,
    DiagnosisRole.EXTERNAL_CAUSE: 12,
    DiagnosisRole.OTHER: 24,
}
Composite = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstitutionalCodes:
    """What the HI segments of a claim say."""

    diagnoses: tuple[InstitutionalDiagnosis, ...]
    diagnosis_related_group: str
    procedures: tuple[InstitutionalProcedure, ...]
    occurrence_spans: tuple[OccurrenceSpan, ...]
    occurrences: tuple[Occurrence, ...]
    value_amounts: tuple[ValueAmount, ...]
    conditions: tuple[str, ...]
    treatments: tuple[str, ...]


def code_segments(claim: InstitutionalClaim) -> Iterator[Segment]:
    """Every HI of a claim, in the order of the guide. A family that is too large raises MisuseError."""
    for role in (DiagnosisRole.PRINCIPAL, DiagnosisRole.ADMITTING, DiagnosisRole.REASON_FOR_VISIT):
        yield from _diagnoses(claim, role)
    yield from _diagnoses(claim, DiagnosisRole.EXTERNAL_CAUSE)
    if claim.diagnosis_related_group:
        yield segment("HI", ("DR", claim.diagnosis_related_group))
    yield from _diagnoses(claim, DiagnosisRole.OTHER)
    yield from _procedures(claim)
    spans = [(each.code, "RD8", _range(each.days)) for each in claim.occurrence_spans]
    yield from _family("BI", spans)
    yield from _family("BH", [(each.code, "D8", wire_date(each.occurred_on)) for each in claim.occurrences])
    amounts = [(each.code, "", "", wire_quantity(each.amount)) for each in claim.value_amounts]
    yield from _family("BE", amounts)
    yield from _family("BG", [(each,) for each in claim.conditions])
    yield from _family("TC", [(each,) for each in claim.treatments])


def _diagnoses(claim: InstitutionalClaim, role: DiagnosisRole) -> Iterator[Segment]:
    chosen = [each for each in claim.diagnoses if each.role is role]
    if role is DiagnosisRole.PRINCIPAL and not chosen:
        raise MisuseError("an institutional claim has a principal diagnosis")
    composites = [
        (_ROLE_CODES[role][each.is_icd9], each.code.replace(".", ""), *("",) * 6, each.present_on_admission)
        for each in chosen
    ]
    yield from _segments(composites, _LIMITS[role])


def _procedures(claim: InstitutionalClaim) -> Iterator[Segment]:
    composites = [
        (
            ("BBR", "BR", "BBQ", "BQ")[2 * (at > 0) + each.is_icd9],
            each.code,
            "D8",
            wire_date(each.performed_on),
        )
        for at, each in enumerate(claim.procedures)
    ]
    yield from _segments(composites[:1], 1)
    yield from _segments(composites[1:])


def _family(qualifier: str, composites: Sequence[Composite]) -> Iterator[Segment]:
    yield from _segments([(qualifier, *composite) for composite in composites])


def _segments(composites: Sequence[Composite], limit: int = _PER_SEGMENT * _SEGMENTS) -> Iterator[Segment]:
    if len(composites) > limit:
        raise MisuseError(f"an institutional claim holds at most {limit} codes of HI*{composites[0][0]}")
    for start in range(0, len(composites), _PER_SEGMENT):
        yield segment("HI", *composites[start : start + _PER_SEGMENT])


def _range(days: Span) -> str:
    return f"{wire_date(days.first)}-{wire_date(days.last or days.first)}"


def read_codes(reader: ElementReader, own: Segments) -> InstitutionalCodes:
    """Every code of a claim's HI segments, each family in the order it is written."""
    found = [
        (each, number, each.component(number, 1))
        for each in every(own, "HI")
        for number in range(1, len(each.elements) + 1)
    ]
    related = [each.component(number, 2) for each, number, family in found if family == "DR"]
    return InstitutionalCodes(
        diagnoses=tuple(_diagnosis(each, number) for each, number, family in found if family in _ROLES),
        diagnosis_related_group=related[0] if related else "",
        procedures=tuple(
            InstitutionalProcedure(
                each.component(number, 2), reader.day_in(each, number, 4), _PROCEDURES[wanted]
            )
            for wanted in _PROCEDURES
            for each, number, family in found
            if family == wanted
        ),
        occurrence_spans=tuple(
            OccurrenceSpan(each.component(number, 2), reader.span_in(each, number, 4))
            for each, number, family in found
            if family == "BI"
        ),
        occurrences=tuple(
            Occurrence(each.component(number, 2), reader.day_in(each, number, 4))
            for each, number, family in found
            if family == "BH"
        ),
        value_amounts=tuple(
            ValueAmount(each.component(number, 2), reader.quantity_in(each, number, 5))
            for each, number, family in found
            if family == "BE"
        ),
        conditions=tuple(each.component(number, 2) for each, number, family in found if family == "BG"),
        treatments=tuple(each.component(number, 2) for each, number, family in found if family == "TC"),
    )


def _diagnosis(one: Segment, number: int) -> InstitutionalDiagnosis:
    role, is_icd9 = _ROLES[one.component(number, 1)]
    return InstitutionalDiagnosis(role, one.component(number, 2), one.component(number, 9), is_icd9)
