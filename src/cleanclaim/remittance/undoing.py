"""The posting of a whole remittance undone by a person: mirrors of its entries, latest first.

The original entries stay. What a payer's reversal in the remittance had undone stands again afterwards, and
the same remittance can be posted anew under keys of its own (`RemittanceKey.posting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.ledger.entries import Entry, reversal, undone_keys
from cleanclaim.remittance.depositing import bank_line_of, booked_directly, waiting_entry

UNDO = "undo:"


def undo_entries(
    entries: Iterable[Entry], *, deposit: Entry | None, by: str, reason: str, posted_on: date
) -> tuple[Entry, ...]:
    """The mirrors of these entries, the latest first. Each rests on the person and the reason.

    deposit  the deposit of the remittance: its money came in all the same, and waits for a remittance again
    """
    said = Evidence(f"undone by {by}", "reason", reason or "none given")
    given_back = [deposit] if deposit else []
    mirrors = [
        reversal(
            entry,
            natural_key=f"{UNDO}{entry.natural_key}",
            posted_on=posted_on,
            description=f"undone by {by}",
            evidence=(said,),
        )
        for entry in (*given_back, *reversed(tuple(entries)))
    ]
    if deposit and booked_directly(deposit):
        mirrors.insert(1, waiting_entry(bank_line_of(deposit), posted_on=posted_on))
    return tuple(mirrors)


def what_builds_on(digest: str, claim_id: str, books: Iterable[Entry]) -> Iterator[Finding]:
    """What stands in the way of undoing: payments of other remittances that came later for the claim.

    books  every entry of the claim, in order of posting
    """
    entries = tuple(books)
    undone = undone_keys(entries)
    is_later = False
    for entry in entries:
        parts = entry.natural_key.split(":")
        if parts[:2] == ["835", digest]:
            is_later = True
        elif is_later and parts[0] == "835" and entry.natural_key not in undone:
            yield Finding(
                "remittance.undo.later",
                Severity.REJECT,
                Place(f"claim {claim_id}"),
                "A later remittance rests on this posting.",
                found=entry.natural_key,
                next_step=f"Undo remittance {parts[1][:8]} first.",
            )
