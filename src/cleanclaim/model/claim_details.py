"""What only some claims carry: papers, transports, certified equipment, what other plans have paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cleanclaim.core.money import ZERO, Money
from cleanclaim.model.party import Membership, Party
from cleanclaim.model.people import Address
from cleanclaim.model.remittance import Adjustment


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper that goes with the claim (PWK): what it is, how it travels, and the number it is found by.

    report_type   PWK01, e.g. OZ support data
    transmission  PWK02: AA on request, BM mail, EL electronic, EM e-mail, FT file transfer, FX fax
    """

    report_type: str
    transmission: str
    control_number: str = ""


@dataclass(frozen=True, slots=True)
class ClaimDate:
    """A date that some claims tell (DTP of loop 2300).

    qualifier  DTP01: 431 onset, 484 last menstrual period, 454 first treatment, 304 last seen ...
    """

    qualifier: str
    day: date


@dataclass(frozen=True, slots=True)
class AmbulanceTrip:
    """A transport (CR1, CRC*07, loops 2310E and 2310F).

    reason      CR104: A nearest facility, B preferred physician, C family, D specialist, E rehabilitation
    pounds      the patient's weight, where it was the reason for the kind of transport
    conditions  CRC*07 codes that apply, at most five
    """

    reason: str
    miles: Decimal
    pick_up: Address
    drop_off: Address
    drop_off_name: str = ""
    pounds: Decimal | None = None
    conditions: tuple[str, ...] = ()
    round_trip_purpose: str = ""
    stretcher_purpose: str = ""


@dataclass(frozen=True, slots=True)
class EquipmentNeed:
    """A certificate for durable medical equipment (CR3 and its dates).

    certification  CR301: I initial, R renewal, S revised
    months         how long the need lasts
    conditions     CRC*09: 38 on file with the supplier, ZV replacement
    """

    certification: str
    months: Decimal
    conditions: tuple[str, ...] = ()
    revised_on: date | None = None
    begun_on: date | None = None
    last_certified_on: date | None = None


@dataclass(frozen=True, slots=True)
class PriorLinePayment:
    """What another plan said about one line of this claim (loop 2430).

    line_number   of the line in this claim
    bundled_into  SVD06: the line that this one was paid with, 0 = none
    remaining     AMT*EAF of the line: what the patient still owes by that plan's reckoning
    """

    line_number: int
    paid: Money
    procedure: str
    adjudicated_on: date
    modifiers: tuple[str, ...] = ()
    qualifier: str = "HC"
    revenue_code: str = ""
    units: Decimal = Decimal(1)
    bundled_into: int = 0
    adjustments: tuple[Adjustment, ...] = ()
    remaining: Money | None = None


@dataclass(frozen=True, slots=True)
class PriorPayment:
    """What another plan has decided about this claim (loops 2320, 2330B and 2430).

    payer_identifier  2330B NM109; every SVD01 of the lines repeats it
    adjustments       at claim level (CAS in 2320), amounts with the sign sent
    adjudicated_on    only where the plan answered no single line
    noncovered        AMT*A8; remaining: AMT*EAF
    remarks           MOA03 to MOA07
    """

    payer_identifier: str
    paid: Money = ZERO
    adjustments: tuple[Adjustment, ...] = ()
    lines: tuple[PriorLinePayment, ...] = ()
    adjudicated_on: date | None = None
    noncovered: Money | None = None
    remaining: Money | None = None
    remarks: tuple[str, ...] = ()
    claim_number: str = ""

    def difference(self, charge: Money) -> Money:
        """What charge, payment and adjustments leave over; zero in a claim that balances [X12 RFI 1294]."""
        taken = [each.amount for each in self.adjustments]
        taken += [each.amount for line in self.lines for each in line.adjustments]
        return charge - self.paid - Money.total(taken)


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """A further plan of the patient as a claim names it, with what it has paid, if it has answered."""

    membership: Membership
    subscriber: Party
    payer: Party
    payment: PriorPayment | None = None
