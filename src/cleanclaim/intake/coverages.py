"""The plans of one encounter, in order of benefits, from fields `payer_1`, `member_1`, ... `payer_3`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cleanclaim.intake import values
from cleanclaim.intake.sheet import Sheet
from cleanclaim.model.coverage import Coverage, Payer, Rank, Subscriber
from cleanclaim.model.people import Name, Relationship, Sex
from cleanclaim.model.setup import PracticeSetup

_FIELDS = (
    "payer", "member", "group", "relationship",
    "subscriber_last_name", "subscriber_first_name", "subscriber_middle_name", "subscriber_suffix",
    "subscriber_birth_date", "subscriber_sex",
)  # fmt: skip


def coverages(sheet: Sheet, setup: PracticeSetup, day: Callable[[str], date]) -> tuple[Coverage, ...]:
    """All plans; empty for a patient who pays. A member id may be missing: an edit holds the claim then."""
    found = []
    for rank in Rank:
        if any(f"{field}_{rank.value}" in sheet for field in _FIELDS):
            _refuse_gap(sheet, rank)
            found.append(_coverage(sheet, setup, rank, day))
    return tuple(plan for plan in found if plan)


def _refuse_gap(sheet: Sheet, rank: Rank) -> None:
    before = rank.value - 1
    if before and not any(f"{field}_{before}" in sheet for field in _FIELDS):
        sheet.problems.refuse(
            "coverage-gap",
            (),
            f"there is a coverage {rank.value} and no coverage {before}",
            wanted="coverages numbered from 1 without a gap",
            next_step="number the coverages in order of benefits",
        )


def _coverage(sheet: Sheet, setup: PracticeSetup, rank: Rank, day: Callable[[str], date]) -> Coverage | None:
    payer = _payer(sheet, setup, f"payer_{rank.value}")
    subscriber = _subscriber(sheet, rank.value, day)
    relationship = sheet.take(f"relationship_{rank.value}", values.choice(Relationship))
    if relationship is None and f"relationship_{rank.value}" not in sheet:
        relationship = Relationship.SELF
    _refuse_contradiction(sheet, rank.value, relationship, subscriber)
    if payer is None or relationship is None:
        return None
    return Coverage(
        rank,
        payer,
        sheet.text(f"member_{rank.value}"),
        relationship,
        subscriber,
        sheet.text(f"group_{rank.value}"),
    )


def _payer(sheet: Sheet, setup: PracticeSetup, field: str) -> Payer | None:
    if field not in sheet:
        sheet.refuse_missing(field)
        return None
    wanted = sheet.text(field)
    for each in setup.payers:
        if wanted in (each.payer_id, each.identifier):
            return each
    cell = sheet.cell(field)
    sheet.problems.refuse(
        "unknown-payer",
        cell.path,
        f"{cell.label} names no payer of the practice file",
        found=wanted,
        wanted="one of " + ", ".join(each.payer_id for each in setup.payers),
        next_step="correct the id or add the payer to practice.toml",
    )
    return None


def _subscriber(sheet: Sheet, number: int, day: Callable[[str], date]) -> Subscriber | None:
    own = [field for field in _FIELDS if field.startswith("subscriber") and f"{field}_{number}" in sheet]
    if not own:
        return None
    last = sheet.need(f"subscriber_last_name_{number}", values.plain_text)
    first = sheet.need(f"subscriber_first_name_{number}", values.plain_text)
    born = sheet.take(f"subscriber_birth_date_{number}", day)
    gender = sheet.take(f"subscriber_sex_{number}", values.sex)
    if last is None or first is None:
        return None
    middle = sheet.text(f"subscriber_middle_name_{number}")
    suffix = sheet.text(f"subscriber_suffix_{number}")
    return Subscriber(Name(last, first, middle, suffix), born, gender or Sex.UNKNOWN)


def _refuse_contradiction(
    sheet: Sheet, number: int, relationship: Relationship | None, subscriber: Subscriber | None
) -> None:
    label = f"coverage {number}"
    if relationship is Relationship.SELF and subscriber is not None:
        sheet.problems.refuse(
            "subscriber-contradiction",
            sheet.cell(f"subscriber_last_name_{number}").path,
            f"{label} names a subscriber, and the patient is the subscriber",
            wanted="a relationship (spouse, child, other), or no subscriber",
            next_step="state the patient's relationship to the subscriber",
        )
    dependent = relationship is not None and relationship is not Relationship.SELF
    if dependent and f"subscriber_last_name_{number}" not in sheet:
        sheet.problems.refuse(
            "subscriber-missing",
            sheet.cell(f"relationship_{number}").path,
            f"{label} is held by another person who is not named",
            wanted="the subscriber's name",
            next_step="name the subscriber",
        )
