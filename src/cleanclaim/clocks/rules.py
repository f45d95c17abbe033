"""The deadlines we know: one row each. A rule without a fixed length takes its days from the contract."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from cleanclaim.core.errors import MisuseError


class Unit(StrEnum):
    """What a rule counts in."""

    DAYS = "calendar days"
    WORKDAYS = "federal workdays"
    MONTHS = "calendar months"
    YEARS = "calendar years"


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline.

    length    how many units after the start; None = the caller brings the days (a contract's)
    rolls     whether a due date that is no federal workday moves to the next one
    legal     what the text says, in our words
    citation  where it is written; `(default)` marks a setting of ours that no law asks for
    """

    rule_id: str
    counts_from: str
    length: int | None
    unit: Unit
    rolls: bool
    legal: str
    citation: str


def rule(rule_id: str) -> Rule:
    """The rule of that id; MisuseError when there is none."""
    found = _by_id().get(rule_id)
    if found is None:
        raise MisuseError(f"no deadline rule {rule_id!r}; see cleanclaim.clocks.rules()")
    return found


def rules() -> tuple[Rule, ...]:
    """Every rule, in order of id."""
    return tuple(_by_id()[rule_id] for rule_id in sorted(_by_id()))


@cache
def _by_id() -> dict[str, Rule]:
    table: dict[str, Rule] = {}
    for rule_id, counts_from, length, rolls, legal, citation in _ROWS:
        number, unit = _length(length)
        table[rule_id] = Rule(rule_id, counts_from, number, unit, rolls == "rolls", legal, citation)
    return table


def _length(text: str) -> tuple[int | None, Unit]:
    """`120 d`, `1 w` (workday), `12 m`, `1 y`, or `contract d`."""
    number, unit = text.split()
    units = {"d": Unit.DAYS, "w": Unit.WORKDAYS, "m": Unit.MONTHS, "y": Unit.YEARS}
    return (None if number == "contract" else int(number)), units[unit]


# rule id, counts from, length, rolls to the next federal workday or stays, what it says, citation
_ROWS = (
    (
        "medicare.timely-filing",
        "the line's first service date (professional)",
        "1 y",
        "rolls",
        "The claim must be received within one calendar year of the service; a due date that is no federal"
        " workday moves to the next one; a late claim has no appeal.",
        "42 CFR 424.44; CMS Pub 100-04 ch. 1 s. 70",
    ),
    (
        "medicaid.timely-filing",
        "the line's first service date",
        "12 m",
        "stays",
        "States must have claims filed within twelve months of the service; many states ask for less.",
        "42 CFR 447.45(d)(1) (unverified)",
    ),
    (
        "contract.timely-filing",
        "the line's first service date",
        "contract d",
        "stays",
        "The claim must be received within the days that the contract with the payer names.",
        "the practice's contract with the payer",
    ),
    (
        "medicare.appeal.redetermination",
        "the day the remittance was received",
        "120 d",
        "stays",
        "First level of appeal: a request for redetermination, to the contractor.",
        "42 CFR 405.942(a); CMS Pub 100-04 ch. 29",
    ),
    (
        "medicare.appeal.redetermination-from-notice",
        "the date on the notice, when the day of receipt is not known",
        "125 d",
        "stays",
        "As the first level; receipt is presumed five days after the date of the notice.",
        "42 CFR 405.942(a)(1) (the five days: unverified)",
    ),
    (
        "medicare.appeal.reconsideration",
        "the day the redetermination was received",
        "180 d",
        "stays",
        "Second level of appeal: reconsideration by a qualified independent contractor.",
        "42 CFR 405.962; CMS Pub 100-04 ch. 29",
    ),
    (
        "medicare.appeal.hearing",
        "the day the reconsideration was received",
        "60 d",
        "stays",
        "Third level of appeal: a hearing by an administrative law judge; an amount threshold applies.",
        "42 CFR 405.1002; 90 FR 55869",
    ),
    (
        "medicare.appeal.council",
        "the day the hearing decision was received",
        "60 d",
        "stays",
        "Fourth level of appeal: review by the Medicare Appeals Council.",
        "42 CFR 405.1102 (unverified)",
    ),
    (
        "medicare.appeal.court",
        "the day the Council's decision was received",
        "60 d",
        "stays",
        "Fifth level of appeal: a federal district court; an amount threshold applies.",
        "42 CFR 405.1136 (unverified); 90 FR 55869",
    ),
    (
        "medicare.reopening.any-reason",
        "the day of the first determination",
        "1 y",
        "stays",
        "A determination may be reopened within a year for any reason.",
        "42 CFR 405.980 (unverified)",
    ),
    (
        "medicare.reopening.good-cause",
        "the day of the first determination",
        "4 y",
        "stays",
        "A determination may be reopened within four years for good cause.",
        "42 CFR 405.980 (unverified)",
    ),
    (
        "contract.appeal",
        "the day the remittance was received",
        "contract d",
        "stays",
        "An appeal must be made within the days that the contract with the payer names.",
        "the practice's contract with the payer",
    ),
    (
        "overpayment.report",
        "the day the overpayment was identified",
        "60 d",
        "stays",
        "A Medicare overpayment is reported and returned within sixty days of being identified;"
        " a search in good faith can suspend the clock.",
        "42 CFR 401.305",
    ),
    (
        "patient.dispute",
        "the day of the first bill",
        "120 d",
        "stays",
        "An uninsured patient may dispute a bill that is $400 or more above the good faith estimate.",
        "45 CFR 149.620",
    ),
    (
        "payer.money-follows-remittance",
        "the payment date of the remittance",
        "3 w",
        "stays",
        "The money and its remittance should arrive within three business days of each other.",
        "CAQH CORE 370 (unverified)",
    ),
    (
        "work.acknowledgment",
        "the day the file was sent",
        "1 d",
        "stays",
        "A TA1 or 999 is expected within 24 hours; silence is looked into.",
        "practice setting (default)",
    ),
    (
        "work.payer-acceptance",
        "the day the file was acknowledged",
        "2 d",
        "stays",
        "A 277CA is expected within 48 hours; silence is looked into.",
        "practice setting (default)",
    ),
    (
        "work.held-claim",
        "the day the claim was held",
        "1 w",
        "stays",
        "A held claim has an owner by the next workday.",
        "practice setting (default)",
    ),
    (
        "work.suspense",
        "the day the money was put into suspense",
        "1 w",
        "stays",
        "Money in suspense is looked at by the next workday.",
        "practice setting (default)",
    ),
    (
        "work.quarantine",
        "the day the file was quarantined",
        "1 w",
        "stays",
        "A quarantined file is looked at by the next workday.",
        "practice setting (default)",
    ),
    (
        "work.incoming",
        "the day the file came",
        "1 w",
        "stays",
        "A file that posts nothing by itself is looked at by the next workday.",
        "practice setting (default)",
    ),
    (
        "work.bill-next-plan",
        "the day the first plan's answer was posted",
        "5 w",
        "stays",
        "The next plan is billed within a working week.",
        "practice setting (default)",
    ),
    (
        "work.forwarded-claim",
        "the day the first plan's answer was posted",
        "30 d",
        "stays",
        "A claim that the first plan passed on is answered by the next plan within thirty days.",
        "practice setting (default)",
    ),
    (
        "work.credit-balance",
        "the day the credit came to be",
        "30 d",
        "stays",
        "A credit left by a reversal waits thirty days for the correction before it is refunded.",
        "practice setting (default)",
    ),
    (
        "work.records-request",
        "the day the request was received",
        "30 d",
        "stays",
        "Records are sent within thirty days unless the payer's letter names another date.",
        "practice setting (default)",
    ),
    (
        "work.human-review",
        "the day the denial was opened",
        "2 w",
        "stays",
        "What no rule explains is looked at by a person within two workdays.",
        "practice setting (default)",
    ),
    (
        "statement.payment",
        "the date of the statement",
        "30 d",
        "stays",
        "A statement asks for payment within thirty days.",
        "practice setting (default)",
    ),
)
