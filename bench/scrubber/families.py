"""Seeded errors by family, each with a near miss that is right: what a scrubber must tell apart.

Everything is invented; the codes of 20000-20199 stand in for procedures, with rows of their own in the
benchmark's tables (see tables.py). A case is the claims of one patient in order; the last one is judged.
What is expected was written down from the rules, before the scrubber was asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.edits.examples import (
    MEDICARE_COVERAGE,
    ORDERING,
    PATIENT,
    PRACTICE,
    RENDERING,
    a_claim,
    a_line,
)
from cleanclaim.model.claim import Claim
from cleanclaim.model.encounter import Accident, AccidentCause, Drug
from cleanclaim.model.people import Relationship, Sex

TODAY = date(2026, 8, 31)
Case = list[Claim]
Maker = Callable[[random.Random], Case]


@dataclass(frozen=True)
class Family:
    """`fault` makes a case with the error, `near_miss` one that only looks like it.

    also  families that the error may rightly raise besides
    """

    name: str
    fault: Maker
    near_miss: Maker
    also: tuple[str, ...] = ()


def day(rng: random.Random) -> date:
    """A service day within the loaded ICD-10-CM edition."""
    return date(2026, 6, 1) + timedelta(days=rng.randrange(75))


def lines(*told: tuple[Any, ...], on: date) -> tuple[Any, ...]:
    """Lines from (code, modifiers, units) and fields by name in a dict at the end."""
    made = []
    for number, (code, modifiers, units, *rest) in enumerate(told, 1):
        changes = rest[0] if rest else {}
        made.append(
            a_line(
                code,
                number,
                **{"modifiers": modifiers, "units": units, "service_dates": Span.day(on), **changes},
            )
        )
    return tuple(made)


def claim(*made: Any, diagnoses: tuple[str, ...] = ("I10", "E11.9"), **changes: Any) -> Claim:
    """A Medicare claim that is right unless the changes make it wrong."""
    return a_claim(*made, diagnoses=diagnoses, **{"coverage": MEDICARE_COVERAGE, **changes})


def one(make: Callable[[random.Random, date], Claim]) -> Maker:
    """A case of a single claim."""
    return lambda rng: [make(rng, day(rng))]


def single(*told: tuple[Any, ...], **changes: Any) -> Maker:
    """A case of a single claim with these lines."""
    return lambda rng: [claim(*lines(*told, on=day(rng)), **changes)]


def after(days: int, earlier: tuple[Any, ...], later: tuple[Any, ...]) -> Maker:
    """A claim so many days after another one of the patient, a line each."""

    def make(rng: random.Random) -> Case:
        on = day(rng)
        first = claim(*lines(earlier, on=on - timedelta(days=days)))
        return [first, claim(*lines(later, on=on))]

    return make


def aged(years: int, *told: tuple[Any, ...], **changes: Any) -> Maker:
    """A patient of that age, on a commercial plan."""

    def make(rng: random.Random) -> Case:
        on = day(rng)
        patient = replace(PATIENT, birth_date=date(on.year - years, 1, 2))
        found = a_claim(*lines(*told, on=on), **{"diagnoses": ("Z00.00",), **changes})
        return [replace(found, patient=patient)]

    return make


def _total(by: int) -> Maker:
    return one(
        lambda rng, on: replace(claim(*lines(("99213", (), 1), on=on)), total_charge=Money(15000 + by))
    )


def _filed(days: int) -> Maker:
    return lambda rng: [claim(*lines(("99213", (), 1), on=TODAY - timedelta(days=days)))]


_VISIT = ("99213", (), 1)
_NDC = {"drug": Drug("00003029305", Decimal(1), "ML")}
_CHILD = replace(MEDICARE_COVERAGE, relationship=Relationship.CHILD)
_NO_MEMBER = replace(MEDICARE_COVERAGE, member_id="")
_WRONG_NPI = replace(RENDERING, npi="2000000118")
_EXCLUDED = replace(RENDERING, npi="2000000143")
_MAN = replace(PATIENT, sex=Sex.MALE)
_YOUNG = replace(PATIENT, birth_date=date(1996, 3, 4))
_ROAD = Accident(AccidentCause.AUTO, date(2026, 5, 1))

FAMILIES = (
    Family(
        "ncci-pair",
        single(("20001", (), 1), ("20002", (), 1)),
        single(("20001", (), 1), ("20002", ("59",), 1)),
    ),
    Family(
        "ncci-pair",
        single(("20003", (), 1), ("20004", ("59",), 1)),
        single(("20005", (), 1), ("20006", (), 1)),
    ),
    Family(
        "ncci-pair",
        after(0, ("20001", (), 1), ("20002", (), 1)),
        after(1, ("20001", (), 1), ("20002", (), 1)),
    ),
    Family(
        "ncci-pair",
        single(("20001", (), 1), ("20002", ("51",), 1)),
        single(("20001", ("LT",), 1), ("20002", ("RT",), 1)),
    ),
    Family("unlikely-units", single(("20010", (), 3)), single(("20010", (), 2))),
    Family(
        "unlikely-units",
        single(("20011", ("76",), 2), ("20011", (), 1)),
        single(("20011", ("76",), 1), ("20011", (), 1)),
    ),
    Family(
        "unlikely-units",
        after(0, ("20011", ("59",), 2), ("20011", ("76",), 1)),
        after(1, ("20011", (), 2), ("20011", (), 1)),
    ),
    Family("add-on", single(("20020", (), 1)), single(("20021", (), 1), ("20020", (), 1))),
    Family(
        "add-on", after(1, ("20021", (), 1), ("20020", (), 1)), after(0, ("20021", (), 1), ("20020", (), 1))
    ),
    Family(
        "global-period",
        after(30, ("20030", (), 1), ("99213", (), 1)),
        after(91, ("20030", (), 1), ("99213", (), 1)),
    ),
    Family(
        "global-period",
        after(5, ("20030", (), 1), ("99213", (), 1)),
        after(5, ("20030", (), 1), ("99213", ("24",), 1)),
    ),
    Family("bilateral", single(("20040", ("50",), 1)), single(("20041", ("50",), 1))),
    Family("surgical-team", single(("20040", ("80",), 1)), single(("20041", ("80",), 1))),
    Family("component", single(("20040", ("26",), 1)), single(("20042", ("26",), 1))),
    Family("diagnosis-validity", single(_VISIT, diagnoses=("E11.98",)), single(_VISIT, diagnoses=("E11.9",))),
    Family("diagnosis-complete", single(_VISIT, diagnoses=("N18.3",)), single(_VISIT, diagnoses=("N18.31",))),
    Family(
        "diagnosis-complete", single(_VISIT, diagnoses=("S52.501",)), single(_VISIT, diagnoses=("S52.501A",))
    ),
    Family(
        "excludes1", single(_VISIT, diagnoses=("E11.9", "E10.9")), single(_VISIT, diagnoses=("E11.9", "I10"))
    ),
    Family(
        "first-diagnosis",
        single(_VISIT, diagnoses=("W18.30XA", "S52.501A")),
        single(_VISIT, diagnoses=("S52.501A", "W18.30XA")),
        also=("pointer",),
    ),
    Family(
        "pointer", single(("99213", (), 1, {"pointers": (3,)})), single(("99213", (), 1, {"pointers": (2,)}))
    ),
    Family("npi", single(_VISIT, rendering=_WRONG_NPI), single(_VISIT)),
    Family("excluded-provider", single(_VISIT, rendering=_EXCLUDED), single(_VISIT)),
    Family("claim-total", _total(1), _total(0)),
    Family(
        "duplicate",
        single(("93000", (), 1), ("93000", (), 1)),
        single(("93000", (), 1), ("93000", ("76",), 1)),
    ),
    Family(
        "duplicate",
        after(0, ("93000", (), 1), ("93000", (), 1)),
        after(1, ("93000", (), 1), ("93000", (), 1)),
    ),
    Family("modifier-fits", single(("93000", ("25",), 1)), single(("99213", ("25",), 1))),
    Family(
        "side",
        single(("20610", ("LT",), 1), diagnoses=("M17.11",)),
        single(("20610", ("RT",), 1), diagnoses=("M17.11",)),
    ),
    Family(
        "clia",
        single(("85025", (), 1), ordering=ORDERING, practice=replace(PRACTICE, clia="")),
        single(("85025", (), 1), ordering=ORDERING),
    ),
    Family("ordering", single(("71046", (), 1)), single(("71046", (), 1), ordering=ORDERING)),
    Family("timely-filing", _filed(400), _filed(200)),
    Family("subscriber", single(_VISIT, coverage=_CHILD), single(_VISIT)),
    Family("member-id", single(_VISIT, coverage=_NO_MEMBER), single(_VISIT)),
    Family("future-date", _filed(-1), _filed(0)),
    Family(
        "place", single(("99213", (), 1, {"place_of_service": "98"}), place_of_service="98"), single(_VISIT)
    ),
    Family(
        "new-patient",
        after(400, ("99213", (), 1), ("99203", (), 1)),
        after(1096, ("99213", (), 1), ("99203", (), 1)),
    ),
    Family(
        "telehealth",
        single(("99213", ("95",), 1)),
        single(("99213", ("95",), 1, {"place_of_service": "10"}), place_of_service="10"),
    ),
    Family("vaccine", single(("90471", (), 1)), single(("90471", (), 1), ("90715", (), 1))),
    Family("drug-code", single(("J3301", ("JZ",), 1)), single(("J3301", ("JZ",), 1, _NDC))),
    Family("age", aged(30, ("99397", (), 1)), aged(70, ("99397", (), 1))),
    Family("sex", single(_VISIT, diagnoses=("N80.00",), patient=_MAN), single(_VISIT, diagnoses=("N80.00",))),
    Family("accident", single(_VISIT, accident=_ROAD), single(_VISIT), also=("accident-payer",)),
    Family("routine-physical", single(("99397", (), 1)), single(("99397", ("GY",), 1))),
    Family("therapy", single(("97110", (), 1)), single(("97110", ("GP",), 1))),
    Family("anesthesia", single(("00810", (), 1)), single(("00810", ("AA",), 1))),
    Family(
        "complexity",
        single(("99213", ("25",), 1), ("G2211", (), 1)),
        single(("99213", (), 1), ("G2211", (), 1)),
    ),
    Family(
        "pregnancy",
        single(_VISIT, diagnoses=("I10", "O09.91"), patient=_YOUNG),
        single(_VISIT, diagnoses=("O09.91", "Z3A.20"), patient=_YOUNG),
    ),
    Family(
        "hypertension",
        single(_VISIT, diagnoses=("I10", "N18.31")),
        single(_VISIT, diagnoses=("I12.9", "N18.31")),
    ),
)


# lines that are right beside each other in any number, for claims with no error at all
_RIGHT = (
    ("93000", (), 1),
    ("96372", (), 1),
    ("36415", (), 1),
    ("94640", (), 1),
    ("20610", ("RT",), 1),
    ("97110", ("GP",), 2),
    ("11042", (), 1),
)


def clean(rng: random.Random) -> Case:
    """A visit with up to four further services, and half of the time an earlier visit."""
    on, chosen = day(rng), rng.sample(_RIGHT, rng.randint(0, 4))
    later = claim(
        *lines(("99213", ("25",) if chosen else (), 1), *chosen, on=on), diagnoses=("I10", "M17.11")
    )
    earlier = claim(*lines(("99213", (), 1), on=on - timedelta(days=rng.randint(1, 60))))
    return [earlier, later] if rng.random() < 0.5 else [later]
