"""834, 005010X220A1: enrollments out of bytes.

Not read: demographic details beyond birth date and sex, employment class, income, disability and the
reporting categories of loop 2700. The file itself is kept.
"""

from __future__ import annotations

from cleanclaim.core.finding import Finding
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.eligibility_answer import read_dates
from cleanclaim.exchange.levels import parties_of
from cleanclaim.exchange.parties import read_entity, read_party, read_references
from cleanclaim.model.enrollment import (
    EnrolledAmount,
    EnrolledCoverage,
    EnrolledMember,
    Enrollment,
    OtherInsurance,
)
from cleanclaim.model.party import Party

GUIDE = "005010X220A1"
_MEMBER, _MAILING = ("IL", "74"), "31"
_REPORTING = "2700"


def decode_enrollment(
    segments: Segments, *, subject: str = "834", path: tuple[str, ...] = ()
) -> tuple[Enrollment | None, tuple[Finding, ...]]:
    """One 834 transaction set, `segments` from ST to SE; None when an element cannot be read."""
    reader = ElementReader(subject, path)
    header, members = divide(segments, named("INS"))
    head, entities = divide(header, named("N1"))
    start = first(head, "BGN")
    found = Enrollment(
        purpose=reader.text(start, 1),
        reference=reader.text(start, 2),
        action=start.element(8),
        sponsor=_entity(entities, "P5"),
        payer=_entity(entities, "IN"),
        members=tuple(_member(reader, _without_reporting(group)) for group in members),
        group_number=first(head, "REF", "38").element(2),
        dates=read_dates(reader, head),
    )
    return (None if reader.findings else found), tuple(reader.findings)


def _entity(groups: list[Segments], entity: str) -> Party:
    return read_entity(next((group for group in groups if group[0].element(1) == entity), ()))


def _without_reporting(group: Segments) -> Segments:
    """A member without loop 2700, whose REF and DTP belong to a category and not to him."""
    marks = [at for at, each in enumerate(group) if each.name == "LS" and each.element(1) == _REPORTING]
    return group[: marks[0]] if marks else group


def _member(reader: ElementReader, group: Segments) -> EnrolledMember:
    before_coverage, coverages = divide(group, named("HD"))
    own, people = divide(before_coverage, named("NM1"))
    parties = [(each, read_party(reader, _person(each))) for each in people]
    member = next((each for each in parties if each[1].entity in _MEMBER), None)
    if member is None:
        reader.note(group[0], 1, "begins a member without a name", "NM1*IL or NM1*74")
    insured = group[0]
    return EnrolledMember(
        is_subscriber=insured.element(1) == "Y",
        relationship=insured.element(2),
        maintenance=reader.text(insured, 3),
        reason=insured.element(4),
        benefit_status=insured.element(5),
        subscriber_number=first(own, "REF", "0F").element(2),
        member=member[1] if member else read_entity(()),
        group_number=first(own, "REF", "1L").element(2),
        references=read_references(own, without=("0F", "1L")),
        dates=read_dates(reader, own),
        amounts=_amounts(reader, member[0]) if member else (),
        mailing_address=next((each.address for _, each in parties if each.entity == _MAILING), None),
        related=tuple(each for _, each in parties if each.entity not in (*_MEMBER, _MAILING)),
        coverages=tuple(_coverage(reader, each) for each in coverages),
    )


def _person(group: Segments) -> Segments:
    """A party's segments up to a disability, whose dates are not the party's."""
    return divide(group, named("DSB"))[0]


def _coverage(reader: ElementReader, group: Segments) -> EnrolledCoverage:
    before_others, others = divide(group, named("COB"))
    own, providers = divide(before_others, named("LX"))
    coverage = group[0]
    return EnrolledCoverage(
        maintenance=reader.text(coverage, 1),
        line=reader.text(coverage, 3),
        plan=coverage.element(4),
        level=coverage.element(5),
        dates=read_dates(reader, own),
        amounts=_amounts(reader, own),
        references=read_references(own),
        providers=tuple(read_party(reader, each) for each in providers if first(each, "NM1").elements),
        other_insurances=tuple(_other(reader, each) for each in others),
    )


def _amounts(reader: ElementReader, group: Segments) -> tuple[EnrolledAmount, ...]:
    return tuple(EnrolledAmount(each.element(1), reader.money(each, 2)) for each in every(group, "AMT"))


def _other(reader: ElementReader, group: Segments) -> OtherInsurance:
    own = divide(group, named("NM1"))[0]
    other = group[0]
    return OtherInsurance(
        rank=other.element(1),
        policy_number=other.element(2),
        coordination=other.element(3),
        service_types=other.repeats(4),
        dates=read_dates(reader, own),
        insurers=tuple(read_party(reader, each) for each in parties_of(group)),
    )
