"""How the answers arrive: in order and whole, unless the scenario loses, repeats, cuts or swaps a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cleanclaim.exchange.received_claim import ReceivedClaim
from cleanclaim.simulator.rulebook import Rulebook
from cleanclaim.simulator.scenario import Outcome

_RESENT_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A file from the payer. `order` counts from 1; `at` is when it arrives by the payer's clock."""

    name: str
    raw: bytes
    kind: str
    order: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as the payer meant to send it, with the claims that it speaks of."""

    kind: str
    name: str
    raw: bytes
    at: datetime
    claims: tuple[ReceivedClaim, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What arrives, in order, and the names of the files that never will."""

    files: tuple[OutboundFile, ...]
    lost: tuple[str, ...] = ()


def deliver(drafts: Sequence[Draft], rulebook: Rulebook) -> Answers:
    """The drafts in the order they arrive, each with its fault if a claim in it brings one on.

    A remittance that overtakes its 277CA was written early (see `payer`): order is by time alone.
    """
    arrivals: list[Draft] = []
    lost: list[str] = []
    for draft in drafts:
        rule = rulebook.for_file(draft.kind, draft.claims)
        outcome = rule.outcome if rule is not None else None
        if outcome is Outcome.LOSE:
            lost.append(draft.name)
        arrivals += _copies(draft, outcome)
    arrivals.sort(key=lambda draft: draft.at)  # stable: drafts of one instant stay in their order
    files = (
        OutboundFile(draft.name, draft.raw, draft.kind, order, draft.at)
        for order, draft in enumerate(arrivals, 1)
    )
    return Answers(tuple(files), tuple(lost))


def _copies(draft: Draft, outcome: Outcome | None) -> Iterator[Draft]:
    if outcome is Outcome.LOSE:
        return
    again = replace(draft, at=draft.at + _RESENT_AFTER)
    if outcome is Outcome.TRUNCATE:
        yield _renamed(replace(draft, raw=draft.raw[: len(draft.raw) * 3 // 5]), "-cut")
        yield again
        return
    yield draft
    if outcome is Outcome.SEND_TWICE:
        yield _renamed(again, "-again")


def _renamed(draft: Draft, suffix: str) -> Draft:
    stem, _, extension = draft.name.rpartition(".")
    return replace(draft, name=f"{stem}{suffix}.{extension}")
