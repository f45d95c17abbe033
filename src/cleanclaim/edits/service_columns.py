"""The services of many claims as columns of numbers, for the screens that look at all of them at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType

Integers = NDArray[np.int32]
NEVER = 2_000_000_000  # further than any day; an ordinal of `date.max` is 3,652,059


@dataclass(frozen=True, slots=True)
class ServiceColumns:
    """One entry a line, in the order of claims and lines.

    claim  position of the claim in the batch
    group  number of (patient, plan, rendering provider): lines of one group may be each other's history
    code   number of the procedure as `Numbers` gave it
    first, last  days as ordinals; a line without a last day ends NEVER
    units  as billed, 0 for less than none, at most 2**31 - 1
    medicaid  1 where the plan is Medicaid, whose tables are its own
    """

    claim: Integers
    group: Integers
    code: Integers
    first: Integers
    last: Integers
    units: Integers
    medicaid: Integers

    def __len__(self) -> int:
        return len(self.claim)


@dataclass(slots=True)
class Numbers:
    """Numbers for what columns cannot hold, from 0 up, in the order of asking."""

    known: dict[Hashable, int] = field(default_factory=dict)

    def of(self, thing: Hashable) -> int:
        """The number of a thing; a new one when it was not asked for before."""
        return self.known.setdefault(thing, len(self.known))


def columns_of(claims: Iterable[Claim], procedures: Numbers, groups: Numbers) -> ServiceColumns:
    """The claims' lines. Claims that may be history to each other belong into one call."""
    rows: list[tuple[int, ...]] = []
    for position, claim in enumerate(claims):
        payer = claim.coverage.payer
        group = groups.of((claim.patient.patient_id, payer.identifier, claim.rendering.npi))
        medicaid = int(payer.plan_type is PlanType.MEDICAID)
        for line in claim.lines:
            dates = line.service_dates
            last = dates.last.toordinal() if dates.last else NEVER
            units = min(max(line.units, 0), 2**31 - 1)
            code = procedures.of(line.procedure.value)
            rows.append((position, group, code, dates.first.toordinal(), last, units, medicaid))
    table = np.array(rows, dtype=np.int32).reshape(-1, 7)
    return ServiceColumns(*(np.ascontiguousarray(table[:, column]) for column in range(7)))
