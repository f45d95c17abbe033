"""What a practice sets up once: itself, its people and places, its payers, its prices."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.core.code import Code
from cleanclaim.core.money import Money
from cleanclaim.model.coverage import Payer
from cleanclaim.model.provider import Facility, Practice, Provider


@dataclass(frozen=True, slots=True)
class Fee:
    """The practice's full charge for one unit. `wording` is the practice's own short text for its bills."""

    procedure: Code
    amount: Money
    modifier: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class PracticeSetup:
    """Everything that a note refers to by id. `coder` is the named person who signs codes and claims."""

    practice: Practice
    providers: tuple[Provider, ...]
    facilities: tuple[Facility, ...]
    payers: tuple[Payer, ...]
    fees: tuple[Fee, ...]
    coder: str
