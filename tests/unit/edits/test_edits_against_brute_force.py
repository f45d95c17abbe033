"""NCCI pairs, unlikely units and add-ons against a second, plainer telling of the rules.

The oracle knows no claims, no tables and no dates: flat tuples, days as numbers, lists searched from end to
end.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from cleanclaim.core.finding import Finding
from cleanclaim.core.span import Span
from cleanclaim.edits.examples import (
    MEDICARE_COVERAGE,
    PATIENT,
    RENDERING,
    TinyTables,
    a_claim,
    a_context,
    a_line,
    a_row,
)
from cleanclaim.edits.rules import add_on_primary, ncci_pair, unlikely_units
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import PlanType
from cleanclaim.reference.tables.records import Table

START = date(
    2019, 6, 25
)  # so that the days lie around the first of July, when 59 began to count on either code
CODES = ("10001", "10002", "10003", "10004", "10005")
MODIFIERS = ("59", "XS", "25", "51", "76", "22", "50", "RT", "LT")
HELPING = {"25": "any", "RT": "any", "LT": "any", "59": "distinct", "XS": "distinct"}
JULY_FIRST = 6


@dataclass(frozen=True)
class Told:
    """A line as the oracle sees it: 0 = the claim in hand.

    who        its rendering provider, patient and plan; 0 is that of the claim in hand
    frequency  of its claim: 1 original, 7 replacement, 8 void
    visit      claims of one visit may replace each other
    """

    claim: int
    who: tuple[int, int, int]
    frequency: str
    visit: int
    code: str
    first: int
    last: int
    units: int
    modifiers: tuple[str, ...]


Pair = tuple[str, str, int, int, str]
Unlikely = tuple[str, int, str]
AddOn = tuple[str, str, str]


def oracle(
    lines: list[Told], pairs: list[Pair], unlikely: list[Unlikely], add_ons: list[AddOn]
) -> Counter[str]:
    found: Counter[str] = Counter()
    now = lines[0]
    mine = [
        line
        for line in lines
        if line.claim == 0
        or (
            line.who == (0, 0, 0)
            and line.frequency != "8"
            and not (now.frequency in "78" and line.visit == now.visit)
        )
    ]
    for i, a in enumerate(mine):
        for b in mine[i + 1 :]:
            for one, two in ((a, b), (b, a)):
                found.update(pair_findings(one, two, pairs))
    for line in (line for line in lines if line.claim == 0):
        for code, most, indicator in unlikely:
            if code == line.code:
                if indicator in ("", "1"):
                    total = Fraction(max(line.units, 0), line.last - line.first + 1)
                else:
                    total = sum(
                        (
                            Fraction(max(each.units, 0), each.last - each.first + 1)
                            for each in mine
                            if each.code == code and each.first <= line.first <= each.last
                        ),
                        Fraction(0),
                    )
                found["units " + code] += total > most
        wanted = [primary for add_on, primary, _ in add_ons if add_on == line.code]
        near = [each for each in mine if each.first <= line.last and line.first <= each.last]
        lonely = bool(wanted) and not any(each.code in wanted for each in near)
        found["alone " + line.code] += lonely and "CCCCC" not in wanted
        found["unasked " + line.code] += lonely and "CCCCC" in wanted
    return +found


def pair_findings(one: Told, two: Told, pairs: list[Pair]) -> list[str]:
    if one.claim and two.claim:
        return []
    day = max(one.first, two.first)
    if day > min(one.last, two.last):
        return []
    told = []
    for code_1, code_2, first, last, indicator in pairs:
        if (code_1, code_2) != (one.code, two.code) or not first <= day <= last:
            continue
        excused = any(HELPING.get(each) == "any" for each in one.modifiers + two.modifiers)
        excused = excused or any(
            HELPING.get(each) == "distinct"
            for each in (one.modifiers + two.modifiers if day >= JULY_FIRST else two.modifiers)
        )
        sites = [{"RT", "LT"} & set(each.modifiers) for each in (one, two)]
        others = {"25", "59", "XS"} & {*one.modifiers, *two.modifiers}
        same_site = bool(sites[0]) and sites[0] == sites[1] and not others
        if indicator == "0" or (indicator == "1" and (not excused or same_site)):
            told.append(f"pair {code_1} {code_2}")
    return told


def on(day: int) -> date:
    return START + timedelta(days=day)


def group(rng: random.Random) -> tuple[list[Told], list[Pair], list[Unlikely], list[AddOn]]:
    lines = []
    for claim in range(rng.randint(1, 3)):
        who = (0, 0, 0) if claim == 0 else rng.choice(((0, 0, 0),) * 5 + ((1, 0, 0), (0, 1, 0), (0, 0, 1)))
        frequency, visit = rng.choice("1111178"), rng.randint(0, 2)
        for _ in range(rng.randint(1, 4)):
            first = rng.randint(4, 7)
            modifiers = tuple(rng.sample(MODIFIERS, rng.choice((0, 0, 1, 2))))
            last = first + rng.choice((0, 0, 0, 1))
            units, code = rng.randint(-1, 3), rng.choice(CODES)
            lines.append(Told(claim, who, frequency, visit, code, first, last, units, modifiers))
    pairs = []
    for _ in range(rng.randint(1, 6)):
        one, two = rng.sample(CODES, 2)
        first = rng.randint(2, 7)
        pairs.append((one, two, first, rng.randint(first, 8), rng.choice("019")))
    unlikely = [(code, rng.randint(0, 4), rng.choice(("1", "2", "3", ""))) for code in rng.sample(CODES, 2)]
    kind = rng.choice("123")
    primaries = [*rng.sample(CODES[1:], 2), *(["CCCCC"] if kind != "1" and rng.random() < 0.5 else [])]
    add_ons = [(CODES[0], primary, kind) for primary in primaries]
    return lines, pairs, unlikely, add_ons


def as_claims(lines: list[Told], plan: PlanType) -> list[Claim]:
    payers = [
        replace(MEDICARE_COVERAGE.payer, plan_type=plan, identifier=identifier) for identifier in ("A", "B")
    ]
    claims = []
    for number in sorted({line.claim for line in lines}):
        own = [line for line in lines if line.claim == number]
        made: list[ServiceLine] = [
            a_line(
                each.code,
                position,
                units=each.units,
                modifiers=each.modifiers,
                service_dates=Span(on(each.first), on(each.last)),
            )
            for position, each in enumerate(own, 1)
        ]
        npi, patient, payer = own[0].who
        claims.append(
            a_claim(
                *made,
                claim_id=f"E{number:02d}A",
                encounter_id=f"V{own[0].visit}",
                frequency=own[0].frequency,
                rendering=replace(RENDERING, npi="2000000143") if npi else RENDERING,
                patient=replace(PATIENT, patient_id=f"P{patient}"),
                coverage=replace(MEDICARE_COVERAGE, payer=payers[payer]),
            )
        )
    return claims


def as_tables(
    pairs: list[Pair], unlikely: list[Unlikely], add_ons: list[AddOn], *, medicaid: bool = False
) -> TinyTables:
    ptp = Table.PTP_MEDICAID if medicaid else Table.PTP_PRACTITIONER
    mue = Table.MUE_MEDICAID if medicaid else Table.MUE_PRACTITIONER
    rows = [
        a_row(ptp, f"{one} {two}", Span(on(first), on(last)), modifier_indicator=indicator)
        for one, two, first, last, indicator in pairs
    ]
    rows += [a_row(mue, c, value=str(most), indicator=i) for c, most, i in unlikely]
    rows += [a_row(Table.ADD_ON, add_on, primary=primary, type=kind) for add_on, primary, kind in add_ons]
    return TinyTables(tuple(rows))


def told(lines: list[Told], tables: TinyTables, plan: PlanType) -> Counter[str]:
    claim, *history = as_claims(lines, plan)
    context = a_context(tables=tables, history=tuple(history))
    found: Counter[str] = Counter()
    for word, rule in (("pair", ncci_pair), ("units", unlikely_units), ("alone", add_on_primary)):
        for answer in rule.check(claim, context):
            if not isinstance(answer, Finding):
                assert answer.rule_id == "edit.add-on-primary"  # the contractor's list
                found["unasked " + answer.reason.split()[-1]] += 1
                continue
            codes = [part for part in answer.found.split() if part in CODES]
            found[" ".join([word, *(codes if word == "pair" else codes[:1])])] += 1
    return found


def compare(seed: int, count: int) -> Counter[str]:
    rng = random.Random(seed)
    kinds: Counter[str] = Counter()
    for _ in range(count):
        lines, pairs, unlikely, add_ons = group(rng)
        expected = oracle(lines, pairs, unlikely, add_ons)
        plan = rng.choice((PlanType.MEDICARE, PlanType.COMMERCIAL, PlanType.MEDICAID))
        tables = as_tables(pairs, unlikely, add_ons, medicaid=plan is PlanType.MEDICAID)
        assert told(lines, tables, plan) == expected, (lines, tables)
        kinds.update(key.split()[0] for key in expected)
    return kinds


def test_the_edits_find_what_brute_force_finds() -> None:
    kinds = compare(seed=4, count=4000)
    assert (
        min(kinds[kind] for kind in ("pair", "units", "alone", "unasked")) > 300
    )  # the groups do exercise the rules


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(10))
def test_the_edits_find_what_brute_force_finds_in_100_000_groups(seed: int) -> None:
    compare(seed=100 + seed, count=10_000)
