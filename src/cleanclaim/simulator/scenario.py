"""What the simulated payers pay and what they do wrong: a scenario, read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import ZERO, Money
from cleanclaim.model.people import Address
from cleanclaim.simulator.tables import Table
from cleanclaim.submission.answers import ClaimStatus


class Outcome(StrEnum):
    """What becomes of a matching claim. The last four are about the file that would carry the answer."""

    PAY = "pay"
    DENY = "deny"  # every line
    DENY_LINE = "deny_line"  # the lines that match
    REJECT_999 = "reject_999"
    REJECT_277CA = "reject_277ca"
    PEND = "pend"  # accepted on the 277CA, then silence
    REVERSE_AND_CORRECT = "reverse_and_correct"
    LOSE = "lose"
    SEND_TWICE = "send_twice"
    OUT_OF_ORDER = "out_of_order"  # the 835 before the 277CA
    TRUNCATE = "truncate"  # the 835 cut short, the whole file later


ABOUT_FILES = frozenset({Outcome.LOSE, Outcome.SEND_TWICE, Outcome.OUT_OF_ORDER, Outcome.TRUNCATE})


@dataclass(frozen=True, slots=True)
class PriorBalance:
    """A provider-level adjustment that the payer's first remittance carries (PLB)."""

    reason: str
    reference: str
    amount: Money


ADDRESS = Address("1 Payer Plaza", "Springfield", "IL", "627010001")
_LOOPS = {"LX": "2400", "SV1": "2400", "LIN": "2410", "SBR": "2000B", "PAT": "2000C"}
UNPROCESSABLE = (ClaimStatus("A3", "21"),)


@dataclass(frozen=True, slots=True)
class Terms:
    """One payer's contract. Percentages are 0-100; amounts in dollars.

    allowed_percent   of the charge, for procedures without a fee
    fees              allowed amount of one unit, by procedure
    deductible        what is left of it, per member, at the start of each answered file
    copay             per claim
    coinsurance_percents  for procedures that differ from `coinsurance_percent`
    filing_indicator  CLP06 as the 835 knows it (it has no CI)
    pays_after_days   from the answer to the payment date
    """

    identifier: str
    name: str
    tax_id: str = "990000001"
    filing_indicator: str = "12"
    address: Address = field(
        default_factory=lambda: Address("1 Payer Plaza", "Springfield", "IL", "627010001")
    )
    allowed_percent: Decimal = Decimal(100)
    fees: Mapping[str, Money] = field(default_factory=dict)
    deductible: Money = ZERO
    copay: Money = ZERO
    coinsurance_percent: Decimal = Decimal(0)
    coinsurance_percents: Mapping[str, Decimal] = field(default_factory=dict)
    sequestration_percent: Decimal = Decimal(0)
    pays_after_days: int = 14
    prior_balances: tuple[PriorBalance, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that happens to claims that match every given pattern (`*` and `?`, case as written).

    claim, procedure, modifier, diagnosis, payer  patterns; '' matches all; diagnoses with their dot
    share_percent   of the matching claims, chosen by the seed
    group, reason, remarks   denials: CAS group and reason, LQ remarks
    statuses        277CA rejections: `A7:164:IL`
    segment, loop, element, syntax_error   999 rejections: `SV1`, `2400`, 1, `I12` (IK403), or element 0 and
                    an IK304 code
    file            file faults: which kind, `835` unless told
    corrected_allowed_percent   reversals: what the correction allows
    """

    name: str
    outcome: Outcome
    claim: str = ""
    procedure: str = ""
    modifier: str = ""
    diagnosis: str = ""
    payer: str = ""
    share_percent: int = 100
    group: str = "CO"
    reason: str = ""
    remarks: tuple[str, ...] = ()
    statuses: tuple[ClaimStatus, ...] = UNPROCESSABLE
    segment: str = "CLM"
    loop: str = "2300"
    element: int = 5
    syntax_error: str = "I12"
    file: str = "835"
    corrected_allowed_percent: Decimal = Decimal(100)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Payers by the id that claims give them (2010BB NM109); rules in order, the first match counts."""

    payers: Mapping[str, Terms]
    rules: tuple[Rule, ...] = ()


def read_scenario(text: str) -> Scenario:
    """A scenario from TOML. What is wrong in it raises MisuseError naming the table and the key."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MisuseError(f"the scenario is not TOML: {error}") from error
    top = Table("scenario", document)
    payers = [_terms(table) for table in top.tables("payer")]
    rules = [_rule(table) for table in top.tables("rule")]
    top.refuse_the_rest()
    if not payers:
        raise MisuseError("the scenario names no [[payer]]")
    if len({terms.identifier for terms in payers}) < len(payers):
        raise MisuseError("two [[payer]] of the scenario share one identifier")
    return Scenario({terms.identifier: terms for terms in payers}, tuple(rules))


def _terms(table: Table) -> Terms:
    terms = Terms(
        identifier=table.text("identifier"),
        name=table.text("name"),
        tax_id=table.text("tax_id", "990000001"),
        filing_indicator=table.text("filing_indicator", "12"),
        allowed_percent=table.percent("allowed_percent", 100),
        fees=table.amounts("fees"),
        deductible=table.amount("deductible"),
        copay=table.amount("copay"),
        coinsurance_percent=table.percent("coinsurance_percent", 0),
        coinsurance_percents=table.percents("coinsurance_percents"),
        sequestration_percent=table.percent("sequestration_percent", 0),
        pays_after_days=table.count("pays_after_days", 14),
        prior_balances=tuple(_prior_balances(table)),
    )
    table.refuse_the_rest()
    return terms


def _prior_balances(table: Table) -> Iterator[PriorBalance]:
    for each in table.tables("prior_balance"):
        yield PriorBalance(each.text("reason"), each.text("reference", ""), each.amount("amount"))
        each.refuse_the_rest()


def _rule(table: Table) -> Rule:
    outcome = table.choice("outcome", Outcome)
    denies = outcome in (Outcome.DENY, Outcome.DENY_LINE)
    segment = table.text("segment", "CLM")
    rule = Rule(
        name=table.text("name", table.name),
        outcome=outcome,
        claim=table.text("claim", ""),
        procedure=table.text("procedure", ""),
        modifier=table.text("modifier", ""),
        diagnosis=table.text("diagnosis", ""),
        payer=table.text("payer", ""),
        share_percent=table.count("share_percent", 100),
        group=table.text("group", "CO"),
        reason=table.text("reason") if denies else "",
        remarks=table.texts("remarks"),
        statuses=tuple(_status(table, text) for text in table.texts("statuses")) or UNPROCESSABLE,
        segment=segment,
        loop=table.text("loop", _LOOPS.get(segment, "2300")),
        element=table.count("element", 5),
        syntax_error=table.text("syntax_error", "I12"),
        file=table.text("file", "835"),
        corrected_allowed_percent=table.percent("corrected_allowed_percent", 100),
    )
    table.refuse_the_rest()
    return rule


def _status(table: Table, text: str) -> ClaimStatus:
    parts = text.split(":")
    if not 2 <= len(parts) <= 3:
        raise MisuseError(f"{table.name}: statuses are written category:status or category:status:entity")
    return ClaimStatus(*parts)
