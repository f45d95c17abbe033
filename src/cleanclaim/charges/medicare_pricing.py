"""The services of one patient, one day and one clinician, priced together by the physician fee schedule.

The order of the steps: the fee of one unit; reductions inside of it for repeated tests and therapies
(`medicare_components`); modifiers and who is paid (`medicare_adjustments.adjusted`); the ranking of surgeries
and endoscopies (`medicare_adjustments.reduced`); units; 95 % for those who do not take part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleanclaim.charges.medicare_adjustments import MOST_RANKED, Ranked, adjusted, percent_of, reduced
from cleanclaim.charges.medicare_anesthesia import anesthesia_fee
from cleanclaim.charges.medicare_components import Parts, UnitFees, unit_fees
from cleanclaim.charges.medicare_fee import (
    NATIONAL,
    MedicareFee,
    RelativeValues,
    Unpriced,
    half_expense_fee,
    is_facility,
)
from cleanclaim.charges.medicare_rates import anesthesia_factor
from cleanclaim.charges.medicare_schedule import Schedule, Terms, schedule_for
from cleanclaim.charges.medicare_share import NON_PARTICIPATING_PERCENT
from cleanclaim.core.money import Money
from cleanclaim.reference.place_of_service import is_known
from cleanclaim.reference.tables.lookup import Tables

_SEPARATE_SESSION = frozenset({"59", "XE"})  # imaging of another session is not reduced (unverified)
_SURGERY = ("2", "3")


@dataclass(frozen=True, slots=True)
class Service:
    """What is to be priced: one line, at least one unit.

    minutes, base_units  of anesthesia; base units None = not known
    """

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    place_of_service: str = "11"
    minutes: int = 0
    base_units: int | None = None


def price_services(
    tables: Tables, services: Sequence[Service], terms: Terms
) -> tuple[MedicareFee | Unpriced, ...]:
    """The amount of every service for all its units, in the order given, or why there is none."""
    schedule = schedule_for(tables, terms)
    if isinstance(schedule, Unpriced):
        return (schedule,) * len(services)
    answers: list[MedicareFee | Unpriced] = [
        _one_unit(schedule, service, terms) or Unpriced(f"the tables have no row for {_wanted(service)}")
        for service in services
    ]
    _withhold_with_others(schedule, services, answers)
    relative = [at for at, each in enumerate(answers) if _is_relative(schedule, services[at], each)]
    for at, fee in zip(relative, _together(schedule, [services[at] for at in relative], terms), strict=True):
        answers[at] = fee
    return tuple(_for_participation(each, terms) for each in answers)


def _wanted(service: Service) -> str:
    """The code, with 26 or TC when a row for that part was looked for."""
    return "-".join((service.code, *(each for each in service.modifiers if each in ("26", "TC"))))


def _one_unit(schedule: Schedule, service: Service, terms: Terms) -> MedicareFee | Unpriced | None:
    """The fee of one unit; of anesthesia the whole amount; None when there is no row."""
    if service.units < 1:
        return Unpriced(f"{service.code}: a service has at least one unit")
    if not is_known(service.place_of_service):
        return Unpriced(f"{service.code}: there is no such place of service")
    values = schedule.values(service.code, service.modifiers)
    if values is None:
        return None
    if values.row["status_code"] == "J":
        return _anesthesia(service, values, terms)
    return schedule.fee(values, service.place_of_service)


def _anesthesia(service: Service, values: RelativeValues, terms: Terms) -> MedicareFee | Unpriced:
    factor = anesthesia_factor(terms.day, qualifying=terms.qualifying)
    if factor is None:
        return Unpriced(f"the anesthesia factor of {terms.day.year} is not known here")
    if terms.locality != NATIONAL.locality:
        return Unpriced(
            f"{service.code}: the anesthesia factor of a locality is not known here, only the national"
        )
    if service.base_units is None:
        return Unpriced(
            f"{service.code}: anesthesia is paid by base units and time (status J); tell base units"
        )
    fee = anesthesia_fee(service.base_units, service.minutes, factor, service.modifiers)
    return replace(fee, evidence=(values.row.evidence,)) if isinstance(fee, MedicareFee) else fee


def _withhold_with_others(
    schedule: Schedule, services: Sequence[Service], answers: list[MedicareFee | Unpriced]
) -> None:
    """Status T is paid only when nothing else of the clinician is paid that day [PPRRVU documentation]."""
    found = [schedule.values(each.code, each.modifiers) for each in services]
    injections = [values is not None and values.row["status_code"] == "T" for values in found]
    paid = [isinstance(answer, MedicareFee) for answer in answers]
    if any(each and not injection for each, injection in zip(paid, injections, strict=True)):
        for at, service in enumerate(services):
            if injections[at]:
                answers[at] = Unpriced(
                    f"{service.code}: paid only when nothing else is paid that day (status T)"
                )


def _is_relative(schedule: Schedule, service: Service, answer: MedicareFee | Unpriced) -> bool:
    """Whether it is priced from relative values, so that the rules for several services ask about it."""
    values = schedule.values(service.code, service.modifiers)
    return isinstance(answer, MedicareFee) and values is not None and values.row["status_code"] != "J"


def _together(schedule: Schedule, services: Sequence[Service], terms: Terms) -> list[MedicareFee | Unpriced]:
    parts = [_parts(schedule, each) for each in services]
    # imaging of a session of its own is reduced among itself only
    apart = [
        parts[at].rule == "4" and not _SEPARATE_SESSION.isdisjoint(services[at].modifiers)
        for at in range(len(parts))
    ]
    fees: list[UnitFees | Unpriced] = [((each.units, each.fee),) for each in parts]
    for session in (False, True):
        members = [at for at, each in enumerate(apart) if each is session]
        for at, found in zip(members, unit_fees([parts[at] for at in members]), strict=True):
            fees[at] = found
    after = [
        found if isinstance(found, Unpriced) else _after_modifiers(found, parts[at], services[at], terms)
        for at, found in enumerate(fees)
    ]
    return _ranked(schedule, services, parts, after)


def _parts(schedule: Schedule, service: Service) -> Parts:
    values = schedule.values(service.code, service.modifiers)
    assert values is not None, "only services with a row come here"
    place = service.place_of_service
    fee = schedule.fee(values, place)
    assert isinstance(fee, MedicareFee), "only services with a fee come here"
    technical, reading = _technical_and_reading(schedule, service, values, fee)
    facility = is_facility(place)
    return Parts(
        values=values,
        units=service.units,
        fee=fee,
        technical=technical,
        reading=reading,
        with_half_expense=half_expense_fee(values, schedule.indices, schedule.factor, place),
        expense=values.facility_expense if facility else values.office_expense,
    )


def _technical_and_reading(
    schedule: Schedule, service: Service, values: RelativeValues, fee: MedicareFee
) -> tuple[Money | None, Money | None]:
    """By the component indicator: 1 has rows for both, 2 is all reading, 3 all technical, 4 does not tell."""
    own, nothing = values.key.partition("-")[2], Money(0)
    kind = values.row["pctc_ind"]
    if own == "TC" or kind == "3":
        return fee.amount, nothing
    if own == "26" or kind == "2":
        return nothing, fee.amount
    if kind == "1":
        place = service.place_of_service
        return schedule.part(service.code, "TC", place), schedule.part(service.code, "26", place)
    return (None, None) if kind == "4" else (nothing, nothing)


def _after_modifiers(fees: UnitFees, parts: Parts, service: Service, terms: Terms) -> UnitFees | Unpriced:
    done: list[tuple[int, MedicareFee]] = []
    for count, fee in fees:
        after = adjusted(fee, parts.values, service.modifiers, terms.clinician)
        if isinstance(after, Unpriced):
            return after
        done.append((count, after))
    return tuple(done)


def _ranked(
    schedule: Schedule,
    services: Sequence[Service],
    parts: Sequence[Parts],
    fees: Sequence[UnitFees | Unpriced],
) -> list[MedicareFee | Unpriced]:
    """Rank the units of surgeries and endoscopies, then sum every line."""
    answers: list[MedicareFee | Unpriced] = []
    ranked: list[Ranked] = []
    owners: list[int] = []
    base_fees: dict[str, Money] = {}
    for at, found in enumerate(fees):
        rule = parts[at].rule
        if isinstance(found, Unpriced) or rule not in _SURGERY:
            answers.append(found if isinstance(found, Unpriced) else _summed(found))
        elif services[at].units > MOST_RANKED:
            answers.append(
                Unpriced(f"{parts[at].values.key}: more than {MOST_RANKED} of a day are paid by report")
            )
        else:
            answers.append(found[0][1])
            owners += [at] * services[at].units
            ranked += [Ranked(parts[at].values, found[0][1])] * services[at].units
            base_fees.update(_base_fee(schedule, parts[at].values, services[at].place_of_service))
    by_line: dict[int, list[MedicareFee | Unpriced]] = {}
    for owner, fee in zip(owners, reduced(ranked, base_fees), strict=True):
        by_line.setdefault(owner, []).append(fee)
    for at, each in by_line.items():
        refused = next((fee for fee in each if isinstance(fee, Unpriced)), None)
        answers[at] = refused or _summed(tuple((1, fee) for fee in each if isinstance(fee, MedicareFee)))
    return answers


def _base_fee(schedule: Schedule, values: RelativeValues, place: str) -> dict[str, Money]:
    base = values.row["endo_base"]
    row = schedule.values(base) if base else None
    fee = schedule.fee(row, place) if row else None
    return {base: fee.amount} if isinstance(fee, MedicareFee) else {}


def _summed(fees: UnitFees) -> MedicareFee:
    """One fee for all units; the steps of units that differ stand one after the other."""
    groups: list[tuple[int, MedicareFee]] = []
    for count, fee in fees:
        if groups and groups[-1][1] == fee:
            groups[-1] = (groups[-1][0] + count, fee)
        else:
            groups.append((count, fee))
    if len(groups) == 1 and groups[0][0] == 1:
        return groups[0][1]
    total = Money.total(fee.amount * count for count, fee in groups)
    steps = [step for _, fee in groups for step in fee.formula]
    told = " + ".join(f"{count} x {fee.amount}" for count, fee in groups)
    return MedicareFee(total, (*dict.fromkeys(steps), f"{told} = {total} (units)"), groups[0][1].evidence)


def _for_participation(fee: MedicareFee | Unpriced, terms: Terms) -> MedicareFee | Unpriced:
    if terms.participating or isinstance(fee, Unpriced):
        return fee
    amount = percent_of(fee.amount, NON_PARTICIPATING_PERCENT)
    step = f"{fee.amount} x {NON_PARTICIPATING_PERCENT} % = {amount} (not participating)"
    return replace(fee, amount=amount, formula=(*fee.formula, step))
