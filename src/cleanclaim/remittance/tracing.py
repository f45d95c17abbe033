"""The proof of the money: service lines -> claims -> remittance -> deposit, day by day, from the records.

Every remittance is worked out anew from what the payer sent and held against the entries in the books, so a
posting that is missing, doubled, of another amount or of nobody is found, whatever wrote it. A remittance
whose posting waits for a person, or was undone by one, is in no sum; it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.place import Place
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import account_balance, line_balances, sum_by
from cleanclaim.ledger.entries import Entry, undone_key, undone_part
from cleanclaim.model.remittance import ClaimPayment, PostingState, Remittance
from cleanclaim.remittance.depositing import deposit_key
from cleanclaim.remittance.keys import claim_payment_key, entry_key, remittance_key

_TO_PAYERS = (Account.RECOUPMENT, Account.FORWARD_BALANCE)


@dataclass(frozen=True, slots=True)
class DayOfMoney:
    """The remittances of one payment day (BPR16), added up.

    lines      CLR of the claim payments in the books, service line by service line
    claims     sum of CLP04 as sent
    provider   what provider-level adjustments did to the payment (a recovery is negative)
    announced  sum of BPR02: claims + provider
    deposited  what of it the bank has, awaited: what not
    """

    day: date
    remittances: int = 0
    lines: Money = ZERO
    claims: Money = ZERO
    provider: Money = ZERO
    announced: Money = ZERO
    deposited: Money = ZERO
    awaited: Money = ZERO


@dataclass(frozen=True, slots=True)
class MoneyProof:
    """One row per day and everything that does not hold. Severity `reject`: the books are wrong."""

    days: tuple[DayOfMoney, ...]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether every equation holds."""
        return not any(finding.severity is Severity.REJECT for finding in self.findings)


def trace_money(
    remittances: Iterable[Remittance],
    entries: Iterable[Entry],
    *,
    states: Mapping[str, PostingState] | None = None,
) -> MoneyProof:
    """Prove the books against the remittances that were posted; nothing stops at the first fault.

    states  by key: where the remittances stand about whose posting a person decided
    """
    books, told = tuple(entries), states or {}
    sent = tuple((each, told.get(remittance_key(each).digest, PostingState())) for each in remittances)
    by_key = {entry.natural_key: entry for entry in books}
    days: dict[date, DayOfMoney] = {}
    findings = [*_stray(sent, by_key), *_whole(books), *_undone(books, by_key), *_taken_too_much(books)]
    awaited = ZERO
    for remittance, state in sent:
        if not state.stands:
            findings.append(_not_posted(remittance, state))
            continue
        row = _row(remittance, state.posting, by_key)
        findings += _remittance(remittance, row, (state.posting, by_key))
        awaited += row.awaited
        days[row.day] = _added(days.get(row.day, DayOfMoney(row.day)), row)
    findings += _equal(
        Place("books", ("CLR",)), "clearing", (awaited, account_balance(books, Account.CLEARING))
    )
    return MoneyProof(tuple(days[day] for day in sorted(days)), Report.of(findings).findings)


def _not_posted(remittance: Remittance, state: PostingState) -> Finding:
    place = Place(f"remittance {remittance_key(remittance).digest[:8]}")
    message = "Its posting was undone." if state.posting else "It waits for a person to release its posting."
    found = _finding(place, "not-posted", message, (remittance.payment, None), severity=Severity.REVIEW)
    return replace(found, next_step="Post it with `cleanclaim remit post`.")


def _row(remittance: Remittance, posting: int, by_key: Mapping[str, Entry]) -> DayOfMoney:
    key = remittance_key(remittance, posting=posting)
    found = (_placed(by_key, entry_key(claim_payment_key(key, each))) for each in remittance.claims)
    postings = [_cleared(entries[-1] if entries else None) for entries in found]
    deposit = -_cleared(by_key.get(deposit_key(key.digest)))
    return DayOfMoney(
        day=remittance.payment_date,
        remittances=1,
        lines=Money.total(postings),
        claims=Money.total(each.paid for each in remittance.claims),
        provider=-Money.total(each.amount for each in remittance.provider_adjustments),
        announced=remittance.payment,
        deposited=deposit,
        awaited=remittance.payment - deposit,
    )


def _added(one: DayOfMoney, two: DayOfMoney) -> DayOfMoney:
    return replace(
        one,
        remittances=one.remittances + two.remittances,
        lines=one.lines + two.lines,
        claims=one.claims + two.claims,
        provider=one.provider + two.provider,
        announced=one.announced + two.announced,
        deposited=one.deposited + two.deposited,
        awaited=one.awaited + two.awaited,
    )


def _remittance(
    remittance: Remittance, row: DayOfMoney, books: tuple[int, Mapping[str, Entry]]
) -> Iterator[Finding]:
    posting, by_key = books
    key = remittance_key(remittance, posting=posting)
    place = Place(f"remittance {key.digest[:8]}")
    for payment in remittance.claims:
        placed = _placed(by_key, entry_key(claim_payment_key(key, payment)))
        found = placed[-1] if placed else None
        where = place.within(f"CLP {payment.ordinal}")
        yield from _posted(where, found, "claim", payment.paid)
        yield from _lines(where, found, payment)
    for ordinal, adjustment in enumerate(remittance.provider_adjustments, start=1):
        found = by_key.get(f"835:{key.digest}:plb:{ordinal}")
        yield from _posted(place.within(f"PLB {ordinal}"), found, "provider", -adjustment.amount)
    yield from _equal(place.within("BPR02"), "remittance", (row.claims + row.provider, row.announced))
    if row.deposited:
        yield from _equal(place.within("deposit"), "deposit", (row.announced, row.deposited))


def _placed(by_key: Mapping[str, Entry], key: str) -> list[Entry]:
    """The entry of a claim payment, and those that placed it again after suspense, the latest last."""
    found = [by_key[key]] if key in by_key else []
    while (again := f"{key}.{len(found) + 1}") in by_key:
        found.append(by_key[again])
    return found


def _posted(place: Place, entry: Entry | None, rule: str, amount: Money) -> Iterator[Finding]:
    if entry is None:
        yield _finding(place, f"{rule}-missing", "Nothing in the books stands for this.", (amount, None))
    else:
        yield from _equal(place, rule, (amount, _cleared(entry)))


def _lines(place: Place, entry: Entry | None, payment: ClaimPayment) -> Iterator[Finding]:
    """Service lines as sent against service lines in the books; what is in suspense has none."""
    if entry is None or payment.adjustments or not payment.lines:
        return  # a claim-level adjustment changes what its only line was paid
    postings = [each for each in entry.postings if each.account is Account.CLEARING and each.amount]
    if any(each.account is Account.UNAPPLIED for each in entry.postings):
        return
    if sorted(each.amount for each in postings) != sorted(each.paid for each in payment.lines if each.paid):
        sums = (Money.total(each.paid for each in payment.lines), _cleared(entry))
        yield _finding(place, "line", "The service lines are not those that the payer paid.", sums)


def _stray(
    sent: tuple[tuple[Remittance, PostingState], ...], by_key: Mapping[str, Entry]
) -> Iterator[Finding]:
    """Entries that name a remittance which was not kept, or a claim payment that it does not hold."""
    wanted = set()
    for remittance, posting in ((each, n) for each, state in sent for n in range(1, state.posting + 1)):
        key = remittance_key(remittance, posting=posting)
        for payment in remittance.claims:
            name = entry_key(claim_payment_key(key, payment))
            wanted |= {name, *(entry.natural_key for entry in _placed(by_key, name))}
        count = len(remittance.provider_adjustments)
        wanted |= {f"835:{key.digest}:plb:{ordinal}" for ordinal in range(1, count + 1)}
        wanted.add(deposit_key(key.digest))
    for entry in by_key.values():
        if entry.natural_key.startswith(("835:", "deposit:")) and entry.natural_key not in wanted:
            message = "An entry that no remittance accounts for."
            yield _finding(Place(f"entry {entry.natural_key}"), "stray", message, (None, _cleared(entry)))


def _whole(books: tuple[Entry, ...]) -> Iterator[Finding]:
    """All accounts sum to zero, and so does the subledger of every claim line."""
    total = Money.total(posting.amount for entry in books for posting in entry.postings)
    yield from _equal(Place("books"), "trial-balance", (ZERO, total))
    for (claim_id, line), balances in line_balances(books).items():
        place = Place(f"claim {claim_id}", (f"line {line}",)) if claim_id else Place("no claim")
        yield from _equal(place, "subledger", (ZERO, Money.total(balances.values())))


def _undone(books: tuple[Entry, ...], by_key: Mapping[str, Entry]) -> Iterator[Finding]:
    """Every undoing entry is the mirror of the one that it names."""
    for entry in books:
        part, lines = undone_part(entry)
        if undone_key(entry) or part:
            original = by_key.get(undone_key(entry) or part)
            undone = (
                [each for each in original.postings if not part or each.line_number in lines]
                if original
                else []
            )
            mirror = [(each.account, -each.amount) for each in undone]
            if mirror != [(each.account, each.amount) for each in entry.postings]:
                place = Place(f"entry {entry.natural_key}")
                yield _finding(place, "mirror", "It does not mirror what it undoes.", (None, _cleared(entry)))


def _taken_too_much(books: tuple[Entry, ...]) -> Iterator[Finding]:
    """Payers that took back more than the books owed them: for a person, the books are right."""
    totals = sum_by(books, lambda posting: (posting.account, posting.payer_id))
    for (account, payer_id), amount in sorted(totals.items()):
        if account in _TO_PAYERS and amount > ZERO:
            message = "The payer has kept more than the books owe it: find its demand or its earlier balance."
            place = Place(f"payer {payer_id}", (account.value,))
            yield _finding(place, "kept-by-payer", message, (ZERO, amount), severity=Severity.REVIEW)


def _cleared(entry: Entry | None) -> Money:
    postings = entry.postings if entry else ()
    return Money.total(each.amount for each in postings if each.account is Account.CLEARING)


def _equal(place: Place, rule: str, sums: tuple[Money, Money]) -> Iterator[Finding]:
    wanted, found = sums
    if wanted != found:
        yield _finding(place, rule, f"The money does not tie: off by {found - wanted}.", sums)


def _finding(
    place: Place,
    rule: str,
    message: str,
    sums: tuple[Money | None, Money | None],
    *,
    severity: Severity = Severity.REJECT,
) -> Finding:
    wanted, found = ("" if each is None else str(each) for each in sums)
    return Finding(f"ledger.prove.{rule}", severity, place, message, found, wanted)
