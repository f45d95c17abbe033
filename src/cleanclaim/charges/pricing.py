"""Procedure assignments become priced charges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleanclaim.core.code import Code, CodeSystem
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import Money
from cleanclaim.core.place import Place
from cleanclaim.model.assignment import CodeAssignment
from cleanclaim.model.charge import Charge
from cleanclaim.model.encounter import CapturedCharge, Encounter
from cleanclaim.model.setup import Fee

MOST_POINTERS = 4  # SV107 holds four pointers; so does item 24E of the CMS-1500

_EXTERNAL_CAUSE = frozenset("VWXY")  # ICD-10-CM chapter 20


@dataclass(frozen=True, slots=True)
class Priced:
    """The charges of one encounter and a finding for every procedure that could not become one."""

    charges: tuple[Charge, ...]
    findings: tuple[Finding, ...]


def price(encounter: Encounter, assignments: Iterable[CodeAssignment], fees: tuple[Fee, ...]) -> Priced:
    """One charge for each procedure assignment, in the order given; diagnoses among them only lend pointers.

    The price of one unit is, in this order: the price captured with the line, the fee for the code with
    one of its modifiers (in modifier order), the fee for the code alone. A procedure without a price, or
    with a number of units that is not positive, gives a `reject` finding and no charge. Pointers come from
    the assignment, else from the encounter's diagnoses in order without external causes, at most four.
    Charge ids are `<encounter>-C01` and so on; a procedure without a price uses up its number.
    """
    everything = tuple(assignments)
    book = _FeeBook.of(fees)
    default_pointers = _default_pointers(encounter, everything)
    unused = list(encounter.captured_charges)
    charges: list[Charge] = []
    findings: list[Finding] = []
    procedures = (each for each in everything if each.code.system is CodeSystem.HCPCS)
    for number, procedure in enumerate(procedures, 1):
        captured = _take_matching(unused, procedure)
        found = book.unit_price(procedure, captured)
        findings.extend(_problems(procedure, priced=found is not None, default_pointers=default_pointers))
        if found is not None and procedure.units > 0:
            charge_id = f"{encounter.encounter_id}-C{number:02d}"
            pointers = tuple(dict.fromkeys(procedure.pointers or default_pointers))
            charges.append(_charge(encounter, procedure, captured, (charge_id, pointers, found)))
    return Priced(tuple(charges), tuple(findings))


@dataclass(frozen=True, slots=True)
class _UnitPrice:
    amount: Money
    source: str
    wording: str = ""


@dataclass(frozen=True, slots=True)
class _FeeBook:
    fees: dict[tuple[str, str], Fee]

    @classmethod
    def of(cls, fees: tuple[Fee, ...]) -> _FeeBook:
        # the first fee of a code and modifier counts, so that a book reads from top to bottom
        return cls({(fee.procedure.value, fee.modifier): fee for fee in reversed(fees)})

    def unit_price(self, procedure: CodeAssignment, captured: CapturedCharge | None) -> _UnitPrice | None:
        number = procedure.code.value
        keys = [(number, modifier) for modifier in (*procedure.modifiers, "")]
        fee = next((self.fees[key] for key in keys if key in self.fees), None)
        if captured is not None and captured.unit_price is not None:
            return _UnitPrice(captured.unit_price, "price on the captured line", fee.wording if fee else "")
        if fee is None:
            return None
        written = f"{number}-{fee.modifier}" if fee.modifier else number
        return _UnitPrice(fee.amount, f"fee schedule, {written}", fee.wording)


def _default_pointers(encounter: Encounter, assignments: tuple[CodeAssignment, ...]) -> tuple[Code, ...]:
    coded = tuple(each.code for each in assignments if each.code.system is CodeSystem.ICD10CM)
    usable = [code for code in coded or encounter.diagnoses if code.value[:1] not in _EXTERNAL_CAUSE]
    return tuple(dict.fromkeys(usable))[:MOST_POINTERS]


def _take_matching(unused: list[CapturedCharge], procedure: CodeAssignment) -> CapturedCharge | None:
    """The captured line behind a procedure; each line is taken once, the closest match first."""
    same_code = [line for line in unused if line.procedure == procedure.code]
    same_modifiers = [line for line in same_code if line.modifiers == procedure.modifiers]
    same_units = [line for line in same_modifiers if line.units == procedure.units]
    best = next(iter(same_units or same_modifiers or same_code), None)
    if best is not None:
        unused.pop(next(position for position, line in enumerate(unused) if line is best))
    return best


def _charge(
    encounter: Encounter,
    procedure: CodeAssignment,
    captured: CapturedCharge | None,
    settled: tuple[str, tuple[Code, ...], _UnitPrice],
) -> Charge:
    charge_id, pointers, found = settled
    return Charge(
        charge_id=charge_id,
        encounter_id=encounter.encounter_id,
        service_date=encounter.service_dates.first,
        procedure=procedure.code,
        modifiers=procedure.modifiers,
        units=procedure.units,
        amount=found.amount * procedure.units,
        diagnoses=pointers[:MOST_POINTERS],
        place_of_service=encounter.place_of_service,
        evidence=procedure.evidence,
        price_source=found.source,
        wording=found.wording,
        drug=captured.drug if captured else None,
    )


def _problems(
    procedure: CodeAssignment, *, priced: bool, default_pointers: tuple[Code, ...]
) -> Iterator[Finding]:
    place = Place(f"encounter {procedure.encounter_id}", (procedure.assignment_id,))
    if not priced:
        yield Finding(
            rule_id="charge.fee-missing",
            severity=Severity.REJECT,
            place=place,
            message="The procedure has no price: it is neither in the fee schedule nor priced on its line.",
            found="-".join((procedure.code.value, *procedure.modifiers)),
            wanted="a fee for the code, or a price on the captured line",
            next_step="Add the fee to the practice's fee schedule and price the encounter again.",
            evidence=procedure.evidence,
        )
    if procedure.units < 1:
        yield Finding(
            rule_id="charge.units-not-positive",
            severity=Severity.REJECT,
            place=place,
            message="The number of units is not positive, so there is nothing to charge.",
            found=str(procedure.units),
            wanted="1 or more",
            next_step="Correct the units of the procedure.",
            evidence=procedure.evidence,
        )
    pointers = tuple(dict.fromkeys(procedure.pointers or default_pointers))
    if len(pointers) > MOST_POINTERS:
        yield Finding(
            rule_id="charge.pointers-cut",
            severity=Severity.ADVISE,
            place=place,
            message="A line points to at most four diagnoses; the first four are kept.",
            found=", ".join(map(str, pointers)),
            wanted=", ".join(map(str, pointers[:MOST_POINTERS])),
            next_step="Put the four diagnoses that explain the service best in front.",
            citation="X12 837P SV107; CMS Pub 100-04 ch. 26 s. 10.4, item 24E",
        )
