"""How far a payer's remittances are posted without a person: always, when clean, or never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cleanclaim.core.finding import Severity
from cleanclaim.model.remittance import Remittance
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance.posting import Posted


class PostingMode(StrEnum):
    """What happens to a remittance that adds up."""

    AUTO = "auto"  # posted; what cannot be posted to a claim goes to suspense
    CLEAN = "clean"  # posted when nothing in it needs a person; else it waits as a whole
    REVIEW = "review"  # waits for a person


@dataclass(frozen=True, slots=True)
class PostingRule:
    """One payer's rule.

    never_for  reasons with which a remittance always waits: `CO-96` for an adjustment, `PLB-WO` for a
               provider-level one
    """

    mode: PostingMode = PostingMode.AUTO
    never_for: frozenset[str] = frozenset()


Rules = Mapping[str, PostingRule]  # by payer identifier; a payer that is not named has the default rule
NO_RULES: Rules = {}
_ORDINARY = (WorkKind.SECONDARY,)  # work that follows from a plain answer


def why_wait(rule: PostingRule, remittance: Remittance, posted: Posted) -> str:
    """Why the remittance must wait for a person, '' when it may be posted. No particulars, ids only.

    posted  what posting it would do
    """
    if rule.mode is PostingMode.REVIEW:
        return "this payer's remittances are reviewed"
    barred = sorted(set(_reasons(remittance)) & rule.never_for)
    if barred:
        return f"it holds {', '.join(barred)}"
    if rule.mode is PostingMode.CLEAN:
        return "; ".join(_unclean(posted))
    return ""


def _reasons(remittance: Remittance) -> Iterator[str]:
    for payment in remittance.claims:
        for each in (*payment.adjustments, *(one for line in payment.lines for one in line.adjustments)):
            yield f"{each.group}-{each.reason}"
    for provider in remittance.provider_adjustments:
        yield f"PLB-{provider.reason}"


def _unclean(posted: Posted) -> Iterator[str]:
    if posted.suspended:
        yield f"{len(posted.suspended)} to suspense"
    if posted.disputed:
        yield f"{len(posted.disputed)} in dispute"
    others = [item for item in posted.work_items if item.kind not in (*_ORDINARY, WorkKind.SUSPENSE)]
    if others:
        yield f"{len(others)} that a person has to see"
    elif not posted.suspended and any(each.severity is not Severity.ADVISE for each in posted.findings):
        yield "findings that a person has to see"
