"""What one posting is made of, kept as evidence: 54.00 owed is 20.00 + 24.00 + 10.00, each with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry

_LOCATOR = re.compile(r"segment (\d+), line (\d+), (\S+), (\S+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a posting to `account` for one line of an entry, under the label its source gave it.

    source   id of the paper it rests on, e.g. `835 3f2a90c1`
    segment  ordinal of the segment there, 0 when not known
    label    no blanks, e.g. `PR-1`
    """

    source: str
    segment: int
    line_number: int
    account: Account
    label: str
    amount: Money

    @property
    def evidence(self) -> Evidence:
        """As an entry carries it; `components_of` reads it back."""
        locator = f"segment {self.segment}, line {self.line_number}, {self.account.value}, {self.label}"
        return Evidence(self.source, locator, str(self.amount))


def components_of(entry: Entry) -> tuple[Component, ...]:
    """The components among an entry's evidence, in their order; other evidence is passed over."""
    return tuple(_components(entry.evidence))


def _components(evidence: Iterable[Evidence]) -> Iterable[Component]:
    for item in evidence:
        found = _LOCATOR.fullmatch(item.locator)
        if found:
            segment, line, account, label = found.groups()
            amount = Money.parse(item.text)
            yield Component(item.source, int(segment), int(line), Account(account), label, amount)
