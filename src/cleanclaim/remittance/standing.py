"""Which posted payments of a claim stand, and which of them does a reversal (CLP02 22) undo?

A reversal repeats the answer that it takes back with every sign turned. It undoes an entry only when the
mirror is exact: per service line the same paid amount and the same adjustments by group and reason. It may
take back some of the lines, each of them whole; of anything else a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.components import components_of
from cleanclaim.ledger.entries import Entry, undone_key, undone_keys, undone_part
from cleanclaim.model.claim import Claim
from cleanclaim.model.remittance import Adjustment, ClaimPayment
from cleanclaim.remittance.matching import Match, match_lines, whole_claim_line

# (line number, `paid` or a label such as `CO-45`) -> amount, zero amounts left out
Answer = Mapping[tuple[int, str], Money]

_PAID = "paid"


def standing(books: Iterable[Entry]) -> tuple[Entry, ...]:
    """The claim payments among a claim's entries that were posted to it and not undone since."""
    entries = tuple(books)
    undone, lines = undone_keys(entries), _undone_lines(entries)
    payments = (entry for entry in entries if _is_payment(entry) and entry.natural_key not in undone)
    return tuple(filter(None, (_without(entry, lines.get(entry.natural_key, ())) for entry in payments)))


def undone_by(
    reversal: ClaimPayment, claim: Claim, books: Sequence[Entry]
) -> tuple[Entry, frozenset[int]] | None:
    """The one standing payment that this reversal mirrors, and of which lines; None when none or a choice.

    No lines: the payment is undone as a whole.
    """
    there = standing(books)
    whole = [entry for entry in there if mirrors(reversal, claim, answer_of(entry))]
    if whole:
        return _whole_or_rest(whole[0], books) if len(whole) == 1 else None
    told = _answered_part(reversal, claim)
    lines = frozenset(line for line, _ in told)
    parts = [entry for entry in there if told and told == _of_lines(answer_of(entry), lines)]
    return (parts[0], lines) if len(parts) == 1 else None


def _whole_or_rest(entry: Entry, books: Sequence[Entry]) -> tuple[Entry, frozenset[int]]:
    """An entry that lost lines before is undone line by line, so that each line is undone once."""
    full = next(each for each in books if each.natural_key == entry.natural_key)
    rest = frozenset() if full == entry else frozenset(each.line_number for each in entry.postings)
    return entry, rest


def _answered_part(reversal: ClaimPayment, claim: Claim) -> Answer:
    """What a reversal of some lines takes back, as the answer it was; nothing when that is not clear."""
    mirror = turned(reversal)
    matches = match_lines(claim, mirror, part=True) if mirror.lines and not mirror.adjustments else None
    if not matches or mirror.charge != Money.total(ours.charge for ours, _ in matches):
        return {}
    return _of_matches(matches)


def _of_lines(answer: Answer, lines: frozenset[int]) -> Answer:
    return {key: amount for key, amount in answer.items() if key[0] in lines}


def _undone_lines(entries: Sequence[Entry]) -> dict[str, frozenset[int]]:
    """Lines of entries that partial reversals undid, by natural key; undone reversals count for nothing."""
    undone = undone_keys(entries)
    lines: dict[str, frozenset[int]] = {}
    for entry in entries:
        key, part = undone_part(entry)
        if key and entry.natural_key not in undone:
            lines[key] = lines.get(key, frozenset()) | part
    return lines


def _without(entry: Entry, lines: Collection[int]) -> Entry | None:
    """The entry reduced to what stands of it, None when nothing does."""
    if not lines:
        return entry
    postings = tuple(each for each in entry.postings if each.line_number not in lines)
    gone = {part.evidence for part in components_of(entry) if part.line_number in lines}
    evidence = tuple(each for each in entry.evidence if each not in gone)
    return replace(entry, postings=postings, evidence=evidence) if postings else None


def mirrors(reversal: ClaimPayment, claim: Claim, answer: Answer) -> bool:
    """Whether the reversal is this answer with every sign turned.

    A reversal that comes without lines is compared by its totals: it takes back the claim as a whole.
    """
    if reversal.charge != -claim.total_charge:
        return False
    mirror = turned(reversal)
    told = answered(mirror, claim)
    if told is not None:
        return told == answer
    return not mirror.lines and _totals(_claim_level(mirror)) == _totals(answer.items())


def answer_of(entry: Entry) -> Answer:
    """What the payer answered, read back from the entry that posted it."""
    paid = (
        ((posting.line_number, _PAID), posting.amount)
        for posting in entry.postings
        if posting.account is Account.CLEARING
    )
    parts = (((part.line_number, part.label), part.amount) for part in components_of(entry))
    return _added((*paid, *parts))


def answered(payment: ClaimPayment, claim: Claim) -> Answer | None:
    """What a claim payment answers, by our own lines; None when it is not clear which lines it means."""
    whole = whole_claim_line(claim, payment)
    matches = match_lines(claim, whole) if whole else None
    return None if matches is None else _of_matches(matches)


def _of_matches(matches: Sequence[Match]) -> Answer:
    return _added(
        amount
        for ours, line in matches
        for amount in (
            ((ours.line_number, _PAID), line.paid),
            *(
                ((ours.line_number, _label(each.group, each.reason)), each.amount)
                for each in line.adjustments
            ),
        )
    )


def turned(payment: ClaimPayment) -> ClaimPayment:
    """The payment with the sign of every amount turned."""

    def opposite(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
        return tuple(replace(each, amount=-each.amount) for each in adjustments)

    lines = tuple(
        replace(line, charge=-line.charge, paid=-line.paid, adjustments=opposite(line.adjustments))
        for line in payment.lines
    )
    return replace(
        payment,
        charge=-payment.charge,
        paid=-payment.paid,
        adjustments=opposite(payment.adjustments),
        lines=lines,
    )


def _is_payment(entry: Entry) -> bool:
    parts = entry.natural_key.split(":")
    suspended = any(posting.account is Account.UNAPPLIED for posting in entry.postings)
    undoes = undone_key(entry) or undone_part(entry)[0]
    return parts[0] == "835" and len(parts) == 3 and not suspended and not undoes


def _claim_level(payment: ClaimPayment) -> Iterator[tuple[tuple[int, str], Money]]:
    yield (0, _PAID), payment.paid
    for each in payment.adjustments:
        yield (0, _label(each.group, each.reason)), each.amount


def _label(group: str, reason: str) -> str:
    """As `allocation` labels a component."""
    return "".join(f"{group}-{reason}".split())


def _added(amounts: Iterable[tuple[tuple[int, str], Money]]) -> Answer:
    totals: dict[tuple[int, str], Money] = {}
    for key, amount in amounts:
        totals[key] = totals.get(key, ZERO) + amount
    return {key: amount for key, amount in totals.items() if amount}


def _totals(amounts: Iterable[tuple[tuple[int, str], Money]]) -> Answer:
    return _added(((0, label), amount) for (_, label), amount in amounts)
